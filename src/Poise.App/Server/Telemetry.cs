using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Poise.App;

/// <summary>Metrics by OpenTelemetry, exported by OTLP where OTEL_EXPORTER_OTLP_ENDPOINT names a collector.</summary>
internal static class Telemetry
{
    public static readonly Meter Meter = new("Poise", Api.Version);

    /// <summary>Null where no collector is named. Dispose it to send what is left.</summary>
    public static MeterProvider? Start() =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT"))
            ? null
            : Sdk.CreateMeterProviderBuilder()
                .AddMeter("Poise", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
                .AddOtlpExporter()
                .Build();
}
