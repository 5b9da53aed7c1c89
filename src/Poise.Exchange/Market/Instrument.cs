using Poise.Domain;

namespace Poise.Exchange;

/// <summary>A level of the house's own quotes: what it shows when full and what is left.</summary>
internal struct HouseLevel
{
    public long Ticks;
    public long Full;
    public long Left;
}

/// <summary>A listed contract with its book: the house's levels and the account's resting orders.</summary>
internal sealed class Instrument(ContractIndex index, Contract contract, int levels)
{
    public readonly HouseLevel[] Bids = new HouseLevel[levels];
    public readonly HouseLevel[] Asks = new HouseLevel[levels];

    /// <summary>Slots of resting orders, best price first, then the earlier one.</summary>
    public readonly List<int> RestingBids = [];
    public readonly List<int> RestingAsks = [];

    public readonly double Tick = (double)contract.PriceTick;
    public readonly double Lot = (double)contract.LotSize;

    public ContractIndex Index => index;

    public Contract Contract => contract;

    public bool IsLive { get; set; } = true;

    /// <summary>Model value in the contract's price unit.</summary>
    public double Mark { get; set; }

    /// <summary>Half the spread in the contract's price unit.</summary>
    public double HalfSpread { get; set; }

    public long OpenLots { get; set; }

    public bool IsOpenInterestNew { get; set; }

    /// <summary>How it ended, once it has.</summary>
    public Settlement? Settlement { get; set; }

    public Quote Shown { get; set; } = Quote.Absent;

    public HouseLevel[] House(Side side) => side == Side.Buy ? Bids : Asks;

    public List<int> Resting(Side side) => side == Side.Buy ? RestingBids : RestingAsks;

    public long Lots(double contracts) => Math.Max(1, (long)Math.Round(contracts / Lot));
}
