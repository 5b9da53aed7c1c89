namespace Poise.Chains;

/// <summary>The rungs of the forward ladder, best first (docs/units.md).</summary>
public enum ForwardRung : byte
{
    /// <summary>A listed future of the same expiry.</summary>
    ListedFuture,

    /// <summary>Put-call parity over two-sided pairs near the money.</summary>
    Parity,

    /// <summary>The venue's own synthetic forward for the expiry.</summary>
    VenueSynthetic,

    /// <summary>Carry interpolated in time between expiries that stand on a better rung.</summary>
    Carry,

    /// <summary>Rate and dividend yield of the nearest better expiry, carried flat beyond it.</summary>
    RateAndYield,

    /// <summary>Spot itself: nothing better was there. Flagged in the notes.</summary>
    SpotFlat,
}

/// <summary>
/// A forward in the quote currency, the discount factor to the same instant (S/F for options that pay in coin), and where
/// both came from.
/// </summary>
/// <param name="Pairs">Two-sided call-put pairs behind a parity rung, 0 for the others.</param>
public readonly record struct ForwardQuote(double Forward, double Discount, ForwardRung Rung, int Pairs);

public static class ForwardRungNames
{
    /// <summary>The rung as all faces print it.</summary>
    public static string Name(this ForwardRung rung) => rung switch
    {
        ForwardRung.ListedFuture => "listed-future",
        ForwardRung.Parity => "parity",
        ForwardRung.VenueSynthetic => "venue-synthetic",
        ForwardRung.Carry => "carry",
        ForwardRung.RateAndYield => "rate-and-yield",
        _ => "spot-flat",
    };
}
