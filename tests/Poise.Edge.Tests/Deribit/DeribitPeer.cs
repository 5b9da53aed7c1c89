using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Poise.Domain;

namespace Poise.Edge.Tests;

/// <summary>
/// A small venue that answers by the protocol's document, and can be told to misbehave. It knows nothing of the code under
/// test: JSON in, JSON out, amounts in decimal.
/// </summary>
internal sealed class DeribitPeer
{
    public const string Key = "AbCdEfG", Secret = "s3cr3t-that-never-travels", Perpetual = "BTC-PERPETUAL", Call = "BTC-27MAR26-100000-C";

    private const string SomeOther = "BTC_USDC-PERPETUAL";
    private readonly List<JsonObject> _toClient = [];
    private readonly HashSet<string> _channels = new(StringComparer.Ordinal);
    private long _nextOrder = 1, _nextSequence = 1;
    private bool _isLoggedIn, _isCancelOnDisconnect;

    public sealed class Order
    {
        public required string Id, Label, Instrument, Direction;
        public decimal Amount, Filled, Price;
        public string State = "open", CancelReason = "";
        public bool PostOnly, ReduceOnly;
        public long Changed, Changes;
    }

    public sealed record Trade(long Sequence, string Instrument, string Order, string Label, string Direction, decimal Price, decimal Amount, long At);

    public Instant Now { get; set; }
    public List<Order> Orders { get; } = [];
    public List<Trade> Trades { get; } = [];
    public Dictionary<string, decimal> Positions { get; } = new(StringComparer.Ordinal);
    public decimal Bid { get; set; } = 90_000;
    public decimal Ask { get; set; } = 90_000.5m;
    public string Scope { get; set; } = "connection mainaccount account:read trade:read_write wallet:none";
    public int TokenSeconds { get; set; } = 900;
    public string Locked { get; set; } = "false";
    public bool IsConnected { get; private set; }
    public JsonArray Delivered { get; } = [];
    public int Connections { get; private set; }

    /// <summary>Methods heard, in order.</summary>
    public List<string> Heard { get; } = [];

    /// <summary>All frames heard, as they came.</summary>
    public List<string> Frames { get; } = [];

    /// <summary>The next request of a method fails with this code; executed nevertheless where said so.</summary>
    public List<(string Method, int Code, bool IsExecuted)> Failures { get; } = [];

    /// <summary>The next request of a method gets no answer; executed nevertheless where said so.</summary>
    public List<(string Method, bool IsExecuted)> Silences { get; } = [];

    /// <summary>What the account has and needs in BTC, as get_account_summary and user.portfolio say it.</summary>
    public JsonObject Portfolio { get; } = new() { ["currency"] = "BTC", ["equity"] = 10m, ["margin_balance"] = 9.5m, ["initial_margin"] = 2m, ["maintenance_margin"] = 1m, ["available_funds"] = 7.5m };

    /// <summary>Says it now, with other figures where they are given.</summary>
    public void TellPortfolio(decimal? equity = null, decimal? initial = null, decimal? maintenance = null)
    {
        Portfolio["margin_balance"] = equity ?? (decimal)Portfolio["margin_balance"]!;
        Portfolio["initial_margin"] = initial ?? (decimal)Portfolio["initial_margin"]!;
        Portfolio["maintenance_margin"] = maintenance ?? (decimal)Portfolio["maintenance_margin"]!;
        News("user.portfolio.BTC", Portfolio.DeepClone());
    }

    /// <summary>The account's channels are silently left out of what is subscribed.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>A channel that is silently left out.</summary>
    public string? Unheard { get; set; }

    /// <summary>Account news are kept from the client.</summary>
    public bool IsMute { get; set; }

    /// <summary>Nothing at all is said any more.</summary>
    public bool IsDead { get; set; }

    public JsonObject? TakeFrame()
    {
        if (_toClient.Count == 0)
            return null;
        JsonObject first = _toClient[0];
        _toClient.RemoveAt(0);
        return first;
    }

    public int FramesWaiting => _toClient.Count;

    public void Connect()
    {
        IsConnected = true;
        Connections++;
        _channels.Clear();
        _toClient.Clear();
        (_isLoggedIn, _isCancelOnDisconnect) = (false, false);
    }

