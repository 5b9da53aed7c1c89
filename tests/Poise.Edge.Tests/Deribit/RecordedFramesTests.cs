using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Poise.Domain;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Venues.Deribit;
using Poise.Venues.TestKit;
using Poise.Worlds;

namespace Poise.Edge.Tests;

/// <summary>
/// Frames that our exchange said to a session, one or two of each sort, with what the parsers read in them (frames.jsonl beside this file; POISE_WRITE_FRAMES=1 records them anew). The exchange still says them, they are
/// still read so, and damaged they are refused or read, never more.
/// </summary>
public sealed class RecordedFramesTests
{
    private const int OfEach = 2, Longest = 12_000;
    private static readonly string File = Path.Combine(Repository.Root, "tests", "Poise.Edge.Tests", "Deribit", "frames.jsonl");

    private sealed record Line(string What, JsonElement Frame, string Read);

    [Fact]
    public void The_exchange_says_them_as_they_were_recorded()
    {
        string[] said = [.. Said().Select(static l => JsonSerializer.Serialize(new { what = l.What, frame = l.Frame, read = l.Read }, new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))];
        if (Environment.GetEnvironmentVariable("POISE_WRITE_FRAMES") is "1")
            System.IO.File.WriteAllLines(File, said);
        Assert.Equal(said, System.IO.File.ReadAllLines(File));
    }

    [Fact]
    public void They_are_read_as_they_were()
    {
        List<Line> kept = Kept();
        Dictionary<string, DeribitInstrument> instruments = InstrumentsOf(kept);
        Assert.All(kept, line => Assert.Equal(line.Read, Read(line.What, line.Frame, instruments)));
        string[] sorts = [.. kept.Select(static l => l.What).Distinct()];
        Assert.All(
            (string[])["public/auth", "public/get_instruments", "private/get_positions", "private/buy", "private/cancel", "private/get_transaction_log", "failure", "book snapshot", "book change", "quote", "trades", "user.changes", "user.portfolio", "private/get_account_summary", "heartbeat test_request"],
            sort => Assert.Contains(sort, sorts));
    }

    [Fact]
    public void Damaged_they_are_refused_or_read()
    {
        List<Line> kept = Kept();
        Dictionary<string, DeribitInstrument> instruments = InstrumentsOf(kept);
        var random = new SeededRandom(7).Split("damage");
        int refused = 0, read = 0;
        foreach (Line line in kept)
        {
            byte[] whole = Encoding.UTF8.GetBytes(line.Frame.GetRawText());
            for (int i = 0; i < 150; i++)
            {
                byte[] damaged = [.. whole];
                for (int hits = 1 + random.NextInt32(3); hits > 0; hits--)
                    damaged[random.NextInt32(damaged.Length)] = (byte)"0123456789.-\"{}[],:eEntx "[random.NextInt32(25)];
                JsonElement frame;
                try
                {
                    frame = JsonDocument.Parse(damaged).RootElement;
                }
                catch (JsonException)
                {
                    continue;
                }
                if (Read(line.What, frame, instruments).StartsWith("refused", StringComparison.Ordinal))
                    refused++;
                else
                    read++;
            }
        }
        Assert.True(refused > 300 && read > 300, $"{refused} refused, {read} read");
    }

    private static List<Line> Kept() => [.. System.IO.File.ReadLines(File).Select(static l => JsonSerializer.Deserialize<JsonElement>(l))
        .Select(static l => new Line(l.GetProperty("what").GetString()!, l.GetProperty("frame"), l.GetProperty("read").GetString()!))];

    private static Dictionary<string, DeribitInstrument> InstrumentsOf(IEnumerable<Line> lines)
    {
        var found = new Dictionary<string, DeribitInstrument>(StringComparer.Ordinal);
        foreach (Line line in lines.Where(static l => l.What == "public/get_instruments"))
            foreach (JsonElement element in line.Frame.GetProperty("result").EnumerateArray())
                if (DeribitInstrument.TryRead(element, out DeribitInstrument instrument, out _))
                    found[instrument.Name] = instrument;
        return found;
    }

