using Poise.Domain;

namespace Poise.Hedging;

/// <summary>Mean of what was seen at one delay, basis points of the fill's price.</summary>
/// <param name="Sum">Of the markouts.</param>
/// <param name="Squares">Of their squares.</param>
public readonly record struct Markout(Duration Delay, long Count, double Sum, double Squares)
{
    /// <summary>NaN before the first.</summary>
    public double Mean => Count == 0 ? double.NaN : Sum / Count;

    /// <summary>Of the mean; NaN before the second.</summary>
    public double StandardError => Count < 2 ? double.NaN : Math.Sqrt(Math.Max(0, Squares - Sum * Sum / Count) / (Count - 1) / Count);

    internal Markout With(double value) => this with { Count = Count + 1, Sum = Sum + value, Squares = Squares + value * value };
}

/// <summary>
/// The mid of what was traded 1, 10 and 60 s after each fill against the fill's price, signed so that + is good: bought, and dearer now. The
/// mid is the one at the first look at or after its time; where nobody looked within five seconds of it, it is missed and counted.
/// </summary>
public sealed class Markouts
{
    private const int MostPending = 1024;
    private static readonly Duration Late = Duration.FromSeconds(5);

    private readonly Markout[] _delays = [Of(1), Of(10), Of(60)];
    private readonly long[] _next = new long[3];
    private readonly Pending[] _pending = new Pending[MostPending];
    private long _fills;

    private readonly record struct Pending(ContractIndex Contract, double Sign, double Price, Instant At);

    public ReadOnlySpan<Markout> Delays => _delays;

    /// <summary>Markouts without a mid at their time.</summary>
    public long Missed { get; private set; }

    /// <param name="price">In the contract's price unit, as the mids will be.</param>
    public void Fill(ContractIndex contract, Side side, double price, Instant at)
    {
        for (int delay = 0; delay < _next.Length; delay++)
        {
            if (_fills - _next[delay] < MostPending)
                continue;
            _next[delay]++;
            Missed++;
        }
        _pending[_fills++ % MostPending] = new(contract, side == Side.Buy ? 1 : -1, price, at);
    }

    /// <summary>A fill that is due at one of the delays, the oldest first: its mid is wanted by <see cref="See"/>.</summary>
    /// <returns>False where none is due.</returns>
    public bool IsDue(Instant now, out ContractIndex contract)
    {
        int delay = Due(now);
        contract = delay < 0 ? ContractIndex.None : _pending[_next[delay] % MostPending].Contract;
        return delay >= 0;
    }

    /// <summary>The mid of the fill that <see cref="IsDue"/> named; NaN where there is none.</summary>
    public void See(Instant now, double mid)
    {
        int delay = Due(now);
        if (delay < 0)
            return;
        Pending fill = _pending[_next[delay]++ % MostPending];
        if (!double.IsFinite(mid) || now - (fill.At + _delays[delay].Delay) > Late)
            Missed++;
        else
            _delays[delay] = _delays[delay].With(1e4 * fill.Sign * (mid - fill.Price) / fill.Price);
    }

    private int Due(Instant now)
    {
        for (int delay = 0; delay < _next.Length; delay++)
            if (_next[delay] < _fills && now >= _pending[_next[delay] % MostPending].At + _delays[delay].Delay)
                return delay;
        return -1;
    }

    private static Markout Of(long seconds) => new(Duration.FromSeconds(seconds), 0, 0, 0);
}
