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

/// <summary>A fill of a hedge, and where the mid went after it.</summary>
/// <param name="Quantity">Contracts.</param>
/// <param name="Price">In the contract's price unit.</param>
/// <param name="Slippage">Against arrival, basis points, negative: lost; NaN where nobody knows the arrival.</param>
public readonly record struct HedgeFill(ContractIndex Contract, ContractId Id, Side Side, double Quantity, double Price, Instant At, double Slippage)
{
    /// <summary>Of another price against the fill's, basis points, + good: bought, and dearer now.</summary>
    internal double Markout(double mid) => 1e4 * (Side == Side.Buy ? 1 : -1) * (mid - Price) / Price;
}

/// <summary>
/// The mid of what was traded 1, 10 and 60 s after each fill against the fill's price, signed so that + is good: bought, and dearer now. The
/// mid is the one at the first look at or after its time; where nobody looked within five seconds of it, it is missed and counted.
/// </summary>
public sealed class Markouts
{
    /// <summary>The newest fills, each told by itself.</summary>
    public const int Told = 20;

    private const int MostPending = 1024;
    private static readonly Duration Late = Duration.FromSeconds(5);

    private readonly Markout[] _delays = [Of(1), Of(10), Of(60)];
    private readonly long[] _next = new long[3];
    private readonly HedgeFill[] _pending = new HedgeFill[MostPending];
    private readonly double[] _seen = new double[3 * Told];
    private long _fills;

    public ReadOnlySpan<Markout> Delays => _delays;

    /// <summary>Markouts without a mid at their time.</summary>
    public long Missed { get; private set; }

    /// <summary>The newest fills first, each with its markouts by delay, basis points; NaN: not yet, or missed.</summary>
    public (HedgeFill Fill, double[] Seen)[] Last()
    {
        var last = new (HedgeFill, double[])[Math.Min(Told, _fills)];
        for (int i = 0; i < last.Length; i++)
            last[i] = (_pending[(_fills - 1 - i) % MostPending], _seen[SeenAt(_fills - 1 - i)..(SeenAt(_fills - 1 - i) + 3)]);
        return last;
    }

    /// <summary>Markouts that have yet to come: each fill's at each delay.</summary>
    public long Pending => _next.Sum(next => _fills - next);

    /// <summary>Takes the sums of an earlier life; before the first fill.</summary>
    public void Restore(ReadOnlySpan<Markout> delays, long missed)
    {
        if (delays.Length != _delays.Length)
            throw new ArgumentException($"{delays.Length} delays; there are {_delays.Length}", nameof(delays));
        delays.CopyTo(_delays);
        Missed = missed;
    }

    /// <param name="fill">Its price in the unit that the mids will have.</param>
    public void Fill(in HedgeFill fill)
    {
        for (int delay = 0; delay < _next.Length; delay++)
        {
            if (_fills - _next[delay] < MostPending)
                continue;
            _next[delay]++;
            Missed++;
        }
        Array.Fill(_seen, double.NaN, SeenAt(_fills), 3);
        _pending[_fills++ % MostPending] = fill;
    }

    private static int SeenAt(long fill) => 3 * (int)(fill % Told);

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
        long number = _next[delay]++;
        HedgeFill fill = _pending[number % MostPending];
        if (!double.IsFinite(mid) || now - (fill.At + _delays[delay].Delay) > Late)
        {
            Missed++;
            return;
        }
        double markout = fill.Markout(mid);
        _delays[delay] = _delays[delay].With(markout);
        if (number >= _fills - Told)
            _seen[SeenAt(number) + delay] = markout;
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
