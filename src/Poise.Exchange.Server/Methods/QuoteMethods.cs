using System.Text.Json;
using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>Mass quotes and the protection of those who make them.</summary>
internal sealed class QuoteMethods(ExchangeDesk desk) : IServerMethods
{
    private enum CancelType
    {
        Delta,
        Set,
        Instrument,
        Kind,
        Currency,
        Pair,
        All,
    }

    private static readonly WireWords<CancelType> _cancels = new(
        ("delta", CancelType.Delta), ("quote_set_id", CancelType.Set), ("instrument", CancelType.Instrument), ("instrument_kind", CancelType.Kind), ("currency", CancelType.Currency),
        ("currency_pair", CancelType.Pair), ("all", CancelType.All));

    private SimulatedExchange Exchange => desk.Exchange;

    public void AddTo(MethodTable table)
    {
        table.Add("private/mass_quote", RateClass.MassQuotes, AccessNeed.TradeWrite, MassQuote);
        table.Add("private/cancel_quotes", RateClass.Matching, AccessNeed.TradeWrite, CancelQuotes);
        table.Add("private/set_mmp_config", RateClass.NonMatching, AccessNeed.TradeWrite, SetProtection);
        table.Add("private/get_mmp_config", RateClass.NonMatching, AccessNeed.TradeRead, GetProtection);
        table.Add("private/get_mmp_status", RateClass.NonMatching, AccessNeed.TradeRead, GetStatus);
        table.Add("private/reset_mmp", RateClass.NonMatching, AccessNeed.TradeWrite, Reset);
    }

    /// <summary>When a freeze ends; 0 where it lasts until it is reset, or where there is none.</summary>
    public static long Millis(Instant? frozenUntil) => frozenUntil is { } until && until != Instant.Never ? until.UnixMilliseconds : 0;

    private void MassQuote(ServerCall call)
    {
        string group = call.Params.Text("mmp_group"u8), id = call.Params.Text("quote_id"u8);
        bool isDetailed = call.Params.FlagOrNull("detailed"u8) ?? false;
        IReadOnlyList<RequestParams> quotes = call.Params.Objects("quotes"u8);
        if (call.IsRefused || OrderTerms.IsOutdated(call))
            return;
        AccountHolder holder = desk.Holder(call.Account);
        bool cancels = call.Session?.CancelOnDisconnect is CancelScope.Account or CancelScope.Connection;
        if (!cancels)
            call.Refuse(DeribitError.CancelOnDisconnectNeeded);
        else if (holder.IsFrozen)
            call.Refuse(DeribitError.QuotesFrozen);
        if (call.IsRefused)
            return;
        var batch = new MassQuoteBatch(desk, call, holder, group, id);
        foreach (RequestParams quote in quotes)
            batch.Add(quote);
        if (!call.IsRefused)
            batch.Write(isDetailed);
    }

    private void CancelQuotes(ServerCall call)
    {
        RequestParams p = call.Params;
        CancelType type = p.OneOf("cancel_type"u8, _cancels);
        bool freezes = p.FlagOrNull("freeze_quotes"u8) ?? false;
        OrderFilter? filter = type switch
        {
            CancelType.Set => OrderFilter.All with { Label = p.Text("quote_set_id"u8) },
            CancelType.Instrument => desk.Instrument(call) is { } instrument ? OrderFilter.All with { Instrument = instrument.Number } : null,
            CancelType.Kind => OrderFilter.All with { Kind = p.OneOf("kind"u8, WireNames.Kinds) },
            CancelType.Pair => desk.Listing(call, "currency_pair"u8) is { } listing ? OrderFilter.All with { Listing = listing } : null,
            _ => OrderFilter.All,
        };
        double least = type == CancelType.Delta ? p.Double("min_delta"u8) : 0, most = type == CancelType.Delta ? p.Double("max_delta"u8) : 0;
        string? currency = type is CancelType.Currency or CancelType.Kind ? p.Text("currency"u8) : null;
        if (call.IsRefused || filter is null)
            return;
        if (freezes)
            desk.Freeze(call.Account, isFrozen: true);
        int gone = 0;
        if (type is CancelType.Set or CancelType.Instrument or CancelType.Pair or CancelType.All)
        {
            gone = desk.Apply(ExchangeCommand.CancelQuotes(desk.At(call), call.Account, filter.Value)).Count;
        }
        else
        {
            foreach (OrderRecord order in Exchange.OpenOrders(call.Account).Where(static o => o.IsQuote))
            {
                ListedInstrument instrument = Exchange.Instruments[order.Instrument];
                if (type == CancelType.Delta ? Math.Abs(instrument.Delta) >= least && Math.Abs(instrument.Delta) <= most : instrument.IsOfCurrency(currency!) && instrument.Contract.Kind.IsOf(filter.Value.Kind))
                    gone += desk.Apply(ExchangeCommand.Cancel(desk.At(call), call.Account, order.Number)).Count;
            }
        }
        call.Result.WriteNumberValue(gone);
    }