    /// <summary>What the parsers make of a frame, in a line; or "refused" and why.</summary>
    private static string Read(string what, JsonElement root, Dictionary<string, DeribitInstrument> instruments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        if (!DeribitFrame.TryRead(root, out DeribitFrame frame, out string why))
            return "refused: " + why;
        string kind = what.Split(' ')[0];
        DeribitInstrument? instrument = frame.Text.Split('.') is [_, var name, ..] ? instruments.GetValueOrDefault(name) : null;
        return (frame.Kind, kind) switch
        {
            (DeribitFrameKind.Failure, _) => DeribitError.Of(frame.Code, frame.Text).ToString(),
            (DeribitFrameKind.Heartbeat or DeribitFrameKind.TestRequest or DeribitFrameKind.Other, _) => frame.Kind.ToString(),
            (DeribitFrameKind.Update, "book") when instrument is not null => Of(DeribitBookMessage.TryRead(frame.Body, instrument, out DeribitBookMessage book, out why), why, () => $"{book.GetType().Name} {JsonSerializer.Serialize(book)}"),
            (DeribitFrameKind.Update, "quote" or "ticker") when instrument is not null => Of(DeribitTop.TryRead(frame.Body, instrument, out DeribitTop top, out why), why, () => top.ToString()),
            (DeribitFrameKind.Update, "trades") => All<DeribitPrint>(frame.Body, DeribitPrint.TryRead),
            (DeribitFrameKind.Update, "deribit_price_index") => Of(DeribitIndexPrice.TryRead(frame.Body, out DeribitIndexPrice index, out why), why, () => index.ToString()),
            (DeribitFrameKind.Update, "user.changes") => Of(
                DeribitAccountChanges.TryRead(frame.Body, out DeribitAccountChanges changes, out why), why, () => string.Join("; ", [.. changes.Trades, .. changes.Orders, .. (IEnumerable<object>)changes.Positions])),
            (DeribitFrameKind.Update, "user.portfolio") or (DeribitFrameKind.Reply, "private/get_account_summary") => Of(DeribitPortfolio.TryRead(frame.Body, "BTC", out MarginReport margin, out why), why, () => margin.ToString()),
            (DeribitFrameKind.Reply, "public/auth") => Of(DeribitLogin.TryRead(frame.Body, out DeribitLogin login, out why), why, () => $"{login.Lasts.Seconds} s: {string.Join(' ', login.Scope)}"),
            (DeribitFrameKind.Reply, "public/get_instruments") => All<DeribitInstrument>(frame.Body, DeribitInstrument.TryRead, static i => $"{i.Name} {i.Contract.Kind} {i.Contract.PriceTick} {i.Contract.LotSize} {i.Contract.Expiry}"),
            (DeribitFrameKind.Reply, "private/get_open_orders") => All<DeribitOrder>(frame.Body, DeribitOrder.TryRead),
            (DeribitFrameKind.Reply, "private/get_positions") => All<DeribitPosition>(frame.Body, DeribitPosition.TryRead),
            (DeribitFrameKind.Reply, "private/get_user_trades_by_currency_and_time") when frame.Body.ValueKind == JsonValueKind.Object && frame.Body.TryGetProperty("trades", out JsonElement trades) => All<DeribitUserTrade>(trades, DeribitUserTrade.TryRead),
            (DeribitFrameKind.Reply, "private/get_transaction_log") => Of(DeribitLogPage.TryRead(frame.Body, out DeribitLogPage page, out why), why, () => $"{page.Entries} entries: {string.Join("; ", page.Payments)}"),
            (DeribitFrameKind.Reply, "private/cancel") => Of(DeribitOrder.TryRead(frame.Body, out DeribitOrder gone, out why), why, () => gone.ToString()),
            (DeribitFrameKind.Reply, "private/buy" or "private/sell" or "private/edit") => Of(
                DeribitAccountChanges.TryReadPlaced(frame.Body, out DeribitAccountChanges placed, out why), why, () => string.Join("; ", [.. placed.Trades, .. (IEnumerable<object>)placed.Orders])),
            _ => frame.Kind.ToString(),
        };

        static string Of(bool isRead, string why, Func<string> shown) => isRead ? shown() : "refused: " + why;

        static string All<T>(JsonElement list, DeribitAccountChanges.Reader<T> reader, Func<T, string>? shown = null)
        {
            List<T> all = [];
            return DeribitAccountChanges.TryReadAll(list, reader, all, out string why) ? string.Join("; ", all.Select(a => shown is null ? a!.ToString() : shown(a))) : "refused: " + why;
        }
    }

