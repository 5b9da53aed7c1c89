using System.Globalization;
using Poise.Runtime;

namespace Poise.App;

/// <summary>Tells once that a limit over all underlyings, or of a book, is reached, and once that it is not any more (docs/limits.md).</summary>
internal sealed class LimitWatch(IDeskDoor desk, Action<string> tell)
{
    /// <summary>Of a limit, below which it is told that there is room again: not at once where it was reached.</summary>
    private const double Again = 0.95;

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly StandingAlarms _standing = new();

    /// <summary>Those that are reached, until there is room again. Any thread.</summary>
    public IReadOnlyList<DeskAlarm> Standing => _standing.Now;

    public Task LookAsync()
    {
        List<DeskAlarm> standing = [];
        foreach (LimitView limit in desk.Frame().View?.Total.Limits ?? [])
        {
            if (LineOf(limit) is string line)
                tell(line);
            if (_told.Contains(limit.Limit))
                standing.Add(new(DeskAlarm.LimitReached, "", limit.Limit, $"{FiguresOf(limit)}: no more is added to it"));
        }
        _standing.SetAll(standing);
        return Task.CompletedTask;
    }

    private string? LineOf(LimitView limit)
    {
        string figures = $"limits: {FiguresOf(limit)}";
        return limit.Value >= limit.Max ? _told.Add(limit.Limit) ? $"{figures}: no more is added to it" : null
            : limit.Value < Again * limit.Max && _told.Remove(limit.Limit) ? $"{figures}: there is room again" : null;
    }

    private static string FiguresOf(LimitView limit) => string.Create(CultureInfo.InvariantCulture, $"{limit.Limit}: {limit.Value:0.##} of {limit.Max:0.##} {limit.Unit}");
}
