using Poise.Domain;

namespace Poise.Flow;

/// <summary>
/// Annual vol as an exponentially weighted mean of squared log returns per unit of time, samples as they come and at least a spacing apart (RiskMetrics
/// Technical Document, 4th edition 1996, chapter 5, with weights by time rather than by count: a daily decay of 0.94 is a half-life of 11.2 days).
/// </summary>
/// <param name="halfLife">After so long a return counts half.</param>
/// <param name="spacing">Prices that come sooner are passed over: what trades back and forth within the spread is no move. One that comes after thirty of them begins anew: a gap is no return.</param>
public sealed class EwmaVol(Duration halfLife, Duration spacing)
{
    private const int Least = 30, LongestOfSpacings = 30;

    private Instant _at;
    private double _price = double.NaN, _sum, _weight;
    private int _returns;

    /// <summary>Act/365. NaN until it has seen thirty returns.</summary>
    public double Vol => _returns >= Least ? Math.Sqrt(_sum / _weight) : double.NaN;

    /// <summary>The price now. One that is no number above zero, or of no later instant, is passed over.</summary>
    public void Add(Instant at, double price)
    {
        if (!(price > 0) || !double.IsFinite(price))
            return;
        if (double.IsNaN(_price))
        {
            (_at, _price) = (at, price);
            return;
        }
        Duration passed = at - _at;
        if (passed < spacing || passed <= Duration.Zero)
            return;
        if (passed.Nanoseconds > LongestOfSpacings * spacing.Nanoseconds)
        {
            (_at, _price) = (at, price);
            return;
        }
        double move = Math.Log(price / _price), kept = double.Exp2(-passed.Seconds / halfLife.Seconds);
        _sum = kept * _sum + (1 - kept) * move * move / passed.Years;
        _weight = kept * _weight + (1 - kept);
        _returns++;
        (_at, _price) = (at, price);
    }
}
