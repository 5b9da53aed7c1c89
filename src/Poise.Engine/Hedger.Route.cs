using System.Collections.Immutable;
using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <summary>Which of several instruments a hedge is traded in. With one alone nothing of it is ever asked.</summary>
public sealed partial class Hedger
{
    /// <summary>What the last bits of a price or an amount may be off, fraction.</summary>
    private const double Grain = 1e-9;

    private readonly RouteOffer[] _offers;
    private readonly RouteLevel[] _levels;
    private readonly Lots[] _routed;

    /// <summary>
    /// The outlet whose price is spot: the first of which there is one. Each one's usual premium over the first is followed, so that spot does not jump where the first one goes away and another takes its place, and what is held where no
    /// price comes from is worth what the others say.
    /// </summary>
    internal void FollowPrices()
    {
        if (_outlets.Length == 1)
            return;
        Outlet lead = Lead;
        if (!HasPrice(lead) && Array.Find(_outlets, HasQuote) is { } apart)
            (lead, apart.IsApart) = (apart, false); // there is none that it is apart from
        if (!HasPrice(lead))
            return;
        double first = Greeks.QuoteOf(lead.Contract).Mid / (1 + lead.Premium);
        Greeks.Lead(lead.Contract, lead.Premium);
        foreach (Outlet outlet in _outlets)
        {
            if (outlet.Contract == ContractIndex.None)
                continue;
            if (outlet != lead && HasQuote(outlet))
                outlet.Compare(Greeks.QuoteOf(outlet.Contract).Mid / first, Limits.MaxJump, isFirst: outlet == _outlets[0], _desk.Now);
            Greeks.Stand(outlet.Contract, HasPrice(outlet) ? double.NaN : 1 + outlet.Premium);
        }
    }

    /// <summary>The outlet whose price is spot now; the first where none has one.</summary>
    public Outlet Lead
    {
        get
        {
            foreach (Outlet outlet in _outlets)
                if (HasPrice(outlet))
                    return outlet;
            return _outlets[0];
        }
    }

    /// <summary>Of that one; absent before it is listed.</summary>
    public Quote LeadQuote => Lead.Contract == ContractIndex.None ? Quote.Absent : Greeks.QuoteOf(Lead.Contract);

    /// <summary>A fresh price is there, of whichever hedge instrument.</summary>
    public bool IsPriced => HasPrice(Lead);

    private bool HasQuote(Outlet outlet) => outlet.Contract != ContractIndex.None && outlet.HasQuote(Greeks.QuoteOf(outlet.Contract), _desk.Now);

    private bool HasPrice(Outlet outlet) => outlet.Contract != ContractIndex.None && outlet.HasPrice(Greeks.QuoteOf(outlet.Contract), _desk.Now);

    private bool TakesOrders(Outlet outlet) => outlet.Contract != ContractIndex.None && outlet.StateOf(Greeks.QuoteOf(outlet.Contract), _desk.Now, _desk.Working) == OutletState.TakesOrders;

    /// <summary>One that refuses rests: where there is another.</summary>
    internal void Answered(in OrderUpdate update, in NewOrder order)
    {
        if (_outlets.Length > 1)
            OutletOf(order.Contract)?.Answered(update, order.PostOnly);
    }

    /// <summary>What orders under way in other instruments than one may still buy and sell, units of the underlying.</summary>
    internal (double Buy, double Sell) PendingElsewhere(ContractIndex contract)
    {
        double buy = 0, sell = 0;
        if (_outlets.Length == 1 && _outlets[0].Contract == contract)
            return (buy, sell);
        foreach (Outlet outlet in _outlets)
        {
            if (outlet.Contract == contract || outlet.Contract == ContractIndex.None)
                continue;
            (Lots up, Lots down) = _desk.Working.PendingOf(outlet.Contract);
            double each = up == Lots.Zero && down == Lots.Zero ? 0 : Greeks.DeltaPerLot(outlet.Contract);
            buy += up.Count * each;
            sell += down.Count * each;
        }
        return (buy, sell);
    }

    /// <summary>Units of the underlying that are held in all contracts but one, either way, hedges with orders under way at their worst.</summary>
    internal double GrossBut(ContractIndex own)
    {
        double units = Greeks.OptionGross;
        for (int i = 0; i < Greeks.Outrights; i++)
        {
            ContractIndex contract = Greeks.OutrightAt(i);
            if (contract == own)
                continue;
            (Lots buy, Lots sell) = OutletOf(contract) is null ? default : _desk.Working.PendingOf(contract);
            Lots held = _desk.Book.QuantityOf(contract), up = (held + buy).Abs, down = (held - sell).Abs;
            long lots = (up > down ? up : down).Count;
            units += lots == 0 ? 0 : lots * Math.Abs(Greeks.DeltaPerLot(contract));
        }
        for (int i = 0; i < _desk.Working.Count; i++)
        {
            NewOrder order = _desk.Working[i].Order;
            if (_desk.HedgerOf(order.Contract) == this && _desk.Book.ContractOf(order.Contract).IsOption)
                units += _desk.Working[i].Remaining.Count * Greeks.UnitsPerLot(order.Contract);
        }
        return units;
    }

