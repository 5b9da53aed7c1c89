using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>Whose an account is, and how he wants it.</summary>
public sealed class AccountHolder(int account, string name, Instant opened, int? main = null)
{
    private readonly List<(int Listing, string Name)> _groups = [];

    public int Account => account;

    public string Name => name;

    public Instant Opened => opened;

    /// <summary>The account that it is a part of; null for one that stands alone.</summary>
    public int? Main => main;

    /// <summary>What becomes of orders that meet one of his own.</summary>
    public SelfTrade SelfTrade { get; set; } = SelfTrade.RejectTaker;

    /// <summary>Quotes were frozen by himself.</summary>
    public bool IsFrozen { get; set; }

    /// <summary>Groups of protection that were set, by number from 1: the listing and the name; empty for that of all orders of the index.</summary>
    public IReadOnlyList<(int Listing, string Name)> Groups => _groups;

    /// <summary>The number of a group; 0 where there is none of this name.</summary>
    public int Group(int listing, string name) => _groups.FindIndex(g => g.Listing == listing && string.Equals(g.Name, name, StringComparison.Ordinal)) + 1;

    /// <summary>The number of a group, a new one where it has none yet.</summary>
    public int GroupOrNew(int listing, string name)
    {
        if (Group(listing, name) is > 0 and int known)
            return known;
        _groups.Add((listing, name));
        return _groups.Count;
    }
}
