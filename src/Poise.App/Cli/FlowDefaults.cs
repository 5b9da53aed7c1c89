using Poise.Domain;
using Poise.Flow;
using Poise.Venues;

namespace Poise.App;

/// <summary>What a chain's underlying implies: the hedge instrument that dealers use and the session's time moves.</summary>
internal static class FlowDefaults
{
    public static FlowSettings For(MarketSnapshot snapshot) => new()
    {
        Hedge = Hedge(snapshot),
        Horizons = IsRoundTheClock(snapshot) ? Crypto(snapshot) : UsSession(snapshot),
        DayEnds = IsRoundTheClock(snapshot) ? null : NewYork.At(NextSession(snapshot).AddDays(1), 0, 0),
        MarketDays = IsRoundTheClock(snapshot) ? 365 : 252,
        Assumed = IsRoundTheClock(snapshot) || IsUs(snapshot) ? [] : [$"underlying: {snapshot.Underlying} is none that is known: it is taken to trade in the sessions of US exchanges (--horizon gives other times) and to be hedged in itself"],
    };

    /// <summary>Contracts of a US exchange, or on an underlying that is known to trade there.</summary>
    private static bool IsUs(MarketSnapshot snapshot) =>
        snapshot.Underlying is "SPX" or "XSP" or "SPY" or "ES" or "NDX" or "XND" or "QQQ" or "RUT" or "MRUT" or "IWM" or "VIX" or "DJX"
        || snapshot.Options.Count > 0 && snapshot.Options[0].Contract.Id.Venue is string venue && (venue.StartsWith("cboe", StringComparison.OrdinalIgnoreCase) || venue == "CME");

    /// <summary>The sign model where nobody chose one: what trades tell is trusted most.</summary>
    public static SignModel Signs(SignModel? chosen, InventoryState? told) => chosen ?? (told is null ? SignModel.CallsLongPutsShort : SignModel.Inventory);

    // The picture's own perpetual is what its dealers hedge with; without one, the instrument that the market uses.
    private static HedgeInstrument Hedge(MarketSnapshot snapshot)
    {
        foreach (FutureRow row in snapshot.Futures)
        {
            if (row.Contract.Kind == ContractKind.Perpetual && row.Contract.Underlying == snapshot.Underlying)
                return new(row.Contract.Id.Symbol, row.Contract.Multiplier, row.Contract.Style);
        }
        return snapshot.Underlying switch
        {
            "SPX" or "ES" => new("ES", 50, PayoffStyle.Linear),
            "NDX" => new("NQ", 20, PayoffStyle.Linear),
            "RUT" => new("RTY", 50, PayoffStyle.Linear),
            "BTC" => new("BTC-PERPETUAL", 10, PayoffStyle.Inverse),
            "ETH" => new("ETH-PERPETUAL", 1, PayoffStyle.Inverse),
            string other => new(other, 1, PayoffStyle.Linear),
        };
    }

    /// <summary>A venue that settles in coin, or a simulated one, never closes; its open interest is that of the moment.</summary>
    public static bool IsRoundTheClock(MarketSnapshot snapshot) =>
        snapshot.Options.Count > 0 && snapshot.Options[0].Contract is { } c
        && (c.Style == PayoffStyle.Inverse || !c.Id.Venue.StartsWith("cboe", StringComparison.OrdinalIgnoreCase) && c.SettlementWindow > Duration.Zero);

    /// <summary>For how long the market of a chain has been open: for ever, or since the open of the US session of the day; null while it is closed.</summary>
    public static TimeSpan? OpenFor(MarketSnapshot snapshot, Instant now)
    {
        if (IsRoundTheClock(snapshot))
            return TimeSpan.MaxValue;
        DateOnly day = NewYork.DateOf(now);
        return UsSessions.AtOrBefore(day) == day && UsSessions.Open(day) <= now && now < UsSessions.Close(day) ? TimeSpan.FromSeconds((now - UsSessions.Open(day)).Seconds) : null;
    }

    private static Horizon[] Crypto(MarketSnapshot snapshot)
    {
        DateOnly monday = NextMonday(DateOnly.FromDateTime(snapshot.AsOf.ToUtc()));
        return
        [
            new("to the close", null, "this market trades round the clock"),
            new($"to {monday.DayOfWeek}", Instant.FromUtc(monday.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc))),
        ];
    }

    private static Horizon[] UsSession(MarketSnapshot snapshot)
    {
        DateOnly day = NextSession(snapshot);
        DateOnly monday = NextMonday(snapshot.QuoteDate);
        while (UsSessions.AtOrBefore(monday) != monday)
            monday = monday.AddDays(1);
        DateOnly next = snapshot.QuoteDate;
        while (UsSessions.AtOrBefore(next) != next || UsSessions.Open(next) <= snapshot.AsOf)
            next = next.AddDays(1);
        return [new("to the close", UsSessions.Close(day)), new("to the next open", UsSessions.Open(next)), new($"to {monday.DayOfWeek}", UsSessions.Open(monday))];
    }

    /// <summary>The day of the session that is on, or of the next.</summary>
    private static DateOnly NextSession(MarketSnapshot snapshot)
    {
        DateOnly day = snapshot.QuoteDate;
        while (UsSessions.AtOrBefore(day) != day || UsSessions.Close(day) <= snapshot.AsOf)
            day = day.AddDays(1);
        return day;
    }

    private static DateOnly NextMonday(DateOnly after)
    {
        int days = ((int)DayOfWeek.Monday - (int)after.DayOfWeek + 7) % 7;
        return after.AddDays(days == 0 ? 7 : days);
    }
}
