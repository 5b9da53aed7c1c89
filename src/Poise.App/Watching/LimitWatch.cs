using System.Globalization;
using Poise.Runtime;

namespace Poise.App;

/// <summary>Tells once that a limit over all underlyings, or of a book, is reached, and once that it is not any more (docs/limits.md).</summary>
internal sealed class LimitWatch(IDeskDoor desk, Action<string> tell)
{
    /// <summary>Of a limit, below which it is told that there is room again: not at once where it was reached.</summary>
    private const double Again = 0.95;

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    public Task LookAsync()
    {
        foreach (LimitView limit in desk.Frame().View?.Total.Limits ?? [])
            if (LineOf(limit) is string line)
                tell(line);
        return Task.CompletedTask;
    }

    private string? LineOf(LimitView limit)
    {
        string figures = string.Create(CultureInfo.InvariantCulture, $"limits: {limit.Limit}: {limit.Value:0.##} of {limit.Max:0.##} {limit.Unit}");
        return limit.Value >= limit.Max ? _told.Add(limit.Limit) ? $"{figures}: no more is added to it" : null
            : limit.Value < Again * limit.Max && _told.Remove(limit.Limit) ? $"{figures}: there is room again" : null;
    }
}
