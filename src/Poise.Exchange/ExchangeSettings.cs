using Poise.Domain;
using Poise.Pricing;

namespace Poise.Exchange;

/// <summary>One underlying and what is listed of it. The defaults are those of Deribit's inverse BTC contracts.</summary>
public sealed record ListingSettings
{
    /// <summary>BTC. Its index is in <see cref="Quote"/>.</summary>
    public string Underlying { get; init; } = "BTC";

    /// <summary>Of linear contracts the currency of settlement; of inverse ones only the index's.</summary>
    public string Quote { get; init; } = "USD";

    public PayoffStyle Style { get; init; } = PayoffStyle.Inverse;

    /// <summary>The index until a source says otherwise.</summary>
    public double Spot { get; init; } = 100_000;

    /// <summary>Annual vol that options are marked with until they are quoted, as a fraction.</summary>
    public double Vol { get; init; } = 0.5;

    /// <summary>Expiries kept listed: the next day's, two Fridays, then last Fridays of months; 0 for none.</summary>
    public int Expiries { get; init; } = 4;

    /// <summary>Strikes an expiry, calls and puts each.</summary>
    public int Strikes { get; init; } = 15;

    /// <summary>Dated futures for all expiries but the first.</summary>
    public bool HasFutures { get; init; } = true;

    /// <summary>The coin itself against <see cref="Quote"/>.</summary>
    public bool HasSpot { get; init; }

    public decimal OptionTick { get; init; } = 0.0001m;

    public decimal OptionLot { get; init; } = 0.1m;

    /// <summary>From this price on options step by <see cref="OptionCoarseTick"/>; 0 for nowhere.</summary>
    public decimal OptionCoarseFrom { get; init; } = 0.005m;

    public decimal OptionCoarseTick { get; init; } = 0.0005m;

    public decimal FutureTick { get; init; } = 0.5m;

    /// <summary>Contracts a lot.</summary>
    public decimal FutureLot { get; init; } = 1m;

    /// <summary>USD a contract of an inverse future, units of the coin of a linear one.</summary>
    public double FutureMultiplier { get; init; } = 10;

    /// <summary>Coins a lot of spot.</summary>
    public decimal SpotLot { get; init; } = 0.0001m;

    /// <summary>In names: of inverse contracts the coin, of linear ones with the currency.</summary>
    public string Root => Style == PayoffStyle.Inverse ? Underlying : $"{Underlying}_{Quote}";

    public string IndexName => $"{Underlying}_{Quote}".ToLowerInvariant();

    /// <summary>Currency of premium, margin and profit.</summary>
    public string Currency => Style == PayoffStyle.Inverse ? Underlying : Quote;

    /// <summary>Contracts on BTC settled in USDC, and the coin itself.</summary>
    public static ListingSettings Linear { get; } = new()
    {
        Quote = "USDC",
        Style = PayoffStyle.Linear,
        HasSpot = true,
        OptionTick = 1m,
        OptionCoarseFrom = 0,
        FutureLot = 0.001m,
        FutureMultiplier = 1,
    };

    internal void Check()
    {
        Require(Underlying.Length > 0 && Quote.Length > 0 && !string.Equals(Underlying, Quote, StringComparison.Ordinal), nameof(Underlying), "two currencies are needed");
        Require(Spot > 0 && double.IsFinite(Spot), nameof(Spot), "must be positive");
        Require(Vol is > 0 and < 20, nameof(Vol), "must lie between 0 and 20");
        Require(Expiries is >= 0 and <= 24 && Strikes is >= 1 and <= 201, nameof(Strikes), "0 to 24 expiries, 1 to 201 strikes");
        Require(OptionTick > 0 && OptionLot > 0 && FutureTick > 0 && FutureLot > 0 && FutureMultiplier > 0 && SpotLot > 0, nameof(OptionTick), "ticks, lots and multiplier must be positive");
        Require(OptionCoarseFrom >= 0 && (OptionCoarseFrom == 0 || OptionCoarseTick % OptionTick == 0 && OptionCoarseFrom % OptionCoarseTick == 0), nameof(OptionCoarseTick), "must be a multiple of the tick, and where it begins one of it");
    }

