using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Runtime;

/// <summary>
/// What is held on one underlying of a desk, revalued after moves: profit by spot, vol and time, and what would be traded. Each strike keeps its vol, times the change; see docs/risk.md. A number that does not exist is null, and
/// missing says how many positions have no vol or no price.
/// </summary>
public sealed record BookRiskView
{
    public required string AsOf { get; init; }
    public required string Underlying { get; init; }

    /// <summary>Of profits.</summary>
    public required string Currency { get; init; }
    public required double? Spot { get; init; }
    public required int Positions { get; init; }
    public required int Missing { get; init; }

    /// <summary>Columns of the grids: moves of spot, fractions.</summary>
    public required IReadOnlyList<double> Moves { get; init; }

    /// <summary>Rows: changes of all vols in proportion, fractions.</summary>
    public required IReadOnlyList<double> VolChanges { get; init; }

    /// <summary>One for each time ahead.</summary>
    public required IReadOnlyList<ScenarioLayerView> Layers { get; init; }

    /// <summary>The lowest of all; null where nothing is known.</summary>
    public required WorstView? Worst { get; init; }

    /// <summary>The lowest at once; null where one of those is not known.</summary>
    public required WorstView? WorstAtOnce { get; init; }

    /// <summary>Of the whole book as it is now.</summary>
    public required PlanPointView Net { get; init; }
    public required IReadOnlyList<HedgeRungView> Ladder { get; init; }

    /// <summary>The account's scenario margin and how far liquidation is; null where the book is not known.</summary>
    public required MarginView? Margin { get; init; }

    /// <summary>What the desk's own venue says of the account in the same currency, other underlyings' positions there too; null where it never did.</summary>
    public required ToldMarginView? MarginTold { get; init; }

    /// <summary>What would be left if a venue were gone with all that is held there; none where the book is at one venue, or is not known.</summary>
    public required IReadOnlyList<VenueLossView> WithoutVenue { get; init; }

    /// <summary>Strikes of options that end within two days, the nearest end first.</summary>
    public required IReadOnlyList<PinView> Pins { get; init; }
}

/// <summary>Profit against now by vol change (rows) and move (columns), after so many days.</summary>
public sealed record ScenarioLayerView(double Days, IReadOnlyList<IReadOnlyList<double?>> Pnl);

public sealed record WorstView(double Move, double VolChange, double Days, double Pnl);

/// <summary>If spot were there now: net delta and gamma (a 1 % move) in units of the underlying, the policy's band, and contracts of the hedge instrument to trade, + buy, with the reason.</summary>
public sealed record HedgeRungView(double Move, double? Spot, double? Delta, double? Gamma, double? Lower, double? Upper, double Trade, string Reason);

/// <summary>
/// Net options of one strike and end, calls and puts together, in units of the underlying (+ long). distance: strike over spot less 1. sigmas: ln(strike / forward) in deviations of what is left, negative below. above: probability that it
/// ends above the strike. deltaBelow and deltaAbove: of these options at the end on either side; they differ by units. assigned: units expected to be exercised, + of longs. Null within the averaging window, and without a vol.
/// </summary>
public sealed record PinView(string Expiry, double Strike, double Units, double? Distance, double? Sigmas, double? Above, double DeltaBelow, double DeltaAbove, double? Assigned);

/// <summary>
/// Of what is held at the desk's own venue, in currency, by the venue's rules as far as they are published. equity: what the account held when the desk began and the profit since; where the first was not said, what the venue tells; null where it does not. ratio: maintenance over
/// equity. down, up: the nearest prices at which equity does not cover maintenance, null for none. scale: where equity is the venue's word, what it asks for now over what is reckoned, by which maintenance is multiplied in ratio, down and up; null where nothing is.
/// </summary>
public sealed record MarginView(string Rules, double? Maintenance, double? Initial, double? Equity, double? Ratio, double? Scale, LiquidationView? Down, LiquidationView? Up);

/// <summary>positions: at the venue. delta, gamma (a 1 % move): of what is held elsewhere, units of the underlying. worst: the lowest profit of that at once, in currency.</summary>
public sealed record VenueLossView(string Venue, int Positions, double? Delta, double? Gamma, double? Worst);

/// <summary>move: of spot, a fraction. sigmas: deviations of a day, by the book's mean vol; null where it has none.</summary>
public sealed record LiquidationView(double Move, double Spot, double? Sigmas);

/// <summary>A copy of what is held, small enough to be taken with each picture; what is asked of it is computed on whatever thread asks.</summary>
public sealed class RiskSnapshot
{
    internal static readonly double[] Moves = [-0.16, -0.12, -0.08, -0.04, -0.02, 0, 0.02, 0.04, 0.08, 0.12, 0.16];
    internal static readonly double[] VolChanges = [-0.3, -0.15, 0, 0.15, 0.3, 0.6];
    private static readonly double[] _days = [0, 1, 7];
    private static readonly Duration _pinned = Duration.FromDays(2);
    private static readonly double[] _rungs = [-0.1, -0.05, -0.03, -0.02, -0.01, -0.005, 0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1];

