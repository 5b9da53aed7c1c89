namespace Poise.App;

/// <summary>Something of a desk that somebody must know of for as long as it stands. Rule, underlying and what it is about name it; docs/alerts.md has the rules.</summary>
/// <param name="Underlying">Empty for the whole desk.</param>
/// <param name="About">A venue, an account or a day; empty where the rule stands once.</param>
internal sealed record DeskAlarm(string Rule, string Underlying, string About, string Text)
{
    public const string MarginShort = "margin-short", MarginGone = "margin-gone", MarginCall = "margin-call", RuleFailed = "rule-failed", RuleBeyond = "rule-beyond", LookFailed = "look-failed", LimitReached = "limit-reached";

    private static readonly string[] _lined = [MarginShort, MarginGone, MarginCall, RuleFailed, RuleBeyond, LookFailed, LimitReached];

    /// <summary>How long it must stand before it is told.</summary>
    public TimeSpan After { get; init; }

    public AlarmName Name => new(Rule, Underlying, About);

    /// <summary>Whether the watch that found it writes its own lines, so that the log needs no further one.</summary>
    public static bool HasLine(string rule) => _lined.Contains(rule, StringComparer.Ordinal);
}

/// <summary>By which an alarm is the same as before.</summary>
internal readonly record struct AlarmName(string Rule, string Underlying, string About)
{
    public static AlarmName Of(Flow.AlertView alert) => new(alert.Rule, alert.Underlying, alert.About ?? "");
}
