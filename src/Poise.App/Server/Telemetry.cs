using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Poise.Runtime;

namespace Poise.App;

/// <summary>Metrics by OpenTelemetry, exported by OTLP where OTEL_EXPORTER_OTLP_ENDPOINT names a collector. What is of one underlying carries its name; docs/runbook.md lists them.</summary>
internal static class Telemetry
{
    private static readonly Meter Meter = new("Poise", Api.Version);

    /// <summary>Seconds of a batch of the desk, from its first event to its last decision.</summary>
    public static Histogram<double> DecisionTime { get; } = Decisions(Meter);

    /// <summary>Null where no collector is named. Dispose it to send what is left.</summary>
    public static MeterProvider? Start(Dashboard dashboard)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT")))
            return null;
        if (dashboard.Desk is IDeskDoor desk)
            Measure(Meter, desk);
        return Sdk.CreateMeterProviderBuilder()
            .AddMeter("Poise", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddOtlpExporter()
            .Build();
    }

    internal static Histogram<double> Decisions(Meter meter) => meter.CreateHistogram(
        "poise.desk.decision_time", "s", "of a batch, from when its first event is folded to its last decision",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 5e-3, 0.05] });

    internal static void Measure(Meter meter, IDeskDoor desk)
    {
        meter.CreateObservableCounter("poise.desk.events", () => desk.Frame().View?.Events ?? 0, description: "events folded");
        meter.CreateObservableCounter("poise.desk.batches", () => desk.Frame().View?.Batches ?? 0, description: "batches ended");
        Gauge("poise.desk.trading", "1", "1 while an underlying can be hedged", static v => v.Obstacle is null ? 1 : 0);
        Gauge("poise.desk.delta", "units of underlying", "net delta", static v => v.Net.Delta);
        Gauge("poise.desk.band_used", "1", "net delta's distance from the band's middle over half its width; above 1 outside", BandUsed);
        Gauge("poise.desk.data_age", "s", "since the hedge instrument's last quote", static v => v.DataAge);
        Gauge("poise.desk.working_orders", "orders", "orders at the venue", static v => v.WorkingOrders.Count);
        Gauge("poise.desk.pnl", "settlement currency", "profit since the desk began, at the marks", static v => (double?)v.Pnl.Total);
        Gauge("poise.desk.residual_alarm", "1", "1 while the last day's profit is not explained", static v => v.Explain.Days is [{ IsAlarm: true }, ..] ? 1 : 0);
        Gauge("poise.desk.slippage", "bp", "fees and slippage of hedges over turnover", static v => v.Explain.Costs is [{ PerTurnover: double cost }, ..] ? cost : null);
        meter.CreateObservableGauge(
            "poise.desk.margin_used", () => desk.Underlyings.Select(u => (u, Ratio: desk.Risk(u).View is { } view ? view.MarginTold?.Used() ?? view.Margin?.Ratio : null)).Where(static m => m.Ratio is not null).Select(static m => new Measurement<double>(m.Ratio!.Value, new KeyValuePair<string, object?>("underlying", m.u))),
            "1", "maintenance margin over equity, as the venue tells it where it does; 1 is liquidation");
        meter.CreateObservableCounter("poise.desk.links", () => Outlets(desk).DistinctBy(static o => o.Venue, StringComparer.Ordinal).Select(static o => new Measurement<long>(o.Links, new KeyValuePair<string, object?>("venue", o.Venue))), description: "links made to a venue since the desk began");
        meter.CreateObservableGauge("poise.desk.takes_orders", () => Outlets(desk).Select(static o => new Measurement<int>(o.State == OutletView.TakesOrders ? 1 : 0, new("venue", o.Venue), new("instrument", o.Instrument))), "1", "1 while hedges may go to an instrument");
        meter.CreateObservableGauge("poise.desk.limit_used", () => Limits(desk), "1", "share of a limit that is used");

        void Gauge(string name, string unit, string what, Func<DeskView, double?> read) => meter.CreateObservableGauge(
            name, () => Views(desk).Where(v => read(v) is not null).Select(v => new Measurement<double>(read(v)!.Value, Of(v))), unit, what);
    }

    private static double? BandUsed(DeskView view) => view.Hedge is { Lower: double lower, Upper: double upper } && upper > lower && view.Net.Delta + (view.Net.EquityDelta ?? 0) is double delta
        ? Math.Abs(delta - 0.5 * (lower + upper)) / (0.5 * (upper - lower))
        : null;

    private static IEnumerable<Measurement<double>> Limits(IDeskDoor desk)
    {
        bool isFirst = true;
        foreach (DeskView view in Views(desk))
        {
            foreach (LimitView limit in view.Limits)
            {
                double used = limit.Max > 0 ? Math.Abs(limit.Value) / limit.Max : 1;
                KeyValuePair<string, object?> name = new("limit", limit.Limit);
                if (!limit.IsShared)
                    yield return new(used, Of(view), name);
                else if (isFirst)
                    yield return new(used, name);
            }
            isFirst = false;
        }
    }

    private static IEnumerable<OutletView> Outlets(IDeskDoor desk) => Views(desk).SelectMany(static v => v.Outlets).DistinctBy(static o => (o.Venue, o.Instrument));

    private static IEnumerable<DeskView> Views(IDeskDoor desk) => desk.Underlyings.Select(u => desk.Frame(u).View).OfType<DeskView>();

    private static KeyValuePair<string, object?> Of(DeskView view) => new("underlying", view.Hedge.Underlying);
}