    private readonly List<RiskLeg> _legs = [], _equityLegs = [];
    private readonly Hedger _hedger;
    private readonly PolicyInput _input;
    private readonly IHedgePolicy _policy;
    private readonly double _beyondMarket, _deltaPerLot, _equityDelta;
    private readonly bool _isInverse, _countsEquity;
    private readonly Instant _at;
    private readonly string _currency;
    private readonly Contract? _hedge;
    private readonly double? _profit;
    private readonly PlanPointView _net;
    private readonly ToldMarginView? _told;
    private readonly Lazy<BookRiskView> _view;

    private RiskSnapshot(Desk desk, Hedger hedger)
    {
        (_hedger, _at, _policy) = (hedger, desk.Now, hedger.Policy);
        _view = new Lazy<BookRiskView>(Make);
        _hedge = hedger.Hedge == ContractIndex.None ? null : desk.Book.ContractOf(hedger.Hedge);
        _isInverse = _hedge?.Style == PayoffStyle.Inverse;
        _currency = _hedge?.SettlementCurrency ?? "USD";
        _deltaPerLot = _hedge is null ? double.NaN : hedger.Greeks.DeltaPerLot(hedger.Hedge);
        for (int i = 0; i < desk.Book.Count; i++)
        {
            Lots lots = desk.Book.QuantityOf(new(i));
            if (lots != Lots.Zero && desk.HedgerOf(new ContractIndex(i)) == hedger)
            {
                _legs.Add(hedger.LegOf(new(i), lots));
                if (hedger.MovesEquity(new(i)))
                    _equityLegs.Add(_legs[^1]);
            }
        }
        Wallets = WalletShare.Of(desk, hedger);
        _profit = (double?)LedgerSum.InOneCurrency(desk, hedger, hedger.Settings.Hedge.Venue);
        _told = ToldMarginView.Of(desk, hedger.Settings.Hedge.Venue, _currency);
        NetGreeks net = hedger.Greeks.Net;
        _net = new PlanPointView(DeskViews.Real(net.Delta), DeskViews.Real(DeskViews.GammaOfPercent(hedger, net)), DeskViews.Real(0.01 * net.Vega));
        _input = _hedge is null ? default : hedger.Input(hedger.NetDelta);
        (_countsEquity, _equityDelta) = (hedger.Live.EquityAsDelta, hedger.EquityDelta);
        if (hedger.HedgedDelta.Kind != DeltaKind.BlackScholes)
            _beyondMarket = hedger.Greeks.OptionDeltaNow(hedger.HedgedDelta) - hedger.Greeks.Options.Delta;
    }

    /// <summary>On the desk's thread.</summary>
    public static RiskSnapshot Of(Desk desk, Hedger hedger) => new(desk, hedger);

    /// <summary>Of profits.</summary>
    public string Currency => _currency;

    internal Instant At => _at;

    internal string Underlying => _hedger.Underlying;

    /// <summary>NaN: not known.</summary>
    internal double Spot => _hedge is not null && _input.Spot > 0 ? _input.Spot : double.NaN;

    /// <summary>Profits are told in the coin.</summary>
    internal bool IsInCoin => _isInverse;

    internal IReadOnlyList<RiskLeg> Held => _legs;

    /// <summary>What its venues' accounts hold of each currency for it.</summary>
    internal IReadOnlyList<WalletShare> Wallets { get; }

    /// <summary>Null where a position has no vol or no price.</summary>
    public RiskBook? Book() => Missing == 0 && _input.Spot > 0 ? new RiskBook(_input.Spot, _isInverse, _legs) : null;

    /// <summary>Positions without a vol or a price.</summary>
    public int Missing => _legs.Count(static l => !l.IsKnown);

    /// <summary>Computed by whoever asks first.</summary>
    public BookRiskView View() => _view.Value;

