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

    private BookPlanQuestion(Desk desk, Hedger hedger)
    {
        if (hedger.Hedge == ContractIndex.None || !(hedger.Greeks.Spot > 0))
            throw new ArgumentException("the hedge instrument has no price");
        Contract first = desk.Book.ContractOf(hedger.Hedge);
        bool isInCoin = first.Style == PayoffStyle.Inverse;
        (_at, _underlying, _currency, _spot, _band) = (desk.Now, hedger.Underlying, first.SettlementCurrency, hedger.Greeks.Spot, hedger.Band);
        _book = PointOf(hedger.Greeks.Net);
        if (!_book.IsFinite)
            throw new ArgumentException("net greeks are not known: a position has no vol or no price");
        if (!_band.IsValid)
            throw new ArgumentException("the policy has no band now");
        foreach (OptionOffer offer in OptionOffer.Of(desk, hedger))
        {
            double rate = offer.Rate(isInCoin, _spot);
            _instruments.Add((Named(offer.Contract) with
            {
                Greeks = PointOf(hedger.Greeks.PerLot(offer.Index)),
                Bid = offer.Quote.Bid,
                Ask = offer.Quote.Ask,
                BidSize = offer.MostSell,
                AskSize = offer.MostBuy,
                Rate = rate,
                FeePerLot = offer.FeePerLot(_spot) * rate,
            }, offer.Contract, offer));
        }
        foreach (Outlet outlet in hedger.Outlets)
        {
            if (outlet.Contract == ContractIndex.None || outlet.Account.IsAway || desk.QuoteOf(outlet.Contract) is not { IsTwoSided: true } quote)
                continue;
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
            }, desk.Book.ContractOf(outlet.Contract), null));
        }
    }

    /// <summary>On the desk's thread.</summary>
    /// <exception cref="ArgumentException">Greeks, price or band of the book are not known.</exception>
    public static BookPlanQuestion Of(Desk desk, Hedger hedger) => new(desk, hedger);

    /// <param name="mostGamma">Either way, of a 1 % move, units of the underlying; infinite for any.</param>
    /// <param name="mostVega">Either way, of a vol point, quote currency; infinite for any.</param>
    public BookPlanView Answer(double mostGamma, double mostVega)
    {
        var plan = HedgePlan.Of(
            new HedgeProblem
            {
                Book = _book,
                Delta = new GreekBand(_band.Lower, _band.Upper),
                Gamma = new GreekBand(-mostGamma, mostGamma),
                Vega = new GreekBand(-mostVega, mostVega),
                Instruments = [.. _instruments.Select(static i => i.Tradable)],
                CountsIncome = false,
            },
            _search, explains: false);
        string status = plan.Status switch { ProgramStatus.Optimal => "optimal", ProgramStatus.WithinGap => "within-gap", ProgramStatus.NodeLimit => "node-limit", _ => "infeasible" };
        return new BookPlanView(
            _at.ToString(), _underlying, _currency, status, plan.IsFound, ViewOf(plan.Before), ViewOf(plan.After), plan.IsFound ? DeskViews.Real(plan.Cost.Total) : null, DeskViews.Real(plan.Bound),
            [.. plan.Lines.Select((line, i) => (line, _instruments[i])).Where(static l => l.line.Lots != Lots.Zero).Select(static l => LegOf(l.line, l.Item2.Contract, l.Item2.Offer))]);
    }

    private static BookPlanLegView LegOf(PlanLine line, Contract contract, OptionOffer? offer) => new(
        contract.Id.Symbol, contract.Id.Venue, offer is null, (double)(line.Lots.Count * contract.LotSize), Math.Round((decimal)line.Price, 8),
        offer is { } option ? line.Lots > Lots.Zero ? option.BuyLimit : option.SellLimit : null, line.Cost.Total, line.Why);

    private static Tradable Named(Contract contract) => new()
    {
        Name = contract.Id.Symbol,
        Venue = contract.Id.Venue,
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
