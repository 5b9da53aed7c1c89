using System.Text.Json;
using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>Money between an owner's accounts, and what changed an account's money.</summary>
internal sealed class LedgerMethods(ExchangeDesk desk) : IServerMethods
{
    private SimulatedExchange Exchange => desk.Exchange;

    public void AddTo(MethodTable table)
    {
        table.Add("private/get_transfers", RateClass.NonMatching, AccessNeed.WalletRead, GetTransfers);
        table.Add("private/submit_transfer_to_subaccount", RateClass.NonMatching, AccessNeed.WalletWrite, Transfer);
        table.Add("private/get_deposits", RateClass.NonMatching, AccessNeed.WalletRead, GetNone);
        table.Add("private/get_withdrawals", RateClass.NonMatching, AccessNeed.WalletRead, GetNone);
        table.Add("private/get_transaction_log", RateClass.NonMatching, AccessNeed.AccountRead, GetLog);
        table.Add("private/get_settlement_history_by_instrument", RateClass.NonMatching, AccessNeed.TradeRead, GetSettlements);
    }

    private void Transfer(ServerCall call)
    {
        decimal amount = call.Params.Decimal("amount"u8);
        long destination = call.Params.Integer("destination"u8);
        if (desk.Currency(call) is not { } currency || call.IsRefused)
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
        Write(call.Result, call.Account, desk.NewestTransfer);
    }

    private void GetTransfers(ServerCall call)
    {
        int count = HistoryMethods.Count(call, 1000);
        long offset = call.Params.IntegerOrNull("offset"u8) ?? 0;
        if (desk.Currency(call) is not { } currency || call.IsRefused)
            return;
        var mine = desk.Transfers.Where(t => (t.From == call.Account || t.To == call.Account) && t.Currency == currency).Reverse().ToList();
        call.Result.WriteStartObject();
        call.Result.WriteNumber("count"u8, mine.Count);
        call.Result.WriteStartArray("data"u8);
        foreach (MadeTransfer transfer in mine.Skip((int)Math.Clamp(offset, 0, mine.Count)).Take(count))
            Write(call.Result, call.Account, transfer);
        call.Result.WriteEndArray();
        call.Result.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, int account, in MadeTransfer transfer)
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
        if (desk.Currency(call) is not { } currency || call.IsRefused)
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
        if (entry.Instrument is { } named)
        {
            json.WriteString("instrument_name"u8, named.Contract.Id.Symbol);
            json.WriteNumber("position"u8, WireNames.Short(named.Contract.Amount(entry.Position)));
        }
        if (entry.Type == LogEntry.Funding)
            json.WriteNumber("interest_pl"u8, WireNames.Short((decimal)entry.Change / InstrumentTerms.Unit));
        if (double.IsFinite(entry.Price))
            json.WriteNumber("settlement_price"u8, entry.Price);
        if (entry is { Trade: { } trade, Instrument.Contract: { } instrument })
        {
            json.WriteString("side"u8, trade.Side.Word());
            json.WriteNumber("amount"u8, WireNames.Short(instrument.Amount(trade.Lots)));
            json.WriteNumber("price"u8, instrument.Price(trade.Price));
            json.WriteNumber("index_price"u8, Math.Round(trade.Index, 4));
            json.WriteNumber("mark_price"u8, instrument.Round(trade.Mark));
            json.WriteString("trade_id"u8, TradeJson.Id(trade.Id));
            json.WriteString("order_id"u8, WireNames.OrderId(instrument.SettlementCurrency, trade.Order));
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
        foreach (LogEntry entry in desk.Log(call.Account).Entries.Where(e => e.Type == "delivery" && e.Instrument?.Contract.Id == instrument.Contract.Id))
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
}
