using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Poise.Runtime;

namespace Poise.App;

/// <summary>Metrics by OpenTelemetry, exported by OTLP where OTEL_EXPORTER_OTLP_ENDPOINT names a collector.</summary>
internal static class Telemetry
{
    private static readonly Meter Meter = new("Poise", Api.Version);

    /// <summary>Null where no collector is named. Dispose it to send what is left.</summary>
    public static MeterProvider? Start(Dashboard dashboard)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT")))
            return null;
        if (dashboard.Desk is IDeskDoor desk)
        {
            Meter.CreateObservableCounter("poise.desk.events", () => View(desk)?.Events ?? 0, description: "events folded");
            Meter.CreateObservableCounter("poise.desk.batches", () => View(desk)?.Batches ?? 0, description: "batches ended");
            Meter.CreateObservableGauge("poise.desk.delta", () => View(desk)?.Net.Delta ?? double.NaN, "units of underlying", "net delta");
            Meter.CreateObservableGauge("poise.desk.data_age", () => View(desk)?.DataAge ?? double.NaN, "s", "since the hedge instrument's last quote");
            Meter.CreateObservableGauge("poise.desk.working_orders", () => View(desk)?.WorkingOrders.Count ?? 0, description: "orders at the venue");
        }
        return Sdk.CreateMeterProviderBuilder()
            .AddMeter("Poise", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddOtlpExporter()
            .Build();
    }

    private static DeskView? View(IDeskDoor desk) => desk.Frame().View;
}
