using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Poise.Flow;
using Poise.Lab;

namespace Poise.App;

/// <summary>The JSON of all faces: camelCase, nulls kept, doubles that round-trip.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = false)]
[JsonSerializable(typeof(FlowView))]
[JsonSerializable(typeof(IReadOnlyList<FlowView>))]
[JsonSerializable(typeof(IReadOnlyList<HistoryContentsView>))]
[JsonSerializable(typeof(IReadOnlyList<LevelsRowView>))]
[JsonSerializable(typeof(LevelsReportView))]
[JsonSerializable(typeof(IReadOnlyList<LevelsReportView>))]
[JsonSerializable(typeof(FrontierView))]
[JsonSerializable(typeof(FrontiersAnswer))]
[JsonSerializable(typeof(MinimumVarianceView))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(FlowFrame))]
[JsonSerializable(typeof(OutboxRecord))]
[JsonSerializable(typeof(WebhookBody))]
[JsonSerializable(typeof(LevelsFrame))]
[JsonSerializable(typeof(SurfaceFrame))]
[JsonSerializable(typeof(IReadOnlyList<VolSurfaceView>))]
[JsonSerializable(typeof(PlanView))]
[JsonSerializable(typeof(SeriesFrame))]
[JsonSerializable(typeof(DeskFrame))]
[JsonSerializable(typeof(StatusView))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(ReadyView))]
[JsonSerializable(typeof(BandCommand))]
[JsonSerializable(typeof(HoldCommand))]
[JsonSerializable(typeof(LimitsCommand))]
[JsonSerializable(typeof(LimitsAnswer))]
[JsonSerializable(typeof(RaisesAnswer))]
[JsonSerializable(typeof(SettingsAnswer))]
[JsonSerializable(typeof(CommandResult))]
[JsonSerializable(typeof(RiskFrame))]
[JsonSerializable(typeof(UserEntry[]))]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(AuditAnswer))]
[JsonSerializable(typeof(Microsoft.AspNetCore.Mvc.ProblemDetails))]
internal sealed partial class PoiseJson : JsonSerializerContext
{
    /// <summary>For terminals and files, where + and quotes need no escape against HTML.</summary>
    public static PoiseJson Plain { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>For files that people look at.</summary>
    public static PoiseJson Indented { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.General) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true });

    /// <summary>For reading what anybody may have written: nothing is missing, and nothing null that must not be.</summary>
    public static PoiseJson Strict { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    });

    /// <summary>One view is an object, several are an array; a line.</summary>
    public static string OneOrMany<T>(IReadOnlyList<T> views, JsonTypeInfo<T> one, JsonTypeInfo<IReadOnlyList<T>> many) =>
        (views.Count == 1 ? JsonSerializer.Serialize(views[0], one) : JsonSerializer.Serialize(views, many)) + Environment.NewLine;
}
