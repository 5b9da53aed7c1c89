using System.Globalization;
using System.Text;
using Poise.Domain;
using Poise.Venues;
using Poise.Venues.Cboe;

namespace Poise.Venues.Lean;

/// <summary>The clock that stamps bars, as milliseconds since its midnight.</summary>
internal enum LeanClock : byte
{
    NewYork,
    Chicago,
    Utc,

    /// <summary>No source that was seen tells it.</summary>
    Unknown,
}

/// <summary>What a root of an entry's name is: an option class or an underlying, its clocks and the scale of its prices.</summary>
internal sealed class LeanMarket
{
    private const string Future = "ES";

    private LeanMarket(string underlying, ListedRoot? listed) => (Underlying, Listed) = (underlying, listed);

    public string Underlying { get; }

    /// <summary>The class at CBOE; null for options on the ES future.</summary>
    public ListedRoot? Listed { get; }

    public bool IsFuture => Listed is null;

    public LeanClock OptionClock => IsFuture ? LeanClock.Utc : LeanClock.NewYork;

    public double OptionScale => IsFuture ? 1 : 10_000;

    public bool IsIndex { get; private init; }

    /// <summary>Indices come on their maker's clock; which one was seen for SPX and read for VIX and NDX.</summary>
    public LeanClock SpotClock => IsFuture ? LeanClock.Utc : !IsIndex ? LeanClock.NewYork : Underlying switch
    {
        "SPX" or "VIX" => LeanClock.Chicago,
        "NDX" => LeanClock.NewYork,
        _ => LeanClock.Unknown,
    };

    public double SpotScale => IsFuture || IsIndex ? 1 : 10_000;

    /// <summary>The market of an entry, or null and why there is none.</summary>
    public static LeanMarket? Of(in LeanEntry entry, out string reason)
    {
        LeanName name = entry.Name;
        reason = "";
        bool saysFuture = name.Of == LeanOf.Future || (name.Of == LeanOf.Option && HasFolder(entry.Zip, "futureoption"));
        // ES is a share at NYSE too, whose options' entries are named alike: only the folder tells that it is meant.
        bool saysShare = name.Of == LeanOf.Spot || (name.Of == LeanOf.Option && HasFolder(entry.Zip, "option"));
        bool isFuture = name.Root == Future && !saysShare;
        if (saysFuture && !isFuture)
            reason = $"futures {name.Root} are not known: only {Future} is read";
        ListedRoot? index = ListedRoot.Find(Encoding.ASCII.GetBytes(name.Root));
        if (name.Of == LeanOf.Option && index is null && !isFuture && name.Exercise == ExerciseStyle.European && entry.Form == LeanForm.Minute)
            reason = $"{name.Root} is no index that is known, but its options are European";
        if (reason.Length > 0)
            return null;
        ListedRoot? listed = isFuture ? null : index ?? ListedRoot.Equity(name.Root);
        return new LeanMarket(listed?.Underlying ?? Future, listed) { IsIndex = index is not null };
    }

    public Contract ContractOf(in LeanName name)
    {
        if (Listed is not null)
            return Listed.ContractOf(name.Type, name.StrikeMills, name.Listed) with { Exercise = name.Exercise };
        double strike = name.StrikeMills / 1000.0;
        return new Contract
        {
            Id = new ContractId("CME", string.Create(CultureInfo.InvariantCulture, $"{Future} {name.Listed:yyyyMMdd} {(name.Type == OptionType.Call ? 'C' : 'P')}{strike}")),
            Kind = ContractKind.Option,
            Underlying = Future,
            Root = Future,
            Style = PayoffStyle.Linear,
            Multiplier = 50,
            PriceTick = 0.05m,
            Type = name.Type,
            Strike = strike,
            Expiry = IsQuarterly(name.Listed) ? UsSessions.Open(name.Listed) : UsSessions.Close(name.Listed),
            ListedExpiry = name.Listed,
            Exercise = name.Exercise,
        };
    }

    /// <summary>The last day of a future of this month (202003), by the rule and before holidays.</summary>
    public static DateOnly ThirdFriday(int month)
    {
        var first = new DateOnly(month / 100, month % 100, 1);
        return first.AddDays((DayOfWeek.Friday - first.DayOfWeek + 7) % 7 + 14);
    }

    /// <summary>The start of a day on a clock. Clocks change before two in the morning: counted from noon, all later times are right.</summary>
    public static Instant Midnight(LeanClock clock, DateOnly date) => clock switch
    {
        LeanClock.NewYork => NewYork.At(date, 12) - Duration.FromHours(12),
        // Chicago's noon is New York's one o'clock on all days.
        LeanClock.Chicago => NewYork.At(date, 13) - Duration.FromHours(12),
        _ => Instant.FromUtc(date.Year, date.Month, date.Day),
    };

    /// <summary>The day of an instant as option entries count it.</summary>
    public DateOnly DayOf(Instant at) => IsFuture ? DateOnly.FromDateTime(at.ToUtc()) : NewYork.DateOf(at);

    /// <summary>The regular close of a day; unknown on one without a session, where only futures trade.</summary>
    public Instant CloseOf(DateOnly date)
    {
        if (UsSessions.Of(date) == SessionLength.Closed)
            return default;
        return UsSessions.Close(date) + Duration.FromSeconds(Underlying == "SPX" ? 900 : 0);
    }

    private static bool IsQuarterly(DateOnly listed)
    {
        DateOnly friday = ThirdFriday(listed.Year * 100 + listed.Month);
        return listed.Month % 3 == 0 && (listed == friday || listed == UsSessions.AtOrBefore(friday));
    }

    private static bool HasFolder(string path, string folder)
    {
        foreach (Range part in path.AsSpan().SplitAny('/', '\\'))
        {
            if (path.AsSpan()[part].Equals(folder, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
