using System.Text;
using Poise.Domain;
using Poise.Venues;
using static Poise.Edge.Tests.SourceFixture;

namespace Poise.Edge.Tests;

/// <summary>Seeded damage to every format: a reader always answers, and its counts always add up.</summary>
public sealed class FuzzTests
{
    private const int Rounds = 1500;

    public static TheoryData<int> Sources => [.. Enumerable.Range(0, All.Count())];

    [Theory]
    [MemberData(nameof(Sources))]
    public void DamagedBytesGetAnAnswer(int source)
    {
        (string reader, string text) = All.ElementAt(source);
        byte[] whole = Encoding.UTF8.GetBytes(text);
        var random = new SeededRandom(20_260_101).Split(reader + source);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] bytes = (byte[])whole.Clone();
            int flips = 1 + random.NextInt32(12);
            for (int i = 0; i < flips; i++)
                bytes[random.NextInt32(bytes.Length)] = random.NextInt32(3) == 0 ? (byte)"0,\"-e.\n{}[]:\\"[random.NextInt32(13)] : (byte)random.NextInt32(256);
            if (random.NextInt32(3) == 0)
                bytes = bytes[..random.NextInt32(bytes.Length + 1)];
            if (random.NextInt32(4) == 0)
            {
                int at = random.NextInt32(bytes.Length + 1), length = random.NextInt32(bytes.Length - at + 1);
                bytes = [.. bytes[..at], .. bytes.AsSpan(at, length), .. bytes.AsSpan(at, length), .. bytes.AsSpan(at + length)];
            }
            // Every reader, for damage may change by whom a source is recognised.
            foreach (ISourceReader any in Readers)
            {
                any.Recognises(bytes);
                Check(any.Read(bytes, ReadingOptions.None));
            }
            UnknownSource.Explain(bytes);
        }
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void ShuffledLinesGiveTheSameContracts(int source)
    {
        (string reader, string text) = All.ElementAt(source);
        if (reader.EndsWith("json", StringComparison.Ordinal))
            return;
        string[] lines = text.TrimEnd('\n').Split('\n');
        int first = reader == "cboe-csv" ? 4 : 1;
        string[] before = Describe(Read(reader, text));
        var random = new SeededRandom(7).Split(reader + source);
        for (int round = 0; round < 50; round++)
        {
            for (int i = lines.Length - 1; i > first; i--)
            {
                int j = first + random.NextInt32(i - first + 1);
                (lines[i], lines[j]) = (lines[j], lines[i]);
            }
            Assert.Equal(before, Describe(Read(reader, string.Join('\n', lines) + "\n")));
        }
    }

    private static string[] Describe(Reading reading) =>
    [
        .. reading.Snapshots.SelectMany(s => s.Options.Select(row => $"{s.Underlying} {s.AsOf} {s.Spot} {row with { Line = 0 }}")
            .Concat(s.Futures.Select(row => $"{s.Underlying} {s.AsOf} {s.Spot} {row with { Line = 0 }}"))).Order(StringComparer.Ordinal),
    ];

    private static void Check(Reading reading)
    {
        Assert.Equal(reading.Snapshots.Count == 0, reading.Failure is not null);
        if (reading.Failure is not null)
        {
            Assert.NotEmpty(reading.Failure.Reason);
            return;
        }
        foreach (MarketSnapshot read in reading.Snapshots)
        {
            Assert.True(read.AsOf.IsKnown);
            Assert.Equal(read.Rows, read.Options.Count + read.Futures.Count + read.RefusedCount);
            Assert.True(read.Options.Count + read.Futures.Count > 0);
            Assert.Equal(double.IsNaN(read.Spot), read.SpotSource == "none");
            Assert.Equal(read.Options.Count, read.Options.Select(row => row.Contract.Id).Distinct().Count());
            foreach (OptionRow row in read.Options)
            {
                Assert.True(row.Contract.Strike > 0 && row.Contract.Expiry.IsKnown && row.Contract.Multiplier > 0);
                Assert.False(row.Quote.Bid <= 0 || row.Quote.Ask <= 0 || row.OpenInterest < 0 || row.Vendor.Vol <= 0);
                Assert.False(double.IsInfinity(row.Quote.Bid + row.Quote.Ask + row.OpenInterest + row.Vendor.Vol + row.Vendor.Gamma + row.Vendor.Delta));
            }
        }
    }
}
