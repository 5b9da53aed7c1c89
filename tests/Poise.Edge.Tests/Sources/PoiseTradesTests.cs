using System.Buffers;
using System.Text;
using Poise.Domain;
using Poise.Exchange;
using Poise.Flow;
using Poise.TestShared;
using Poise.Venues;
using Poise.Venues.Csv;

namespace Poise.Edge.Tests;

/// <summary>The table of docs/trades-csv.md: what is written reads back, and what is wrong is refused in its place.</summary>
public class PoiseTradesTests
{
    private const string Names = "time,underlying,venue,symbol,price,quantity,side,bid,ask,kind";

    private static Reading Read(params string[] lines) => new PoiseTradesReader().Read(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"), ReadingOptions.None);

    [Fact]
    public void What_is_written_reads_back()
    {
        CustomerDay day = new CustomerMarket(new CustomerSettings { NoiseTrades = 200 }).Next();
        TradeTape tape = day.Tape() with { Trades = [.. day.Trades.Select((t, i) => i % 3 == 0 ? t with { Taker = day.Takers[i] } : i % 3 == 1 ? t with { Bid = double.NaN, Kind = (TradeKind)(i % 4) } : t with { Id = $"{i}", Package = i % 2 == 0 ? "a, b" : null })] };
        var bytes = new ArrayBufferWriter<byte>();
        PoiseTrades.Write(tape, bytes);
        Assert.True(new PoiseTradesReader().Recognises(bytes.WrittenSpan[..200]));
        TradeTape read = new PoiseTradesReader().Read(bytes.WrittenSpan, ReadingOptions.None).Tapes.Single();
        Assert.Equal(tape.Trades, read.Trades);
        Assert.Equal(("GEN", "poise-trades", 0), (read.Underlying, read.Source, read.RefusedCount));
    }

    [Fact]
    public void Only_five_columns_are_needed_and_times_are_put_in_order()
    {
        Reading reading = Read("symbol,quantity,price,time,underlying", "B,2,1.5,2026-01-05T15:00:01Z,SPX", "A,1,1.25,2026-01-05T10:00:00-05:00,SPX", "C,3,2,2026-01-05T15:00:01Z,RUT");
        Assert.Equal(["RUT", "SPX"], reading.Tapes.Select(t => t.Underlying));
        OptionTrade first = reading.Tapes[1].Trades[0];
        Assert.Equal(new OptionTrade(new ContractId("csv", "A"), Instant.FromUtc(2026, 1, 5, 15), 1.25, 1, null, double.NaN, double.NaN, TradeKind.Single), first);
        Assert.Equal("B", reading.Tapes[1].Trades[1].Contract.Symbol);
    }

    [Theory]
    [InlineData("yesterday,SPX,,A,1,1,,,,", "line 3, column 1 (time): 'yesterday' is not an instant")]
    [InlineData("2026-01-05T15:00:00,SPX,,A,1,1,,,,", "(time)")]
    [InlineData("2026-01-05T15:00:00Z,,,A,1,1,,,,", "column 2 (underlying): is empty")]
    [InlineData("2026-01-05T15:00:00Z,SPX,,,1,1,,,,", "column 4 (symbol): is empty")]
    [InlineData("2026-01-05T15:00:00Z,SPX,,A,0,1,,,,", "column 5 (price): must be above zero")]
    [InlineData("2026-01-05T15:00:00Z,SPX,,A,,1,,,,", "column 5 (price): must be above zero")]
    [InlineData("2026-01-05T15:00:00Z,SPX,,A,x,1,,,,", "column 5 (price): 'x' is not a number")]
    [InlineData("2026-01-05T15:00:00Z,SPX,,A,1,-2,,,,", "column 6 (quantity)")]
    [InlineData("2026-01-05T15:00:00Z,SPX,,A,1,1,maker,,,", "column 7 (side): 'maker' is not buy, sell or nothing")]
    [InlineData("2026-01-05T15:00:00Z,SPX,,A,1,1,,-1,,", "column 8 (bid)")]
    [InlineData("2026-01-05T15:00:00Z,SPX,,A,1,1,,,1e99,", "column 9 (ask)")]
    [InlineData("2026-01-05T15:00:00Z,SPX,,A,1,1,,,,iceberg", "column 10 (kind): 'iceberg' is not single, spread, block or bar")]
    [InlineData("2026-01-05T15:00:00Z,SPX,,A,1,1", "has 6 columns")]
    public void A_wrong_row_is_refused_and_the_others_are_read(string row, string reason)
    {
        Reading reading = Read(Names, "2026-01-05T15:00:00Z,SPX,cboe,A,1,1,BUY,0,1.1,Spread", row, "2026-01-05T15:00:02Z,SPX,cboe,A,1,1,sell,,,");
        TradeTape tape = reading.Tapes.Single();
        Assert.Equal((2, 1), (tape.Trades.Count, tape.RefusedCount));
        Assert.Equal((Side.Buy, 0.0, TradeKind.Spread, Side.Sell), (tape.Trades[0].Taker, tape.Trades[0].Bid, tape.Trades[0].Kind, tape.Trades[1].Taker));
        Assert.Contains(reason, tape.Refusals.Single().ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id", ",")]
    [InlineData("package", "")]
    public void Names_of_trades_and_packages_are_short(string column, string after)
    {
        string tooLong = new('x', 65);
        string[] lines = [Names + ",id,package", "2026-01-05T15:00:00Z,SPX,,A,1,1,,,,spread,17,\"a, b\"", $"2026-01-05T15:00:00Z,SPX,,A,1,1,,,,{(column == "id" ? "," : ",,")}{tooLong}{after}"];
        TradeTape tape = Read(lines).Tapes.Single();
        Assert.Equal(("17", "a, b"), (tape.Trades.Single().Id, tape.Trades.Single().Package));
        Assert.Contains($"({column}): is longer than 64 bytes", tape.Refusals.Single().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_to_read_is_said()
    {
        Assert.Contains("columns are missing: price", Read("time,underlying,symbol,quantity", "2026-01-05T15:00:00Z,SPX,A,1").Failure!.Reason, StringComparison.Ordinal);
        Assert.Equal("has column names but no trades", Read(Names).Failure!.Reason);
        Assert.Contains("none of its 1 trades can be read", Read(Names, "x,SPX,,A,1,1,,,,").Failure!.Reason, StringComparison.Ordinal);
    }

    /// <summary>Whatever the bytes, what is read can be counted: positions within their bounds, or a refusal.</summary>
    [Fact]
    public void Damaged_bytes_get_an_answer_and_an_inventory()
    {
        var written = new ArrayBufferWriter<byte>();
        PoiseTrades.Write(new CustomerMarket(new CustomerSettings { NoiseTrades = 60 }).Next().Tape(), written);
        byte[] whole = written.WrittenSpan.ToArray();
        var reader = new PoiseTradesReader();
        int read = 0;
        for (int seed = 1; seed <= Deep.Times(400); seed++)
        {
            var random = new SeededRandom((ulong)seed);
            byte[] bytes = [.. whole];
            for (int i = 0; i < 1 + random.NextInt32(30); i++)
                bytes[random.NextInt32(bytes.Length)] = random.NextInt32(2) == 0 ? (byte)"0,\"-e.\n9+"[random.NextInt32(9)] : (byte)random.NextInt32(256);
            if (random.NextInt32(3) == 0)
                bytes = bytes[..random.NextInt32(bytes.Length)];
            reader.Recognises(bytes);
            Reading reading = reader.Read(bytes, ReadingOptions.None);
            Assert.Equal(reading.Failure is null, reading.Tapes.Count > 0);
            foreach (TradeTape tape in reading.Tapes)
            {
                var inventory = new DealerInventory(new SignAccuracy());
                inventory.Apply(tape.Trades, static id => new Contract { Id = id, Kind = ContractKind.Option, Underlying = "GEN", Type = OptionType.Put, Strike = 100 });
                foreach (OptionTrade trade in tape.Trades)
                {
                    InventoryEstimate known = inventory.Of(trade.Contract)!.Value;
                    Assert.True(Math.Abs(known.Position) <= known.Bound && known.Deviation >= 0 && known.Deviation <= known.Bound, $"seed {seed}: {trade} {known}");
                    read++;
                }
            }
        }
        Assert.True(read > 1000);
    }
}
