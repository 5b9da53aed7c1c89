using System.Diagnostics;
using System.Globalization;

namespace Poise.App;

/// <summary>Where a command's time went, from the start of the process.</summary>
internal sealed class PhaseTimes
{
    private readonly List<(string Phase, double Milliseconds)> _phases = [];
    private readonly DateTime _started = Process.GetCurrentProcess().StartTime.ToUniversalTime();
    private double _last;

    /// <summary>The named phase ends now.</summary>
    public void Reached(string phase)
    {
        double now = (DateTime.UtcNow - _started).TotalMilliseconds;
        int known = _phases.FindIndex(p => string.Equals(p.Phase, phase, StringComparison.Ordinal));
        if (known >= 0)
            _phases[known] = (phase, _phases[known].Milliseconds + now - _last);
        else
            _phases.Add((phase, now - _last));
        _last = now;
    }

    public void Write(TextWriter to)
    {
        using var process = Process.GetCurrentProcess();
        string phases = string.Join(", ", _phases.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Phase} {p.Milliseconds:0} ms")));
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"timings: {phases}; total {_last:0} ms, peak {process.PeakWorkingSet64 / 1e6:0} MB"));
    }
}