    private BookRiskView Make()
    {
        RiskBook? book = Book();
        WorstView? worst = null, atOnce = null;
        bool isKnown = true;
        List<ScenarioLayerView> layers = [];
        foreach (double days in _days)
        {
            var rows = new List<IReadOnlyList<double?>>();
            foreach (double change in VolChanges)
            {
                var row = new double?[Moves.Length];
                for (int m = 0; m < row.Length; m++)
                {
                    row[m] = book is null ? null : DeskViews.Real(book.Pnl(Moves[m], change, Duration.FromDays((long)days)));
                    isKnown &= row[m] is not null;
                    if (row[m] is double pnl && !(pnl >= worst?.Pnl))
                        worst = new WorstView(Moves[m], change, days, pnl);
                }
                rows.Add(row);
            }
            layers.Add(new ScenarioLayerView(days, rows));
            if (days == 0)
                atOnce = isKnown ? worst : null;
        }
        return new BookRiskView
        {
            AsOf = _at.ToString(),
            Underlying = _hedger.Underlying,
            Currency = _currency,
            Spot = _hedge is null ? null : DeskViews.Real(_input.Spot),
            Positions = _legs.Count,
            Missing = Missing,
            Moves = Moves,
            VolChanges = VolChanges,
            Layers = layers,
            Worst = worst,
            WorstAtOnce = atOnce,
            Net = _net,
            Ladder = book is null || _hedge is null ? [] : LadderOf(book, _hedge),
            Margin = book is null ? null : MarginOf(),
            MarginTold = _told,
            WithoutVenue = book is null ? [] : WithoutVenues(),
            Pins = _input.Spot > 0 ? [.. PinRisk.Of(_input.Spot, _legs, _pinned).Select(PinOf)] : [],
        };
    }

    private List<HedgeRungView> LadderOf(RiskBook book, Contract hedge)
    {
        var coin = new RiskBook(_input.Spot, isInCoin: true, _equityLegs);
        HedgeRung[] rungs = HedgeLadder.Of(
            book, _policy, _input, _beyondMarket, _hedger.Settings.Plan, spot => _isInverse ? _deltaPerLot * _input.Spot / spot : _deltaPerLot, _rungs,
            _countsEquity ? move => _equityDelta + coin.Pnl(move, 0, default) : null);
        return [.. rungs.Select(r => new HedgeRungView(
            r.Move, DeskViews.Real(r.At.Spot), DeskViews.Real(r.NetDelta), DeskViews.Real(0.01 * r.At.Spot * r.At.Gamma), DeskViews.Real(r.Band.Lower), DeskViews.Real(r.Band.Upper),
            (double)(r.Trade.Count * hedge.LotSize), DecisionWords.Of(r.Reason)))];
    }

    private MarginView MarginOf()
    {
        var held = new RiskBook(_input.Spot, _isInverse, [.. _legs.Where(l => l.Contract.Id.Venue == _hedger.Settings.Hedge.Venue)]);
        var margin = ScenarioMargin.Deribit(held);
        double maintenance = margin.Maintenance(), vol = held.At(0).Vol;
        double? own = DeskViews.Real(_hedger.Settings.Capital + (_profit ?? double.NaN)), equity = own ?? (_told is { IsOld: false } ? _told.Equity : null);
        double? scale = own is null && equity is not null && _told!.Maintenance > 0 && maintenance > 0 ? _told.Maintenance / maintenance : null;
        return new MarginView(
            margin.Rules, DeskViews.Real(maintenance), DeskViews.Real(margin.Initial()), equity, equity > 0 ? DeskViews.Real((scale ?? 1) * maintenance / equity.Value) : null, scale, Nearest(isUp: false), Nearest(isUp: true));

        LiquidationView? Nearest(bool isUp) => equity is double now ? PointOf(margin.Liquidation(now, isUp, scale ?? 1)) : null;

        LiquidationView? PointOf(LiquidationPoint? point) => point is { } at
            ? new LiquidationView(at.Move, at.Spot, vol > 0 ? DeskViews.Real(Math.Abs(Math.Log(1 + at.Move)) / (vol * Math.Sqrt(1 / 365.0))) : null)
            : null;
    }

    private List<VenueLossView> WithoutVenues()
    {
        string[] venues = [.. _legs.Select(static l => l.Contract.Id.Venue).Distinct(StringComparer.Ordinal)];
        return venues.Length < 2 ? [] : [.. venues.Select(v =>
        {
            RiskLeg[] left = [.. _legs.Where(l => l.Contract.Id.Venue != v)];
            var book = new RiskBook(_input.Spot, _isInverse, left);
            RiskPoint now = book.At(0);
            double worst = VolChanges.Min(change => Moves.Min(move => book.Pnl(move, change, default)));
            return new VenueLossView(v, _legs.Count - left.Length, DeskViews.Real(now.Delta), DeskViews.Real(0.01 * now.Spot * now.Gamma), DeskViews.Real(worst));
        })];
    }

    private PinView PinOf(PinRisk pin) => new(
        pin.Expiry.ToString(), pin.Strike, pin.Units, DeskViews.Real(pin.Strike / _input.Spot - 1), DeskViews.Real(pin.Sigmas), DeskViews.Real(pin.Above), pin.DeltaBelow, pin.DeltaAbove, DeskViews.Real(pin.Assigned));
}
