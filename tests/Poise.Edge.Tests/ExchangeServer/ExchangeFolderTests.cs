using System.Text;
using System.Text.Json;
using Poise.App;
using Poise.Domain;
using Poise.Exchange;
using Poise.Exchange.Server;
using Poise.Storage;
using Poise.Worlds;

namespace Poise.Edge.Tests;

/// <summary>An exchange on a disk that stops at any operation: what clients were answered is there afterwards, and is what they were answered.</summary>
public class ExchangeFolderTests
{
    private static readonly Instant Born = Instant.FromUtc(2026, 11, 25, 9);

    [Fact]
    public void Whatever_operation_is_the_last_one_every_answer_holds_afterwards()
    {
        int crashes = 0, told = 0;
        for (ulong seed = 1; seed <= Deep.Seeds(3); seed++)
        {
            var random = new SeededRandom(seed);
            var disk = new SimulatedDisk(random.Split("disk"));
            var known = new Known();
            Instant now = Born;
            for (int life = 0; life < 12; life++)
            {
                ExchangeLife? running = null;
                try
                {
                    int left = 1 + random.NextInt32(60);
                    disk.BeforeOperation = operation =>
                    {
                        if (--left == 0)
                            throw new SimulatedCrash(operation);
                    };
                    running = ExchangeLife.Start(disk, seed, now, isEmpty: seed % 3 != 0);
                    known.Check(running);
                    for (int batch = 0; batch < 200; batch++)
                    {
                        running.Batch(random, known);
                        told++;
                    }
                    running.Folder.End();
                }
                catch (SimulatedCrash)
                {
                    crashes++;
                    disk.Crash();
                }
                disk.BeforeOperation = null;
                running?.Folder.Dispose();
                now = (running?.Now ?? now) + Duration.FromMilliseconds(random.NextInt32(4) == 0 ? 40_000_000 : 1 + random.NextInt32(3000));
            }
        }
        Assert.True(crashes > 20 && told > 150, $"{crashes} crashes, {told} batches told");
    }

    [Fact]
    public void What_the_market_was_seen_to_do_before_a_crash_it_has_done_afterwards()
    {
        var disk = new SimulatedDisk(new SeededRandom(1));
        ExchangeLife first = ExchangeLife.Start(disk, 1, Born, isEmpty: false);
        // A bid that the crowd sells into while nobody sends anything.
        first.Client.Result("private/buy", """{"instrument_name":"BTC-PERPETUAL","amount":200000,"price":99990,"post_only":true}""");
        first.Commit();
        for (int i = 0; i < 2000 && first.Trades().Length == 0; i++)
            first.Pass(0.1);
        string trades = first.Trades(), seen = first.Client.Result("public/get_last_trades_by_instrument", """{"instrument_name":"BTC-PERPETUAL","count":20}""").GetRawText();
        Assert.NotEmpty(trades);
        disk.Crash();

        ExchangeLife second = ExchangeLife.Start(disk, 1, first.Now, isEmpty: false);
        Assert.EndsWith(trades, second.Trades(), StringComparison.Ordinal);
        JsonElement[] before = [.. JsonSerializer.Deserialize<JsonElement>(seen).GetProperty("trades").EnumerateArray()];
        JsonElement after = second.Client.Result("public/get_last_trades_by_instrument", """{"instrument_name":"BTC-PERPETUAL","count":200}""").GetProperty("trades");
        string[] kept = [.. after.EnumerateArray().Select(static t => t.GetRawText())];
        Assert.All(before, t => Assert.Contains(t.GetRawText(), kept));
        Assert.True(second.Folder.Desk.Exchange.Now <= first.Now + Duration.FromSeconds(1));
    }

