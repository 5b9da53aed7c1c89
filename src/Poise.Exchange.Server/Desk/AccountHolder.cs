using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>A group of quotes that one protection takes away.</summary>
/// <param name="Listing">Whose contracts are quoted.</param>
/// <param name="Name">Empty for the protection of all orders of the index.</param>
/// <param name="Most">Amount of one quote; 0 for no limit.</param>
public readonly record struct QuoteGroup(int Listing, string Name, decimal Most);

/// <summary>Whose an account is, and how he wants it.</summary>
public sealed class AccountHolder(int account, string name, Instant opened, int? main = null)
{
    private readonly List<QuoteGroup> _groups = [];

    public int Account => account;

    public string Name => name;

    public Instant Opened => opened;

    /// <summary>The account that it is a part of; null for one that stands alone.</summary>
    public int? Main => main;

    /// <summary>What becomes of orders that meet one of his own.</summary>
    public SelfTrade SelfTrade { get; internal set; } = SelfTrade.RejectTaker;

    /// <summary>Quotes were frozen by himself.</summary>
    public bool IsFrozen { get; internal set; }

    /// <summary>Groups of protection that were set, by number from 1.</summary>
    public IReadOnlyList<QuoteGroup> Groups => _groups;

    /// <summary>The number of a group; 0 where there is none of this name.</summary>
    public int Group(int listing, string name) => _groups.FindIndex(g => g.Listing == listing && string.Equals(g.Name, name, StringComparison.Ordinal)) + 1;

    /// <summary>Sets a group, a new one where there is none of this name yet.</summary>
    /// <returns>Its number.</returns>
    internal int SetGroup(in QuoteGroup group)
    {
        int number = Group(group.Listing, group.Name);
        if (number > 0)
            _groups[number - 1] = group;
        else
            _groups.Add(group);
        return number > 0 ? number : _groups.Count;
    }

    internal void Save(StateWriter to)
    {
        to.Write((account, main ?? -1));
        to.WriteText(name);
        to.Write(opened);
        to.Write((SelfTrade, IsFrozen));
        to.Write(_groups.Count);
        foreach (QuoteGroup group in _groups)
        {
            to.Write(group.Listing);
            to.WriteText(group.Name);
            to.Write(group.Most);
        }
    }

    internal static AccountHolder Load(ref StateReader from)
    {
        (int account, int main) = from.Read<(int, int)>();
        var holder = new AccountHolder(account, from.ReadText() ?? "", from.Read<Instant>(), main < 0 ? null : main);
        (holder.SelfTrade, holder.IsFrozen) = from.Read<(SelfTrade, bool)>();
        for (int left = from.Read<int>(); left > 0; left--)
            holder._groups.Add(new QuoteGroup(from.Read<int>(), from.ReadText() ?? "", from.Read<decimal>()));
        return holder;
    }
}
