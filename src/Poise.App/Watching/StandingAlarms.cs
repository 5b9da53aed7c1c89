namespace Poise.App;

/// <summary>The alarms of one watch that stand, in the order in which they began. One thread sets them; any thread reads them.</summary>
internal sealed class StandingAlarms
{
    private IReadOnlyList<DeskAlarm> _now = [];

    public IReadOnlyList<DeskAlarm> Now => Volatile.Read(ref _now);

    /// <summary>One alarm begins or is over; one that stands keeps the words with which it began.</summary>
    public void Set(bool stands, DeskAlarm alarm)
    {
        bool stood = _now.Any(a => a.Name == alarm.Name);
        if (stands && !stood)
            SetAll([.. _now, alarm]);
        else if (!stands && stood)
            SetAll([.. _now.Where(a => a.Name != alarm.Name)]);
    }

    /// <summary>These stand from now on, with these words, and nothing else.</summary>
    public void SetAll(IReadOnlyList<DeskAlarm> alarms) => Volatile.Write(ref _now, alarms);
}
