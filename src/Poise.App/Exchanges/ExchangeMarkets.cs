using Poise.Domain;
using Poise.Exchange;

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

    public static IReadOnlyList<string> Names { get; } = [.. _all.Select(static m => m.Name)];

    /// <summary>An exchange with these markets and their crowds.</summary>
    /// <param name="isEmpty">Without crowds.</param>
    public static ExchangeMarket Of(IReadOnlyList<string> names, ulong seed, Instant start, bool isEmpty)
    {
        MarketSettings[] markets = [.. names.Select(n => _all.Single(m => m.Name == n).Settings)];
        var settings = new ExchangeSettings { Venue = "deribit", Listings = [.. markets.Select(static m => m.Listing)] };
        List<IParticipant> crowd = isEmpty ? [] : [.. markets.SelectMany((m, listing) => Crowd.Of(m, listing, seed, start))];
        return new ExchangeMarket(settings, crowd, start);
    }
}
