using Poise.Domain;
using Poise.Pricing;

namespace Poise.Exchange;

/// <summary>
/// Accounts, one wallet a currency: what they hold, own, owe and may still order, by standard margin or by that of a portfolio, each currency for itself or all together. Money is whole (<see cref="InstrumentTerms"/>): over all accounts
/// and the exchange's own, cash changes by nothing but deposits and withdrawals. Margins are estimates at the marks.
/// </summary>
public sealed partial class MarginAccounts : IMatchAccounts
{
    /// <summary>The exchange itself: it gets the fees.</summary>
    public const int House = 0;

    private readonly MarginRules _rules;
    private readonly List<FeeTier> _tiers;
    private readonly List<Market> _markets = [];
    private readonly List<Holder> _holders = [];
    private readonly int _currencies;
    private readonly int[] _epochs;
    private readonly long[] _paidIn;
    private readonly double[] _usd;
    private readonly CollateralWeight[] _weights;
    private readonly ScenarioRisk _risk;
    private bool _hasPortfolios;

    /// <param name="currencies">How many there are; they are numbered from 0.</param>
    /// <param name="tiers">Fees; an account is of the first until it is moved.</param>
    /// <param name="scenarios">Of portfolio margin; null for Deribit's.</param>
    /// <param name="weights">Of cross margin, one a currency; null where all count in full.</param>
    public MarginAccounts(int currencies, MarginRules rules, IReadOnlyList<FeeTier> tiers, ScenarioRules? scenarios = null, IReadOnlyList<CollateralWeight>? weights = null)
    {
        (_currencies, _rules, _tiers, _epochs, _paidIn) = (currencies, rules, [.. tiers], new int[currencies], new long[currencies]);
        _usd = new double[currencies];
        _usd.AsSpan().Fill(1);
        _weights = weights is null ? [.. Enumerable.Repeat(new CollateralWeight(1, 1), currencies)] : [.. weights];
        _risk = new ScenarioRisk(scenarios ?? ScenarioRules.Deribit);
        _epochs.AsSpan().Fill(1);
        Open();
    }

    public int Count => _holders.Count;

    /// <summary>A new account.</summary>
    /// <returns>Its number.</returns>
    public int Open(MarginModel model = MarginModel.SegregatedStandard)
    {
        _hasPortfolios |= model.IsPortfolio();
        _holders.Add(new Holder(_currencies, model, model.IsPortfolio() ? _risk : null));
        return _holders.Count - 1;
    }

    /// <summary>Lists the next instrument; its number is that of the matching engine's book.</summary>
    public int List(InstrumentTerms terms)
    {
        Check(terms);
        _markets.Add(new Market(terms));
        _risk.List(terms);
        return _markets.Count - 1;
    }

    /// <summary>Lists another instrument in the place of one that was settled: what accounts had of that one is forgotten.</summary>
    public void List(int instrument, InstrumentTerms terms)
    {
        Check(terms);
        foreach (Holder holder in _holders)
            Forget(holder, instrument);
        _markets[instrument] = new Market(terms);
        _risk.List(instrument, terms);
    }

    private void Check(InstrumentTerms terms)
    {
        if ((uint)terms.Currency >= (uint)_currencies || terms.Bought >= _currencies)
            throw new ArgumentException($"{terms.Contract.Id}: there is no currency {terms.Currency}", nameof(terms));
    }

