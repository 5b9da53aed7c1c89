using Poise.App;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.Edge.Tests;

/// <summary>The rules over one book of a desk that takes every command, and the clock they live by.</summary>
internal sealed class RuleRig
{
    private readonly WatchedRules _watch;

    public RuleRig(BookRules rules)
    {
        Rules = rules;
        Desk.RiskView = () => RiskOf(Worst, Gamma, Vega);
        _watch = new WatchedRules("BTC", () => Rules, Desk, Told.Add, Time);
    }

    public FakeDesk Desk { get; } = new();

    public List<string> Told { get; } = [];

    /// <summary>What stands of the rules: by which alarm, about which of them.</summary>
    public IEnumerable<(string Rule, string About)> Standing => _watch.Standing.Select(static a => (a.Rule, a.About));

    public HandTime Time { get; } = new();

    /// <summary>As they now are.</summary>
    public BookRules Rules { get; set; }

    /// <summary>The lowest profit at once; null: not known.</summary>
    public double? Worst { get; set; } = 0;

    /// <summary>Net, of a 1 % move; null: not known.</summary>
    public double? Gamma { get; set; } = 0;

    /// <summary>Net, of a vol point; null: not known.</summary>
    public double? Vega { get; set; } = 0;

    public async Task Look(int times = 1)
    {
        for (int i = 0; i < times; i++)
            await _watch.LookAsync();
    }

    private static BookRiskView RiskOf(double? worst, double? gamma, double? vega) => new()
    {
        AsOf = "2026-01-05T09:00:00Z",
        Underlying = "BTC",
        Currency = "USDC",
        Spot = 100_000,
        Positions = 1,
        Missing = 0,
        MarginTold = null,
        Moves = [],
        VolChanges = [],
        Layers = [],
        Worst = null,
        WorstAtOnce = worst is double pnl ? new WorstView(-0.16, 0.6, 0, pnl) : null,
        Net = new PlanPointView(0, gamma, vega),
        Ladder = [],
        Margin = null,
        WithoutVenue = [],
        Pins = [],
    };
}
