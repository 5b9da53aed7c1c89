namespace Poise.Hedging;

/// <summary>What a lot held long earns until a horizon, negative where it pays. Currency.</summary>
public static class Carry
{
    /// <summary>Funding, which who is long pays to who is short where the rate is above zero.</summary>
    /// <param name="perDay">Fraction of the value.</param>
    public static double Funding(Tradable perpetual, double perDay, double days)
    {
        ArgumentNullException.ThrowIfNull(perpetual);
        return -perDay * days * perpetual.ValueAt(perpetual.Middle);
    }

    /// <summary>A dated future whose distance from spot, in proportion, runs off evenly until it ends, spot standing still: F' = F (F / S)^(-h / T).</summary>
    /// <param name="years">To its end.</param>
    /// <param name="horizon">Years; beyond its end nothing more is earned.</param>
    public static double Basis(Tradable future, double spot, double years, double horizon)
    {
        ArgumentNullException.ThrowIfNull(future);
        double runsOff = Math.Pow(future.Middle / spot, -Math.Min(horizon, years) / years);
        return future.ValueAt(future.Middle) * (future.IsReciprocal ? 1 - 1 / runsOff : runsOff - 1);
    }
}
