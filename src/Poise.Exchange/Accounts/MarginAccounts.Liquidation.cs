using Poise.Domain;

namespace Poise.Exchange;

/// <summary>What liquidation must know of accounts, and what it does with them outside of the books.</summary>
public sealed partial class MarginAccounts
{
    /// <summary>What stands against maintenance margin, settlement currency: equity, by standard margin with the marks of short options added, for which margin asks.</summary>
    public double Behind(int account, int currency) => Behind(Current(_holders[account], currency));

    /// <summary>In a currency that counts for itself: maintenance margin is no longer covered, by more than the smallest amount of money.</summary>
    public bool IsShort(int account, int currency) => Behind(account, currency) + 1.0 / InstrumentTerms.Unit < MaintenanceMargin(account, currency);

    /// <summary>What an account holds in a currency, in the order of the instruments.</summary>
    /// <param name="currency">Below zero for all of them.</param>
    public void Positions(int account, int currency, List<(int Instrument, long Lots)> into)
    {
        into.Clear();
        Holder holder = _holders[account];
        for (int i = 0; i < _markets.Count; i++)
        {
            if ((currency < 0 || _markets[i].Terms.Currency == currency) && PlaceOf(holder, i) is > 0 and int place && holder.Slots[place - 1].Lots != 0)
                into.Add((i, holder.Slots[place - 1].Lots));
        }
    }

    /// <summary>By how much maintenance margin falls when so many lots of a position are closed, settlement currency.</summary>
    /// <param name="lots">Above zero, no more than there are.</param>
    public double Relief(int account, int instrument, long lots)
    {
        Holder holder = _holders[account];
        Market market = _markets[instrument];
        ref Slot slot = ref SlotOf(holder, instrument);
        long signed = slot.Lots > 0 ? -lots : lots;
        if (holder.Portfolios?[market.Terms.Currency] is ScenarioPortfolio portfolio)
            return portfolio.Maintenance - portfolio.InitialWith(instrument, signed) / _risk.Rules.InitialOverMaintenance;
        Slot then = slot;
        then.Lots += signed;
        return Maintenance(holder, market, slot) - Maintenance(holder, market, then);
    }

    /// <summary>What a position has gained at its mark over what it cost, as a fraction of that cost; 0 without one.</summary>
    public double Profit(int account, int instrument)
    {
        Holder holder = _holders[account];
        if (PlaceOf(holder, instrument) is not (> 0 and int place) || holder.Slots[place - 1] is not { Lots: not 0, Cost: not 0 } slot)
            return 0;
        return (_markets[instrument].Terms.WorthAt(slot.Lots, _markets[instrument].Mark) * InstrumentTerms.Unit - slot.Cost) / Math.Abs((double)slot.Cost);
    }

    /// <summary>A position's size at its mark over what stands behind it.</summary>
    public double Leverage(int account, int instrument)
    {
        Market market = _markets[instrument];
        double equity = Backing(account, market.Terms.Currency);
        return equity > 0 ? Math.Abs(Position(account, instrument)) * market.Notional / equity : double.PositiveInfinity;
    }

    /// <summary>Lots go from one account to another at the mark, without a fee.</summary>
    /// <param name="lots">+ what <paramref name="to"/> is to have more.</param>
    /// <returns>What they are worth, units.</returns>
    public long Transfer(int instrument, int from, int to, long lots)
    {
        Market market = _markets[instrument];
        long cost = (long)Math.Round(market.Terms.WorthAt(lots, market.Mark) * InstrumentTerms.Unit, MidpointRounding.AwayFromZero);
        double exact = market.Terms.WorthAt(lots, market.Mark);
        Book(to, instrument, market, lots, cost, exact, 0);
        Book(from, instrument, market, -lots, -cost, -exact, 0);
        return cost;
    }

    /// <summary>The same at a price, ticks.</summary>
    public void Transfer(int instrument, int from, int to, long lots, long price)
    {
        Market market = _markets[instrument];
        long cost = market.Terms.Worth(lots, price);
        double exact = market.Terms.WorthAt(lots, price * market.Terms.Tick);
        Book(to, instrument, market, lots, cost, exact, 0);
        Book(from, instrument, market, -lots, -cost, -exact, 0);
    }

    /// <summary>Units of cash from one account to another.</summary>
    public void Pay(int from, int to, int currency, long units)
    {
        ref Wallet payer = ref _holders[from].Wallets[currency];
        ref Wallet payee = ref _holders[to].Wallets[currency];
        payer.Cash = checked(payer.Cash - units);
        payee.Cash = checked(payee.Cash + units);
    }
}
