using System.Text.Json;
using Poise.Domain;

namespace Poise.Venues.Deribit;

/// <summary>What the account has and needs in a currency: the data of a user.portfolio channel, or the answer to get_account_summary.</summary>
public static class DeribitPortfolio
{
    /// <summary>
    /// Reads one. What stands against the margins is margin_balance: equity, by standard margin without options, by cross margin that of all currencies together, as the margins are then. Where it is left out it is equity.
    /// </summary>
    /// <param name="currency">Whose it must be, as BTC.</param>
    public static bool TryRead(JsonElement data, string currency, out MarginReport report, out string why)
    {
        var fields = new DeribitFields(data, "portfolio");
        string said = fields.Text("currency");
        if (fields.Fault is null && !string.Equals(said, currency, StringComparison.OrdinalIgnoreCase))
            fields.Refuse("currency", $"'{DeribitFields.Printable(said)}' is not {currency}");
        decimal equity = fields.Number("equity");
        report = new MarginReport((double)(fields.NumberOrNull("margin_balance") ?? equity), Margin("initial_margin"), Margin("maintenance_margin"));
        why = fields.Fault ?? "";
        return fields.Fault is null;

        double Margin(string field)
        {
            decimal margin = fields.Number(field);
            if (margin < 0)
                fields.Refuse(field, $"{margin} is below zero");
            return (double)margin;
        }
    }
}
