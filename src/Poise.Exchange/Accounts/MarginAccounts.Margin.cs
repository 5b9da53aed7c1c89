using Poise.Domain;

namespace Poise.Exchange;

/// <summary>What positions and orders ask for, and whether an order may be.</summary>
public sealed partial class MarginAccounts
{
    public VenueReason Admit(int account, int instrument, Side side, long lots, long price)
    {
        if ((uint)account >= (uint)_holders.Count)
            return VenueReason.UnknownContract;
        Market market = _markets[instrument];
        if (market.Index == 0)
            return VenueReason.NoMark;
        // Whole numbers of money end at 92 billion.
        if (Math.Abs(market.Terms.WorthAt(lots, price * market.Terms.Tick)) > 1e10)
            return VenueReason.BadQuantity;
        Holder holder = _holders[account];
        ref Wallet wallet = ref Current(holder, market.Terms.Currency);
        Slot with = SlotOf(holder, instrument);
        if (market.Terms.IsSpot)
            return AdmitSpot(holder, wallet, market.Terms, side, lots, price);
        if (holder.Portfolios is not null)
            return Admit(holder, wallet, market, with, side, lots, price);
        double before = with.Initial;
        Add(market.Terms, ref with, side, lots, price);
        double more = Initial(holder, market, with) - before;
        if (!market.Terms.IsOption)
            more += GivenAway(market, with, side, lots, price);
        return more <= 0 || Room(holder, wallet, market.Terms.Currency) - more >= 0 ? VenueReason.None : VenueReason.Funds;
    }

    /// <summary>What an order would add to an account's initial margin, settlement currency; of spot what is paid or given.</summary>
    public double Needs(int account, int instrument, Side side, long lots, long price)
    {
        Holder holder = _holders[account];
        Market market = _markets[instrument];
        if (market.Terms.IsSpot)
            return side == Side.Buy ? market.Terms.WorthAt(lots, price * market.Terms.Tick) : lots * market.Terms.Lot;
        Current(holder, market.Terms.Currency);
        Slot with = SlotOf(holder, instrument);
        double before = with.Initial;
        Add(market.Terms, ref with, side, lots, price);
        return Math.Max(0, Initial(holder, market, with) - before);
    }

    /// <summary>Margins of an account in a currency as they would be with other positions, without open orders.</summary>
    /// <param name="lots">By instrument.</param>
    /// <param name="adds">They come to what is held; else they stand in its place.</param>
    public (double Initial, double Maintenance) Simulate(int account, int currency, IReadOnlyDictionary<int, long> lots, bool adds)
    {
        Holder holder = _holders[account];
        double initial = 0, maintenance = 0;
        ScenarioPortfolio? portfolio = holder.Portfolios is null ? null : new ScenarioPortfolio(_risk);
        for (int i = 0; i < _markets.Count; i++)
        {
            Market market = _markets[i];
            long held = (adds ? Position(account, i) : 0) + lots.GetValueOrDefault(i);
            if (market.Terms.Currency != currency || held == 0 || market.Index == 0)
                continue;
            if (portfolio is not null)
            {
                portfolio.Trade(i, held);
                continue;
            }
            var slot = new Slot { Instrument = i, Lots = held };
            initial += Initial(holder, market, slot);
            maintenance += Maintenance(holder, market, slot);
        }
        return portfolio is null ? (initial, maintenance) : (portfolio.Initial, portfolio.Maintenance);
    }

    /// <summary>What is paid or given must be there.</summary>
    private VenueReason AdmitSpot(Holder holder, in Wallet wallet, InstrumentTerms terms, Side side, long lots, long price)
    {
        double room = side == Side.Buy
            ? Room(holder, wallet, terms.Currency) - Counted(holder, wallet, terms.Currency, terms.WorthAt(lots, price * terms.Tick))
            : Room(holder, Current(holder, terms.Bought), terms.Bought) - Counted(holder, Current(holder, terms.Bought), terms.Bought, lots * terms.Lot);
        return room >= -0.5 / InstrumentTerms.Unit ? VenueReason.None : VenueReason.Funds;
    }