    private void SetProtection(ServerCall call)
    {
        RequestParams p = call.Params;
        string group = p.TextOrNull("mmp_group"u8) ?? "";
        long interval = p.Integer("interval"u8), frozen = p.Integer("frozen_time"u8);
        double quantity = p.DoubleOrNull("quantity_limit"u8) ?? 0, delta = p.DoubleOrNull("delta_limit"u8) ?? 0, vega = p.DoubleOrNull("vega_limit"u8) ?? 0;
        decimal most = p.DecimalOrNull("max_quote_quantity"u8) ?? 0;
        if (interval is < 0 or > 86_400 || frozen is < 0 or > 86_400 || quantity < 0 || delta < 0 || vega < 0 || most < 0)
            p.Refuse("interval"u8, "times lie between 0 and 86400 s, limits are not below zero");
        if (desk.Listing(call) is not { } listing || call.IsRefused)
            return;
        int number = desk.SetGroup(call.Account, new QuoteGroup(listing, group, most));
        desk.Apply(ExchangeCommand.Protect(desk.At(call), call.Account, number, new ProtectionSettings(Duration.FromSeconds(interval), Duration.FromSeconds(frozen), quantity, delta, vega)));
        desk.Freeze(call.Account, isFrozen: false);
        call.Result.WriteStartArray();
        Write(call, number);
        call.Result.WriteEndArray();
    }

    private void GetProtection(ServerCall call) => Each(call, Write);

    private void GetStatus(ServerCall call) => Each(call, (c, number) =>
    {
        if (Exchange.FrozenUntil(c.Account, number) is not { } until)
            return;
        (int listing, string name, _) = desk.Holder(c.Account).Groups[number - 1];
        c.Result.WriteStartObject();
        c.Result.WriteString("index_name"u8, Exchange.Settings.Listings[listing].IndexName);
        c.Result.WriteNumber("frozen_until"u8, Millis(until));
        c.Result.WriteString("mmp_group"u8, name);
        c.Result.WriteEndObject();
    });

    private void Reset(ServerCall call)
    {
        string group = call.Params.TextOrNull("mmp_group"u8) ?? "";
        if (desk.Listing(call) is not { } listing || call.IsRefused)
            return;
        if (desk.Apply(ExchangeCommand.ResetProtection(desk.At(call), call.Account, desk.Holder(call.Account).Group(listing, group))).IsDone)
            call.Ok();
        else
            call.Refuse(DeribitError.NotFound, "no such protection", "index_name");
    }

    private void Each(ServerCall call, Action<ServerCall, int> write)
    {
        string? group = call.Params.TextOrNull("mmp_group"u8);
        int? only = call.Params.Has("index_name"u8) ? desk.Listing(call) : null;
        if (call.IsRefused)
            return;
        call.Result.WriteStartArray();
        IReadOnlyList<QuoteGroup> groups = desk.Holder(call.Account).Groups;
        for (int i = 0; i < groups.Count; i++)
        {
            if ((only is null || groups[i].Listing == only) && (group is null || string.Equals(groups[i].Name, group, StringComparison.Ordinal)))
                write(call, i + 1);
        }
        call.Result.WriteEndArray();
    }

    private void Write(ServerCall call, int number)
    {
        (int listing, string name, decimal most) = desk.Holder(call.Account).Groups[number - 1];
        if (Exchange.ProtectionOf(call.Account, number) is not { } settings)
            return;
        Utf8JsonWriter json = call.Result;
        json.WriteStartObject();
        json.WriteString("index_name"u8, Exchange.Settings.Listings[listing].IndexName);
        if (name.Length > 0)
            json.WriteString("mmp_group"u8, name);
        json.WriteNumber("interval"u8, settings.Interval.Nanoseconds / 1_000_000_000);
        json.WriteNumber("frozen_time"u8, settings.Frozen.Nanoseconds / 1_000_000_000);
        json.WriteNumber("quantity_limit"u8, settings.Quantity);
        json.WriteNumber("delta_limit"u8, settings.Delta);
        json.WriteNumber("vega_limit"u8, settings.Vega);
        json.WriteNumber("max_quote_quantity"u8, most);
        json.WriteEndObject();
    }
}
