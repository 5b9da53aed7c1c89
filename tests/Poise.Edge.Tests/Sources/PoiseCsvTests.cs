using System.Buffers;
using System.Text;
using Poise.Domain;
using Poise.Venues.Csv;
using static Poise.Edge.Tests.SourceFixture;

namespace Poise.Edge.Tests;

public sealed class PoiseCsvTests
{
    [Fact]
    public void AShortTableIsRead()
    {
        MarketSnapshot read = One("poise-csv", PoiseTable());
        Assert.Equal(("ACME", 100.5, "file", 6, new DateOnly(2026, 3, 2)), (read.Underlying, read.Spot, read.SpotSource, read.Options.Count, read.QuoteDate));
        OptionRow put = read.Options[1];
        Assert.Equal((OptionType.Put, 95.0, 100.0, "2026-03-20T20:00:00Z", new DateOnly(2026, 3, 20)), (
            put.Contract.Type, put.Contract.Strike, put.Contract.Multiplier, put.Contract.Expiry.ToString(), put.Contract.ListedExpiry));
        Assert.Equal((1.2, 1.3, 310.0, 0.33), (put.Quote.Bid, put.Quote.Ask, put.OpenInterest, put.Vendor.Vol));
        Assert.Equal("ACME-20260320T200000Z-95-P", put.Contract.Id.Symbol);
    }

    [Theory]
    [InlineData("2026-03-20", "am", "2026-03-20T13:30:00Z")]
    [InlineData("2026-11-27", "pm", "2026-11-27T18:00:00Z")]
    [InlineData("2026-03-20", "08utc", "2026-03-20T08:00:00Z")]
    [InlineData("2026-03-20T08:00:00Z", "", "2026-03-20T08:00:00Z")]
    [InlineData("2026-03-20T16:00:00-04:00", "", "2026-03-20T20:00:00Z")]
    public void ExpiriesAreDatesOrInstants(string expiry, string settlement, string instant)
    {
        MarketSnapshot read = One("poise-csv", PoiseTable().Replace("2026-03-20,pm", $"{expiry},{settlement}"));
        Assert.Equal(instant, read.Options[0].Contract.Expiry.ToString());
    }

    [Fact]
    public void ColumnsInAnyOrderAndUnknownOnesAreTold()
    {
        MarketSnapshot read = One("poise-csv", "multiplier,remark,type,strike,expiry,asOf,underlying\n1,\"a, \"\"b\"\"\",put,50,2026-03-20T08:00:00Z,2026-03-02T15:00:00Z,X\n");
        Assert.Equal((1, "X", 50.0, "none"), (read.Options.Count, read.Underlying, read.Options[0].Contract.Strike, read.SpotSource));
        Assert.Contains(read.Notes, note => note.Contains("'remark'"));
    }

    [Fact]
    public void WhatWasWrittenReadsBackAsItWas()
    {
        for (ulong seed = 1; seed <= Deep.Seeds(300); seed++)
        {
            MarketSnapshot made = Make(new SeededRandom(seed));
            MarketSnapshot read = Assert.Single(Read("poise-csv", Write(made)).Snapshots);
            Assert.Equal((made.Underlying, made.AsOf, made.QuoteDate, made.Spot, made.SpotSource, 0), (read.Underlying, read.AsOf, read.QuoteDate, read.Spot, read.SpotSource, read.RefusedCount));
            Assert.Equal(made.Options, read.Options);
            Assert.Equal(made.Futures, read.Futures);
        }
    }

    /// <summary>What another reader took from its format survives our own.</summary>
    [Fact]
    public void EveryFormatSurvivesOurs()
    {
        foreach ((string reader, string text) in All)
        {
            foreach (MarketSnapshot snapshot in Read(reader, text).Snapshots)
            {
                MarketSnapshot read = Assert.Single(Read("poise-csv", Write(snapshot)).Snapshots);
                Assert.Equal(snapshot.Options.Select((row, i) => row with { Line = i + 2 }), read.Options);
                Assert.Equal(snapshot.Futures.Select((row, i) => row with { Line = snapshot.Options.Count + i + 2 }), read.Futures);
                Assert.Equal((snapshot.AsOf, snapshot.QuoteDate, snapshot.Spot, snapshot.SpotSource), (read.AsOf, read.QuoteDate, read.Spot, read.SpotSource));
            }
        }
    }

