using Poise.Domain;
using Poise.Exchange;
using Poise.Venues.Deribit;

namespace Poise.Worlds;

/// <summary>One venue of a world: an exchange with a crowd behind its server, and the desk's session there in its present life.</summary>
internal sealed class HuntVenue
{
    public const double Vol = 1.5;
    private static readonly Instant Morning = Instant.FromUtc(2026, 11, 25, 9), Expiry = Instant.FromUtc(2026, 11, 26, 8);

    private readonly World _world;

    /// <summary>The first has a perpetual and twelve options, each other one a perpetual. Every eighth world begins seconds before options expire.</summary>
    public HuntVenue(ulong seed, int number, HuntDesk desk)
    {
        (Number, Name) = (number, HuntDesk.NameOf(number));
        TopLots = number switch { 0 => 3000, 1 => 1200, _ => 200 };
        MarketSettings market = MarketSettings.Inverse with
        {
            Vol = Vol,
            Expiries = number == 0 ? 2 : 0,
            Strikes = 3,
            Step = Duration.FromMilliseconds(400),
            PerpetualSize = TopLots * HuntDesk.SizeOfLot(number),
            PerpetualLot = HuntDesk.SizeOfLot(number),
            PerpetualTradesPerSecond = number == 0 ? 2 : 0.5,
            OptionTradesPerSecond = number == 0 ? 0.2 : 0,
            TrendFollowers = number == 0 ? 1 : 0,
            LeveragedAccounts = 0,
            Carry = 0,
        };
        if (desk.Venues > 1) // of one index
            market = market with { PathSeed = seed, Impact = 0, PremiumNoise = 1e-5 };
        bool isLate = seed % 8 == 0;
        Instant born = isLate ? Expiry - Duration.FromSeconds(7200) : Morning, start = isLate ? Expiry - Duration.FromSeconds(6) : Morning;
        var funds = new Dictionary<string, long>(StringComparer.Ordinal) { ["BTC"] = 1000 * InstrumentTerms.Unit };
        var link = new LinkSettings { TickEvery = Duration.FromMilliseconds(number == 0 ? 50 : 100), Jitter = Duration.FromMilliseconds((seed + (ulong)number) % 3 == 0 ? 40 : 4) };
        var settings = new ExchangeSettings
        {
            Venue = Name,
            Listings = [market.Listing with { HasFutures = false, HasSpot = false }],
            Tiers = [new FeeTier(FutureTaker: number switch { 0 => 0.0005, 1 => 0.0003, _ => 0.0006 })],
            FitEvery = Duration.FromSeconds(1800),
            MarkEvery = Duration.FromSeconds(desk.IsSmall ? 5 : 2),
            // Whatever the premium is, so that each payment is something.
            Perpetual = new PremiumRules(Dead: 0),
            FundEvery = Duration.FromSeconds(5),
        };
        ulong own = seed + 1_000_003UL * (ulong)number;
        List<IParticipant> crowd = Crowd.Of(market, 0, own, born);
        _world = crowd.OfType<World>().Single();
        Exchange = new LinkedExchange(settings, crowd, born, start, funds, link, own);
    }

    public int Number { get; }

    public string Name { get; }

    public LinkedExchange Exchange { get; }

    public MemoryLink Link => Exchange.Link;

    /// <summary>At the perpetual's best price.</summary>
    public double TopLots { get; }

    /// <summary>Of the desk's present life.</summary>
    public DeribitSession Session { get; set; } = null!;

    /// <summary>The account as the first link found it.</summary>
    public DeribitPicture? FirstPicture { get; set; }

    /// <summary>Until then frames suffer by chance.</summary>
    public Instant RoughUntil { get; set; }

    /// <summary>Single frames were lost, or something happened on the account unseen: only a new link asks for it.</summary>
    public bool Loses { get; set; }

    /// <summary>Orders of a lot each that others have placed on the account: what they trade no limit of the desk keeps.</summary>
    public int Strays { get; set; }

    /// <summary>A request was answered with an error: what it asked for may not be told for long.</summary>
    public bool MayMiss { get; set; }

    /// <summary>Somebody takes money from the account.</summary>
    public bool IsSqueezed { get; set; }

    /// <summary>The desk knew of a call at the last look.</summary>
    public bool WasCalled { get; set; }

    /// <summary>Since when equity does not cover initial margin, over a link that says so; not known: it does, or nobody was told.</summary>
    public Instant CalledSince { get; set; }

    /// <summary>Equity does not cover initial margin, by more than what is rounded away.</summary>
    public bool IsCalled => Exchange.Exchange.Accounts.Available(Exchange.Account, 0) < -0.001;

    /// <summary>The index moves for good, in its logarithm.</summary>
    public void Push(double move) => _world.Push(move);
}