    /// <summary>Lots of an outlet for lots of the first, towards zero.</summary>
    private Lots LotsAt(Outlet outlet, Lots ofFirst)
    {
        if (outlet == _outlets[0])
            return ofFirst;
        double lots = ofFirst.Count * (Greeks.DeltaPerLot(Hedge) / Greeks.DeltaPerLot(outlet.Contract));
        return new((long)Math.Truncate(lots + Math.CopySign(1e-9, lots)));
    }

    /// <summary>What crosses, over all venues that take orders now.</summary>
    /// <returns>False where none does.</returns>
    private bool Split(in HedgeWish wish)
    {
        bool any = false;
        int levels = 0;
        for (int i = 0; i < _outlets.Length; i++)
        {
            Outlet outlet = _outlets[i];
            bool takes = TakesOrders(outlet);
            _offers[i] = takes ? OfferOf(outlet, wish.Side, _levels.AsSpan(levels)) : new RouteOffer(0, 1, Lots.Zero, Lots.Zero);
            levels += _offers[i].Levels;
            any |= takes;
        }
        Router.Split(wish.Side, wish.Trade.Abs.Count * Greeks.DeltaPerLot(Hedge), _offers, _levels.AsSpan(0, levels), _routed);
        return any;
    }

    /// <param name="levels">Gets those of its book that an order may take from, at their all-in prices.</param>
    private RouteOffer OfferOf(Outlet outlet, Side side, Span<RouteLevel> levels)
    {
        Quote quote = Greeks.QuoteOf(outlet.Contract);
        Contract contract = _desk.Book.ContractOf(outlet.Contract);
        double funding = outlet.FundingUntil(Settings.FundingHorizon, _desk.Now);
        int count = 0;
        for (; TryLevel(outlet, side, quote, contract, count, out BookLevel level); count++)
        {
            double price = Router.AllIn(side, level.Price, outlet.Settings.TakerFee, outlet.Settings.Latency, Greeks.Mean.Vol, outlet.Premium, funding);
            levels[count] = new RouteLevel(price, new((long)Math.Clamp(level.Size / (double)contract.LotSize + 1e-9, 0, 1e15)));
        }
        Lots room = outlet.Gate.Room(side, _desk.ViewOf(outlet.Contract), out _);
        return new RouteOffer(count, Greeks.DeltaPerLot(outlet.Contract), room, outlet.Settings.Least);
    }

    /// <summary>A level of a quoted book: the best one, or one behind it that is as it should be and within the slippage that is allowed.</summary>
    private bool TryLevel(Outlet outlet, Side side, in Quote quote, Contract contract, int index, out BookLevel level)
    {
        if (index == 0)
        {
            level = side == Side.Buy ? new(quote.Ask, quote.AskSize) : new(quote.Bid, quote.BidSize);
            return true;
        }
        ImmutableArray<BookLevel> behind = outlet.Detail?.TakenBy(side) ?? [];
        level = index <= behind.Length ? behind[index - 1] : default;
        double before = index == 1 ? (side == Side.Buy ? quote.Ask : quote.Bid) : level.Size > 0 ? behind[index - 2].Price : 0;
        double furthest = Plan.Limit(side, quote, Limits.Collar, contract.PriceTick).Count * (double)contract.PriceTick;
        return level.Size > 0 && (side == Side.Buy ? level.Price > before && level.Price <= furthest * (1 + Grain) : level.Price < before && level.Price >= furthest * (1 - Grain));
    }

    /// <summary>Where one order would go that crosses, or rests: of those that take orders, and of so much as is wanted, the best price, all that it costs counted. Null where none does.</summary>
    private Outlet? Best(in HedgeWish wish, bool rests)
    {
        Side side = wish.Side;
        Outlet? best = null;
        double least = double.NaN;
        foreach (Outlet outlet in _outlets)
        {
            if (!TakesOrders(outlet))
                continue;
            RouteOffer offer = OfferOf(outlet, side, _levels);
            Lots wanted = LotsAt(outlet, wish.Trade).Abs, clip = ClipAt(outlet), most = wanted < clip ? wanted : clip;
            most = offer.Room < most ? offer.Room : most;
            if (most.Count < Math.Max(1, offer.Least.Count))
                continue;
            Quote quote = Greeks.QuoteOf(outlet.Contract);
            double price = !rests ? Router.Mean(_levels.AsSpan(0, offer.Levels), most)
                : Router.AllIn(side, side == Side.Buy ? quote.Bid : quote.Ask, outlet.Settings.MakerFee, Duration.Zero, double.NaN, outlet.Premium, outlet.FundingUntil(Settings.FundingHorizon, _desk.Now));
            double cost = side == Side.Buy ? price : -price;
            if (best is null || cost < least)
                (best, least) = (outlet, cost);
        }
        return best;
    }
}
