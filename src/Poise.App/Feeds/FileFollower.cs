using Poise.Domain;

namespace Poise.App;

/// <summary>What one look at files found.</summary>
/// <param name="Chains">New ones with a spot, oldest first.</param>
/// <param name="Trades">All trades of each file that is new or has changed.</param>
/// <param name="Why">What could not be read, in one line, until its file has changed and reads.</param>
internal sealed record Found(IReadOnlyList<MarketSnapshot> Chains, IReadOnlyList<(string Path, IReadOnlyList<TradeTape> Tapes)> Trades, string? Why);

/// <summary>Chains and trades from files and folders that grow: each chain that is not older than one before it is passed on, in order of time.</summary>
/// <param name="paths">Files, or folders of them.</param>
/// <param name="underlying">Which one, where the files hold several; null takes that of the first chain.</param>
/// <param name="time">A chain that is stamped later than some minutes from now is not taken: nothing after it would be.</param>
internal sealed class FileFollower(IReadOnlyList<string> paths, string? underlying, TimeProvider time)
{
    private static readonly Duration Ahead = Duration.FromSeconds(300);

    private readonly FolderWatch _watch = new(paths);
    private readonly SortedDictionary<string, string> _unread = new(StringComparer.Ordinal);
    private string? _underlying = underlying, _beside;
    private Instant _last;

    /// <summary>Looks once.</summary>
    public Found Look()
    {
        var chains = new List<MarketSnapshot>();
        var trades = new List<(string, IReadOnlyList<TradeTape>)>();
        Instant latest = Instant.FromUtc(time.GetUtcNow().UtcDateTime) + Ahead;
        List<string> changed = _watch.Changed(out string? why);
        foreach (string path in changed)
        {
            try
            {
                (IReadOnlyList<MarketSnapshot> read, IReadOnlyList<TradeTape> tapes) = SourceFiles.Read([path], new SourceChoices(_underlying, null, null));
                if (tapes.Count > 0)
                    trades.Add((path, tapes));
                chains.AddRange(read.Where(c => c.AsOf <= latest));
                if (read.FirstOrDefault(c => c.AsOf > latest) is MarketSnapshot ahead)
                    _unread[path] = $"{path}: a chain of {ahead.Underlying} is stamped {ahead.AsOf}, which is yet to come: not taken";
                else
                    _unread.Remove(path);
            }
            catch (NoChainException e)
            {
                // Trades, futures, another underlying: what lies beside chains is no fault of theirs.
                _unread.Remove(path);
                _beside ??= e.Message;
                if (e.Tapes.Count > 0)
                    trades.Add((path, e.Tapes));
            }
            catch (BadInputException e)
            {
                _unread[path] = e.Message;
            }
        }
        if (!_last.IsKnown && chains.Count == 0)
            why ??= _beside;
        foreach (string gone in _unread.Keys.Where(static p => !File.Exists(p)).ToArray())
            _unread.Remove(gone);
        if (_unread.Count > 0)
            why = _unread.Values.First() + (_unread.Count > 1 ? $" (and {_unread.Count - 1} more files)" : "");
        chains.Sort(static (a, b) => a.AsOf.CompareTo(b.AsOf));
        var fresh = new List<MarketSnapshot>();
        foreach (MarketSnapshot chain in chains)
        {
            _underlying ??= chain.Underlying;
            // The same instant again is a chain that was read before it was whole.
            if (chain.AsOf < _last || !string.Equals(chain.Underlying, _underlying, StringComparison.OrdinalIgnoreCase))
                continue;
            _last = chain.AsOf;
            fresh.Add(chain);
        }
        return new Found(fresh, trades, why);
    }
}