    [Fact]
    public void A_folder_of_another_market_or_seed_is_refused_and_its_own_wins_where_nothing_was_asked_for()
    {
        var disk = new SimulatedDisk(new SeededRandom(1));
        ExchangeLife.Start(disk, 7, Born, isEmpty: true).Folder.Dispose();
        foreach (ExchangeAsked other in new[] { new ExchangeAsked(["eth"], null, false), new ExchangeAsked(null, 8, true) })
        {
            string said = Assert.Throws<BadInputException>(() => ExchangeFolder.Open(disk, disk, other, Born, ExchangeLife.AtOnce)).Message;
            Assert.Contains("holds btc without a crowd, seed 7", said, StringComparison.Ordinal);
        }
        using ExchangeFolder own = ExchangeFolder.Open(disk, disk, new ExchangeAsked(null, null, false), Born, ExchangeLife.AtOnce);
        Assert.Equal((7UL, true), (own.Birth.Seed, own.Birth.IsEmpty));
        Assert.Throws<JournalException>(() => ExchangeFolder.Open(disk, disk, new ExchangeAsked(null, null, false), Born, ExchangeLife.AtOnce));
    }

    [Fact]
    public void A_full_disk_stops_the_batch_before_anything_of_it_is_told()
    {
        var disk = new SimulatedDisk(new SeededRandom(1));
        ExchangeLife life = ExchangeLife.Start(disk, 1, Born, isEmpty: true);
        disk.Capacity = 0;
        life.Client.Result("private/buy", """{"instrument_name":"BTC-PERPETUAL","amount":10,"price":99000}""");
        Assert.Contains("no space left", Assert.Throws<JournalException>(life.Commit).Message, StringComparison.Ordinal);
        disk.Capacity = long.MaxValue;
        Assert.Contains("closed after an error", Assert.Throws<JournalException>(life.Commit).Message, StringComparison.Ordinal);
    }

    /// <summary>What the owner was answered of each order, and the orders of a batch of which he has heard nothing.</summary>
    private sealed class Known
    {
        public readonly Dictionary<string, (string State, double Filled)> Orders = new(StringComparer.Ordinal);
        public readonly HashSet<string> Placed = new(StringComparer.Ordinal);

        public void Check(ExchangeLife life)
        {
            SimulatedExchange exchange = life.Folder.Desk.Exchange;
            Assert.Equal(exchange.Accounts.PaidIn(0), Enumerable.Range(0, exchange.Accounts.Count).Sum(a => exchange.Accounts.Cash(a, 0)));
            foreach (ListedInstrument instrument in exchange.Instruments)
                Assert.Equal(0, Enumerable.Range(0, exchange.Accounts.Count).Sum(a => exchange.Accounts.Position(a, instrument.Number)));
            foreach ((string id, (string state, double filled)) in Orders)
            {
                JsonElement now = life.Client.Result("private/get_order_state", $$"""{"order_id":"{{id}}"}""");
                // What was open may have traded since; what had ended has ended so.
                Assert.True(state == "open" || now.GetProperty("order_state").GetString() == state, $"{id} was {state} and is {now}");
                Assert.True(now.GetProperty("filled_amount").GetDouble() >= filled, $"{id} had filled {filled}: {now}");
            }
            // A batch is there as a whole or not at all.
            Assert.Contains(Placed.Count(id => life.Client.Call("private/get_order_state", $$"""{"order_id":"{{id}}"}""").TryGetProperty("result", out _)), new[] { 0, Placed.Count });
            Placed.Clear();
        }
    }

    /// <summary>One process that runs the exchange, with one client; time is set by hand.</summary>
    private sealed class ExchangeLife : ISessionSink
    {
        private readonly Queue<byte[]> _held = [];

        private ExchangeLife(ExchangeFolder folder, DeribitServer server, Instant now)
        {
            (Folder, Server, Now) = (folder, server, now);
            Client = new Caller(this);
        }

        public static Task AtOnce(Action what)
        {
            what();
            return Task.CompletedTask;
        }

        public ExchangeFolder Folder { get; }

        public DeribitServer Server { get; }

        public Instant Now { get; private set; }

        public Caller Client { get; }

