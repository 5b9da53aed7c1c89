using System.Globalization;

namespace Poise.App;

/// <summary>Compares the clock that a desk lives by, set once at its start, with the machine's: whoever sets the machine's clock, or puts the machine to sleep, parts the two.</summary>
internal sealed class ClockWatch(TimeProvider desk, TimeProvider machine)
{
    /// <summary>A clock that is steered to the right time moves by less.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(2);

    public DeskAlarm? Standing
    {
        get
        {
            TimeSpan off = machine.GetUtcNow() - desk.GetUtcNow();
            return off.Duration() < Most ? null : new("clock-set", "", "", string.Create(
                CultureInfo.InvariantCulture,
                $"the machine's clock is {off.Duration().TotalSeconds:0} s {(off > TimeSpan.Zero ? "ahead of" : "behind")} the one that the desk lives by since its start: it was set, or the machine slept; the desk goes on by its own, which ages quotes and ends options: restart it where the machine's is right"));
        }
    }
}
