using System.Buffers;
using System.Text.Json;
using Poise.Domain;

namespace Poise.Hedging;

/// <summary>Policies as settings and the journal say them: a JSON object whose key "policy" names the sort. docs/policies.md has each.</summary>
public static class PolicyText
{
    /// <summary>Bytes that a journal keeps at most.</summary>
    public const int Longest = 16 << 10;

    private static readonly Duration LongestUsualWindow = Duration.FromSeconds(60);

    private const string APolicy = "a policy, { \"policy\": ... }";

    /// <exception cref="SettingsException">It is no policy; the message names the key, the value and what is allowed.</exception>
    public static IHedgePolicy Parse(ReadOnlyMemory<byte> json)
    {
        IHedgePolicy policy = SettingsNode.Read(json, "policy", Read);
        int length = Of(policy)!.Length;
        return length <= Longest ? policy : throw SettingsException.Of("policy", $"{length} bytes", $"{Longest} bytes at most, without spaces");
    }

    /// <exception cref="SettingsException">It is no policy.</exception>
    public static IHedgePolicy Read(SettingsNode node) => node.Choice<Func<SettingsNode, IHedgePolicy>>(
        "policy",
        ("fixed", Fixed),
        ("whalley-wilmott", n => new WhalleyWilmottPolicy(Aversion(n), Cap(n))),
        ("zakamouline", n => new ZakamoulinePolicy(Aversion(n), Cap(n))),
        ("leland", n => new LelandPolicy(ScheduleOf(n))),
        ("scheduled", n => new ScheduledPolicy(Inner(n, "of"), ScheduleOf(n))),
        ("sessions", n => new SessionPolicy(Inner(n, "of"), n.List("sessions", "sessions, { \"days\", \"from\", \"until\" }", SessionText.Read))),
        ("price-move", n => new PriceMovePolicy(Inner(n, "of"), n.Number("minMove", 0, 1), n.Flag("ignoreVolAndTime", false))),
        ("forecast-vol", n => new ForecastVolPolicy(Inner(n, "of"), n.Has("otherwise") ? Inner(n, "otherwise") : null)),
        ("dealer-flow", n => new DealerFlowPolicy(Inner(n, "of"), n.Number("fullMove", 0, 1, isLeastOut: true), n.Number("eagerness", 0, 1), n.Number("patience", 0, 100))),
        ("delta", Delta),
        ("rules", n => new RuledPolicy(n.List("rules", "rules, { \"when\", \"use\" }", Rule), Inner(n, "otherwise"))))(node);

    /// <summary>The text of a policy, from which the same policy is read; null where one in it is somebody's own.</summary>
    public static byte[]? Of(IHedgePolicy policy)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var to = new Utf8JsonWriter(bytes);
        if (!Write(to, policy))
            return null;
        to.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static FixedBandPolicy Fixed(SettingsNode node)
    {
        double target = node.Number("target", 0, double.MinValue, double.MaxValue);
        var band = new DeltaBand(node.Number("lower", most: target), target, node.Number("upper", target), Rebalance(node));
        return new FixedBandPolicy(band) { Ratio = node.Number("ratio", 1, 0, 1.5) };
    }

    private static DeltaPolicy Delta(SettingsNode node)
    {
        DeltaKind kind = node.Choice("convention", DeltaNames.All.AsSpan());
        IHedgePolicy inner = Inner(node, "of");
        return kind == DeltaKind.MinimumVariance ? new DeltaPolicy(inner, kind, node.Number("a"), node.Number("b"), node.Number("c")) : new DeltaPolicy(inner, kind);
    }

    private static BandRebalance Rebalance(SettingsNode node) => !node.Has("rebalance")
        ? BandRebalance.ToEdge
        : node.Choice("rebalance", ("to-edge", BandRebalance.ToEdge), ("to-target", BandRebalance.ToTarget));