        public static ExchangeLife Start(SimulatedDisk disk, ulong seed, Instant now, bool isEmpty)
        {
            ExchangeFolder folder = ExchangeFolder.Open(disk, disk, new ExchangeAsked(["btc"], seed, isEmpty), now, AtOnce);
            ExchangeAccount[] accounts = [new("alice", "A", "a", null, "standard", new(StringComparer.Ordinal) { ["BTC"] = 100 }), new("bob", "B", "b", null, "standard", new(StringComparer.Ordinal) { ["BTC"] = 100 })];
            List<ApiKey> keys = ExchangeAccounts.Open(folder.Desk, "keys", accounts, now);
            folder.Begin(now);
            var settings = new ServerSettings { Limits = AccountLimits.Off, PublicLimits = AccountLimits.Off };
            var server = new DeribitServer(settings, keys, folder.Desk, folder.Desk.Methods, static bytes => System.Security.Cryptography.RandomNumberGenerator.Fill(bytes));
            folder.Desk.Serve(server);
            return new ExchangeLife(folder, server, now);
        }

        public void Commit()
        {
            Server.Desk.EndBatch(Now);
            Folder.Commit(Now);
        }

        public void Pass(double seconds)
        {
            Now += new Duration((long)(seconds * 1e9));
            Server.Desk.Tick(Now);
            Commit();
        }

        /// <summary>Some orders and cancels, and their answers once they are kept.</summary>
        public void Batch(SeededRandom random, Known known)
        {
            var answers = new List<(bool IsNew, JsonElement Order)>();
            for (int i = 1 + random.NextInt32(4); i > 0; i--)
            {
                bool isNew = known.Orders.Count == 0 || random.NextInt32(3) > 0;
                JsonElement answer = isNew
                    ? Client.Call(random.NextInt32(2) == 0 ? "private/buy" : "private/sell", $$"""{"instrument_name":"BTC-PERPETUAL","amount":{{10 * (1 + random.NextInt32(50))}},"price":{{99_900 + 10 * random.NextInt32(20)}}}""")
                    : Client.Call("private/cancel", $$"""{"order_id":"{{known.Orders.Keys.ElementAt(random.NextInt32(known.Orders.Count))}}"}""");
                if (!answer.TryGetProperty("result", out JsonElement result))
                    continue;
                answers.Add((isNew, isNew ? result.GetProperty("order") : result));
                if (isNew)
                    known.Placed.Add(answers[^1].Order.GetProperty("order_id").GetString()!);
            }
            if (random.NextInt32(3) == 0)
                Now += Duration.FromMilliseconds(random.NextInt32(40_000));
            Server.Desk.Tick(Now);
            Commit();
            known.Placed.Clear();
            foreach ((bool isNew, JsonElement order) in answers)
            {
                string id = order.GetProperty("order_id").GetString()!;
                Assert.False(isNew && known.Orders.ContainsKey(id), $"{id} was given twice");
                known.Orders[id] = (order.GetProperty("order_state").GetString()!, order.GetProperty("filled_amount").GetDouble());
            }
        }

        /// <summary>What identifies the client's trades, the latest first.</summary>
        public string Trades() => string.Join("; ", Client.Result("private/get_user_trades_by_instrument", """{"instrument_name":"BTC-PERPETUAL","count":100,"sorting":"desc"}""").GetProperty("trades").EnumerateArray()
            .Select(static t => string.Join(' ', new[] { "trade_id", "trade_seq", "timestamp", "order_id", "price", "amount", "fee", "mark_price" }.Select(n => t.GetProperty(n).GetRawText()))));

        public void Send(ReadOnlySpan<byte> frame) => _held.Enqueue(frame.ToArray());

        public void Close(SessionClose reason) => Assert.Fail($"closed: {reason}");

        internal sealed class Caller
        {
            private readonly ExchangeLife _life;
            private readonly ServerSession _session;
            private int _id;

            public Caller(ExchangeLife life)
            {
                _life = life;
                _session = life.Server.Open(life, "127.0.0.1");
                Result("public/auth", """{"grant_type":"client_credentials","client_id":"A","client_secret":"a"}""");
            }

            public JsonElement Call(string method, string parameters)
            {
                _session.Received(Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":{{++_id}},"method":"{{method}}","params":{{parameters}}}"""), _life.Now, _life.Now);
                return JsonSerializer.Deserialize<JsonElement>(_life._held.Dequeue());
            }

            public JsonElement Result(string method, string parameters)
            {
                JsonElement answer = Call(method, parameters);
                Assert.True(answer.TryGetProperty("result", out JsonElement result), answer.GetRawText());
                return result;
            }
        }
    }
}
