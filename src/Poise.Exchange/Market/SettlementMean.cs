using Poise.Domain;

namespace Poise.Exchange;

/// <summary>
/// The mean of an index over the last part of a day, at which contracts end. While it runs an option is one on the mean: its forward is what is fixed already and the index for the rest, and its variance falls with the
/// square of the part still open, as its delta does with that part.
/// </summary>
/// <param name="window">Length of the mean, which ends at expiry.</param>
public sealed class SettlementMean(Duration window)
{
    private double _sum, _seconds, _last;
    private Instant _at;

    /// <summary>When the index was last seen.</summary>
    public Instant Last => _at;

    /// <summary>The index at an instant; it held until the next. Before the window nothing is kept.</summary>
    public void See(Instant now, Instant end, double index)
    {
        Instant from = end - window;
        if (_at.IsKnown && now > _at && now > from)
        {
            double seconds = (now - (_at > from ? _at : from)).Seconds;
            _sum += _last * seconds;
            _seconds += seconds;
        }
        (_at, _last) = (now, index);
    }

    /// <summary>The part of the window that is still open: 1 before it, 0 at the end.</summary>
    public double Open(Instant now, Instant end) => window <= Duration.Zero ? now < end ? 1 : 0 : Math.Clamp((end - now).Seconds / window.Seconds, 0, 1);

    /// <summary>What the mean would be if the index stayed at <paramref name="rest"/> for what is open of it.</summary>
    public double With(double rest, double open) => _seconds > 0 ? (1 - open) * (_sum / _seconds) + open * rest : rest;

    /// <summary>The mean as it ended; the last index where nothing was seen in the window. The next window begins empty.</summary>
    public double Take()
    {
        double mean = _seconds > 0 ? _sum / _seconds : _last;
        (_sum, _seconds) = (0, 0);
        return mean;
    }

    public void Save(StateWriter to) => to.Write((_sum, _seconds, _last, _at));

    public void Load(ref StateReader from) => (_sum, _seconds, _last, _at) = from.Read<(double, double, double, Instant)>();
}
