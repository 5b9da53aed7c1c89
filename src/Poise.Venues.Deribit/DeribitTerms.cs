using System.Text;
using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Deribit;

/// <summary>What a source says of an instrument beside its name; NaN and unknown where it says nothing.</summary>
/// <param name="TickSize">Price step, in coin for inverse options.</param>
/// <param name="MinTradeAmount">Amount step: USD for inverse futures, coins for all else.</param>
/// <param name="ContractSize">USD a contract for inverse futures.</param>
/// <param name="Expiry">The instant of expiry, where it is printed.</param>
/// <param name="Strike">The strike, where it is printed apart from the name.</param>
public readonly record struct DeribitTerms(double TickSize, double MinTradeAmount, double ContractSize, Instant Expiry, double Strike)
{
    public static readonly DeribitTerms None = new(double.NaN, double.NaN, double.NaN, default, double.NaN);

    /// <summary>The venue in the names of its contracts, where nothing else is said.</summary>
    public const string UsualVenue = "deribit";

    /// <summary>Hour of the day, UTC, at which all dated instruments end.</summary>
    public const int ExpiryHour = 8;

    /// <summary>The settlement price is the index's mean over the last half hour.</summary>
    public static readonly Duration SettlementWindow = Duration.FromSeconds(1800);

    public static Instant ExpiryOf(DateOnly date) => Instant.FromUtc(date.Year, date.Month, date.Day, ExpiryHour);

    /// <summary>The contract of a name under these terms, or why they disagree.</summary>
    public bool TryResolve(in DeribitName name, ReadOnlySpan<byte> symbol, string underlying, out Contract contract, out string reason)
    {
        contract = null!;
        bool isPerpetual = name.Kind == ContractKind.Perpetual;
        Instant expiry = isPerpetual ? Instant.Never : ExpiryOf(name.Expiry);
        if (Expiry.IsKnown && !isPerpetual && Expiry != expiry)
        {
            reason = $"the name says {expiry}, the expiry field {Expiry}";
            return false;
        }
        if (name.Kind == ContractKind.Option && Math.Abs(Strike - name.Strike) > 1e-9 * name.Strike)
        {
            reason = $"the name's strike is {name.Strike}, the strike field's {Strike}";
            return false;
        }
        bool isInverseFuture = name.IsInverse && name.Kind != ContractKind.Option;
        double size = isInverseFuture ? UsdAContract(underlying, ContractSize) : 1;
        reason = "";
        contract = new Contract
        {
            Id = new ContractId(UsualVenue, Encoding.ASCII.GetString(symbol)),
            Kind = name.Kind,
            Underlying = underlying,
            Root = underlying,
            Style = name.IsInverse ? PayoffStyle.Inverse : PayoffStyle.Linear,
            Multiplier = size,
            SettlementCurrency = name.IsInverse ? underlying : underlying[(underlying.IndexOf('_', StringComparison.Ordinal) + 1)..],
            PriceTick = Step(TickSize, DefaultTick(name, underlying)),
            LotSize = Step(MinTradeAmount / size, DefaultLot(name, underlying)),
            Type = name.Type,
            Strike = name.Strike,
            Expiry = expiry,
            ListedExpiry = name.Expiry,
            Exercise = ExerciseStyle.European,
            SettlementWindow = isPerpetual ? Duration.Zero : SettlementWindow,
        };
        return true;
    }

    /// <summary>The listed future behind a row's forward; null for what the venue makes itself: SYN.*, or index_price.</summary>
    public static string? ListedFuture(string name) =>
        name.Length == 0 || name.StartsWith("SYN.", StringComparison.Ordinal) || name == "index_price" ? null : name;

    /// <summary>USD that one inverse future or perpetual pays on: 10 for BTC, 1 for the others, unless the source says.</summary>
    private static double UsdAContract(string underlying, double said) => said is > 0 and < 1e6 ? said : IsBitcoin(underlying) ? 10 : 1;

    /// <summary>Steps where the source gives none: those of the public instrument list of January 2026; see VenueNotes.md.</summary>
    private static decimal DefaultTick(in DeribitName name, string underlying) => name.Kind switch
    {
        ContractKind.Option => name.IsInverse ? 0.0001m : 0.01m,
        ContractKind.Perpetual => IsBitcoin(underlying) ? 0.5m : 0.01m,
        _ => IsBitcoin(underlying) ? 2.5m : 0.01m,
    };

    private static decimal DefaultLot(in DeribitName name, string underlying) =>
        name.Kind != ContractKind.Option ? (name.IsInverse ? 1m : 0.001m) : name.IsInverse ? (IsBitcoin(underlying) ? 0.1m : 1m) : 0.01m;

    private static bool IsBitcoin(string underlying) => underlying.StartsWith("BTC", StringComparison.Ordinal);

    private static decimal Step(double said, decimal otherwise) => said is > 1e-12 and < 1e6 ? (decimal)said : otherwise;
}
