using System.Globalization;
using Poise.Domain;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.App;

/// <summary>
/// A position that another account holds, as a command or a line of a file states it. quantity in contracts, + long; price at which what is new was traded, in the contract's price unit. A symbol that the desk's venue lists has its
/// terms; any other needs kind (call, put, future, perpetual, spot), underlying, of options strike and of what ends expiry (an instant, or a date: 08:00 UTC of it); style linear or inverse, multiplier in units of the
/// underlying (of an inverse future or perpetual: quote currency), currency and window (averaging before the end: 30m) where they are not the usual ones.
/// </summary>
public sealed record HoldCommand(
    string Symbol, decimal Quantity, decimal Price, string? Kind = null, string? Underlying = null, double? Strike = null, string? Expiry = null, string? Style = null, double? Multiplier = null, string? Currency = null,
    string? Window = null)
{
    private static readonly string[] _kinds = ["call", "put", "future", "perpetual", "spot"];

    /// <returns>Why it is no position; null where it is one.</returns>
    internal string? TryLine(string venue, out HeldLine? line)
    {
        line = null;
        if (!IsName(Symbol) || !IsName(venue))
            return "symbol and venue: 1 to 64 characters, none of them a control character";
        if (TryTerms(venue, out Contract? terms) is string refusal)
            return refusal;
        line = new HeldLine(venue, Symbol, terms, Quantity, Price);
        return null;
    }

    private static bool IsName(string? text) => text is { Length: > 0 and <= 64 } && !text.Any(char.IsControl);

    private string? TryTerms(string venue, out Contract? terms)
    {
        terms = null;
        if (Kind is null)
            return Underlying is null && Strike is null && Expiry is null && Style is null && Multiplier is null && Currency is null && Window is null
                ? null
                : $"kind: missing; allowed: {string.Join(", ", _kinds)}; or leave all terms out for a symbol that the desk's venue lists";
        int kind = Array.IndexOf(_kinds, Kind);
        if (kind < 0)
            return $"kind: \"{Kind}\"; allowed: {string.Join(", ", _kinds)}";
        if (!IsName(Underlying))
            return "underlying: missing; allowed: what the contract is on, such as BTC";
        if (kind < 2 ? Strike is not (> 0 and < 1e12) : Strike is not null)
            return kind < 2 ? $"strike: {Said(Strike)}; allowed: above 0, below 1e12" : $"strike: {Said(Strike)}; a {Kind} has none";
        Instant expiry = Instant.Never;
        if (kind <= 2 && !(Expiry is not null && TryEnd(Expiry, out expiry)))
            return $"expiry: {(Expiry is null ? "missing" : $"\"{Expiry}\"")}; allowed: an instant such as 2026-12-25T08:00:00Z, or a date, which is 08:00 UTC of it";
        if (kind > 2 && Expiry is not null)
            return $"expiry: \"{Expiry}\"; a {Kind} has none";
        if (Style is not (null or "linear" or "inverse") || Style == "inverse" && kind == 4)
            return $"style: \"{Style}\"; allowed: linear{(kind == 4 ? "" : ", inverse")}";
        if (Multiplier is double m && !(m > 0 && m < 1e9))
            return $"multiplier: {Said(m)}; allowed: above 0, below 1e9";
        if (Currency is not null && !IsName(Currency))
            return "currency: allowed: 1 to 64 characters";
        Duration window = Duration.Zero;
        if (Window is not null && !(DurationText.TryParse(Window, out window) && window >= Duration.Zero && window <= Duration.FromHours(24)))
            return $"window: \"{Window}\"; allowed: up to a day, such as 30m";
        bool isInverse = Style == "inverse";
        terms = new Contract
        {
            Id = new ContractId(venue, Symbol),
            Kind = kind switch { 2 => ContractKind.Future, 3 => ContractKind.Perpetual, 4 => ContractKind.Spot, _ => ContractKind.Option },
            Type = kind == 1 ? OptionType.Put : OptionType.Call,
            Underlying = Underlying!,
            Root = Underlying!,
            Strike = Strike ?? 0,
            Expiry = expiry,
            ListedExpiry = expiry == Instant.Never ? default : DateOnly.FromDateTime(expiry.ToUtc()),
            Style = isInverse ? PayoffStyle.Inverse : PayoffStyle.Linear,
            Multiplier = Multiplier ?? 1,
            SettlementCurrency = Currency ?? (isInverse ? Underlying! : ""),
            SettlementWindow = window,
        };
        return null;
    }

    private static bool TryEnd(string text, out Instant end) => Instants.TryParse(text, out end)
        || DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) && Instants.TryParse($"{day:yyyy-MM-dd}T08:00:00Z", out end);

    private static string Said(double? value) => value is double v ? v.ToString(CultureInfo.InvariantCulture) : "missing";
}
