using Poise.Domain;
using Poise.Flow;

namespace Poise.App;

/// <summary>Tells what stands wrong with a desk: each alarm once when it began and once when it is over, over restarts too where what was told is remembered.</summary>
/// <param name="standing">What stands now.</param>
/// <param name="raise">Told each alert, in order.</param>
/// <param name="patience">After a start, before what an earlier life told and nobody has seen since is over: a link is not down at once.</param>
/// <param name="before">What earlier lives told to have begun, and not to be over.</param>
internal sealed class AlarmWatch(Func<IEnumerable<DeskAlarm>> standing, Action<AlertView> raise, TimeSpan patience, IEnumerable<AlertView> before, TimeProvider time)
{
    private readonly Dictionary<AlarmName, long> _since = [];
    private readonly Dictionary<AlarmName, AlertView> _told = before.ToDictionary(AlarmName.Of);
    private readonly HashSet<AlarmName> _unseen = [.. before.Select(AlarmName.Of)];
    private readonly Lock _looking = new();
    private readonly long _startedAt = time.GetTimestamp();
    private IReadOnlyList<AlertView> _standing = [];

    /// <summary>What was told to have begun and is not over, the oldest first. Any thread.</summary>
    public IReadOnlyList<AlertView> Standing => Volatile.Read(ref _standing);

    /// <summary>One look. Any thread, one at a time.</summary>
    public void Look()
    {
        lock (_looking)
            LookAlone();
    }

    private void LookAlone()
    {
        List<DeskAlarm> now = [.. standing().DistinctBy(static a => a.Name)];
        string at = Instant.FromUtc(time.GetUtcNow().UtcDateTime).ToString();
        foreach (DeskAlarm alarm in now)
        {
            _unseen.Remove(alarm.Name);
            if (!_since.TryGetValue(alarm.Name, out long since))
                _since.Add(alarm.Name, since = time.GetTimestamp());
            if (_told.ContainsKey(alarm.Name) || time.GetElapsedTime(since) < alarm.After)
                continue;
            var began = new AlertView(alarm.Rule, at, alarm.Underlying, alarm.Text, null, null, AlertView.Began, alarm.About.Length > 0 ? alarm.About : null);
            _told.Add(alarm.Name, began);
            raise(began);
        }
        HashSet<AlarmName> names = [.. now.Select(static a => a.Name)];
        foreach (AlarmName name in _since.Keys.Where(n => !names.Contains(n)).ToArray())
            _since.Remove(name);
        bool isSettled = time.GetElapsedTime(_startedAt) >= patience;
        foreach ((AlarmName name, AlertView began) in _told.Where(t => !names.Contains(t.Key) && (isSettled || !_unseen.Contains(t.Key))).OrderBy(static t => t.Value.At, StringComparer.Ordinal).ToArray())
        {
            _told.Remove(name);
            raise(began with { At = at, Text = $"over: {began.Text}", State = AlertView.Ended });
        }
        Volatile.Write(ref _standing, [.. _told.Values.OrderBy(static a => a.At, StringComparer.Ordinal)]);
    }
}