    public void Move(int account, int tier)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)tier, (uint)_tiers.Count, nameof(tier));
        _holders[account].Tier = tier;
    }

    /// <param name="units">Negative for a withdrawal.</param>
    public void Deposit(int account, int currency, long units)
    {
        ref Wallet wallet = ref _holders[account].Wallets[currency];
        wallet.Cash = checked(wallet.Cash + units);
        _paidIn[currency] += units;
    }

    /// <summary>What an option is now worth; all margins of its currency follow.</summary>
    /// <param name="mark">In its own unit.</param>
    /// <param name="index">Of the underlying, USD.</param>
    /// <param name="forward">Of its expiry.</param>
    /// <param name="vol">As a fraction.</param>
    /// <param name="years">To its expiry.</param>
    public void Mark(int instrument, double mark, double index, double forward, double vol, double years)
    {
        if (!(forward > 0 && double.IsFinite(forward) && vol >= 0 && double.IsFinite(vol) && double.IsFinite(years)))
            throw new ArgumentException($"no mark: a forward of {forward}, a vol of {vol}, {years} years");
        Mark(instrument, mark, index);
        if (_hasPortfolios)
            _risk.Value(instrument, forward, vol, years);
    }

    /// <summary>What an instrument is now worth; all margins of its currency follow. Of an option this is all that standard margin asks for.</summary>
    /// <param name="mark">Of the contract, in its own unit.</param>
    /// <param name="index">Of the underlying, USD.</param>
    public void Mark(int instrument, double mark, double index)
    {
        if (!(mark >= 0 && double.IsFinite(mark) && index > 0 && double.IsFinite(index)))
            throw new ArgumentException($"no mark: {mark} at an index of {index}");
        Market market = _markets[instrument];
        InstrumentTerms terms = market.Terms;
        (market.Mark, market.Index) = (mark, index);
        market.Notional = terms.Notional(mark, index);
        if (terms.IsOption)
        {
            Contract contract = terms.Contract;
            double outOf = Math.Max(0, contract.TypeSign * (contract.Strike - index)) / index, value = terms.Lot * mark;
            market.ShortInitial = Math.Max(_rules.OptionInitial - outOf, _rules.OptionInitialLeast) * market.Notional + value;
            market.ShortMaintenance = _rules.OptionMaintenance * market.Notional + value;
        }
        else if (_hasPortfolios && !terms.IsSpot)
        {
            _risk.Value(instrument, mark);
        }
        _epochs[terms.Currency]++;
    }

    /// <summary>Units: deposits, less what the positions cost, less fees.</summary>
    public long Cash(int account, int currency) => _holders[account].Wallets[currency].Cash;

    /// <summary>Units paid, negative when received; of the house what it got, below zero.</summary>
    public long Fees(int account, int currency) => _holders[account].Wallets[currency].Fees;

    /// <summary>With all positions at their marks, settlement currency.</summary>
    public double Equity(int account, int currency) => Equity(Current(_holders[account], currency));

    /// <summary>For positions and open orders, settlement currency.</summary>
    public double InitialMargin(int account, int currency) => Current(_holders[account], currency).Initial;

    public double MaintenanceMargin(int account, int currency) => Current(_holders[account], currency).Maintenance;

    /// <summary>What may still be ordered: equity, by standard margin without options, less initial margin; by cross margin of all currencies together.</summary>
    public double Available(int account, int currency) => Room(_holders[account], Current(_holders[account], currency), currency);

    public long Position(int account, int instrument)
    {
        Holder holder = _holders[account];
        int place = PlaceOf(holder, instrument);
        return place > 0 ? holder.Slots[place - 1].Lots : 0;
    }

    public void Opened(int account, int instrument, Side side, long lots, long price) => Change(account, instrument, side, lots, price);

    public void Closed(int account, int instrument, Side side, long lots, long price) => Change(account, instrument, side, -lots, price);

    public void Traded(int instrument, Side side, int taker, int maker, long lots, long price)
    {
        Market market = _markets[instrument];
        long signed = side == Side.Buy ? lots : -lots;
        long cost = market.Terms.Worth(signed, price);
        if (market.Terms.IsSpot)
        {
            long units = checked(signed * market.Terms.LotUnits);
            _holders[taker].Wallets[market.Terms.Bought].Cash += units;
            _holders[maker].Wallets[market.Terms.Bought].Cash -= units;
        }
        double exact = market.Terms.WorthAt(signed, price * market.Terms.Tick);
        Book(taker, instrument, market, signed, cost, exact, Fee(market, _tiers[_holders[taker].Tier], lots, price, isMaker: false));
        Book(maker, instrument, market, -signed, -cost, -exact, Fee(market, _tiers[_holders[maker].Tier], lots, price, isMaker: true));
    }

    private void Change(int account, int instrument, Side side, long lots, long price)
    {
        Holder holder = _holders[account];
        Market market = _markets[instrument];
        ref Wallet wallet = ref Current(holder, market.Terms.Currency);
        ref Slot slot = ref SlotOf(holder, instrument);
        Add(market.Terms, ref slot, side, lots, price);
        if (market.Terms.IsSpot && side == Side.Sell)
            holder.Wallets[market.Terms.Bought].Offered += lots * market.Terms.LotUnits;
        wallet.Initial -= slot.Initial;
        slot.Initial = Initial(holder, market, slot);
        wallet.Initial += slot.Initial;
    }

    private static void Add(InstrumentTerms terms, ref Slot slot, Side side, long lots, long price)
    {
        if (side == Side.Sell)
        {
            slot.OpenSells += lots;
            return;
        }
        slot.OpenBuys += lots;
        if (terms.IsOption || terms.IsSpot)
            slot.OpenCost += terms.Worth(lots, price);
    }

    /// <summary>A position's parts of the wallet's sums anew.</summary>
    private void Value(Holder holder, Market market, ref Slot slot, ref Wallet wallet)
    {
        double value = slot.Lots == 0 ? 0 : market.Terms.WorthAt(slot.Lots, market.Mark), initial = Initial(holder, market, slot), maintenance = Maintenance(holder, market, slot);
        if (market.Terms.IsOption)
        {
            wallet.Options += value - slot.Value;
            if (holder.Portfolios is null)
                wallet.Shorts += Math.Min(0, value) - Math.Min(0, slot.Value);
        }
        else
            wallet.Futures += value - slot.Value;
        wallet.Initial += initial - slot.Initial;
        wallet.Maintenance += maintenance - slot.Maintenance;
        (slot.Value, slot.Initial, slot.Maintenance) = (value, initial, maintenance);
    }

    /// <summary>A wallet at the marks as they are: summed anew where they have moved, so that no rounding gathers.</summary>
    private ref Wallet Current(Holder holder, int currency)
    {
        ref Wallet wallet = ref holder.Wallets[currency];
        if (wallet.Epoch == _epochs[currency])
            return ref wallet;
        wallet.Epoch = _epochs[currency];
        (wallet.Futures, wallet.Options, wallet.Shorts, wallet.Initial, wallet.Maintenance) = (0, 0, 0, 0, 0);
        for (int i = 0; i < holder.Count; i++)
        {
            ref Slot slot = ref holder.Slots[i];
            Market market = _markets[slot.Instrument];
            if (market.Terms.Currency != currency)
                continue;
            (slot.Value, slot.Initial, slot.Maintenance) = (0, 0, 0);
            Value(holder, market, ref slot, ref wallet);
        }
        if (holder.Portfolios?[currency] is ScenarioPortfolio portfolio)
        {
            wallet.Initial += portfolio.Initial;
            wallet.Maintenance += portfolio.Maintenance;
        }
        return ref wallet;
    }

    private ref Slot SlotOf(Holder holder, int instrument)
    {
        if (instrument >= holder.Places.Length)
            Array.Resize(ref holder.Places, _markets.Count);
        ref int place = ref holder.Places[instrument];
        if (place > 0)
            return ref holder.Slots[place - 1];
        if (holder.Count == holder.Slots.Length)
            Array.Resize(ref holder.Slots, 2 * holder.Count);
        holder.Slots[holder.Count].Instrument = instrument;
        place = ++holder.Count;
        return ref holder.Slots[place - 1];
    }

    private static void Forget(Holder holder, int instrument)
    {
        if (PlaceOf(holder, instrument) is not (> 0 and int place))
            return;
        ref Slot slot = ref holder.Slots[place - 1];
        if (slot.Lots != 0 || slot.OpenBuys != 0 || slot.OpenSells != 0)
            throw new InvalidOperationException($"instrument {instrument} is held, and cannot be forgotten");
        // The last one takes its place.
        Slot last = holder.Slots[--holder.Count];
        holder.Slots[holder.Count] = default;
        holder.Places[instrument] = 0;
        if (last.Instrument == instrument)
            return;
        slot = last;
        holder.Places[last.Instrument] = place;
    }

    /// <summary>Units, halves away from zero.</summary>
    private static long Fee(Market market, FeeTier tier, long lots, long price, bool isMaker)
    {
        InstrumentTerms terms = market.Terms;
        double fee = terms.IsOption
            ? Math.Min(lots * market.Notional * (isMaker ? tier.OptionMaker : tier.OptionTaker), tier.OptionMost * lots * terms.Lot * price * terms.Tick)
            : Math.Abs(terms.WorthAt(lots, price * terms.Tick)) * (terms.IsSpot ? isMaker ? tier.SpotMaker : tier.SpotTaker : isMaker ? tier.FutureMaker : tier.FutureTaker);
        return (long)Math.Round(fee * InstrumentTerms.Unit, MidpointRounding.AwayFromZero);
    }
}
