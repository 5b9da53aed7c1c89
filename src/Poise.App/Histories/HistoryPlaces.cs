using Poise.Storage;

namespace Poise.App;

/// <summary>Opens the history that a user named, or the one in the desk's data folder, which is made for its owner alone.</summary>
internal static class HistoryPlaces
{
    private const string FileName = "history.db";

    /// <summary>For writing: one is made where there is none.</summary>
    /// <exception cref="BadInputException">It cannot be opened, or is something else.</exception>
    public static IHistory Open(string? place) => Reading(() => History.Open(place ?? Path.Combine(new FileDisk(DeskHost.StateFolder()).Place, FileName)));

    /// <summary>For reading: it must be there.</summary>
    /// <exception cref="BadInputException">There is none, it cannot be opened, or it is something else.</exception>
    public static IHistory OpenExisting(string? place) => Reading(() => History.OpenExisting(place ?? Path.Combine(DeskHost.StateFolder(), FileName)));

    /// <summary>A history that cannot be read is bad input.</summary>
    public static T Reading<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (HistoryException e)
        {
            throw new BadInputException(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--history: {ResultPlace.Why(e)}");
        }
    }

    /// <summary>The underlying as the history spells it; all of them where none is named.</summary>
    /// <exception cref="BadInputException">It holds none of this name, or nothing at all.</exception>
    public static IReadOnlyList<HistoryContents> Chosen(IHistory history, string? underlying)
    {
        IReadOnlyList<HistoryContents> all = history.Contents();
        if (all.Count == 0)
            throw new BadInputException($"{history.Place}: is empty (poise history add FILES fills it)");
        if (underlying is null)
            return all;
        List<HistoryContents> own = [.. all.Where(c => string.Equals(c.Underlying, underlying, StringComparison.OrdinalIgnoreCase))];
        return own.Count > 0 ? own : throw new BadInputException($"{history.Place}: holds no {underlying}; there are {string.Join(", ", all.Take(10).Select(static c => c.Underlying))}{(all.Count > 10 ? ", ..." : "")}");
    }
}
