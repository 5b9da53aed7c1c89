using System.Text;

namespace Poise.Exchange.Server;

/// <summary>What an access reaches over.</summary>
public enum AccessArea
{
    Account,
    Trade,
    Wallet,
    BlockTrade,
    BlockRfq,
}

/// <summary>How far it reaches there.</summary>
public enum AccessRight
{
    None,
    Read,
    ReadWrite,
}

/// <summary>What a method asks for: nothing (public), a login, or a right in an area.</summary>
public readonly record struct AccessNeed
{
    public static readonly AccessNeed Public;
    public static readonly AccessNeed Login = new(true, default, AccessRight.None);
    public static readonly AccessNeed AccountRead = new(true, AccessArea.Account, AccessRight.Read);
    public static readonly AccessNeed AccountWrite = new(true, AccessArea.Account, AccessRight.ReadWrite);
    public static readonly AccessNeed TradeRead = new(true, AccessArea.Trade, AccessRight.Read);
    public static readonly AccessNeed TradeWrite = new(true, AccessArea.Trade, AccessRight.ReadWrite);
    public static readonly AccessNeed WalletRead = new(true, AccessArea.Wallet, AccessRight.Read);
    public static readonly AccessNeed WalletWrite = new(true, AccessArea.Wallet, AccessRight.ReadWrite);
    public static readonly AccessNeed BlockTradeRead = new(true, AccessArea.BlockTrade, AccessRight.Read);
    public static readonly AccessNeed BlockTradeWrite = new(true, AccessArea.BlockTrade, AccessRight.ReadWrite);

    private AccessNeed(bool needsLogin, AccessArea area, AccessRight right) => (NeedsLogin, Area, Right) = (needsLogin, area, right);

    public bool NeedsLogin { get; }

    public AccessArea Area { get; }

    public AccessRight Right { get; }
}

/// <summary>Rights in each area.</summary>
public readonly record struct AccessRights
{
    public static readonly AccessRights All = new(AccessRight.ReadWrite, AccessRight.ReadWrite, AccessRight.ReadWrite, AccessRight.ReadWrite, AccessRight.ReadWrite);

    internal static readonly string[] Areas = ["account", "trade", "wallet", "block_trade", "block_rfq"], Words = ["none", "read", "read_write"];

    public AccessRights(AccessRight account, AccessRight trade, AccessRight wallet, AccessRight blockTrade = AccessRight.None, AccessRight blockRfq = AccessRight.None) =>
        (Account, Trade, Wallet, BlockTrade, BlockRfq) = (account, trade, wallet, blockTrade, blockRfq);

    public AccessRight Account { get; init; }

    public AccessRight Trade { get; init; }

    public AccessRight Wallet { get; init; }

    public AccessRight BlockTrade { get; init; }

    public AccessRight BlockRfq { get; init; }

    public AccessRight Of(AccessArea area) => area switch
    {
        AccessArea.Account => Account,
        AccessArea.Trade => Trade,
        AccessArea.Wallet => Wallet,
        AccessArea.BlockTrade => BlockTrade,
        _ => BlockRfq,
    };

    public bool Allow(AccessNeed need) => Of(need.Area) >= need.Right;

    public AccessRights With(AccessArea area, AccessRight right) => area switch
    {
        AccessArea.Account => this with { Account = right },
        AccessArea.Trade => this with { Trade = right },
        AccessArea.Wallet => this with { Wallet = right },
        AccessArea.BlockTrade => this with { BlockTrade = right },
        _ => this with { BlockRfq = right },
    };

    /// <summary>In each area the lesser of the two.</summary>
    public AccessRights Within(AccessRights other)
    {
        AccessRights both = default;
        for (AccessArea area = AccessArea.Account; area <= AccessArea.BlockRfq; area++)
            both = both.With(area, Of(area) < other.Of(area) ? Of(area) : other.Of(area));
        return both;
    }

    /// <summary>account:read_write trade:read, without the areas in which there is nothing.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (AccessArea area = AccessArea.Account; area <= AccessArea.BlockRfq; area++)
        {
            if (Of(area) != AccessRight.None)
                text.Append(text.Length > 0 ? " " : "").Append(Areas[(int)area]).Append(':').Append(Words[(int)Of(area)]);
        }
        return text.ToString();
    }
}
