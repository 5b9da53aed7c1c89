using Poise.Domain;

namespace Poise.Exchange;

/// <summary>Lots and money of one party, exact. Linear: price times size; an inverse perpetual of N USD is worth -N / price coin.</summary>
internal sealed class Account
{
    private long[] _lots = [];

    /// <summary>All trades and settlements, settlement currency; fees apart.</summary>
    public decimal Cash { get; private set; }

    /// <summary>Paid; negative when received.</summary>
    public decimal Fees { get; private set; }

    public void List(int contracts) => Array.Resize(ref _lots, contracts);

    public long LotsOf(ContractIndex contract) => _lots[contract.Value];

    public void Trade(Contract contract, ContractIndex index, long lots, decimal price, decimal fee)
    {
        _lots[index.Value] = checked(_lots[index.Value] + lots);
        Cash -= Worth(contract, lots, price);
        Fees += fee;
    }

    /// <summary>Value of a position at a price, settlement currency.</summary>
    public static decimal Worth(Contract contract, long lots, decimal price)
    {
        decimal size = lots * contract.LotSize * (decimal)contract.Multiplier;
        return contract.Style == PayoffStyle.Inverse && !contract.IsOption ? -size / price : size * price;
    }
}
