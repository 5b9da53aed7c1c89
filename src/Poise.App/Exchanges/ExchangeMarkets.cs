using System.Globalization;
using System.Text.Json;
using Poise.Domain;
using Poise.Exchange;
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
    public static ExchangeMarket Of(ExchangeBirth birth) => new(SettingsOf(birth), CrowdOf(birth), birth.Start);

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