    [Fact]
    public void EachColumnIsDocumented()
    {
        string[] names = Encoding.UTF8.GetString(Write(One("poise-csv", PoiseTable()))).Split('\n')[0].Split(',');
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Poise.slnx")))
            root = Path.GetDirectoryName(root)!;
        string page = File.ReadAllText(Path.Combine(root, "docs", "chain-csv.md"));
        Assert.All(names, name => Assert.Contains($"| `{name}` |", page));
    }

    private static byte[] Write(MarketSnapshot snapshot)
    {
        var output = new ArrayBufferWriter<byte>();
        PoiseCsv.Write(snapshot, output);
        return output.WrittenSpan.ToArray();
    }

    private static MarketSnapshot Make(SeededRandom random)
    {
        string[] words = ["SPX", "BTC", "a,b", "say \"x\"", " led", "naïve ✓", "-"];
        var at = new Instant(1_700_000_000_000_000_000 + (long)(random.NextDouble() * 1e17));
        string underlying = words[random.NextInt32(words.Length)];
        var options = new List<OptionRow>();
        var futures = new List<FutureRow>();
        int count = 1 + random.NextInt32(8);
        for (int i = 0; i < count; i++)
        {
            options.Add(new OptionRow(
                Contract(ContractKind.Option, i), Quote(), Any(0), Any(0), Any(0),
                new VendorGreeks(Any(1e-9) / 10, Signed(), Signed(), Signed(), Signed(), Signed()), Any(1e-9),
                random.NextInt32(2) == 0 ? null : words[random.NextInt32(words.Length)], options.Count + 2));
        }
        for (int i = 0; i < random.NextInt32(3); i++)
            futures.Add(new FutureRow(Contract(i == 0 ? ContractKind.Perpetual : ContractKind.Future, 100 + i), Quote(), Any(0), Any(0), options.Count + futures.Count + 2));
        double spot = Any(1e-6);
        return new MarketSnapshot
        {
            Underlying = underlying,
            Source = "made",
            AsOf = at,
            QuoteDate = DateOnly.FromDateTime(at.ToUtc()).AddDays(-random.NextInt32(2)),
            Spot = spot,
            SpotSource = double.IsNaN(spot) ? "none" : words[random.NextInt32(words.Length)],
            Options = options,
            Futures = futures,
            Rows = options.Count + futures.Count,
        };

        double Any(double least) => random.NextInt32(4) == 0 ? double.NaN : least + Math.Exp(20 * random.NextDouble() - 12);

        double Signed() => (random.NextInt32(2) == 0 ? 1 : -1) * Any(0);

        Quote Quote() => new(Any(1e-9), Any(1e-9), Any(0), Any(0), random.NextInt32(2) == 0 ? default : new Instant(at.UnixNanoseconds - random.NextInt32(int.MaxValue)));

        Contract Contract(ContractKind kind, int i)
        {
            var expiry = new Instant(at.UnixNanoseconds + (long)(random.NextDouble() * 1e17));
            bool isOption = kind == ContractKind.Option;
            return new Contract
            {
                Id = new ContractId(words[random.NextInt32(words.Length)], $"{words[random.NextInt32(words.Length)]}{i}"),
                Kind = kind,
                Underlying = underlying,
                Root = words[random.NextInt32(words.Length)],
                Style = (PayoffStyle)random.NextInt32(2),
                Multiplier = 0.001 + 100 * random.NextDouble(),
                SettlementCurrency = words[random.NextInt32(words.Length)],
                PriceTick = (1 + random.NextInt32(50)) * 0.0001m,
                LotSize = (1 + random.NextInt32(50)) * 0.1m,
                Type = isOption ? (OptionType)random.NextInt32(2) : OptionType.Call,
                Strike = isOption ? 1 + 1e5 * random.NextDouble() : 0,
                Expiry = kind == ContractKind.Perpetual ? Instant.Never : expiry,
                ListedExpiry = kind == ContractKind.Perpetual ? default : DateOnly.FromDateTime(expiry.ToUtc()).AddDays(random.NextInt32(2)),
                Exercise = (ExerciseStyle)random.NextInt32(2),
                SettlementWindow = random.NextInt32(2) == 0 ? Duration.Zero : Duration.FromSeconds(1800),
            };
        }
    }
}
