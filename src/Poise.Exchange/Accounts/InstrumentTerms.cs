using Poise.Domain;

namespace Poise.Exchange;

/// <summary>
/// A contract's money in whole numbers: lots and ticks in, hundred-millionths of the settlement currency out, the same for both sides of a trade to the last unit.
/// </summary>
public sealed class InstrumentTerms
{
    /// <summary>Units of money in one of a currency.</summary>
    public const long Unit = 100_000_000;

    private readonly long _perLotTick, _lotTicks;

    /// <param name="currency">The exchange's number of the settlement currency; of spot that of the currency paid.</param>
    /// <param name="bought">Of spot the number of the currency that is bought and sold; -1 for all others.</param>
    /// <exception cref="ArgumentException">A lot at a tick is no whole number of units.</exception>
    public InstrumentTerms(Contract contract, int currency, int bought = -1)
    {
        (Contract, Currency, Bought) = (contract, currency, bought);
        if (IsSpot != contract.Kind is ContractKind.Spot || bought == currency)
            throw new ArgumentException($"{contract.Id}: spot needs another currency to be bought, and nothing else does", nameof(bought));
        IsInverseFuture = contract.Style == PayoffStyle.Inverse && !contract.IsOption;
        decimal lot = contract.LotSize * (decimal)contract.Multiplier;
        if (IsInverseFuture)
            _lotTicks = Whole(lot * Unit / contract.PriceTick, contract);
        else
            _perLotTick = Whole(lot * contract.PriceTick * Unit, contract);
        if (IsSpot)
            LotUnits = Whole(lot * Unit, contract);
        (Lot, Tick) = ((double)lot, (double)contract.PriceTick);
    }

    public Contract Contract { get; }

    public int Currency { get; }

    /// <summary>Of spot the currency that a buyer gets; -1 of all others.</summary>
    public int Bought { get; }

    /// <summary>Of spot what a lot is, units of <see cref="Bought"/>.</summary>
    public long LotUnits { get; }

    /// <summary>Two currencies are exchanged: no position comes of it.</summary>
    public bool IsSpot => Bought >= 0;

    public bool IsOption => Contract.IsOption;

    /// <summary>A lot of N USD is worth -N / price coin.</summary>
    public bool IsInverseFuture { get; }

    /// <summary>Units of the underlying a lot; USD of an inverse future.</summary>
    public double Lot { get; }

    /// <summary>Step of the price.</summary>
    public double Tick { get; }

    /// <summary>What a position is worth at a price, units of money; odd in the lots. Of an inverse future it is rounded, halves away from zero.</summary>
    /// <param name="price">Ticks, above zero.</param>
    /// <exception cref="OverflowException">It is beyond 92 billion of the currency.</exception>
    public long Worth(long lots, long price)
    {
        if (!IsInverseFuture)
            return checked(lots * price * _perLotTick);
        Int128 dollars = (Int128)Math.Abs(lots) * _lotTicks;
        long coins = dollars <= long.MaxValue - price ? ((long)dollars + price / 2) / price : checked((long)((dollars + price / 2) / price));
        return lots > 0 ? -coins : coins;
    }

    /// <summary>The same at any price, estimated.</summary>
    public double WorthAt(long lots, double price) => IsInverseFuture ? -lots * Lot / price : lots * Lot * price;

    /// <summary>What a lot moves of the underlying, settlement currency.</summary>
    /// <param name="mark">Of the contract.</param>
    /// <param name="index">Of the underlying, USD.</param>
    public double Notional(double mark, double index) =>
        IsOption ? Contract.Style == PayoffStyle.Inverse ? Lot : Lot * index : IsInverseFuture ? Lot / mark : Lot * mark;

    private static long Whole(decimal units, Contract contract) => units == decimal.Truncate(units) && units is > 0 and < 1e15m
        ? (long)units
        : throw new ArgumentException($"{contract.Id}: a lot at a tick is {units} hundred-millionths of {contract.SettlementCurrency}, no whole number of them");
}
