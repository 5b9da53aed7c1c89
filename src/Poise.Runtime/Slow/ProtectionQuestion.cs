using System.Collections.Immutable;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Runtime;

/// <summary>What a book holds and which options there are to protect it with, as of a moment: copied on the desk's thread, answered on whatever thread asks.</summary>
public sealed class ProtectionQuestion
{
    private static readonly SearchLimits _search = new() { Nodes = 4_000, Gap = 0.002 };

    private readonly Instant _at;
    private readonly string _underlying, _currency;
    private readonly double _spot, _hedgeCost;
    private readonly bool _isInCoin;
    private readonly RiskBook? _book;
    private readonly int _missing;
    private readonly List<Offer> _offers = [];

    /// <param name="Leg">One lot of it, long.</param>
    private readonly record struct Offer(RiskLeg Leg, OptionOffer Option);

    private ProtectionQuestion(Desk desk, Hedger hedger)
    {
        var risk = RiskSnapshot.Of(desk, hedger);
        (_at, _underlying, _currency, _book, _missing) = (desk.Now, hedger.Underlying, risk.Currency, risk.Book(), risk.Missing);
        (_spot, _isInCoin) = (hedger.Greeks.Spot, hedger.Hedge != ContractIndex.None && desk.Book.ContractOf(hedger.Hedge).Style == PayoffStyle.Inverse);
        _hedgeCost = hedger.Live.Costs.TakerFee + (hedger.LeadQuote is { IsTwoSided: true } lead ? 0.5 * (lead.Ask - lead.Bid) / lead.Mid : 0);
        if (_book is not null)
            _offers.AddRange(OptionOffer.Of(desk, hedger).Where(static o => o.MostBuy > Lots.Zero).Select(o => new Offer(hedger.LegOf(o.Index, new(1)), o)));
    }

    /// <summary>On the desk's thread.</summary>
    public static ProtectionQuestion Of(Desk desk, Hedger hedger) => new(desk, hedger);

    /// <summary>The cheapest package, bought legs alone: what sold ones would do beyond the scenarios is not known.</summary>
    /// <param name="mostLoss">In any scenario, currency; zero or more.</param>
    /// <param name="mostPremium">Likewise; infinite for none.</param>
    /// <param name="lasts">Options that end sooner are left out: against a move at once what ends in hours is cheapest, and gone in hours.</param>
    public BookProtectionView Answer(double mostLoss, double mostPremium, Duration lasts)
    {
        List<Offer> offers = _offers.FindAll(o => o.Leg.Contract.Expiry - _at >= lasts);
        if (_book is null)
            return new BookProtectionView(_at.ToString(), _underlying, _currency, mostLoss, "none", false, _missing, 0, null, null, null, null, null, null, []);
        (double Move, double VolChange)[] scenarios = [.. RiskSnapshot.VolChanges.SelectMany(static v => RiskSnapshot.Moves.Select(m => (m, v)))];
        ImmutableArray<double> book = [.. scenarios.Select(s => _book.Pnl(s.Move, s.VolChange, default))];
        int worst = book.IndexOf(book.Min());
        ScenarioLossView? before = LossAt(worst, -book[worst]);
        if (-book[worst] <= mostLoss)
            return View("none", suffices: true, before, before, 0, 0, []);
        Tradable[] options = [.. offers.Select(o => TradableOf(o, scenarios))];
        Protection found = Solve(options, mostPremium);
        if (found.Legs.Length > Package.MostLegs) // of those that count most, as far as one package goes
            found = Solve([.. found.Legs.OrderByDescending(static l => l.Premium).Take(Package.MostLegs).Select(static l => l.Option)], mostPremium);
        // Orders may pay their limits: the premium at those is what is bounded.
        for (int i = 0; i < 4 && AtLimits(found) is var most && most > mostPremium; i++)
            found = Solve(options, mostPremium * mostPremium / most * (1 - 1e-9));
        return View(
            ProgramWords.Of(found.Status),
            found.Suffices && found.LossAfter <= mostLoss * (1 + 1e-9) && found.Legs.Length <= Package.MostLegs && AtLimits(found) <= mostPremium, before, double.IsNaN(found.LossAfter) ? null : LossAt(found.Worst, found.LossAfter), found.LossBound, found.Bound, found.Legs);

        Protection Solve(IReadOnlyList<Tradable> among, double premium) => Protection.Of(new ProtectionProblem { Book = book, MostLoss = mostLoss, Options = [.. among], MostPremium = premium }, _search);

        double AtLimits(Protection package) => package.Legs.Sum(l => l.Premium * (double)OfferOf(l.Option).Option.BuyLimit / l.Price);

        ScenarioLossView LossAt(int scenario, double loss) => new(scenarios[scenario].Move, scenarios[scenario].VolChange, Math.Max(0, loss));

        BookProtectionView View(string status, bool suffices, ScenarioLossView? was, ScenarioLossView? after, double lossBound, double bound, ImmutableArray<ProtectionLeg> legs) => new(
            _at.ToString(), _underlying, _currency, mostLoss, status, suffices, 0, offers.Count, was, after, DeskViews.Real(lossBound), legs.Sum(static l => l.Cost), DeskViews.Real(bound), legs.Sum(static l => l.Premium),
            [.. legs.Select(LegView)]);
    }

    private Offer OfferOf(Tradable option) => _offers.Find(o => o.Leg.Contract.Id.Symbol == option.Name && o.Leg.Contract.Id.Venue == option.Venue);

    private BookProtectionLegView LegView(ProtectionLeg leg)
    {
        Offer offer = OfferOf(leg.Option);
        Contract contract = offer.Leg.Contract;
        return new BookProtectionLegView(leg.Option.Name, (double)(leg.Lots.Count * contract.LotSize), Math.Round((decimal)leg.Price, 8), offer.Option.BuyLimit, leg.Premium, leg.Cost);
    }

    /// <summary>The desk hedges what an option brings as it does the rest: profit is that of the option with its delta sold, and cost that of selling it too.</summary>
    private Tradable TradableOf(in Offer offer, (double Move, double VolChange)[] scenarios)
    {
        var alone = new RiskBook(_spot, _isInCoin, [offer.Leg]);
        OptionOffer option = offer.Option;
        double rate = option.Rate(_isInCoin, _spot), delta = alone.At(0).Delta;
        return new Tradable
        {
            Name = option.Contract.Id.Symbol,
            Venue = option.Contract.Id.Venue,
            Kind = ContractKind.Option,
            Greeks = new PlanGreeks(0, 0, 0), // what counts here are scenarios
            Bid = option.Quote.Bid,
            Ask = option.Quote.Ask,
            Mark = double.NaN,
            BidSize = Lots.Zero,
            AskSize = option.MostBuy,
            Multiplier = option.Units,
            Style = option.Contract.Style,
            Rate = rate,
            FeePerLot = option.FeePerLot * rate + _hedgeCost * Math.Abs(delta) * (_isInCoin ? 1 : _spot),
            Scenarios = [.. scenarios.Select(s => alone.Pnl(s.Move, s.VolChange, default) - delta * (_isInCoin ? s.Move / (1 + s.Move) : _spot * s.Move))],
        };
    }
}
