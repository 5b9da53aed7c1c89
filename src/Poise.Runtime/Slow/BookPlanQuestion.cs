using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Runtime;

/// <summary>A book's greeks and all that it could be reshaped with, as of a moment: copied on the desk's thread, answered on whatever thread asks.</summary>
public sealed class BookPlanQuestion
{
    private static readonly SearchLimits _search = new() { Nodes = 4_000, Gap = 0.005 };

    private readonly Instant _at;
    private readonly string _underlying, _currency;
    private readonly double _spot;
    private readonly PlanGreeks _book;
    private readonly DeltaBand _band;
    private readonly List<(Tradable Tradable, Contract Contract, OptionOffer? Offer)> _instruments = [];
    private readonly Dictionary<Contract, double> _fundings = [];
    private readonly List<BookPlanWallet> _wallets;
    private readonly Dictionary<Contract, RiskLeg> _lots = [];
    private readonly List<RiskLeg> _held = [];
    private readonly string _venue;
    private readonly bool _isInCoin;

    private BookPlanQuestion(Desk desk, Hedger hedger)
    {
        if (hedger.Hedge == ContractIndex.None || !(hedger.Greeks.Spot > 0))
            throw new ArgumentException("the hedge instrument has no price");
        Contract first = desk.Book.ContractOf(hedger.Hedge);
        bool isInCoin = first.Style == PayoffStyle.Inverse;
        (_at, _underlying, _currency, _spot, _band) = (desk.Now, hedger.Underlying, first.SettlementCurrency, hedger.Greeks.Spot, hedger.Band);
        (_venue, _isInCoin) = (first.Id.Venue, isInCoin);
        _book = PointOf(hedger.NetGreeks);
        if (!_book.IsFinite)
            throw new ArgumentException("net greeks are not known: a position has no vol or no price");
        if (!_band.IsValid)
            throw new ArgumentException("the policy has no band now");
        _wallets = BookPlanWallet.Of(desk, hedger, isInCoin, _spot);
        double vol = hedger.Greeks.Mean.Vol > 0 ? hedger.Greeks.Mean.Vol / Math.Sqrt(365) : 0;
        foreach (OptionOffer offer in OptionOffer.Of(desk, hedger))
        {
            double rate = offer.Rate(isInCoin, _spot);
            _lots[offer.Contract] = hedger.LegOf(offer.Index, new(1));
            _instruments.Add((Named(offer.Contract) with
            {
                Greeks = PointOf(hedger.Greeks.PerLot(offer.Index)),
                Bid = offer.Quote.Bid,
                Ask = offer.Quote.Ask,
                BidSize = offer.MostSell,
                AskSize = offer.MostBuy,
                Rate = rate,
                FeePerLot = offer.FeePerLot * rate,
                // By delta alone: what a move of spot makes of its price.
                DailyVol = Math.Abs(hedger.Greeks.DeltaPerLot(offer.Index)) * hedger.Greeks.VolOf(offer.Index) / Math.Sqrt(365) * _spot / (offer.Units * offer.Quote.Mid * (offer.IsCoin ? _spot : 1)),
            }, offer.Contract, offer));
        }
        foreach (Outlet outlet in hedger.Outlets)
        {
            if (outlet.Contract == ContractIndex.None || outlet.Account.IsAway || desk.QuoteOf(outlet.Contract) is not { IsTwoSided: true } quote)
                continue;
            _lots[desk.Book.ContractOf(outlet.Contract)] = hedger.LegOf(outlet.Contract, new(1));
            _fundings[desk.Book.ContractOf(outlet.Contract)] = outlet.FundingPerDay(desk.Now);
            long held = desk.Book.QuantityOf(outlet.Contract).Count, most = outlet.Gate.Limits.MaxPosition.Count;
            _instruments.Add((Named(desk.Book.ContractOf(outlet.Contract)) with
            {
                Greeks = new PlanGreeks(hedger.Greeks.DeltaPerLot(outlet.Contract), 0, 0),
                Bid = quote.Bid,
                Ask = quote.Ask,
                BidSize = new(Math.Clamp(most + held, 0, Tradable.MostLots)),
                AskSize = new(Math.Clamp(most - held, 0, Tradable.MostLots)),
                Rate = isInCoin ? 1 / _spot : 1,
                FeeRate = outlet.Settings.TakerFee,
                DailyVol = vol,
                DailyVolume = outlet.Detail is { DailyVolume: > 0 and double traded } ? traded / hedger.Greeks.DeltaPerLot(outlet.Contract) : 0,
            }, desk.Book.ContractOf(outlet.Contract), null));
        }
        for (int i = 0; i < desk.Book.Count; i++)
            if (desk.HedgerOf(new ContractIndex(i)) == hedger && desk.Book.QuantityOf(new(i)) is var lots && lots != Lots.Zero && desk.Book.ContractOf(new(i)).Id.Venue == _venue)
                _held.Add(hedger.LegOf(new(i), lots));
    }

