using System.Text;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Worlds;

/// <summary>
/// The desk of a world, drawn by its seed. A quarter have one venue, cross the spread and know limits of size alone; the others have one to three venues, work their hedges in some way, trade options by command, and may
/// have limits of drawdown, delta and money, and positions elsewhere, so that books net inside.
/// </summary>
public sealed record HuntDesk
{
    internal const int DeskNumber = 1;
    internal const string First = "deribit", Perpetual = "BTC-PERPETUAL", Underlying = "BTC";
    internal const long MaxPosition = 30_000, MaxOrder = 6000;

    private static readonly string[] Ways =
    [
        """{ "work": "sweep" }""",
        """{ "work": "ladder", "rungs": 4, "step": 1, "share": 0.25, "every": "500ms" }""",
        """{ "work": "peg", "chase": 3, "beyond": "cross", "pause": "300ms" }""",
        """{ "work": "peg", "pause": "1s" }""",
        """{ "work": "passive-then-cross", "urgency": 0.5, "patience": "2s" }""",
        """{ "work": "twap", "length": "4s", "slices": 4 }""",
        """{ "work": "twap", "length": "6s", "slices": 3, "by": { "work": "passive-then-cross", "urgency": 1, "patience": "1s" } }""",
        """{ "work": "participation", "rate": 0.5, "urgency": 1 }""",
        """{ "work": "almgren-chriss", "halfLife": "2s", "length": "5s", "slices": 5 }""",
        """{ "work": "obizhaeva-wang", "resilience": "1s", "length": "5s", "slices": 5, "by": { "work": "peg" } }""",
        """{ "work": "sweep", "budget": 2 }""",
        """{ "work": "peg", "beyond": "cross", "chase": 2, "budget": 5 }""",
    ];

    /// <summary>The desk of one venue that sweeps.</summary>
    public bool IsSmall { get; private init; }

    /// <summary>One to three.</summary>
    public int Venues { get; private init; } = 1;

    /// <summary>Others hold something from the start.</summary>
    public bool HasBooks { get; private init; }

    public required DeskSettings Settings { get; init; }

    internal HedgerSettings Hedger => Settings.Hedgers[0];

    public static HuntDesk Draw(ulong seed) => Draw(seed, HuntFault.None);

    internal static HuntDesk Draw(ulong seed, HuntFault fault)
    {
        SeededRandom random = new SeededRandom(seed).Split("desk");
        int loose = fault == HuntFault.LimitLoosened ? 20 : 1;
        bool isSmall = random.NextInt32(4) == 0;
        int venues = isSmall ? 1 : random.NextInt32(9) switch { < 3 => 1, < 7 => 2, _ => 3 };
        var hedger = new HedgerSettings
        {
            Underlying = Underlying,
            Hedge = new ContractId(First, Perpetual),
            Policy = new FixedBandPolicy(new DeltaBand(-0.005, 0, 0.005, BandRebalance.ToTarget)),
            Limits = new RiskLimits { MaxOrder = new(loose * MaxOrder), MaxPosition = new(loose * MaxPosition) },
            Plan = new CrossingPlan(0.0005, new(9000)),
        };
        var orders = new OrderLimits { MaxOrders = 40 };
        if (isSmall)
            return new HuntDesk { IsSmall = true, Settings = new DeskSettings { Desk = DeskNumber, Hedgers = [hedger], Orders = orders } };
        hedger = hedger with
        {
            Working = WayOf(random.NextInt32(1000)),
            Limits = LimitsOf(hedger.Limits, random),
            Options = new OptionLimits { MaxOrder = 1 + random.NextInt32(4), MaxPosition = 5 + random.NextInt32(15) },
            Further = [.. Enumerable.Range(1, venues - 1).Select(v => new OutletSettings
            {
                Hedge = new ContractId(NameOf(v), Perpetual),
                TakerFee = v == 1 ? 0.0003 : 0.0006,
                Latency = Duration.FromMilliseconds(5),
                MaxOrder = new(loose * MaxOrder / SizeOfLot(v)),
                MaxPosition = new(loose * MaxPosition / SizeOfLot(v)),
            })],
        };
        if (random.NextInt32(3) == 0)
            orders = orders with { MaxNotional = 400_000 + 100_000 * random.NextInt32(10), MaxMessages = 60 + random.NextInt32(400) };
        return new HuntDesk
        {
            Venues = venues,
            HasBooks = random.NextInt32(2) == 0,
            Settings = new DeskSettings { Desk = DeskNumber, Hedgers = [hedger], Orders = orders },
        };
    }

    internal static string NameOf(int venue) => venue switch { 0 => First, 1 => "second", _ => "third" };

    /// <summary>Contracts that a lot of the perpetual is there.</summary>
    internal static int SizeOfLot(int venue) => venue == 2 ? 10 : 1;

    internal static IWorkingAlgorithm WayOf(int which) => WorkingText.Parse(Encoding.UTF8.GetBytes(Ways[which % Ways.Length]));

    /// <summary>Wide enough that the desk works; a drawdown is reached in some worlds.</summary>
    private static RiskLimits LimitsOf(RiskLimits limits, SeededRandom random)
    {
        if (random.NextInt32(2) == 0)
            limits = limits with { MaxDelta = 3 + random.NextInt32(30), MaxGamma = 0.5 + random.NextDouble(), MaxVega = 2000 + random.NextInt32(5000) };
        if (random.NextInt32(2) == 0)
            return limits;
        double hard = Math.Exp(-6 + 5 * random.NextDouble());
        return limits with
        {
            Drawdown = new DrawdownLimits(hard / (1 + random.NextInt32(4)), hard, random.NextInt32(2) == 0 ? DrawdownAction.Freeze : DrawdownAction.Flatten, Duration.FromMilliseconds(500 * random.NextInt32(4))),
        };
    }

    /// <summary>Limits that somebody sets while it runs: lower or higher than the settings', each for itself.</summary>
    internal RiskLimits Told(int much, int which)
    {
        RiskLimits own = Hedger.Limits;
        double share = 0.1 + 0.1 * (much % 16);
        return own with
        {
            MaxOrder = new((long)(own.MaxOrder.Count * (which % 2 == 0 ? share : 1))),
            MaxPosition = new((long)(own.MaxPosition.Count * (which / 2 % 2 == 0 ? share : 1))),
            MaxDelta = which / 4 % 3 == 0 ? 2 + much : own.MaxDelta,
            Drawdown = own.Drawdown is { } drawdown && which / 12 % 2 == 0 ? drawdown with { Soft = drawdown.Soft * share, Hard = drawdown.Hard * share } : own.Drawdown,
        };
    }

    /// <summary>Limits of options and costs that somebody sets while it runs.</summary>
    internal LiveSettings ToldLive(int much, int which)
    {
        LiveSettings own = Hedger.Live;
        return own with
        {
            Options = which % 5 == 0 ? null : own.Options! with { MaxOrder = 0.5 + much % 6, MaxPosition = 4 + much },
            Costs = own.Costs with { TakerFee = 0.0001 * (1 + which % 9), Latency = Duration.FromMilliseconds(which % 7) },
        };
    }
}
