using System.Globalization;
using Poise.Domain;

namespace Poise.App;

/// <summary>Compares the clock that a desk lives by, set once at its start, with the machine's, which somebody may set, and with that of the venue whose options it holds: an option ends by it.</summary>
/// <param name="venueAhead">The venue's clock minus the desk's, as it was measured last; null where there is no venue.</param>
internal sealed class ClockWatch(TimeProvider desk, TimeProvider machine, Func<Duration>? venueAhead = null)
{
    /// <summary>A clock that is steered to the right time moves by less.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(2);

    /// <summary>From here on the desk holds.</summary>
    private static readonly TimeSpan TooMuch = TimeSpan.FromSeconds(10);

    /// <summary>Why the desk's clock cannot be lived by; null where it can.</summary>
    public string? Fault => VenueAhead is { } off && off.Duration() >= TooMuch
        ? $"the venue's clock is {Words(off)} the desk's: this machine's clock was wrong when the desk started, or the machine stood still: set it right and restart the desk"
        : null;

    public DeskAlarm? Standing
    {
        get
        {
            TimeSpan off = machine.GetUtcNow() - desk.GetUtcNow();
            return off.Duration() < Most ? null : new("clock-set", "", "", $"the machine's clock is {Words(off)} the one that the desk lives by since its start: it was set; the desk goes on by its own{(VenueAhead is not { } venue ? "" : venue.Duration() < Most ? ", with which the venue's agrees" : $", and the venue's is {Words(venue)} that")}");
        }
    }

    private TimeSpan? VenueAhead => venueAhead is null ? null : TimeSpan.FromSeconds(venueAhead().Seconds);

    private static string Words(TimeSpan off) => string.Create(CultureInfo.InvariantCulture, $"{off.Duration().TotalSeconds:0} s {(off > TimeSpan.Zero ? "ahead of" : "behind")}");
}