    private static RiskAversion Aversion(SettingsNode node)
    {
        bool isTarget = node.Has("dailySd");
        if (isTarget && node.Has("riskAversion"))
            throw node.Refused("dailySd", "is set, and riskAversion is too", "one of the two");
        return isTarget
            ? RiskAversion.ForDailySd(node.Number("dailySd", 0, isLeastOut: true))
            : RiskAversion.Of(node.Number("riskAversion", 0, isLeastOut: true));
    }

    private static double Cap(SettingsNode node) => node.Has("maxHalfWidth") ? node.Number("maxHalfWidth", 0) : double.PositiveInfinity;

    private static Schedule ScheduleOf(SettingsNode node)
    {
        Duration every = node.Time("every"), window = node.Has("window") ? node.Time("window") : new(Math.Clamp(every.Nanoseconds / 10, 1, LongestUsualWindow.Nanoseconds)), offset = node.Has("offset") ? node.Time("offset", mayBeZero: true) : default;
        if (window > every)
            throw node.Refused("window", DurationText.Of(window), $"at most every, {DurationText.Of(every)}");
        return offset < every ? new Schedule(every, window, offset) : throw node.Refused("offset", DurationText.Of(offset), $"less than every, {DurationText.Of(every)}");
    }

    private static IHedgePolicy Inner(SettingsNode node, string key) => node.Object(key, APolicy, Read);

    private static PolicyRule Rule(SettingsNode node) => new(node.Object("when", "a condition, { ... }", When), Inner(node, "use"));

    private static PolicyCondition When(SettingsNode node) => new()
    {
        Session = node.Has("session") ? node.Object("session", "a session", SessionText.Read) : null,
        IsShortGamma = node.Has("gamma") ? node.Choice("gamma", ("short", true), ("long", false)) : null,
        ExpiryWithin = node.Has("expiryWithin") ? node.Time("expiryWithin") : null,
        SpotAbove = Some(node, "spotAbove"),
        SpotBelow = Some(node, "spotBelow"),
        VolAbove = Some(node, "volAbove"),
        VolBelow = Some(node, "volBelow"),
    };

    private static double? Some(SettingsNode node, string key) => node.Has(key) ? node.Number(key, 0) : null;

    private static bool Write(Utf8JsonWriter to, IHedgePolicy policy)
    {
        to.WriteStartObject();
        bool isWhole = true;
        switch (policy)
        {
            case FixedBandPolicy p:
                to.WriteString("policy", "fixed");
                to.WriteNumber("lower", p.Band.Lower);
                to.WriteNumber("target", p.Band.Target);
                to.WriteNumber("upper", p.Band.Upper);
                to.WriteString("rebalance", p.Band.Rebalance == BandRebalance.ToTarget ? "to-target" : "to-edge");
                to.WriteNumber("ratio", p.Ratio);
                break;
            case WhalleyWilmottPolicy p:
                WriteFormula(to, "whalley-wilmott", p.Aversion, p.MaxHalfWidth);
                break;
            case ZakamoulinePolicy p:
                WriteFormula(to, "zakamouline", p.Aversion, p.MaxHalfWidth);
                break;
            case LelandPolicy p:
                to.WriteString("policy", "leland");
                WriteSchedule(to, p.Schedule);
                break;
            case ScheduledPolicy p:
                to.WriteString("policy", "scheduled");
                WriteSchedule(to, p.Schedule);
                isWhole = WriteInner(to, "of", p.Of);
                break;
            case SessionPolicy p:
                to.WriteString("policy", "sessions");
                to.WriteStartArray("sessions");
                foreach (Session session in p.Sessions)
                    WriteSession(to, session);
                to.WriteEndArray();
                isWhole = WriteInner(to, "of", p.Of);
                break;
            case PriceMovePolicy p:
                to.WriteString("policy", "price-move");
                to.WriteNumber("minMove", p.MinMove);
                to.WriteBoolean("ignoreVolAndTime", p.IgnoresVolAndTime);
                isWhole = WriteInner(to, "of", p.Of);
                break;
            case ForecastVolPolicy p:
                to.WriteString("policy", "forecast-vol");
                isWhole = WriteInner(to, "of", p.Of);
                if (p.Otherwise is { } otherwise)
                    isWhole = isWhole && WriteInner(to, "otherwise", otherwise);
                break;
            case DealerFlowPolicy p:
                to.WriteString("policy", "dealer-flow");
                to.WriteNumber("fullMove", p.FullMove);
                to.WriteNumber("eagerness", p.Eagerness);
                to.WriteNumber("patience", p.Patience);
                isWhole = WriteInner(to, "of", p.Of);
                break;
            case DeltaPolicy p:
                to.WriteString("policy", "delta");
                to.WriteString("convention", DeltaNames.Of(p.Kind));
                if (p.Kind == DeltaKind.MinimumVariance)
                {
                    to.WriteNumber("a", p.A);
                    to.WriteNumber("b", p.B);
                    to.WriteNumber("c", p.C);
                }
                isWhole = WriteInner(to, "of", p.Of);
                break;
            case RuledPolicy p:
                to.WriteString("policy", "rules");
                to.WriteStartArray("rules");
                foreach (PolicyRule rule in p.Rules)
                    if (!WriteRule(to, rule))
                        return false;
                to.WriteEndArray();
                isWhole = WriteInner(to, "otherwise", p.Otherwise);
                break;
            default:
                return false;
        }
        if (isWhole)
            to.WriteEndObject();
        return isWhole;
    }

