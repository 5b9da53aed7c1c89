using System.Text;
using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Cboe;

/// <summary>Makes the contracts of one file: each root resolved once, each expiry instant once, each contract at most once.</summary>
/// <param name="underlying">The file's underlying.</param>
/// <param name="isIndex">False: the underlying is an equity or ETF, whose only class bears its own symbol.</param>
internal sealed class ListedContracts(string underlying, bool isIndex)
{
    private readonly List<Class> _classes = [];
    private readonly Dictionary<(int Class, int Day, int StrikeSide), int> _seen = new(24_000);

    public string Underlying => underlying;

    /// <summary>The contract of a symbol, or the reason for which it is not taken.</summary>
    /// <param name="line">The contract's place in the source: a second of its kind is told of the first.</param>
    public bool TryTake(in OsiSymbol symbol, ReadOnlySpan<byte> text, int line, out Contract contract, out string reason)
    {
        contract = null!;
        int number = ClassOf(symbol.Root);
        Class listed = _classes[number];
        if (listed.Root is not { } root)
        {
            reason = listed.Reason;
            return false;
        }
        int strikeSide = symbol.StrikeMills * 2 + (int)symbol.Type;
        if (!_seen.TryAdd((number, symbol.Expiry.DayNumber, strikeSide), line))
        {
            reason = $"duplicate of line {_seen[(number, symbol.Expiry.DayNumber, strikeSide)]}";
            return false;
        }
        reason = "";
        contract = root.ContractOf(Encoding.ASCII.GetString(text), symbol.Type, symbol.StrikeMills, symbol.Expiry, listed.ExpiryOf(symbol.Expiry));
        return true;
    }

    private int ClassOf(ReadOnlySpan<byte> root)
    {
        for (int i = 0; i < _classes.Count; i++)
        {
            if (ListedRoot.SameText(root, _classes[i].Name))
                return i;
        }
        // Damage can make up any number of roots: past these, they share one answer.
        if (_classes.Count >= 64)
            return _classes.Count - 1;
        string name = _classes.Count == 63 ? "" : Encoding.ASCII.GetString(root);
        ListedRoot? known = ListedRoot.Find(root);
        if (known is not null && !string.Equals(known.Underlying, underlying, StringComparison.Ordinal))
            _classes.Add(new Class(name, null, $"root {name} is not an option on {underlying}"));
        else if (known is not null)
            _classes.Add(new Class(name, known, ""));
        else if (!isIndex && string.Equals(name, underlying, StringComparison.Ordinal))
            _classes.Add(new Class(name, ListedRoot.Equity(name), ""));
        else
            _classes.Add(new Class(name, null, name.Length > 0 ? $"unknown root {name}" : "unknown root (one of very many)"));
        return _classes.Count - 1;
    }

    private sealed class Class(string name, ListedRoot? root, string reason)
    {
        private readonly Dictionary<DateOnly, Instant> _expiries = [];

        public string Name => name;

        public ListedRoot? Root => root;

        public string Reason => reason;

        public Instant ExpiryOf(DateOnly listed)
        {
            if (!_expiries.TryGetValue(listed, out Instant expiry))
                _expiries[listed] = expiry = root!.ExpiryOf(listed);
            return expiry;
        }
    }
}