    /// <summary>By portfolio margin: first by a bound that looks at the order alone, then, where that does not let it through, by all scenarios.</summary>
    private VenueReason Admit(Holder holder, in Wallet wallet, Market market, in Slot slot, Side side, long lots, long price)
    {
        if (!_risk.IsValued(slot.Instrument))
            return VenueReason.NoMark;
        InstrumentTerms terms = market.Terms;
        ScenarioPortfolio portfolio = holder.Portfolios![terms.Currency];
        long signed = side == Side.Buy ? lots : -lots;
        double room = Room(holder, wallet, terms.Currency) - GivenAway(market, slot, side, lots, price);
        double now = portfolio.Initial;
        // Open orders of other instruments count each for itself; of this one the larger side.
        Slot with = slot;
        Add(terms, ref with, side, lots, price);
        double open = Initial(holder, market, with) - slot.Initial;
        if (room - open >= 0)
            return VenueReason.None;
        double then = portfolio.InitialWith(slot.Instrument, signed);
        return then <= now || room - (then - now) >= 0 ? VenueReason.None : VenueReason.Funds;
    }

    /// <summary>What the limit gives away to the mark is lost as soon as it trades. What closes a position is not asked for it: it may have to go at any price.</summary>
    private static double GivenAway(Market market, in Slot slot, Side side, long lots, long price)
    {
        long opens = Math.Max(0, lots - Math.Max(0, side == Side.Buy ? -slot.Lots : slot.Lots)), signed = side == Side.Buy ? opens : -opens;
        return opens == 0 ? 0 : Math.Max(0, market.Terms.WorthAt(signed, price * market.Terms.Tick) - market.Terms.WorthAt(signed, market.Mark));
    }

    /// <summary>Of the worse of the two positions that the open orders may make of it; in a portfolio what the open orders of the worse side may take by themselves.</summary>
    private double Initial(Holder holder, Market market, in Slot slot)
    {
        if (market.Terms.IsSpot)
            return (double)slot.OpenCost / InstrumentTerms.Unit;
        if (holder.Portfolios?[market.Terms.Currency] is ScenarioPortfolio portfolio)
            return Math.Max(portfolio.InitialAlone(slot.Instrument, slot.OpenBuys), portfolio.InitialAlone(slot.Instrument, -slot.OpenSells));
        if (market.Terms.IsOption)
        {
            // What buys a short position back frees more than it costs.
            long opens = Math.Max(0, slot.OpenBuys - Math.Max(0, -slot.Lots));
            return Math.Max(0, slot.OpenSells - slot.Lots) * market.ShortInitial + (opens > 0 ? (double)slot.OpenCost / InstrumentTerms.Unit * opens / slot.OpenBuys : 0);
        }
        return Margin(market, Math.Max(slot.Lots + slot.OpenBuys, slot.OpenSells - slot.Lots), _rules.FutureInitial);
    }

    private double Maintenance(Holder holder, Market market, in Slot slot) => holder.Portfolios is not null || market.Terms.IsSpot ? 0 : market.Terms.IsOption
        ? Math.Max(0, -slot.Lots) * market.ShortMaintenance
        : Margin(market, Math.Abs(slot.Lots), _rules.FutureMaintenance);

    private double Margin(Market market, long lots, double rate)
    {
        double notional = lots * market.Notional;
        double coins = market.Terms.IsInverseFuture ? notional : lots * market.Terms.Lot;
        return notional * (rate + _rules.FuturePerCoin * coins);
    }

    private static double Equity(in Wallet wallet) => (double)wallet.Cash / InstrumentTerms.Unit + wallet.Futures + wallet.Options;

    /// <summary>What stands against maintenance margin: by standard margin that asks for the marks of short options, which equity has lost already.</summary>
    private static double Behind(in Wallet wallet) => Equity(wallet) - wallet.Shorts;

    /// <summary>Cash that no order offers, and futures at their marks.</summary>
    private static double Settled(in Wallet wallet) => (double)(wallet.Cash - wallet.Offered) / InstrumentTerms.Unit + wallet.Futures;

    /// <summary>What stands against initial margin.</summary>
    private static double Balance(Holder holder, in Wallet wallet) => Settled(wallet) + (holder.Portfolios is null ? 0 : wallet.Options);

    /// <summary>Of a currency for itself.</summary>
    private static double Available(Holder holder, in Wallet wallet) => Balance(holder, wallet) - wallet.Initial;
}
