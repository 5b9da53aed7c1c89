using Poise.Domain;

namespace Poise.Exchange;

/// <summary>Those who make a market by their numbers, ready to enter it.</summary>
public static class Crowd
{
    /// <summary>Coins that are as much as anybody could want, and still whole numbers in any currency.</summary>
    private const double Plenty = 1e5;

    /// <summary>Makers, customers, trend followers and leveraged accounts of one listing, as its settings say. The world comes first.</summary>
    public static List<IParticipant> Of(MarketSettings settings, int listing, ulong seed, Instant start)
    {
        var random = new SeededRandom(seed).Split(settings.Listing.Root);
        var world = new World(settings, listing, random, start);
        List<IParticipant> crowd = [world, new OldPositions(world, random.Split("old positions")), new FutureMaker(world, random.Split("future maker")), new OptionMaker(world, random.Split("option maker")), new NoiseTaker(world, random.Split("takers"))];
        for (int i = 0; i < settings.TrendFollowers; i++)
            crowd.Add(new TrendFollower(world, random.Split($"trend {i}")));
        for (int i = 0; i < settings.LeveragedAccounts; i++)
            crowd.Add(new LeveragedAccount(world, random.Split($"leveraged {i}")));
        return crowd;
    }

    /// <summary>Those alone who move the index, quote and take the perpetual: nobody quotes options.</summary>
    public static List<IParticipant> OfPerpetual(MarketSettings settings, int listing, ulong seed, Instant start)
    {
        var random = new SeededRandom(seed).Split(settings.Listing.Root);
        var world = new World(settings, listing, random, start);
        return [world, new FutureMaker(world, random.Split("future maker")), new NoiseTaker(world, random.Split("takers"))];
    }

    /// <summary>An account with so many coins' worth of each currency.</summary>
    internal static int Open(SimulatedExchange exchange, double coins = Plenty)
    {
        int account = exchange.Apply(ExchangeCommand.Open(exchange.Now, isRemembered: false)).Count;
        for (int listing = 0; listing < exchange.Settings.Listings.Count; listing++)
        {
            ListingSettings of = exchange.Settings.Listings[listing];
            Pay(of.Currency, of.Style == PayoffStyle.Inverse ? coins : coins * of.Spot);
            if (of.HasSpot)
                Pay(of.Underlying, coins);
        }
        return account;

        void Pay(string currency, double amount) =>
            exchange.Apply(ExchangeCommand.Deposit(exchange.Now, account, exchange.Currencies.ToList().IndexOf(currency), (long)(amount * InstrumentTerms.Unit)));
    }

    /// <summary>What a lot of a future moves, USD.</summary>
    internal static double UsdOfLot(ListedInstrument future, double index) => future.Terms.IsInverseFuture ? future.Terms.Lot : future.Terms.Lot * index;
}
