using Poise.Domain;
using Poise.Engine;

namespace Poise.Runtime;

/// <summary>
/// What a venue said last of the account there, in currency, to a hundredth of equity. equity: what stands against the margins. initial: of positions and open orders, maintenance: of positions; ratio is that over equity, null where equity is
/// none and something is needed. state: ok, short (maintenance is 80 % of equity), call (only what reduces a position is sent there). isOld: said before the link was last lost.
/// </summary>
public sealed record ToldMarginView(string Venue, string Currency, double Equity, double Initial, double Maintenance, double? Ratio, string State, string AsOf, bool IsOld)
{
    public const string Call = "call";

    /// <summary>Of all accounts.</summary>
    internal static IReadOnlyList<ToldMarginView> Of(Desk desk) => [.. desk.Accounts.SelectMany(static account => account.Margins.ToArray().Select(m => Of(account, m)))];

    /// <summary>Null where the venue never said.</summary>
    internal static ToldMarginView? Of(Desk desk, string venue, string currency)
    {
        if (desk.AccountAt(venue) is { } account)
            foreach (ToldMargin margin in account.Margins)
                if (margin.Currency == currency)
                    return Of(account, margin);
        return null;
    }

    /// <summary>Maintenance over equity, infinite where equity is none and something is needed.</summary>
    public double Used() => new MarginReport(Equity, Initial, Maintenance).Ratio;

    private static ToldMarginView Of(AccountState account, in ToldMargin margin) => new(
        account.Venue, margin.Currency, margin.Report.Equity, margin.Report.Initial, margin.Report.Maintenance, DeskViews.Real(margin.Report.Ratio), WordOf(margin.Report.State), margin.At.ToString(), margin.IsOld);

    private static string WordOf(MarginState state) => state.ToString().ToLowerInvariant();
}
