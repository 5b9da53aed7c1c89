using Poise.Domain;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.Edge.Tests;

/// <summary>The simulated desk with its demo book, ten seconds old: quotes and vols are there.</summary>
internal static class DemoDesk
{
    public static readonly Instant Start = Instant.FromUtc(2026, 1, 5, 9);

    /// <param name="options">Null for the usual limits of options.</param>
    public static StartedDesk Bring(TemporaryFolder folder, PayoffStyle style = PayoffStyle.Linear, OptionLimits? options = null, bool isDry = false)
    {
        var settings = new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 7, Style = style, IsDry = isDry };
        StartedDesk started = SimulatedDeskStart.Bring(options is null ? settings : settings with { Options = options }, Start, new InlineLane());
        started.Run.AdvanceTo(Start + Duration.FromSeconds(10));
        return started;
    }

    public static BookRiskView Risk(StartedDesk started) => RiskSnapshot.Of(started.Run.Driver.Desk, started.Run.Driver.Desk.Hedgers[0]).View();

    public static string? Trade(StartedDesk started, IEnumerable<PackageOrder> orders) =>
        Packages.Trade(started.Run.Driver, [.. orders], started.Run.Driver.Desk.Hedgers[0].Underlying, started.Run.Now);
}
