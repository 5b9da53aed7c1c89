using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>The past of an index: its price each hour, with the funding of the perpetual; what contracts ended at; how it moved. Bounded.</summary>
internal sealed class IndexRecord
{
    private const int Most = 24 * 60;
    private readonly List<(Instant At, double Before, double Price, double Hour, double Eight)> _hours = [];
    private readonly List<(DateOnly Day, double Price)> _deliveries = [];
    private readonly Queue<(Instant At, double Price)> _minutes = [];
    private Instant _nextHour, _nextMinute;
    private double _before, _accrued;

    /// <summary>Hours: index before and after, what longs paid in the hour and at the eight-hour rate.</summary>
    public IReadOnlyList<(Instant At, double Before, double Price, double Hour, double Eight)> Hours => _hours;

    public IReadOnlyList<(DateOnly Day, double Price)> Deliveries => _deliveries;

    /// <summary>Marks are new.</summary>
    /// <param name="rate">Funding of eight hours as it now is.</param>
    public void See(Instant now, double price, double rate, double funded)
    {
        _accrued += funded;
        if (now >= _nextMinute)
        {
            _nextMinute = new Instant(now.UnixNanoseconds / 60_000_000_000 * 60_000_000_000) + Duration.FromSeconds(60);
            _minutes.Enqueue((now, price));
            if (_minutes.Count > 1440)
                _minutes.Dequeue();
        }
        if (now < _nextHour)
            return;
        if (_nextHour.IsKnown)
        {
            _hours.Add((_nextHour, _before, price, _accrued, rate));
            if (_hours.Count > Most)
                _hours.RemoveRange(0, Most / 10);
        }
        (_before, _accrued) = (price, 0);
        _nextHour = new Instant(now.UnixNanoseconds / 3_600_000_000_000 * 3_600_000_000_000) + Duration.FromHours(1);
    }

    public void Deliver(Instant at, double price)
    {
        var day = DateOnly.FromDateTime(at.ToUtc());
        if (_deliveries.Count == 0 || _deliveries[^1].Day != day)
            _deliveries.Add((day, price));
        if (_deliveries.Count > 400)
            _deliveries.RemoveAt(0);
    }

    public void Save(StateWriter to)
    {
        to.Write((_nextHour, _nextMinute, _before, _accrued));
        to.Write(_hours.Count);
        foreach ((Instant, double, double, double, double) hour in _hours)
            to.Write(hour);
        to.Write(_deliveries.Count);
        foreach ((DateOnly day, double price) in _deliveries)
        {
            to.Write(day.DayNumber);
            to.Write(price);
        }
        to.Write(_minutes.Count);
        foreach ((Instant, double) minute in _minutes)
            to.Write(minute);
    }

    public void Load(ref StateReader from)
    {
        (_nextHour, _nextMinute, _before, _accrued) = from.Read<(Instant, Instant, double, double)>();
        for (int left = from.Read<int>(); left > 0; left--)
            _hours.Add(from.Read<(Instant, double, double, double, double)>());
        for (int left = from.Read<int>(); left > 0; left--)
            _deliveries.Add((DateOnly.FromDayNumber(from.Read<int>()), from.Read<double>()));
        for (int left = from.Read<int>(); left > 0; left--)
            _minutes.Enqueue(from.Read<(Instant, double)>());
    }

    /// <summary>Annual vol of the index's minutes over the last day, in percent; NaN with fewer than three.</summary>
    public double RealizedVol()
    {
        double sum = 0, last = double.NaN;
        int count = 0;
        foreach ((_, double price) in _minutes)
        {
            if (last > 0)
            {
                double move = Math.Log(price / last);
                sum += move * move;
                count++;
            }
            last = price;
        }
        return count < 2 ? double.NaN : 100 * Math.Sqrt(sum / count * 365 * 1440);
    }
}