    /// <summary>On the desk's thread.</summary>
    /// <exception cref="ArgumentException">Greeks, price or band of the book are not known.</exception>
    public static BookPlanQuestion Of(Desk desk, Hedger hedger) => new(desk, hedger);

    /// <summary>The cheapest trades that do it. Where a package cannot hold all of its options: those of the most value, as far as they do it alone.</summary>
    public BookPlanView Answer(PlanWish wish)
    {
        List<(Tradable Tradable, Contract Contract, OptionOffer? Offer)> all = [.. _instruments.Where(i => i.Offer is null || i.Contract.Expiry - _at >= wish.Lasts).Select(i => (WithHorizon(i.Tradable, i.Contract, wish), i.Contract, i.Offer))];
        HedgePlan plan = Solve();
        if (wish.IsPackage && Options().Count() > Package.MostLegs)
        {
            Contract[] kept = [.. Options().OrderByDescending(static o => o.Line.Lots.Abs.Count * o.Line.Instrument.ValueAt(o.Line.Price)).Take(Package.MostLegs).Select(static o => o.Of.Contract)];
            all.RemoveAll(i => i.Offer is not null && !kept.Contains(i.Contract));
            plan = Solve();
        }
        return new BookPlanView(
            _at.ToString(), _underlying, _currency, ProgramWords.Of(plan.Status), plan.IsFound, ViewOf(plan.Before), ViewOf(plan.After), plan.IsFound ? DeskViews.Real(plan.Cost.Total) : null, DeskViews.Real(plan.Bound),
            plan.IsFound ? new BookPlanCostsView(plan.Cost.Spread, plan.Cost.Fee, plan.Cost.Impact, plan.Cost.Carry, plan.Cost.Margin) : null,
            [.. Traded().Select(l => LegOf(l.Line, l.Of.Contract, l.Of.Offer, wish.ImpactFactor > 0))],
            [.. _wallets.Select(w => new BookPlanMarginView(w.Venue, w.Currency, plan.IsFound ? plan.MarginAt(w.Name) : null, w.Room, w.Brought(_wallets, wish.Transfers)))]);

        HedgePlan Solve() => HedgePlan.Of(
            new HedgeProblem
            {
                Book = _book,
                Delta = new GreekBand(_band.Lower, _band.Upper),
                Gamma = new GreekBand(-wish.MostGamma, wish.MostGamma),
                Vega = new GreekBand(-wish.MostVega, wish.MostVega),
                Instruments = [.. all.Select(i => wish.BuysAlone && i.Offer is not null ? i.Tradable with { BidSize = Lots.Zero } : i.Tradable)],
                CountsIncome = false,
                ImpactFactor = wish.ImpactFactor,
                Venues = wish.IsWithinMargin ? BookPlanWallet.Limits(_wallets, wish.Transfers) : [],
                CapitalCharge = ChargeOf(wish),
                ChargesLots = false,
                Scenarios = ChargeOf(wish) > 0 ? BookMargin.ProfitsOf(_held, _spot, _isInCoin) : [],
            },
            _search, explains: false);

        IEnumerable<(PlanLine Line, (Tradable Tradable, Contract Contract, OptionOffer? Offer) Of)> Traded() => plan.Lines.Zip(all).Where(static l => l.First.Lots != Lots.Zero);

        IEnumerable<(PlanLine Line, (Tradable Tradable, Contract Contract, OptionOffer? Offer) Of)> Options() => Traded().Where(static l => l.Of.Offer is not null);
    }

