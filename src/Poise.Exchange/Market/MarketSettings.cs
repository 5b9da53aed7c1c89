using Poise.Domain;

namespace Poise.Exchange;

/// <summary>How a simulated market is made. The defaults are a bitcoin-like market with contracts settled in USD.</summary>
public sealed record MarketSettings
{
    /// <summary>The venue's name in contract ids.</summary>
    public string Venue { get; init; } = "sim";

    public string Underlying { get; init; } = "BTC";

    /// <summary>Linear: all in USD. Inverse: options priced and settled in the coin, a perpetual of <see cref="PerpetualMultiplier"/> USD.</summary>
    public PayoffStyle Style { get; init; } = PayoffStyle.Linear;

    /// <summary>The index at the start, USD.</summary>
    public double Spot { get; init; } = 100_000;

    /// <summary>Seed of the index alone; null: the market's. Markets of one index, start, step and no impact have the same path, and each its own premium, people and noise.</summary>
    public ulong? PathSeed { get; init; }

    /// <summary>What moves the perpetual's premium at each step, standard deviation; one percent of the premium is gone at each.</summary>
    public double PremiumNoise { get; init; } = 3e-6;

    /// <summary>Annual volatility of the index at the start and in the long run, as a fraction.</summary>
    public double Vol { get; init; } = 0.5;

    /// <summary>Pull of log volatility to its mean, per year.</summary>
    public double VolReversion { get; init; } = 8;

    /// <summary>Volatility of log volatility, per square root of a year.</summary>
    public double VolOfVol { get; init; } = 1.5;

    /// <summary>Correlation of index and volatility moves.</summary>
    public double SpotVolCorrelation { get; init; } = -0.4;

    /// <summary>Expected jumps of the index a day; 0 for none.</summary>
    public double JumpsPerDay { get; init; }

    /// <summary>Standard deviation of a jump, log units.</summary>
    public double JumpSize { get; init; } = 0.02;

    /// <summary>Continuously compounded carry of the forwards; also the discount rate of linear options.</summary>
    public double Carry { get; init; } = 0.04;

    /// <summary>Correlation parameter of the smile (SSVI), -1 to 1; negative lifts puts.</summary>
    public double SmileCorrelation { get; init; } = -0.25;

    /// <summary>Curvature parameter of the smile (SSVI); curvature (1 + |correlation|) at most 2 keeps it free of butterfly arbitrage.</summary>
    public double SmileCurvature { get; init; } = 1;

    /// <summary>Expiries kept listed: the next day's, two Fridays, then last Fridays of months; none: the perpetual alone.</summary>
    public int Expiries { get; init; } = 4;

    /// <summary>Strikes an expiry, calls and puts each.</summary>
    public int Strikes { get; init; } = 15;

    public decimal OptionTick { get; init; } = 1m;

    /// <summary>Step of an option's amount, contracts of one coin.</summary>
    public decimal OptionLot { get; init; } = 0.1m;

    public decimal PerpetualTick { get; init; } = 0.5m;

    /// <summary>Step of the perpetual's amount, contracts.</summary>
    public decimal PerpetualLot { get; init; } = 0.001m;

    /// <summary>Coins a contract of a linear perpetual; USD a contract of an inverse one.</summary>
    public double PerpetualMultiplier { get; init; } = 1;

    /// <summary>Half the perpetual's spread, as a fraction of the price.</summary>
    public double PerpetualHalfSpread { get; init; } = 0.00003;

    /// <summary>Size at the perpetual's best price, contracts.</summary>
    public double PerpetualSize { get; init; } = 2;

    /// <summary>Half an option's spread in volatility (0.004 is 0.4 points a side); at least one tick.</summary>
    public double OptionHalfSpreadVol { get; init; } = 0.004;

    /// <summary>Size at an option's best price, contracts.</summary>
    public double OptionSize { get; init; } = 10;

    /// <summary>Standard deviation of what a source of the index is off, as a fraction.</summary>
    public double SourceNoise { get; init; } = 2e-5;

    /// <summary>What a coin bought by takers of the perpetual and the futures moves the price everywhere, for good, log units.</summary>
    public double Impact { get; init; } = 2e-7;

    /// <summary>Accounts that follow the trend, and the most that one of them holds, USD.</summary>
    public int TrendFollowers { get; init; } = 2;

    public double TrendSize { get; init; } = 500_000;

    /// <summary>Accounts that trade the perpetual on little money.</summary>
    public int LeveragedAccounts { get; init; } = 8;

    /// <summary>What such an account begins with, USD.</summary>
    public double LeveragedStake { get; init; } = 20_000;

    /// <summary>Part of what was taken from a level that is back at the next step.</summary>
    public double Replenish { get; init; } = 0.5;

    /// <summary>Time between two moves of index and quotes.</summary>
    public Duration Step { get; init; } = Duration.FromMilliseconds(250);

    /// <summary>Trades of others a second, perpetual.</summary>
    public double PerpetualTradesPerSecond { get; init; } = 0.5;

    /// <summary>Trades of others a second, all options together.</summary>
    public double OptionTradesPerSecond { get; init; } = 0.2;

