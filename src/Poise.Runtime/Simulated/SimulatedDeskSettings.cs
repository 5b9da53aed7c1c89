using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Storage;

namespace Poise.Runtime;

/// <summary>How <c>poise desk</c> runs on the embedded market.</summary>
public sealed record SimulatedDeskSettings
{
    /// <summary>Where the journal lives; made when it is not there.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Seed of the market. A folder that has a market already keeps its own.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Market seconds a second.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Linear (all in USD) or inverse (premium, margin and profit in coin).</summary>
    public PayoffStyle Style { get; init; } = PayoffStyle.Linear;

    /// <summary>When it hedges, and how far, at the first start; later the journal's. Bands are in coins.</summary>
    public IHedgePolicy Policy { get; init; } = new FixedBandPolicy(new DeltaBand(-0.15, 0, 0.15, BandRebalance.ToTarget));

    /// <summary>How its hedges are worked.</summary>
    public IWorkingAlgorithm Working { get; init; } = new Sweep();

    /// <summary>Whether a new desk starts with the demo book.</summary>
    public bool HasDemoBook { get; init; } = true;

    /// <summary>What other accounts hold; null where nothing is said of it.</summary>
    public IReadOnlyList<HeldLine>? Elsewhere { get; init; }

    /// <summary>Whether everything that the desk sees is recorded for replay, quotes too: some 100 MB an hour.</summary>
    public bool IsRecorded { get; init; }

    /// <summary>Decides and sends nothing, in a folder that no desk had before.</summary>
    public bool IsDry { get; init; }

    /// <summary>Looks on beside the pictures; null for nobody.</summary>
    public IDeskWatch? Watch { get; init; }

    /// <summary>Smallest order that is worth a trade, coins; a lot where it is less.</summary>
    public double MinOrder { get; init; }

    /// <summary>Largest single order and largest hedge position, coins.</summary>
    public double MaxOrder { get; init; } = 5;

    public double MaxPosition { get; init; } = 60;

    public BookLimits Limits { get; init; } = new();

    /// <summary>Over the whole desk, and of the books of the house.</summary>
    public DeskLimits DeskLimits { get; init; } = DeskLimits.None;

    /// <summary>How options may be traded by command; null: not at all.</summary>
    public OptionLimits? Options { get; init; } = new() { MaxOrder = 25, MaxPosition = 100 };

    /// <summary>Limits of options, costs and rules as a file has them; null for <see cref="Options"/>, the market's own fees and no rules.</summary>
    public LiveSettings? Live { get; init; }

    /// <summary>Of orders, the whole desk's.</summary>
    public OrderLimits Orders { get; init; } = new();

    /// <summary>Time between fits of the surface, market time.</summary>
    public Duration FitEvery { get; init; } = Duration.FromSeconds(1);

    /// <summary>Time between pictures, wall time.</summary>
    public TimeSpan ViewEvery { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Time between snapshots of the chain, wall time.</summary>
    public TimeSpan SnapshotEvery { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How the folder's disk is opened.</summary>
    public Func<string, IDisk> OpenDisk { get; init; } = folder => new FileDisk(folder);

    /// <summary>Further venues that it is hedged at, each with the perpetual alone; they live as long as the process.</summary>
    public IReadOnlyList<FurtherVenue> Further { get; init; } = [];

    /// <summary>The market itself; null for the usual one of <see cref="Style"/>.</summary>
    public MarketSettings? CustomMarket { get; init; }

    internal MarketSettings Market => CustomMarket ?? (Style == PayoffStyle.Inverse ? MarketSettings.Inverse : new MarketSettings());

    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public DeskSettings Desk()
    {
        if (!(Speed > 0) || Speed > 10_000)
            throw new ArgumentException("the speed must lie between 0 and 10,000");
        MarketSettings market = Market;
        double coinsOfLot = (double)market.PerpetualLot * market.PerpetualMultiplier / (Style == PayoffStyle.Inverse ? market.Spot : 1);
        HedgerSettings hedger = UsualDesk.Of(market.Underlying, PerpetualOf(market), Policy, Working, coinsOfLot, MinOrder, MaxOrder, MaxPosition, double.IsNaN(Limits.Capital) ? Limits with { Capital = SimulatedMarket.FundsOf(market) } : Limits);
        LiveSettings live = Live ?? new LiveSettings(Options, new VenueCosts(market.Fees.FutureTaker, market.Fees.FutureMaker, LatencyOf(market), market.Fees.OptionTaker, market.Fees.OptionMost), BookRules.None);
        return new DeskSettings
        {
            Limits = DeskLimits,
            Desk = IsDry ? DryGateway.DeskNumber : 1,
            Orders = Orders,
            Hedgers = [hedger with { Costs = live.Costs, Options = live.Options, Rules = live.Rules, Further = [.. Further.Select(OutletOf)] }],
        };
    }

    private OutletSettings OutletOf(FurtherVenue further)
    {
        MarketSettings market = further.Market;
        double coinsOfLot = (double)market.PerpetualLot * market.PerpetualMultiplier / (market.Style == PayoffStyle.Inverse ? market.Spot : 1);
        return new OutletSettings
        {
            Hedge = PerpetualOf(market),
            TakerFee = market.Fees.FutureTaker,
            MakerFee = market.Fees.FutureMaker,
            Latency = LatencyOf(market),
            MaxOrder = new(Math.Max(1, (long)(MaxOrder / coinsOfLot))),
            MaxPosition = new(Math.Max(1, (long)(MaxPosition / coinsOfLot))),
            Least = new((long)Math.Ceiling(MinOrder / coinsOfLot - 1e-9)),
            Capital = SimulatedMarket.FundsOf(market),
        };
    }

    private static ContractId PerpetualOf(MarketSettings market) => new(market.Venue, market.Listing.Root + "-PERPETUAL");

    private static Duration LatencyOf(MarketSettings market) => market.OrderLatency.Least + market.OrderLatency.MeanExtra;
}

/// <summary>A further venue on the simulated market: the same index, its own people, fees, depth and delays.</summary>
/// <param name="Market">By a name of its own, without options.</param>
public sealed record FurtherVenue(MarketSettings Market, ulong Seed);
