using System.Text.Json;

namespace Poise.Exchange.Server;

/// <summary>By which limit a method is counted.</summary>
public enum RateClass
{
    NonMatching,

    /// <summary>Orders, edits and cancels.</summary>
    Matching,

    /// <summary>Mass quotes.</summary>
    MassQuotes,
}

/// <summary>The rates of one account. The defaults are the venue's for an account without a tier.</summary>
public sealed record AccountLimits
{
    public static readonly AccountLimits Default = new();

    /// <summary>Above USD 25 million in seven days.</summary>
    public static readonly AccountLimits Tier1 = new() { Matching = new(30, 100) };

    /// <summary>Above USD 5 million in seven days.</summary>
    public static readonly AccountLimits Tier2 = new() { Matching = new(20, 50) };

    /// <summary>No limit at all, for tests of load.</summary>
    public static readonly AccountLimits Off = new() { IsOff = true };

    /// <summary>50,000 credits, 500 a request, 10,000 back a second.</summary>
    public RequestRate NonMatching { get; init; } = new(20, 100, 500);

    public RequestRate Matching { get; init; } = new(5, 20);

    public RequestRate MassQuotes { get; init; } = new(10, 20);

    public bool IsOff { get; init; }

    public RequestRate Of(RateClass rates) => rates switch
    {
        RateClass.Matching => Matching,
        RateClass.MassQuotes => MassQuotes,
        _ => NonMatching,
    };

    /// <summary>The object "limits" of get_account_summary.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        Write(json, "non_matching_engine", NonMatching);
        json.WriteBoolean("limits_per_currency"u8, false);
        json.WriteStartObject("matching_engine"u8);
        json.WriteStartObject("trading"u8);
        Write(json, "total", Matching);
        json.WriteEndObject();
        Write(json, "cancel_all", Matching);
        Write(json, "maximum_quotes", MassQuotes);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // Without a limit the numbers are ones that nobody reaches.
    private void Write(Utf8JsonWriter json, string name, RequestRate rate)
    {
        json.WriteStartObject(name);
        json.WriteNumber("burst"u8, IsOff ? 1_000_000 : rate.Burst);
        json.WriteNumber("rate"u8, IsOff ? 1_000_000 : rate.Rate);
        json.WriteEndObject();
    }
}