    /// <summary>From the desk to the matching engine.</summary>
    public Latency OrderLatency { get; init; } = new(Duration.FromMilliseconds(3), Duration.FromMilliseconds(2));

    /// <summary>From the matching engine to the desk, the account's own events.</summary>
    public Latency AccountLatency { get; init; } = new(Duration.FromMilliseconds(3), Duration.FromMilliseconds(2));

    /// <summary>From the matching engine to the desk, market data.</summary>
    public Latency DataLatency { get; init; } = new(Duration.FromMilliseconds(2), Duration.FromMilliseconds(1));

    public FeeTier Fees { get; init; } = new();

    /// <summary>Mark and funding of the perpetual.</summary>
    public PremiumRules Premium { get; init; } = new();

    /// <summary>A limit may be this fraction of the mark worse than the mark, not more.</summary>
    public double PriceBand { get; init; } = 0.05;

    /// <summary>For options the band is at least this fraction of the index.</summary>
    public double OptionBandOfIndex { get; init; } = 0.02;

    /// <summary>Largest order, in lots.</summary>
    public long MaxOrderLots { get; init; } = 10_000_000;

    /// <summary>Scale of open interest, contracts at a typical strike.</summary>
    public double OpenInterest { get; init; } = 400;

    /// <summary>Coin-margined contracts: options priced in coin, a perpetual of 10 USD.</summary>
    public static MarketSettings Inverse { get; } = new()
    {
        Style = PayoffStyle.Inverse,
        OptionTick = 0.0001m,
        PerpetualLot = 1m,
        PerpetualMultiplier = 10,
        PerpetualSize = 20_000,
    };

    /// <summary>The exchange that a desk of its own trades on: options and the perpetual.</summary>
    /// <summary>An exchange of this market alone.</summary>
    public ExchangeSettings OwnExchange => new()
    {
        Venue = Venue,
        Listings = [Listing with { HasFutures = false, HasSpot = false }],
        Tiers = [Fees],
        Perpetual = Premium,
        FirstMark = Duration.FromMilliseconds(1),
        MarkEvery = Step,
        FitEvery = Step > Duration.FromSeconds(10) ? Step : Duration.FromSeconds(10),
        PriceBand = PriceBand,
        OptionBandOfIndex = OptionBandOfIndex,
        MostLots = MaxOrderLots,
        ForgetAfterDays = 100, // for so long a desk may stand still and still be told what its contracts ended at
    };

    /// <summary>What an exchange lists of it.</summary>
    public ListingSettings Listing => (Style == PayoffStyle.Inverse ? new ListingSettings() : ListingSettings.Linear) with
    {
        Underlying = Underlying,
        Spot = Spot,
        Vol = Vol,
        Expiries = Expiries,
        Strikes = Strikes,
        OptionTick = OptionTick,
        OptionLot = OptionLot,
        FutureTick = PerpetualTick,
        FutureLot = PerpetualLot,
        FutureMultiplier = PerpetualMultiplier,
    };

    internal void Check()
    {
        Require(Spot > 0 && double.IsFinite(Spot), nameof(Spot), "must be positive");
        Require(Vol is > 0 and < 20, nameof(Vol), "must lie between 0 and 20");
        Require(VolReversion >= 0 && VolOfVol >= 0, nameof(VolOfVol), "must not be negative");
        Require(Math.Abs(SpotVolCorrelation) <= 1, nameof(SpotVolCorrelation), "must lie between -1 and 1");
        Require(Math.Abs(SmileCorrelation) < 1 && SmileCurvature > 0 && SmileCurvature * (1 + Math.Abs(SmileCorrelation)) <= 2,
            nameof(SmileCurvature), "curvature times (1 + |correlation|) must not be above 2");
        Require(JumpsPerDay >= 0 && JumpSize >= 0, nameof(JumpsPerDay), "must not be negative");
        Require(Expiries is >= 0 and <= 24 && Strikes is >= 1 and <= 201, nameof(Strikes), "0 to 24 expiries, 1 to 201 strikes");
        Require(PremiumNoise >= 0 && double.IsFinite(PremiumNoise), nameof(PremiumNoise), "must not be negative");
        Require(OptionTick > 0 && OptionLot > 0 && PerpetualTick > 0 && PerpetualLot > 0 && PerpetualMultiplier > 0,
            nameof(OptionTick), "ticks, lots and multiplier must be positive");
        Require(Step > Duration.Zero, nameof(Step), "must be positive");
        Require(Replenish is >= 0 and <= 1, nameof(Replenish), "must lie between 0 and 1");
        Require(PriceBand > 0 && OptionBandOfIndex >= 0 && MaxOrderLots > 0, nameof(PriceBand), "must be positive");
    }

    private static void Require(bool holds, string name, string reason)
    {
        if (!holds)
            throw new ArgumentException($"market setting {name}: {reason}", name);
    }
}

/// <summary>A delay: a fixed part and an exponential one of the given mean.</summary>
public readonly record struct Latency(Duration Least, Duration MeanExtra)
{
    internal Duration Draw(SeededRandom random) =>
        new(Least.Nanoseconds + (long)(-Math.Log(1 - random.NextDouble()) * MeanExtra.Nanoseconds));
}
