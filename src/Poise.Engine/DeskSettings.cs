using System.Collections.Immutable;
using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <summary>How one underlying of a desk's book is hedged.</summary>
public sealed record HedgerSettings
{
    public required string Underlying { get; init; }

    /// <summary>What it is hedged with: a perpetual, a future or spot.</summary>
    public required ContractId Hedge { get; init; }

    /// <summary>When it is hedged, and how far, until the desk is told otherwise.</summary>
    public required IHedgePolicy Policy { get; init; }

    /// <summary>What the venue takes of trades in it and in options, and how far it is away, until the desk is told otherwise: half the spread is added where a policy weighs costs.</summary>
    public VenueCosts Costs { get; init; } = new();

    /// <summary>Further instruments that it may be hedged in, usually at other venues. <see cref="Hedge"/> is the first: plan, limits and lots of a hedge are told in its lots.</summary>
    public IReadOnlyList<OutletSettings> Further { get; init; } = [];

    /// <summary>How long a hedge is held: the funding that is expected until then is part of a perpetual's price where a hedge is routed. Zero: none is.</summary>
    public Duration FundingHorizon { get; init; } = UsualFundingHorizon;

    public static readonly Duration UsualFundingHorizon = Duration.FromHours(8);

    /// <summary>Of the hedge instrument.</summary>
    public required RiskLimits Limits { get; init; }

    public required CrossingPlan Plan { get; init; }

    /// <summary>What its account held when the desk began, settlement currency: with the profit since it is the equity that margin is held against. NaN: not said.</summary>
    public double Capital { get; init; } = double.NaN;

    /// <summary>How options may be traded by command or by rule; null: not at all.</summary>
    public OptionLimits? Options { get; init; }

    /// <summary>What is done by itself about its options, by whoever looks on: the desk keeps it, and does not look.</summary>
    public BookRules Rules { get; init; } = BookRules.None;

    /// <summary>The coin that its coin-margined accounts hold is hedged with what is held.</summary>
    public bool EquityAsDelta { get; init; }

    /// <summary>Of these what may be changed while it runs.</summary>
    public LiveSettings Live => new(Options, Costs, Rules) { EquityAsDelta = EquityAsDelta };

    /// <summary>How a hedge is worked, until the desk is told otherwise.</summary>
    public IWorkingAlgorithm Working { get; init; } = new Sweep();
}

/// <summary>What a desk is told once. Changes while it runs are events.</summary>
public sealed record DeskSettings
{
    /// <summary>Part of each order's name.</summary>
    public int Desk { get; init; } = 1;

    /// <summary>Number of a new desk's first order. Where an account may have seen other desks of this number, it must be above all of theirs.</summary>
    public long FirstOrder { get; init; } = 1;

    /// <summary>One for each underlying of the desk's book.</summary>
    public required IReadOnlyList<HedgerSettings> Hedgers { get; init; }

    /// <summary>Of all orders of the desk.</summary>
    public OrderLimits Orders { get; init; } = new();

    /// <summary>Of the orders at one venue beside that, by its name: how many in a window, how many messages a day.</summary>
    public IReadOnlyDictionary<string, OrderLimits> OrdersAt { get; init; } = ImmutableDictionary<string, OrderLimits>.Empty;

    /// <summary>Over all of them, and of the books of the house, until the desk is told otherwise.</summary>
    public DeskLimits Limits { get; init; } = DeskLimits.None;

    /// <summary>Oldest forecast that a policy is given, event time.</summary>
    public Duration MaxForesightAge { get; init; } = Duration.FromSeconds(300);

    /// <summary>Oldest fitted volatilities that a decision may use, event time.</summary>
    public Duration MaxVolAge { get; init; } = Duration.FromSeconds(30);

    /// <summary>An expiry is repriced when the hedge instrument's mid has moved by more than this fraction. Zero: by any move.</summary>
    public double RepriceMove { get; init; } = 1e-6;

    /// <summary>An expiry is repriced at least this often, for the time that passes.</summary>
    public Duration RepriceEvery { get; init; } = Duration.FromMilliseconds(250);

    /// <summary>How long a desk sleeps at most when nothing happens.</summary>
    public Duration Heartbeat { get; init; } = Duration.FromSeconds(1);

    /// <summary>Running sums are recomputed in full after this many changes.</summary>
    public int RecomputeEvery { get; init; } = 256;
}
