using System.Globalization;
using System.Text.Json;
using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>What an account owns, holds and may lose; subaccounts, and money between them.</summary>
internal sealed class AccountMethods(ExchangeDesk desk) : IServerMethods
{
    private readonly List<(long Id, int From, int To, int Currency, long Units, Instant At)> _transfers = [];

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
        table.Add("private/get_transfers", RateClass.NonMatching, AccessNeed.WalletRead, GetTransfers);
        table.Add("private/submit_transfer_to_subaccount", RateClass.NonMatching, AccessNeed.WalletWrite, Transfer);
        table.Add("private/get_deposits", RateClass.NonMatching, AccessNeed.WalletRead, GetNone);
        table.Add("private/get_withdrawals", RateClass.NonMatching, AccessNeed.WalletRead, GetNone);
        table.Add("private/get_transaction_log", RateClass.NonMatching, AccessNeed.AccountRead, GetLog);
        table.Add("private/get_settlement_history_by_instrument", RateClass.NonMatching, AccessNeed.TradeRead, GetSettlements);
    }

    private void GetSummary(ServerCall call)
    {
        bool isExtended = call.Params.FlagOrNull("extended"u8) ?? false;
        if (Currency(call) is not { } currency || call.IsRefused)
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
        if (Currency(call) is not { } currency || call.IsRefused)
            return;
        var lots = new SortedDictionary<int, long>();
        if (positions is not null && !TryPositions(positions, currency, lots))
        {
            call.Params.Refuse("simulated_positions"u8, "must be an object of amounts by instrument, each on its grid");
            return;
        }
        (double initial, double maintenance) = Exchange.Accounts.Simulate(call.Account, currency, lots, adds);
        call.Result.WriteStartObject();
        AccountJson.WriteSummary(call.Result, desk, call.Account, currency, isExtended: false);
        // Of two fields with one name the last counts.
        call.Result.WriteNumber("simulated_initial_margin"u8, Math.Round(initial, 8));
        call.Result.WriteNumber("simulated_maintenance_margin"u8, Math.Round(maintenance, 8));
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
            json.WriteString("margin_model"u8, Exchange.Accounts.IsPortfolio(holder.Account) ? "segregated_pm"u8 : "segregated_sm"u8);
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

    private void Transfer(ServerCall call)
    {
        decimal amount = call.Params.Decimal("amount"u8);
        long destination = call.Params.Integer("destination"u8);
        if (Currency(call) is not { } currency || call.IsRefused)
            return;
        if (amount <= 0 || amount > 1e10m || amount * InstrumentTerms.Unit % 1 != 0)
        {
            call.Refuse(DeribitError.InvalidAmount, "must be above zero, with eight decimals at most", "amount");
            return;
        }
        // Between an owner's own accounts alone.
        if (destination == call.Account || !desk.Family(call.Account).Any(h => h.Account == destination))
        {
            call.Refuse(DeribitError.NotFound, "no such account", "destination");
            return;
        }
        long units = (long)(amount * InstrumentTerms.Unit);
        ExchangeAnswer answer = desk.Apply(ExchangeCommand.Transfer(desk.At(call), call.Account, (int)destination, currency, units));
        if (!answer.IsDone)
        {
            call.Refuse(WireNames.Error(answer.Reason, Side.Buy));
            return;
        }
        _transfers.Add((_transfers.Count + 1, call.Account, (int)destination, currency, units, desk.At(call)));
        Write(call.Result, call.Account, _transfers[^1]);
    }

    private void GetTransfers(ServerCall call)
    {
        int count = HistoryMethods.Count(call, 1000);
        long offset = call.Params.IntegerOrNull("offset"u8) ?? 0;
        if (Currency(call) is not { } currency || call.IsRefused)
            return;
        var mine = _transfers.FindAll(t => (t.From == call.Account || t.To == call.Account) && t.Currency == currency);
        mine.Reverse();
        call.Result.WriteStartObject();
        call.Result.WriteNumber("count"u8, mine.Count);
        call.Result.WriteStartArray("data"u8);
        foreach ((long, int, int, int, long, Instant) transfer in mine.Skip((int)Math.Clamp(offset, 0, mine.Count)).Take(count))
            Write(call.Result, call.Account, transfer);
        call.Result.WriteEndArray();
        call.Result.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, int account, (long Id, int From, int To, int Currency, long Units, Instant At) transfer)
    {
        bool isOut = transfer.From == account;
        json.WriteStartObject();
        json.WriteNumber("id"u8, transfer.Id);
        json.WriteNumber("created_timestamp"u8, transfer.At.UnixMilliseconds);
        json.WriteNumber("updated_timestamp"u8, transfer.At.UnixMilliseconds);
        json.WriteString("type"u8, "subaccount"u8);
        json.WriteString("currency"u8, Exchange.Currencies[transfer.Currency]);
        json.WriteNumber("amount"u8, WireNames.Short((decimal)transfer.Units / InstrumentTerms.Unit));
        json.WriteString("other_side"u8, desk.Holder(isOut ? transfer.To : transfer.From).Name);
        json.WriteString("state"u8, "confirmed"u8);
        json.WriteString("direction"u8, isOut ? "payment"u8 : "income"u8);
        json.WriteEndObject();
    }

    /// <summary>Nothing goes over a chain here.</summary>
    private static void GetNone(ServerCall call)
    {
        call.Result.WriteStartObject();
        call.Result.WriteNumber("count"u8, 0);
        call.Result.WriteStartArray("data"u8);
        call.Result.WriteEndArray();
        call.Result.WriteEndObject();
    }

    /// <summary>The latest first; the continuation is the id of the next.</summary>
    private void GetLog(ServerCall call)
    {
        long from = call.Params.Integer("start_timestamp"u8), until = call.Params.Integer("end_timestamp"u8), next = call.Params.IntegerOrNull("continuation"u8) ?? long.MaxValue;
        string? query = call.Params.TextOrNull("query"u8);
        int count = HistoryMethods.Count(call, 250, otherwise: 100);
        if (Currency(call) is not { } currency || call.IsRefused)
            return;
        LogEntry[] found = [.. desk.Log(call.Account).Entries.Reverse().Where(e => e.Currency == currency && e.At.UnixMilliseconds >= from && e.At.UnixMilliseconds <= until && e.Id <= next
            && (query is null || string.Equals(e.Type, query, StringComparison.OrdinalIgnoreCase)))];
        Utf8JsonWriter json = call.Result;
        json.WriteStartObject();
        json.WriteStartArray("logs"u8);
        foreach (LogEntry entry in found.Take(count))
            Write(json, call.Account, entry);
        json.WriteEndArray();
        if (found.Length > count)
            json.WriteNumber("continuation"u8, found[count].Id);
        else
            json.WriteNull("continuation"u8);
        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, int account, in LogEntry entry)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, entry.Id);
        json.WriteNumber("user_id"u8, account);
        json.WriteNumber("user_seq"u8, entry.Id);
        json.WriteString("username"u8, desk.Holder(account).Name);
        json.WriteNumber("timestamp"u8, entry.At.UnixMilliseconds);
        json.WriteString("currency"u8, Exchange.Currencies[entry.Currency]);
        json.WriteString("type"u8, entry.Type);
        json.WriteNumber("change"u8, WireNames.Short((decimal)entry.Change / InstrumentTerms.Unit));
        json.WriteNumber("cashflow"u8, WireNames.Short((decimal)(entry.Change + (entry.Trade?.Fee ?? 0)) / InstrumentTerms.Unit));
        json.WriteNumber("balance"u8, WireNames.Short((decimal)entry.Balance / InstrumentTerms.Unit));
        json.WriteNumber("commission"u8, WireNames.Short((decimal)(entry.Trade?.Fee ?? 0) / InstrumentTerms.Unit));
        if (entry.Instrument >= 0)
        {
            json.WriteString("instrument_name"u8, Exchange.Instruments[entry.Instrument].Contract.Id.Symbol);
            json.WriteNumber("position"u8, WireNames.Short(Exchange.Instruments[entry.Instrument].Amount(entry.Position)));
        }
        if (double.IsFinite(entry.Price))
            json.WriteNumber("settlement_price"u8, entry.Price);
        if (entry.Trade is { } trade)
        {
            ListedInstrument instrument = Exchange.Instruments[trade.Instrument];
            json.WriteString("side"u8, trade.Side.Word());
            json.WriteNumber("amount"u8, WireNames.Short(instrument.Amount(trade.Lots)));
            json.WriteNumber("price"u8, instrument.Price(trade.Price));
            json.WriteNumber("index_price"u8, Math.Round(trade.Index, 4));
            json.WriteNumber("mark_price"u8, instrument.Round(trade.Mark));
            json.WriteString("trade_id"u8, TradeJson.Id(trade.Id));
            json.WriteString("order_id"u8, WireNames.OrderId(Exchange, new OrderRecord { Number = trade.Order, Instrument = trade.Instrument }));
            json.WriteString("user_role"u8, trade.IsMaker ? "maker"u8 : "taker"u8);
        }
        json.WriteEndObject();
    }

    private void GetSettlements(ServerCall call)
    {
        if (desk.Instrument(call) is not { } instrument)
            return;
        Utf8JsonWriter json = call.Result;
        json.WriteStartObject();
        json.WriteStartArray("settlements"u8);
        foreach (LogEntry entry in desk.Log(call.Account).Entries.Where(e => e.Type == "delivery" && e.Instrument == instrument.Number))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "delivery"u8);
            json.WriteNumber("timestamp"u8, entry.At.UnixMilliseconds);
            json.WriteString("instrument_name"u8, instrument.Contract.Id.Symbol);
            json.WriteNumber("index_price"u8, entry.Price);
            json.WriteNumber("mark_price"u8, instrument.Round(instrument.Mark));
            json.WriteNumber("position"u8, WireNames.Short(instrument.Amount(entry.Position)));
            json.WriteNumber("funding"u8, 0);
            json.WriteNumber("session_profit_loss"u8, WireNames.Short((decimal)entry.Change / InstrumentTerms.Unit));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("continuation"u8, "none"u8);
        json.WriteEndObject();
    }

    private int? Currency(ServerCall call)
    {
        string name = call.Params.Text("currency"u8);
        if (call.IsRefused)
            return null;
        int currency = Exchange.Currencies.ToList().FindIndex(c => string.Equals(c, name, StringComparison.OrdinalIgnoreCase));
        if (currency >= 0)
            return currency;
        call.Params.Refuse("currency"u8, "must be one of " + string.Join(", ", Exchange.Currencies));
        return null;
    }
}
