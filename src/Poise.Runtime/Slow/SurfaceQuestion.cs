using Poise.Chains;
using Poise.Domain;
using Poise.Engine;

namespace Poise.Runtime;

/// <summary>The quotes of one instant, copied off the desk so that they may be fitted elsewhere.</summary>
public sealed class SurfaceQuestion
{
    private readonly List<(Instant Expiry, PayoffStyle Style, List<SliceQuote> Quotes)> _slices = [];

    private SurfaceQuestion(Instant asOf, double spot)
    {
        AsOf = asOf;
        Spot = spot;
    }

    public Instant AsOf { get; }

    /// <summary>Mid of the hedge instrument, quote currency.</summary>
    public double Spot { get; }

    /// <summary>Copies what a desk sees; options that have expired are left out.</summary>
    public static SurfaceQuestion Of(Desk desk)
    {
        SurfaceQuestion question = new(desk.Now, desk.Greeks.Spot);
        for (int i = 0; i < desk.Book.Count; i++)
        {
            Contract contract = desk.Book.ContractOf(new(i));
            if (!contract.IsOption || contract.Expiry <= desk.Now)
                continue;
            int at = question._slices.FindIndex(s => s.Expiry == contract.Expiry && s.Style == contract.Style);
            if (at < 0)
            {
                at = question._slices.Count;
                question._slices.Add((contract.Expiry, contract.Style, []));
            }
            question._slices[at].Quotes.Add(new SliceQuote(new(i), contract.Type, contract.Strike, desk.QuoteOf(new(i))));
        }
        return question;
    }

    /// <summary>Fits every expiry; the ones that cannot be fitted are missing.</summary>
    public List<FittedSlice> Fit()
    {
        List<FittedSlice> fits = [];
        foreach ((Instant expiry, PayoffStyle style, List<SliceQuote> quotes) in _slices)
            if (SliceFit.Of(quotes, style, expiry, Spot, AsOf) is { } fit)
                fits.Add(fit);
        return fits;
    }
}

/// <summary>Where fits are made (house rule 14). What it answers enters the desk as events.</summary>
public interface ISlowLane
{
    /// <summary>Takes a question if it is free; a busy lane lets it pass.</summary>
    bool TryAsk(SurfaceQuestion question);

    bool TryTake(out FittedSlice fit);
}

/// <summary>The slow lane of a world or a backtest: it answers at once, on the same thread.</summary>
public sealed class InlineLane : ISlowLane
{
    private readonly Queue<FittedSlice> _fits = new();

    public bool TryAsk(SurfaceQuestion question)
    {
        foreach (FittedSlice fit in question.Fit())
            _fits.Enqueue(fit);
        return true;
    }

    public bool TryTake(out FittedSlice fit) => _fits.TryDequeue(out fit!);
}
