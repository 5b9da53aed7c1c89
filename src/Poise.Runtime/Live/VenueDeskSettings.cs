using System.Collections.Immutable;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Storage;

namespace Poise.Runtime;

/// <summary>How a desk runs at a venue: live, or on paper against its public data.</summary>
public sealed record VenueDeskSettings
{
    /// <summary>Where the journal lives; made when it is not there.</summary>
    public required string DataFolder { get; init; }

    /// <summary>One for each underlying.</summary>
    public required IReadOnlyList<VenueHedge> Hedges { get; init; }

    /// <summary>Orders are answered by an exchange of our own; the book begins with a demonstration.</summary>
    public required bool IsPaper { get; init; }

    /// <summary>What other accounts hold, with terms; null where nothing is said of it.</summary>
    public IReadOnlyList<HeldLine>? Elsewhere { get; init; }

    /// <summary>Decides and sends nothing, neither to the venue nor on paper, in a folder that no desk had before.</summary>
    public bool IsDry { get; init; }

    /// <summary>Looks on beside the pictures; null for nobody.</summary>
    public IDeskWatch? Watch { get; init; }

    /// <summary>Time between fits of the surface.</summary>
    public Duration FitEvery { get; init; } = Duration.FromSeconds(1);

    /// <summary>Time between pictures.</summary>
    public TimeSpan ViewEvery { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How a folder's disk is opened.</summary>
    public Func<string, IDisk> OpenDisk { get; init; } = folder => new FileDisk(folder);

    /// <summary>Of all orders.</summary>
    public OrderLimits Orders { get; init; } = new();

    /// <summary>Over all underlyings, and of the books of the house.</summary>
    public DeskLimits Limits { get; init; } = DeskLimits.None;

    /// <summary>Of the orders at one venue beside that, by its name.</summary>
    public IReadOnlyDictionary<string, OrderLimits> OrdersAt { get; init; } = ImmutableDictionary<string, OrderLimits>.Empty;

    /// <summary>The venues of all hedge instruments, the first one first.</summary>
    public IReadOnlyList<string> Venues => [.. Hedges.Select(static h => h.Hedge).Concat(Hedges.SelectMany(static h => h.Further.Select(static f => f.Hedge))).Select(static c => c.Id.Venue).Distinct(StringComparer.Ordinal)];

    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public DeskSettings Desk() => new() { Desk = IsDry ? DryGateway.DeskNumber : 1, Hedgers = [.. Hedges.Select(static h => h.Hedger())], Orders = Orders, OrdersAt = OrdersAt, Limits = Limits };
}

/// <summary>How an underlying is hedged at a venue.</summary>
public sealed record VenueHedge
{
    /// <summary>What it is hedged with, in the venue's terms.</summary>
    public required Contract Hedge { get; init; }

    /// <summary>Price of the underlying at the start: limits in coins are lots by it.</summary>
    public required double Spot { get; init; }

    /// <summary>When it hedges, and how far, at the first start; later the journal's. Bands are in coins.</summary>
    public IHedgePolicy Policy { get; init; } = new FixedBandPolicy(new DeltaBand(-0.15, 0, 0.15, BandRebalance.ToTarget));

    /// <summary>How its hedges are worked.</summary>
    public IWorkingAlgorithm Working { get; init; } = new Sweep();

    /// <summary>Smallest order that is worth a trade, coins; a lot where it is less.</summary>
    public double MinOrder { get; init; }

    /// <summary>Largest single order and largest hedge position, coins.</summary>
    public double MaxOrder { get; init; } = 1;

    public double MaxPosition { get; init; } = 20;

    public BookLimits Limits { get; init; } = new();

    /// <summary>Costs, options and rules, until the desk is told otherwise.</summary>
    public LiveSettings Live { get; init; } = LiveSettings.Usual;

    /// <summary>As <see cref="HedgerSettings.FundingHorizon"/>.</summary>
    public Duration FundingHorizon { get; init; } = HedgerSettings.UsualFundingHorizon;

    /// <summary>What else it is hedged with, usually at further venues.</summary>
    public IReadOnlyList<FurtherHedge> Further { get; init; } = [];

    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    internal HedgerSettings Hedger()
    {
        if (!(Spot > 0) || !double.IsFinite(Spot) || Hedge.IsOption)
            throw new ArgumentException("a desk needs a price of its underlying, and a future or perpetual to hedge with");
        return UsualDesk.Of(Hedge.Underlying, Hedge.Id, Policy, Working, UsualDesk.CoinsOfLot(Hedge, Spot), MinOrder, MaxOrder, MaxPosition, Limits) with
        {
            Costs = Live.Costs,
            Options = Live.Options?.Checked(),
            Rules = Live.Rules,
            EquityAsDelta = Live.EquityAsDelta,
            FundingHorizon = FundingHorizon,
            Further = [.. Further.Select(f => f.Outlet(Spot, MinOrder))],
        };
    }
}

/// <summary>A further instrument that an underlying may be hedged in.</summary>
/// <param name="Hedge">In its venue's terms, named by it.</param>
/// <param name="MaxOrder">Largest single order, coins; <paramref name="MaxPosition"/> likewise the largest position.</param>
public sealed record FurtherHedge(Contract Hedge, VenueCosts Costs, double MaxOrder, double MaxPosition)
{
    /// <summary>What the account there held of the settlement currency when the desk began; NaN: not said.</summary>
    public double Capital { get; init; } = double.NaN;

    internal OutletSettings Outlet(double spot, double minOrder)
    {
        if (Hedge.IsOption)
            throw new ArgumentException($"{Hedge.Id.Symbol} at {Hedge.Id.Venue} is no future or perpetual to hedge with");
        double coinsOfLot = UsualDesk.CoinsOfLot(Hedge, spot);
        (Lots largest, Lots position, Lots least) = UsualDesk.LotsOf(Hedge.Id, coinsOfLot, minOrder, MaxOrder, MaxPosition);
        return new OutletSettings { Hedge = Hedge.Id, TakerFee = Costs.TakerFee, MakerFee = Costs.MakerFee, Latency = Costs.Latency, MaxOrder = largest, MaxPosition = position, Least = least, Capital = Capital };
    }
}
