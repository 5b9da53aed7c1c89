namespace Poise.Exchange;

/// <summary>Money that moves without a trade: funding, and what contracts pay at their end.</summary>
public sealed partial class MarginAccounts
{
    /// <summary>Longs of a perpetual pay shorts so much of their notional, or get it where the rate is below zero. What rounding leaves over goes to the house.</summary>
    /// <param name="rate">For the time since the last payment, as a fraction.</param>
    /// <returns>Units that all who paid have paid.</returns>
    public long Fund(int instrument, double rate)
    {
        Market market = _markets[instrument];
        if (!double.IsFinite(rate) || market.Index == 0)
            throw new ArgumentException($"no funding: a rate of {rate} at a mark of {market.Mark}");
        return MoveCash(instrument, lots => Funding(instrument, lots, rate), closes: false);
    }

    /// <summary>What a position of so many lots gets at a rate, or pays (negative), units.</summary>
    /// <param name="rate">For the time since the last payment, as a fraction.</param>
    public long Funding(int instrument, long lots, double rate) => Funding(FundingPerLot(instrument, rate), lots);

    /// <summary>The same by what a lot gets, settlement currency.</summary>
    public static long Funding(double perLot, long lots) => (long)Math.Round(lots * perLot * InstrumentTerms.Unit, MidpointRounding.AwayFromZero);

    /// <summary>What a lot held long gets at a rate, or pays (negative), in the settlement currency.</summary>
    public double FundingPerLot(int instrument, double rate) => -_markets[instrument].Notional * rate;

    /// <summary>A contract ends: every position becomes the cash that it is worth, and is gone. Orders of it must be gone before.</summary>
    /// <param name="price">Of an option the index at its expiry, USD; of a future its delivery price.</param>
    /// <returns>Units that all who paid have paid.</returns>
    public long Settle(int instrument, double price)
    {
        if (!(price > 0 && double.IsFinite(price)))
            throw new ArgumentException($"no settlement at {price}");
        InstrumentTerms terms = _markets[instrument].Terms;
        foreach (Holder holder in _holders)
        {
            if (PlaceOf(holder, instrument) is > 0 and int place && (holder.Slots[place - 1].OpenBuys != 0 || holder.Slots[place - 1].OpenSells != 0))
                throw new InvalidOperationException($"{terms.Contract.Id}: orders rest in a contract that is to be settled");
        }
        return MoveCash(instrument, lots => Payoff(instrument, lots, price), closes: true);
    }

    /// <summary>What a position pays when its contract ends, units.</summary>
    /// <param name="price">Of an option the index at its expiry, USD; of a future its delivery price.</param>
    public long Payoff(int instrument, long lots, double price)
    {
        InstrumentTerms terms = _markets[instrument].Terms;
        if (!terms.IsOption)
            return (long)Math.Round(terms.WorthAt(lots, price) * InstrumentTerms.Unit, MidpointRounding.AwayFromZero);
        double payoff = Math.Max(0, terms.Contract.TypeSign * (price - terms.Contract.Strike));
        // A lot's payoff in whole units: what one side gets the other pays, to the last of them.
        long each = (long)Math.Round(terms.Lot * (terms.Contract.Style == Domain.PayoffStyle.Inverse ? payoff / price : payoff) * InstrumentTerms.Unit, MidpointRounding.AwayFromZero);
        return checked(lots * each);
    }

    private long MoveCash(int instrument, Func<long, long> gets, bool closes)
    {
        Market market = _markets[instrument];
        int currency = market.Terms.Currency;
        long sum = 0, paid = 0;
        foreach (Holder holder in _holders)
        {
            if (PlaceOf(holder, instrument) is not (> 0 and int place) || holder.Slots[place - 1].Lots == 0)
                continue;
            ref Wallet wallet = ref Current(holder, currency);
            ref Slot slot = ref holder.Slots[place - 1];
            long units = gets(slot.Lots);
            wallet.Cash = checked(wallet.Cash + units);
            sum += units;
            paid -= Math.Min(0, units);
            if (closes)
                Hold(holder, instrument, market, ref slot, ref wallet, -slot.Lots);
        }
        _holders[House].Wallets[currency].Cash -= sum;
        return paid;
    }

    private static int PlaceOf(Holder holder, int instrument) => instrument < holder.Places.Length ? holder.Places[instrument] : 0;
}