    public void Disconnect()
    {
        if (!IsConnected)
            return;
        IsConnected = false;
        if (_isCancelOnDisconnect)
            foreach (Order order in Orders.Where(o => o.State == "open"))
                End(order, "cancelled", "cancel_on_disconnect");
        _toClient.Clear();
    }

    public bool Subscribes(string channel) => _channels.Contains(channel);

    public void Say(JsonObject frame)
    {
        if (IsConnected && !IsDead)
            _toClient.Add((JsonObject)frame.DeepClone());
    }

    public void News(string channel, JsonNode data)
    {
        if (_channels.Contains(channel))
            Say(new JsonObject { ["jsonrpc"] = "2.0", ["method"] = "subscription", ["params"] = new JsonObject { ["channel"] = channel, ["data"] = data } });
    }

    public void Heartbeat(string type) => Say(new JsonObject { ["jsonrpc"] = "2.0", ["method"] = "heartbeat", ["params"] = new JsonObject { ["type"] = type } });

    public void Hear(byte[] bytes)
    {
        if (!IsConnected)
            return;
        Frames.Add(Encoding.UTF8.GetString(bytes));
        JsonNode request = JsonNode.Parse(bytes)!;
        string method = (string)request["method"]!;
        long id = (long)request["id"]!;
        Heard.Add(method);
        int failing = Failures.FindIndex(f => f.Method == method), silent = Silences.FindIndex(s => s.Method == method);
        if (silent >= 0)
        {
            bool isExecuted = Silences[silent].IsExecuted;
            Silences.RemoveAt(silent);
            if (isExecuted)
                Do(method, request["params"]!);
            return;
        }
        if (failing >= 0)
        {
            (_, int code, bool isExecuted) = Failures[failing];
            Failures.RemoveAt(failing);
            if (isExecuted)
                Do(method, request["params"]!);
            Fail(id, code);
            return;
        }
        (JsonNode? result, int error) = Do(method, request["params"]!);
        if (error != 0)
            Fail(id, error);
        else
            Say(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["result"] = result, ["usIn"] = Micro, ["usOut"] = Micro, ["usDiff"] = 0, ["testnet"] = true });
        if (method.EndsWith("/subscribe", StringComparison.Ordinal))
            foreach (JsonNode? channel in request["params"]!["channels"]!.AsArray())
                if (((string)channel!).StartsWith("book.", StringComparison.Ordinal) && HasBook)
                    News((string)channel!, Snapshot());
    }

    /// <summary>Whether a subscriber of a book gets its snapshot, and the change that it has.</summary>
    public bool HasBook { get; set; } = true;
    public long Change { get; set; } = 100;

    private JsonObject Snapshot() => DeribitWorld.BookData(
        "snapshot", null, Change, [DeribitWorld.Level("new", Bid, 100), DeribitWorld.Level("new", Bid - 1, 200)], [DeribitWorld.Level("new", Ask, 50)], Now);

    private long Micro => Now.UnixNanoseconds / 1000;
    private long Milli => Now.UnixMilliseconds;

    private void Fail(long id, int code) => Say(new JsonObject
    {
        ["jsonrpc"] = "2.0",
        ["id"] = id,
        ["error"] = new JsonObject { ["code"] = code, ["message"] = "some_reason" },
        ["testnet"] = true,
    });

    private (JsonNode? Result, int Error) Do(string method, JsonNode p)
    {
        if (method.StartsWith("private/", StringComparison.Ordinal) && !_isLoggedIn)
            return (null, 10000);
        switch (method)
        {
            case "public/hello" or "public/test":
                return (new JsonObject { ["version"] = "1.2.26" }, 0);
            case "public/get_time":
                return (Milli, 0);
            case "public/auth":
                return Login(p);
            case "public/set_heartbeat":
                return (long)p["interval"]! >= 10 ? ("ok", 0) : (null, 11029);
            case "private/enable_cancel_on_disconnect":
                _isCancelOnDisconnect = true;
                return ("ok", 0);
            case "public/status":
                return (new JsonObject { ["locked"] = Locked }, 0);
            case "public/get_instruments":
                JsonArray instruments = Instruments((string?)p["currency"] ?? "BTC", (string)p["kind"]!);
                foreach (JsonNode? option in instruments.Where(i => HasOddOptions && (string)i!["kind"]! == "option"))
                    option!["tick_size"] = "small";
                return (instruments, 0);
            case "public/get_book_summary_by_currency":
                return (Summaries((string)p["kind"]!).DeepClone(), 0);
            case "public/get_index_price":
                return (Index.DeepClone(), 0);
            case "public/get_instrument":
                return ((string)p["instrument_name"]! == Late ? Instrument(Late, "future", "month", 2.5m, 10, 10, 1_782_460_800_000) : Known((string)p["instrument_name"]!)) is { } known ? (known, 0) : (null, 13020);
            case "public/subscribe" or "private/subscribe":
                return (Subscribe(p["channels"]!.AsArray()), 0);
            case "public/unsubscribe":
                foreach (JsonNode? channel in p["channels"]!.AsArray())
                    _channels.Remove((string)channel!);
                return (p["channels"]!.DeepClone(), 0);
            case "private/get_open_orders":
                return (new JsonArray([.. Orders.Where(o => o.State == "open").Select(Shown)]), 0);
            case "private/get_positions":
                return (new JsonArray([.. Positions.Where(h => (string)p["currency"]! == "BTC").Select(h => Position(h.Key))]), 0);
            case "private/get_user_trades_by_currency_and_time":
                return (TradesBetween(p), 0);
            case "private/get_account_summary":
                return ((string)p["currency"]! == "BTC" ? Portfolio.DeepClone() : new JsonObject { ["currency"] = (string)p["currency"]!, ["equity"] = 0, ["initial_margin"] = 0, ["maintenance_margin"] = 0 }, 0);
            case "private/get_transaction_log":
                return (LogBetween(p), 0);
            case "private/get_user_trades_by_order":
                return (new JsonArray([.. Trades.Where(t => t.Order == (string)p["order_id"]!).Select(Shown)]), 0);
            case "private/get_order_state_by_label":
                return (new JsonArray([.. Orders.Where(o => o.Label == (string)p["label"]!).Select(Shown)]), 0);
            case "private/buy" or "private/sell":
                return Enter(method == "private/buy" ? "buy" : "sell", p);
            case "private/edit":
                return Edit(p);
            case "private/cancel":
                return Cancel(Orders.Find(o => o.Id == (string)p["order_id"]!));
            case "private/cancel_by_label":
                Order[] labelled = [.. Orders.Where(o => o.Label == (string)p["label"]! && o.State == "open")];
                foreach (Order order in labelled)
                    End(order, "cancelled", "user_request");
                return (labelled.Length, 0);
            case "public/get_delivery_prices":
                return (new JsonObject { ["records_total"] = Delivered.Count, ["data"] = Delivered.DeepClone() }, 0);
            default:
                return (null, -32601);
        }
    }

    private (JsonNode?, int) Login(JsonNode p)
    {
        bool isRefresh = (string)p["grant_type"]! == "refresh_token";
        if (!isRefresh)
        {
            string signed = $"{(long)p["timestamp"]!}\n{(string)p["nonce"]!}\n{(string?)p["data"] ?? ""}";
            string expected = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(signed)));
            if ((string)p["grant_type"]! != "client_signature" || (string)p["client_id"]! != Key || (string)p["signature"]! != expected || Math.Abs((long)p["timestamp"]! - Milli) > 5000)
                return (null, 13004);
        }
        _isLoggedIn = true;
        return (new JsonObject
        {
            ["access_token"] = "token",
            ["token_type"] = "bearer",
            ["expires_in"] = TokenSeconds,
            ["refresh_token"] = "refresh",
            ["scope"] = Scope,
        }, 0);
    }

    private readonly List<(long Id, long At, JsonObject Entry)> _log = [];

    /// <summary>An entry of the account's log; the oldest is the first.</summary>
    public JsonObject Entry(int number) => _log[number].Entry;

    /// <summary>Entries in one answer.</summary>
    public int LogPage { get; set; } = 250;

    /// <summary>An entry with funding in it; null for one without.</summary>
    public void Pay(long id, decimal? amount, string instrument = Perpetual, string currency = "BTC") => _log.Add((id, Milli, new JsonObject
    {
        ["id"] = id,
        ["timestamp"] = Milli,
        ["currency"] = currency,
        ["instrument_name"] = instrument,
        ["type"] = "settlement",
        ["interest_pl"] = amount,
    }));

    private JsonObject LogBetween(JsonNode p)
    {
        long before = (long?)p["continuation"] ?? long.MaxValue;
        (long Id, long At, JsonObject Entry)[] found = [.. _log.Where(e => (string)e.Entry["currency"]! == (string)p["currency"]! && e.Id <= before
            && e.At >= (long)p["start_timestamp"]! && e.At <= (long)p["end_timestamp"]!).Reverse()];
        return new JsonObject
        {
            ["logs"] = new JsonArray([.. found.Take(LogPage).Select(static e => e.Entry.DeepClone())]),
            ["continuation"] = found.Length > LogPage ? found[LogPage].Id : null,
        };
    }

    /// <summary>The login is forgotten, as after its token's end.</summary>
    public void Expire() => _isLoggedIn = false;

    private JsonArray Subscribe(JsonArray channels)
    {
        var made = new JsonArray();
        foreach (JsonNode? channel in channels)
        {
            string name = (string)channel!;
            if (name.StartsWith("user.", StringComparison.Ordinal) && (!_isLoggedIn || IsDeaf || name == Unheard))
                continue;
            _channels.Add(name);
            made.Add(name);
        }
        return made;
    }

    /// <summary>The terms of options are in another form than the protocol has.</summary>
    public bool HasOddOptions { get; set; }

    /// <summary>Book summaries of a kind.</summary>
    public Dictionary<string, JsonNode> Summed { get; } = new(StringComparer.Ordinal);

    public JsonNode Index { get; set; } = new JsonObject { ["index_price"] = 90_250.5m, ["estimated_delivery_price"] = 90_000 };

    private JsonNode Summaries(string kind) => Summed.GetValueOrDefault(kind) ?? (kind == "option"
        ? new JsonArray(Summary(Call, 0.0545m, 0.0555m, 120.5m), Summary("BTC-27MAR26-100000-P", null, 0.165m, 7))
        : new JsonArray(Summary(Perpetual, Bid, Ask, 1_000_010), Summary("BTC-27MAR26", 90_990, 91_010, 20)));

    /// <summary>An option's open interest counts coins, a future's dollars.</summary>
    public JsonObject Summary(string name, decimal? bid, decimal? ask, decimal? openInterest)
    {
        var summary = new JsonObject
        {
            ["instrument_name"] = name,
            ["base_currency"] = "BTC",
            ["volume"] = 3,
            ["bid_price"] = bid,
            ["ask_price"] = ask,
            ["mark_price"] = bid ?? ask,
            ["open_interest"] = openInterest,
            ["creation_timestamp"] = Milli,
            ["estimated_delivery_price"] = 90_000,
        };
        if (name.Count(static c => c == '-') == 3)
        {
            summary["mark_iv"] = 52.5m;
            summary["underlying_index"] = "BTC-27MAR26";
            summary["underlying_price"] = 91_000;
        }
        return summary;
    }

    public static JsonArray Instruments(string currency, string kind) => (currency, kind) switch
    {
        ("BTC", "future") => [Known(Perpetual), Known("BTC-27MAR26")],
        ("BTC", "option") => [Known(Call), Known("BTC-27MAR26-100000-P")],
        ("USDC", "future") => [Known(SomeOther)],
        _ => [],
    };

    public static JsonObject? Known(string name) => name switch
    {
        Perpetual => Instrument(name, "future", "perpetual", 0.5m, 10, 10, 32_503_708_800_000),
        "BTC-27MAR26" => Instrument(name, "future", "month", 2.5m, 10, 10, 1_774_598_400_000),
        SomeOther => Instrument(name, "future", "perpetual", 1m, 0.001m, 0.001m, 32_503_708_800_000),
        Call => Option(name, "call"),
        "BTC-27MAR26-100000-P" => Option(name, "put"),
        _ => null,
    };

    private static JsonObject Option(string name, string type)
    {
        JsonObject option = Instrument(name, "option", "month", 0.0001m, 0.1m, 1, 1_774_598_400_000);
        option["strike"] = 100_000;
        option["option_type"] = type;
        option["tick_size_steps"] = new JsonArray(new JsonObject { ["above_price"] = 0.005m, ["tick_size"] = 0.0005m });
        return option;
    }

    private static JsonObject Instrument(string name, string kind, string period, decimal tick, decimal least, decimal size, long expiry) => new()
    {
        ["instrument_name"] = name,
        ["kind"] = kind,
        ["settlement_period"] = period,
        ["tick_size"] = tick,
        ["min_trade_amount"] = least,
        ["contract_size"] = size,
        ["expiration_timestamp"] = expiry,
        ["creation_timestamp"] = 1_700_000_000_000,
        ["is_active"] = true,
        ["state"] = "open",
        ["base_currency"] = "BTC",
        ["quote_currency"] = "USD",
        ["settlement_currency"] = name.Contains('_', StringComparison.Ordinal) ? "USDC" : "BTC",
        ["price_index"] = name.Contains('_', StringComparison.Ordinal) ? "btc_usdc" : "btc_usd",
    };

    private (JsonNode?, int) Enter(string direction, JsonNode p)
    {
        if ((long)p["valid_until"]! < Milli)
            return (null, 13888);
        decimal amount = (decimal)p["amount"]!, price = (decimal)p["price"]!;
        bool isPostOnly = (bool?)p["post_only"] ?? false, takes = direction == "buy" ? price >= Ask : price <= Bid;
        if (isPostOnly && takes)
            return (null, 11054);
        var order = new Order
        {
            Id = "BTC-" + _nextOrder++.ToString(CultureInfo.InvariantCulture),
            Label = (string)p["label"]!,
            Instrument = (string)p["instrument_name"]!,
            Direction = direction,
            Amount = amount,
            Price = price,
            PostOnly = isPostOnly,
            ReduceOnly = (bool?)p["reduce_only"] ?? false,
            Changed = Milli,
        };
        Orders.Add(order);
        List<Trade> trades = [];
        if (takes)
            trades.Add(Execute(order, amount, direction == "buy" ? Ask : Bid));
        else if ((string)p["time_in_force"]! is "immediate_or_cancel" or "fill_or_kill")
            order.State = "cancelled";
        Tell(order, trades);
        return (new JsonObject { ["order"] = Shown(order), ["trades"] = new JsonArray([.. trades.Select(Shown)]) }, 0);
    }

    private (JsonNode?, int) Edit(JsonNode p)
    {
        if ((long)p["valid_until"]! < Milli)
            return (null, 13888);
        Order? order = Orders.Find(o => o.Id == (string)p["order_id"]!);
        if (order is null)
            return (null, 10004);
        if (order.State != "open")
            return (null, 11044);
        (order.Amount, order.Price, order.Changed) = ((decimal)p["amount"]!, (decimal)p["price"]!, Milli);
        order.Changes++;
        List<Trade> trades = [];
        if (order.Amount <= order.Filled)
            order.State = "cancelled";
        else if (order.Direction == "buy" ? order.Price >= Ask : order.Price <= Bid)
            trades.Add(Execute(order, order.Amount - order.Filled, order.Direction == "buy" ? Ask : Bid));
        Tell(order, trades);
        return (new JsonObject { ["order"] = Shown(order), ["trades"] = new JsonArray([.. trades.Select(Shown)]) }, 0);
    }

    private (JsonNode?, int) Cancel(Order? order)
    {
        if (order is null)
            return (null, 10004);
        if (order.State != "open")
            return (null, 11044);
        End(order, "cancelled", "user_request");
        return (Shown(order), 0);
    }

    private void End(Order order, string state, string reason)
    {
        (order.State, order.CancelReason, order.Changed) = (state, reason, Milli);
        Tell(order, []);
    }

    /// <summary>Somebody trades against a resting order.</summary>
    public void Fill(Order order, decimal amount) => Tell(order, [Execute(order, Math.Min(amount, order.Amount - order.Filled), order.Price)]);

    /// <summary>A trade of the account that no desk ordered: a liquidation, or a hand.</summary>
    /// <param name="label">Of an order that arrives late, by a way that is gone.</param>
    public void TradeByHand(string direction, decimal amount, string label = "")
    {
        var order = new Order { Id = "BTC-hand" + _nextOrder++, Label = label, Instrument = Perpetual, Direction = direction, Amount = amount, Price = Ask, Changed = Milli };
        Orders.Add(order);
        Tell(order, [Execute(order, amount, Ask)]);
    }

    /// <summary>The position is another, and no trade made it so: an account was closed against this one.</summary>
    public void MovePosition(decimal by)
    {
        Positions[Perpetual] = Positions.GetValueOrDefault(Perpetual) + by;
        TellPosition();
    }

    public void TellPosition() => News("user.changes.any.BTC.raw", new JsonObject { ["instrument_name"] = Perpetual, ["trades"] = new JsonArray(), ["orders"] = new JsonArray(), ["positions"] = new JsonArray(Position(Perpetual)) });

    /// <summary>What was not told of the last order.</summary>
    public void TellLast() => Tell(Orders[^1], [Trades[^1]]);

    private Trade Execute(Order order, decimal amount, decimal price)
    {
        order.Filled += amount;
        order.Changed = Milli;
        if (order.Filled == order.Amount)
            order.State = "filled";
        Positions[order.Instrument] = Positions.GetValueOrDefault(order.Instrument) + (order.Direction == "buy" ? amount : -amount);
        var trade = new Trade(_nextSequence++, order.Instrument, order.Id, order.Label, order.Direction, price, amount, Milli);
        Trades.Add(trade);
        return trade;
    }

    private void Tell(Order order, IReadOnlyList<Trade> trades)
    {
        if (!IsMute)
            News("user.changes.any.BTC.raw", new JsonObject
            {
                ["instrument_name"] = order.Instrument,
                ["trades"] = new JsonArray([.. trades.Select(Shown)]),
                ["orders"] = new JsonArray(Shown(order)),
                ["positions"] = trades.Count == 0 ? [] : new JsonArray(Position(order.Instrument)),
            });
    }

    public static JsonNode Shown(Order o) => new JsonObject
    {
        ["order_id"] = o.Id,
        ["order_state"] = o.State,
        ["order_type"] = "limit",
        ["time_in_force"] = "good_til_cancelled",
        ["instrument_name"] = o.Instrument,
        ["creation_timestamp"] = o.Changed,
        ["last_update_timestamp"] = o.Changed,
        ["direction"] = o.Direction,
        ["price"] = o.Price,
        ["label"] = o.Label,
        ["post_only"] = o.PostOnly,
        ["reduce_only"] = o.ReduceOnly,
        ["api"] = true,
        ["amount"] = o.Amount,
        ["filled_amount"] = o.Filled,
        ["average_price"] = 0,
        ["cancel_reason"] = o.CancelReason.Length == 0 ? null : o.CancelReason,
    };

    public static JsonNode Shown(Trade t) => new JsonObject
    {
        ["trade_id"] = "BTC-T" + t.Sequence.ToString(CultureInfo.InvariantCulture),
        ["trade_seq"] = t.Sequence,
        ["instrument_name"] = t.Instrument,
        ["timestamp"] = t.At,
        ["order_id"] = t.Order,
        ["matching_id"] = null,
        ["direction"] = t.Direction,
        ["tick_direction"] = 0,
        ["index_price"] = 90_000,
        ["mark_price"] = 90_000,
        ["price"] = t.Price,
        ["amount"] = t.Amount,
        ["liquidity"] = "M",
        ["fee"] = -0.00000001m,
        ["fee_currency"] = "BTC",
        ["label"] = t.Label,
        ["state"] = "open",
    };

    private JsonNode Position(string instrument)
    {
        decimal held = Positions.GetValueOrDefault(instrument);
        return new JsonObject
        {
            ["instrument_name"] = instrument,
            ["kind"] = "future",
            ["direction"] = held > 0 ? "buy" : held < 0 ? "sell" : "zero",
            ["size"] = held,
            ["average_price"] = 0,
        };
    }

    /// <summary>A future that is listed while the link is up.</summary>
    public string Late { get; set; } = "none";

    /// <summary>Trades of one answer at most.</summary>
    public int Page { get; set; } = 3;

    private JsonObject TradesBetween(JsonNode p)
    {
        long from = (long)p["start_timestamp"]!, to = (long)p["end_timestamp"]!;
        Trade[] all = [.. Trades.Where(t => t.At >= from && t.At <= to && (string)p["currency"]! == "BTC" && !(bool)p["historical"]!)];
        // A page never ends within a millisecond that it began with.
        int count = Math.Min(all.Length, Page);
        while (count < all.Length && all[count - 1].At == all[0].At)
            count++;
        return new JsonObject { ["trades"] = new JsonArray([.. all[..count].Select(Shown)]), ["has_more"] = count < all.Length };
    }
}