    private static double ChargeOf(in PlanWish wish) => wish.CapitalRate * wish.Horizon.Years;

    /// <summary>Carry until the horizon: what a dated future's distance from spot runs off by, and the funding that is named. An option's theta is paid for by gamma, and is none. Margin of what the first venue's account would hold with it; where a venue tells of its room, that of a lot by itself, the largest loss in the near ones of the same scenarios.</summary>
    private Tradable WithHorizon(Tradable instrument, Contract contract, in PlanWish wish)
    {
        double years = wish.Horizon.Years, left = contract.Kind == ContractKind.Future ? (contract.Expiry - _at).Years : 0;
        double carry = contract.Kind switch
        {
            ContractKind.Perpetual => Carry.Funding(instrument, double.IsNaN(wish.FundingPerDay) ? _fundings[contract] : wish.FundingPerDay, 365 * years),
            ContractKind.Future when left > 0 && years > 0 => Carry.Basis(instrument, _spot, left, years),
            _ => 0,
        };
        double volume = contract.IsOption ? wish.OptionVolume / (Math.Abs(instrument.Multiplier)) : instrument.DailyVolume > 0 ? instrument.DailyVolume : wish.DailyVolume / Math.Abs(instrument.Greeks.Delta);
        bool isLimited = _wallets.Exists(w => w.Name == instrument.Venue);
        (double bought, double sold) = isLimited ? BookMargin.OfLot(_lots[contract], _spot, _isInCoin) : default;
        return instrument with
        {
            Carry = carry,
            DailyVolume = volume,
            MarginLong = bought,
            MarginShort = sold,
            Scenarios = ChargeOf(wish) > 0 ? BookMargin.ProfitsOf(contract.Id.Venue == _venue ? [_lots[contract]] : [], _spot, _isInCoin) : [],
        };
    }

    private static BookPlanLegView LegOf(PlanLine line, Contract contract, OptionOffer? offer, bool hasImpact) => new(
        contract.Id.Symbol, contract.Id.Venue, offer is null, (double)(line.Lots.Count * contract.LotSize), Math.Round((decimal)line.Price, 8),
        offer is { } option ? line.Lots > Lots.Zero ? option.BuyLimit : option.SellLimit : null, line.Cost.Total,
        hasImpact && line.Instrument is { DailyVolume: > 0, DailyVol: > 0 } ? line.Cost.Impact : null, line.Why);

    private static Tradable Named(Contract contract) => new()
    {
        Name = contract.Id.Symbol,
        Venue = BookPlanWallet.NameOf(contract.Id.Venue, contract.SettlementCurrency),
        Kind = contract.Kind,
        Multiplier = (double)contract.LotSize * contract.Multiplier,
        Style = contract.Style,
        Bid = double.NaN,
        Ask = double.NaN,
        BidSize = Lots.Zero,
        AskSize = Lots.Zero,
    };

    private PlanGreeks PointOf(in NetGreeks greeks) => new(greeks.Delta, 0.01 * _spot * greeks.Gamma, 0.01 * greeks.Vega);

    private static PlanPointView ViewOf(PlanGreeks greeks) => new(DeskViews.Real(greeks.Delta), DeskViews.Real(greeks.Gamma), DeskViews.Real(greeks.Vega));
}