    private static bool WriteInner(Utf8JsonWriter to, string key, IHedgePolicy policy)
    {
        to.WritePropertyName(key);
        return Write(to, policy);
    }

    private static void WriteFormula(Utf8JsonWriter to, string name, RiskAversion aversion, double cap)
    {
        to.WriteString("policy", name);
        if (aversion.DailySd > 0)
            to.WriteNumber("dailySd", aversion.DailySd);
        else
            to.WriteNumber("riskAversion", aversion.PerCurrency);
        if (double.IsFinite(cap))
            to.WriteNumber("maxHalfWidth", cap);
    }

    private static void WriteSchedule(Utf8JsonWriter to, Schedule schedule)
    {
        to.WriteString("every", DurationText.Of(schedule.Every));
        to.WriteString("window", DurationText.Of(schedule.Window));
        if (schedule.Offset > Duration.Zero)
            to.WriteString("offset", DurationText.Of(schedule.Offset));
    }

    private static void WriteSession(Utf8JsonWriter to, Session session)
    {
        to.WriteStartObject();
        to.WriteString("days", SessionText.DaysOf(session.Days));
        to.WriteString("from", SessionText.TimeOf(session.From));
        to.WriteString("until", SessionText.TimeOf(session.Until));
        to.WriteEndObject();
    }

    private static bool WriteRule(Utf8JsonWriter to, PolicyRule rule)
    {
        to.WriteStartObject();
        to.WriteStartObject("when");
        PolicyCondition when = rule.When;
        if (when.Session is { } session)
        {
            to.WritePropertyName("session");
            WriteSession(to, session);
        }
        if (when.IsShortGamma is { } isShort)
            to.WriteString("gamma", isShort ? "short" : "long");
        if (when.ExpiryWithin is { } within)
            to.WriteString("expiryWithin", DurationText.Of(within));
        foreach ((string key, double? value) in (ReadOnlySpan<(string, double?)>)[("spotAbove", when.SpotAbove), ("spotBelow", when.SpotBelow), ("volAbove", when.VolAbove), ("volBelow", when.VolBelow)])
            if (value is { } number)
                to.WriteNumber(key, number);
        to.WriteEndObject();
        if (!WriteInner(to, "use", rule.Use))
            return false;
        to.WriteEndObject();
        return true;
    }
}
