using Poise.Domain;

namespace Poise.Engine;

/// <summary>How many of something since midnight UTC, event time.</summary>
internal struct DayCount
{
    private long _day;
    private int _count;

    public void Add(Instant at)
    {
        long day = DayOf(at);
        (_day, _count) = (day, day == _day ? _count + 1 : 1);
    }

    public readonly int At(Instant now) => _day == DayOf(now) ? _count : 0;

    public readonly void AddTo(ref StateHasher hasher)
    {
        hasher.Add(_day);
        hasher.Add(_count);
    }

    private static long DayOf(Instant at) => at.UnixMilliseconds / 86_400_000;
}
