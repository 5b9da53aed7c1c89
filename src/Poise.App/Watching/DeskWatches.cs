using Poise.Flow;

namespace Poise.App;

/// <summary>All that looks on while a desk runs: over margin and rules, which may wait for the desk, and over what stands wrong, which waits for nobody.</summary>
internal sealed class DeskWatches : IAsyncDisposable
{
    private static readonly TimeSpan _alarmsEvery = TimeSpan.FromSeconds(1), _settling = TimeSpan.FromSeconds(20);

    private readonly MarginWatch _margin;
    private readonly List<WatchedRules> _rules = [];
    private readonly DeskWatch _looks, _alarmLooks;
    private readonly AlarmWatch _alarms;

    /// <param name="tell">Told each line.</param>
    /// <param name="failed">Told in a line that a look failed, with why.</param>
    /// <param name="raise">Told each alarm that begins or is over.</param>
    /// <param name="before">What earlier lives told to have begun, and not to be over.</param>
    /// <param name="logFailure">Why the desk's log could not be written last; null where it was.</param>
    /// <param name="silence">What is away for less long is no alarm.</param>
    public DeskWatches(LiveDesk desk, Action<string> tell, Action<string, Exception> failed, Action<AlertView> raise, IReadOnlyList<AlertView> before, Func<string?> logFailure, TimeSpan silence, TimeProvider time)
    {
        _margin = new MarginWatch(desk, tell);
        var limits = new LimitWatch(desk, tell);
        List<DeskLook> looks = [new("margin", _margin.LookAsync), new("limits", limits.LookAsync)];
        foreach (string underlying in desk.Underlyings)
        {
            var rules = new WatchedRules(underlying, () => desk.SettingsOf(underlying).Rules, desk, tell, time);
            _rules.Add(rules);
            looks.Add(new($"margin: {underlying}", () => _margin.LookAsync(underlying)));
            looks.Add(new($"rules: {underlying}", rules.LookAsync));
        }
        _looks = new DeskWatch(looks, failed, time);
        var seen = new DeskAlarms(desk, silence);
        ClockWatch clock = desk.ClockAgainst(time);
        _alarms = new AlarmWatch(() => [.. seen.Standing(), .. _margin.Standing, .. limits.Standing, .. _rules.SelectMany(static r => r.Standing), .. _looks.Standing, .. clock.Standing is { } set ? [set] : (DeskAlarm[])[], .. OfLog(logFailure())], raise, silence + _settling, before, time);
        desk.AlarmsNow = () => _alarms.Standing;
        _alarmLooks = new DeskWatch([new("clock", LookAtClock), new("alarms", LookAsync)], failed, time, _alarmsEvery);

        Task LookAtClock()
        {
            desk.ClockFault = clock.Fault;
            return Task.CompletedTask;
        }
    }

    public void Begin()
    {
        _looks.Begin();
        _alarmLooks.Begin();
    }

    /// <summary>Looks once more at what stands wrong: at the end of a desk that broke.</summary>
    public Task LookAsync()
    {
        _alarms.Look();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _alarmLooks.DisposeAsync();
        await _looks.DisposeAsync();
    }

    private static DeskAlarm[] OfLog(string? failure) => failure is null ? [] : [new("log-failed", "", "", $"the log cannot be written: {failure}")];
}
