using Poise.Domain;

namespace Poise.Exchange;

/// <summary>
/// The index: geometric Brownian motion without drift whose log volatility reverts to its mean, with jumps by setting.
/// Exact in the index for the volatility held over a step.
/// </summary>
/// <param name="premium">Of the premium alone; null: <paramref name="random"/>.</param>
internal sealed class SpotPath(MarketSettings settings, SeededRandom random, SeededRandom? premium = null)
{
    private readonly double _meanLogVol = Math.Log(settings.Vol);
    private double _logVol = Math.Log(settings.Vol);

    public double Spot { get; private set; } = settings.Spot;

    /// <summary>Annual volatility now, as a fraction.</summary>
    public double Vol { get; private set; } = settings.Vol;

    /// <summary>The perpetual over the index, minus one.</summary>
    public double Premium { get; private set; }

    public void Advance(Duration by)
    {
        double years = by.Years;
        double root = Math.Sqrt(years);
        double first = random.NextNormal();
        double rho = settings.SpotVolCorrelation;
        double second = rho * first + Math.Sqrt(1 - rho * rho) * random.NextNormal();
        Spot *= Math.Exp(-0.5 * Vol * Vol * years + Vol * root * first);
        if (settings.JumpsPerDay > 0 && random.NextDouble() < settings.JumpsPerDay * 365 * years)
            Spot *= Math.Exp(settings.JumpSize * random.NextNormal());
        // A floor far below any setting keeps prices on the grid in the wildest of worlds.
        Spot = Math.Max(Spot, settings.Spot * 1e-3);
        _logVol += settings.VolReversion * (_meanLogVol - _logVol) * years + settings.VolOfVol * root * second;
        Vol = Math.Exp(Math.Clamp(_logVol, _meanLogVol - 2.5, _meanLogVol + 2.5));
        Premium = 0.99 * Premium + settings.PremiumNoise * (premium ?? random).NextNormal();
    }

    /// <summary>What trading in this market does to the price everywhere, for good.</summary>
    /// <param name="move">Log units.</param>
    public void Push(double move) => Spot = Math.Max(Spot * Math.Exp(Math.Clamp(move, -0.1, 0.1)), settings.Spot * 1e-3);

    public void Save(StateWriter to)
    {
        to.Write((_logVol, Spot, Vol, Premium));
        to.WriteAll<ulong>(random.State);
        if (premium is not null)
            to.WriteAll<ulong>(premium.State);
    }

    public void Load(ref StateReader from)
    {
        (_logVol, Spot, Vol, Premium) = from.Read<(double, double, double, double)>();
        random.Restore(from.ReadAll<ulong>());
        premium?.Restore(from.ReadAll<ulong>());
    }
}
