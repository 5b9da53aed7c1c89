using System.Globalization;
using System.Text.Json;
using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>What an account owns, holds and may lose; subaccounts.</summary>
internal sealed class AccountMethods(ExchangeDesk desk) : IServerMethods
{
    private SimulatedExchange Exchange => desk.Exchange;

    public void AddTo(MethodTable table)
    {
        table.Add("private/get_account_summary", RateClass.NonMatching, AccessNeed.AccountRead, GetSummary);
        table.Add("private/get_account_summaries", RateClass.NonMatching, AccessNeed.AccountRead, GetSummaries);
        table.Add("private/get_positions", RateClass.NonMatching, AccessNeed.TradeRead, GetPositions);
        table.Add("private/get_position", RateClass.NonMatching, AccessNeed.TradeRead, GetPosition);
        table.Add("private/simulate_portfolio", RateClass.NonMatching, AccessNeed.AccountRead, Simulate);
        table.Add("private/pme/simulate", RateClass.NonMatching, AccessNeed.AccountRead, Simulate);
        table.Add("private/get_subaccounts", RateClass.NonMatching, AccessNeed.AccountRead, GetSubaccounts);
    }

    private void GetSummary(ServerCall call)
    {
        bool isExtended = call.Params.FlagOrNull("extended"u8) ?? false;
        if (desk.Currency(call) is not { } currency || call.IsRefused)
            return;
        call.Result.WriteStartObject();
        AccountJson.WriteOwner(call.Result, desk, call.Account);
        AccountJson.WriteSummary(call.Result, desk, call.Account, currency, isExtended);
        call.Result.WriteEndObject();
    }

    private void GetSummaries(ServerCall call)
    {
        bool isExtended = call.Params.FlagOrNull("extended"u8) ?? false;
        if (call.IsRefused)
            return;
        call.Result.WriteStartObject();
        AccountJson.WriteOwner(call.Result, desk, call.Account);
        call.Result.WriteStartArray("summaries"u8);
        for (int currency = 0; currency < Exchange.Currencies.Count; currency++)
        {
            call.Result.WriteStartObject();
            AccountJson.WriteSummary(call.Result, desk, call.Account, currency, isExtended);
            call.Result.WriteEndObject();
        }
        call.Result.WriteEndArray();
        call.Result.WriteEndObject();
    }

    private void GetPositions(ServerCall call)
    {
        string currency = call.Params.TextOrNull("currency"u8) ?? DeribitChannel.Any;
        ContractKind? kind = call.Params.OneOf("kind"u8, WireNames.Kinds, null);
        if (call.IsRefused)
            return;
        call.Result.WriteStartArray();
        foreach (ListedInstrument instrument in Exchange.Instruments)
        {
            if (!instrument.Terms.IsSpot && instrument.IsOfCurrency(currency) && instrument.Contract.Kind.IsOf(kind) && Exchange.Accounts.Position(call.Account, instrument.Number) != 0)
                PositionJson.Write(call.Result, Exchange, call.Account, instrument);
        }
        call.Result.WriteEndArray();
    }

    private void GetPosition(ServerCall call)
    {
        if (desk.Instrument(call) is { } instrument)
            PositionJson.Write(call.Result, Exchange, call.Account, instrument);
    }

    /// <summary>Margins as they would be with other positions; what is not named stays, or goes where add_positions says so.</summary>
    private void Simulate(ServerCall call)
    {
        bool adds = call.Params.FlagOrNull("add_positions"u8) ?? true;
        string? positions = call.Params.TextOrNull("simulated_positions"u8);
        if (desk.Currency(call) is not { } currency || call.IsRefused)
            return;
        var lots = new SortedDictionary<int, long>();
        if (positions is not null && !TryPositions(positions, currency, lots))
        {
            call.Params.Refuse("simulated_positions"u8, "must be an object of amounts by instrument, each on its grid");
            return;
        }
        call.Result.WriteStartObject();
        AccountJson.WriteSummary(call.Result, desk, call.Account, currency, isExtended: false, Exchange.Accounts.Simulate(call.Account, currency, lots, adds));
        call.Result.WriteEndObject();
    }

    private bool TryPositions(string text, int currency, SortedDictionary<int, long> lots)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return false;
            foreach (JsonProperty position in document.RootElement.EnumerateObject())
            {
                if (Exchange.Find(position.Name) is not { IsOpen: true } instrument || instrument.Terms.Currency != currency || instrument.Terms.IsSpot
                    || position.Value.ValueKind != JsonValueKind.Number || !position.Value.TryGetDecimal(out decimal amount) || Math.Abs(amount) > 1e9m || amount % instrument.LotAmount() != 0)
                    return false;
                lots[instrument.Number] = (long)(amount / instrument.LotAmount());
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void GetSubaccounts(ServerCall call)
    {
        bool withPortfolio = call.Params.FlagOrNull("with_portfolio"u8) ?? false;
        if (call.IsRefused)
            return;
        Utf8JsonWriter json = call.Result;
        json.WriteStartArray();
        foreach (AccountHolder holder in desk.Family(call.Account))
        {
            json.WriteStartObject();
            AccountJson.WriteOwner(json, desk, holder.Account);
            json.WriteNull("not_confirmed_email"u8);
            json.WriteBoolean("is_password"u8, false);
            json.WriteString("margin_model"u8, WireNames.MarginModels.Of(Exchange.Accounts.ModelOf(holder.Account)));
            if (withPortfolio)
            {
                json.WriteStartObject("portfolio"u8);
                for (int currency = 0; currency < Exchange.Currencies.Count; currency++)
                {
                    json.WritePropertyName(Exchange.Currencies[currency].ToLowerInvariant());
                    AccountJson.WritePortfolio(json, desk, holder.Account, currency);
                }
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