    internal static void Require(bool holds, string name, string reason)
    {
        if (!holds)
            throw new ArgumentException($"exchange setting {name}: {reason}", name);
    }
}

/// <summary>What an exchange is: what is listed, and its rules. The same settings and commands give the same events.</summary>
public sealed record ExchangeSettings
{
    /// <summary>In contract ids.</summary>
    public string Venue { get; init; } = "sim";

    public IReadOnlyList<ListingSettings> Listings { get; init; } = [new()];

    public MarginRules Margin { get; init; } = new();

    public ScenarioRules Scenarios { get; init; } = ScenarioRules.Deribit;

    /// <summary>Of cross margin.</summary>
    public CollateralRules Collateral { get; init; } = CollateralRules.Usual;

    public IReadOnlyList<FeeTier> Tiers { get; init; } = [new()];

    public PremiumRules Perpetual { get; init; } = new();

    /// <summary>Of dated futures: their mark may be further from the index than a perpetual's.</summary>
    public PremiumRules Future { get; init; } = new(MostPremium: 0.25);

    /// <summary>Between two looks at index, marks, waiting orders and margins.</summary>
    public Duration MarkEvery { get; init; } = Duration.FromSeconds(1);

    /// <summary>The first look comes so long after the start: a market that moves by the same clock is then seen after its moves.</summary>
    public Duration FirstMark { get; init; } = Duration.FromSeconds(1);

    /// <summary>Between two fits of each expiry's smile; in between options move with their forward.</summary>
    public Duration FitEvery { get; init; } = Duration.FromSeconds(10);

    /// <summary>Between two payments of the funding that has accrued.</summary>
    public Duration FundEvery { get; init; } = Duration.FromHours(1);

    /// <summary>The index's mean over this time before 08:00 UTC is what contracts end at.</summary>
    public Duration SettlementWindow { get; init; } = Duration.FromSeconds(1800);

    /// <summary>Sources of each index, and after how long a silent one no longer counts.</summary>
    public int IndexSources { get; init; } = 3;

    public Duration IndexSilence { get; init; } = Duration.FromSeconds(30);

    /// <summary>Prices are taken up to this fraction of the mark away from it.</summary>
    public double PriceBand { get; init; } = 0.05;

    /// <summary>Of options at least this fraction of the index.</summary>
    public double OptionBandOfIndex { get; init; } = 0.02;

    /// <summary>Largest order, lots.</summary>
    public long MostLots { get; init; } = 10_000_000;

    /// <summary>Waiting orders an account.</summary>
    public int MostWaiting { get; init; } = 100;

    /// <summary>Ended orders, and trades, remembered an account.</summary>
    public int Remembered { get; init; } = 10_000;

    /// <summary>Days after which an instrument that has ended is forgotten, with its orders and trades: its number is then given to a new one. 0 for never.</summary>
    public int ForgetAfterDays { get; init; } = 30;

    internal void Check()
    {
        ListingSettings.Require(Listings.Count > 0, nameof(Listings), "nothing is listed");
        foreach (ListingSettings listing in Listings)
            listing.Check();
        ListingSettings.Require(Listings.Select(static l => l.Root).Distinct(StringComparer.Ordinal).Count() == Listings.Count, nameof(Listings), "two of one name");
        ListingSettings.Require(MarkEvery > Duration.Zero && FitEvery > Duration.Zero && FundEvery > Duration.Zero, nameof(MarkEvery), "must be positive");
        ListingSettings.Require(PriceBand is > 0 and < 1 && OptionBandOfIndex > 0, nameof(PriceBand), "must lie between 0 and 1");
        ListingSettings.Require(MostLots is > 0 and <= MatchingEngine<MarginAccounts>.MostLots && Remembered >= 0 && ForgetAfterDays >= 0, nameof(MostLots), "must be positive");
        Collateral.Check();
        ListingSettings.Require(Tiers.Count > 0, nameof(Tiers), "nobody would pay fees");
    }
}
