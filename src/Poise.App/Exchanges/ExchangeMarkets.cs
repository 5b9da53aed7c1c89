using System.Globalization;
using System.Text.Json;
using Poise.Domain;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Storage;

namespace Poise.App;

/// <summary>The markets that can be had by name.</summary>
internal static class ExchangeMarkets
{
    private static readonly (string Name, MarketSettings Settings)[] _all =
    [
        ("btc", MarketSettings.Inverse),
        ("btc-linear", new MarketSettings()),
        ("eth", MarketSettings.Inverse with { Underlying = "ETH", Spot = 4000, Vol = 0.65, PerpetualTick = 0.05m, PerpetualMultiplier = 1, OptionLot = 1m, OptionSize = 100, PerpetualSize = 200_000 }),
    ];

    private static readonly JsonSerializerOptions _fields = new() { IncludeFields = true };

    public static IReadOnlyList<string> Names { get; } = [.. _all.Select(static m => m.Name)];

    /// <summary>What an exchange of these markets is.</summary>
    public static ExchangeSettings SettingsOf(ExchangeBirth birth) => new() { Venue = "deribit", Listings = [.. MarketsOf(birth).Select(static m => m.Listing)] };

    /// <summary>Who trades by himself.</summary>
    public static List<IParticipant> CrowdOf(ExchangeBirth birth) => birth.IsEmpty ? [] : [.. MarketsOf(birth).SelectMany((m, listing) => Crowd.Of(m, listing, birth.Seed, birth.Start))];

    /// <summary>A new one.</summary>
    public static ExchangeMarket Of(ExchangeBirth birth) => Of(birth, [], birth.Start);

    /// <param name="shocks">Of all its markets.</param>
    /// <param name="from">When they are counted from.</param>
    public static ExchangeMarket Of(ExchangeBirth birth, IReadOnlyList<AskedShock> shocks, Instant from)
    {
        List<IParticipant> crowd = CrowdOf(birth);
        crowd.AddRange([.. crowd.OfType<World>().SelectMany(w => shocks.Select(s => new Shock(w, s.Move, from + s.After, s.Over)))]);
        return new ExchangeMarket(SettingsOf(birth), crowd, birth.Start);
    }

    /// <summary>A checksum of all settings: a state that was kept under others cannot go on.</summary>
    public static uint ChecksumOf(ExchangeBirth birth) => Crc32C.Of(JsonSerializer.SerializeToUtf8Bytes((SettingsOf(birth), MarketsOf(birth)), _fields));

    private static MarketSettings[] MarketsOf(ExchangeBirth birth) => [.. birth.Markets.Select(n => _all.Single(m => m.Name == n).Settings)];
}

/// <summary>What decides a market: its name is one of <see cref="ExchangeMarkets.Names"/>.</summary>
/// <param name="IsEmpty">Nobody trades by himself.</param>
internal sealed record ExchangeBirth(string[] Markets, ulong Seed, bool IsEmpty, Instant Start)
{
    public override string ToString() => $"{string.Join(", ", Markets)}{(IsEmpty ? " without a crowd" : "")}, seed {Seed.ToString(CultureInfo.InvariantCulture)}";
}

/// <summary>A move of the index that is rehearsed.</summary>
/// <param name="Move">As a fraction.</param>
internal readonly record struct AskedShock(Duration After, double Move, Duration Over)
{
    /// <exception cref="BadInputException">It is no such text: AFTER:MOVE:OVER.</exception>
    public static AskedShock Parse(string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length == 3 && DurationText.TryParse(parts[0], out Duration after) && DurationText.TryParse(parts[2], out Duration over) && after >= Duration.Zero && over >= Duration.Zero
            && after <= Duration.FromDays(30) && over <= Duration.FromDays(30)
            && parts[1].EndsWith('%') && double.TryParse(parts[1][..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out double percent) && percent is >= -95 and <= 1000)
            return new AskedShock(after, percent / 100, over);
        throw new BadInputException($"--shock \"{text}\": write AFTER:MOVE:OVER, as 60s:-30%:8s; a move from -95% to 1000%");
    }
}