    /// <summary>A seeded market with a crowd, and a client who trades a little: what the server says to him.</summary>
    private static List<Line> Said()
    {
        var world = new ExchangeBehindLink(5, hasCrowd: true, quiet: Duration.FromSeconds(3600 - 50));
        var methods = new Dictionary<long, string>();
        List<(string What, JsonElement Frame)> frames = [];
        world.Link.Tamper = bytes =>
        {
            JsonElement frame = JsonSerializer.Deserialize<JsonElement>(bytes);
            string what = WhatOf(frame, methods);
            if (bytes.Length <= Longest && frames.Count(f => f.What == what) < OfEach)
                frames.Add((what, frame));
            return bytes;
        };
        VenueRecorder desk = new();
        string perpetual = world.Perpetual.Contract.Id.Symbol;
        var session = new DeribitSession(
            new DeribitSettings { Underlyings = ["BTC"], Books = [perpetual], Prints = true, FundingEvery = Duration.FromSeconds(20), FundingSince = world.Link.Now - Duration.FromSeconds(7200) }, new DeribitKey(LinkedExchange.Key, LinkedExchange.Secret), 1, desk, new Noted(world.Link, methods));
        world.Link.Attach(session);
        world.Link.AdvanceTo(world.Link.Now + Duration.FromSeconds(3));
        int number = desk.Contracts.ToList().FindIndex(c => c.Id.Symbol == perpetual);
        long bid = (long)(world.Best(Side.Buy) / world.Perpetual.Terms.Tick), ask = (long)(world.Best(Side.Sell) / world.Perpetual.Terms.Tick);
        Place(1, Side.Buy, 100, ask + 10, TimeInForce.ImmediateOrCancel);
        Place(2, Side.Sell, 50, ask + 2000, TimeInForce.GoodTillCancelled);
        Place(3, Side.Buy, 10, 2 * ask, TimeInForce.ImmediateOrCancel); // beyond the band
        session.Cancel(new Cancel(new OrderId(1, 2), new(number)), world.Link.ClientNow);
        world.Link.AdvanceTo(world.Link.Now + Duration.FromSeconds(90));
        Assert.Equal(DeribitPhase.Live, session.Phase);
        world.Link.Drop();
        world.Link.AdvanceTo(world.Link.Now + Duration.FromSeconds(10));
        Dictionary<string, DeribitInstrument> instruments = InstrumentsOf(frames.Select(static f => new Line(f.What, f.Frame, "")));
        return [.. frames.OrderBy(static f => f.What, StringComparer.Ordinal).Select(f => new Line(f.What, f.Frame, Read(f.What, f.Frame, instruments)))];

        void Place(long sequence, Side side, long lots, long ticks, TimeInForce time)
        {
            double price = (double)(ticks * world.Perpetual.Contract.PriceTick);
            var gate = new RiskGate(new RiskLimits { MaxOrder = new(1000), MaxPosition = new(1000) });
            var view = new RiskView(TradingState.Normal, IsReconciled: true, IsLinkUp: true, world.Link.Now, new Quote(price, price, 1, 1, world.Link.Now), world.Perpetual.Contract.PriceTick, Lots.Zero, Lots.Zero, Lots.Zero, 0, 0);
            session.Place(gate.Check(new NewOrder(new OrderId(1, sequence), new(number), side, new(lots), new(ticks), time, PostOnly: false, ReduceOnly: false), view).Approved, world.Link.ClientNow);
            world.Link.AdvanceTo(world.Link.Now + Duration.FromSeconds(1));
        }
    }

    private static string WhatOf(JsonElement frame, Dictionary<long, string> methods)
    {
        if (frame.TryGetProperty("error", out _))
            return "failure";
        if (frame.TryGetProperty("id", out JsonElement id))
            return methods.GetValueOrDefault(id.GetInt64(), "reply");
        JsonElement told = frame.GetProperty("params");
        if (told.TryGetProperty("type", out JsonElement type))
            return "heartbeat " + type.GetString();
        string[] channel = told.GetProperty("channel").GetString()!.Split('.');
        JsonElement data = told.GetProperty("data");
        string kind = channel[0] == "user" ? "user." + channel[1] : channel[0];
        return kind == "book" ? $"book {data.GetProperty("type").GetString()}" : kind;
    }

    /// <summary>Remembers which method each request is of.</summary>
    private sealed class Noted(IDeribitLink inner, Dictionary<long, string> methods) : IDeribitLink
    {
        public void Send(byte[] frame)
        {
            JsonNode request = JsonNode.Parse(frame)!;
            methods[(long)request["id"]!] = (string)request["method"]!;
            inner.Send(frame);
        }

        public void Close(string why) => inner.Close(why);

        public void ConnectAt(Instant at) => inner.ConnectAt(at);

        public void WakeAt(Instant at) => inner.WakeAt(at);

        void IDeribitLink.Noted(Instant at, DeribitNotice about, string text) => inner.Noted(at, about, text);
    }
}
