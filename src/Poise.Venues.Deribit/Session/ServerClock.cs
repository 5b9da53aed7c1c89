using Poise.Domain;

namespace Poise.Venues.Deribit;

/// <summary>How far the venue's clock is ahead of ours, from questions for its time, and how fast that changes.</summary>
internal sealed class ServerClock
{
    /// <summary>Answers that took longer say nothing.</summary>
    private static readonly Duration SlowestAnswer = Duration.FromSeconds(2);

    private Instant _measuredAt;

    /// <summary>Venue's clock minus ours; zero until it is measured.</summary>
    public Duration Offset { get; private set; }

    public bool IsMeasured => _measuredAt.IsKnown;

    /// <summary>Change of the offset since the measurement before, as a fraction of the time between; NaN before the second one.</summary>
    public double Drift { get; private set; } = double.NaN;

    /// <summary>Takes an answer in: the venue's time is that of the middle between question and answer.</summary>
    /// <returns>False when the answer was too slow to say anything.</returns>
    public bool Measure(Instant asked, Instant answered, Instant venue)
    {
        if (answered < asked || (answered - asked > SlowestAnswer && IsMeasured))
            return false;
        Duration offset = venue - (asked + new Duration((answered - asked).Nanoseconds / 2));
        if (IsMeasured && answered > _measuredAt)
            Drift = (offset - Offset).Seconds / (answered - _measuredAt).Seconds;
        (Offset, _measuredAt) = (offset, answered);
        return true;
    }

    /// <summary>The venue's time at ours.</summary>
    public Instant Venue(Instant ours) => ours + Offset;

    /// <summary>Our time at the venue's.</summary>
    public Instant Ours(Instant venue) => venue - Offset;
}
