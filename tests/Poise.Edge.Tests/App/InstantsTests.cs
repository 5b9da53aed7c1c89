using Poise.App;
using Poise.Domain;

namespace Poise.Edge.Tests;

/// <summary>What is printed of an instant is that instant.</summary>
public sealed class InstantsTests
{
    [Fact]
    public void A_printed_instant_reads_back_to_the_nanosecond()
    {
        var random = new SeededRandom(9);
        for (int i = 0; i < 2000; i++)
        {
            long step = (long)Math.Pow(10, random.NextInt32(10));
            var at = new Instant((long)(random.NextUInt64() % 7_000_000_000_000_000_000) / step * step);
            Assert.Equal(at, Instants.ParseOption("--at", at.ToString()));
        }
        Assert.Equal("2026-03-02T15:00:00Z", Instant.FromUtc(2026, 3, 2, 15).ToString());
        Assert.Equal("2026-03-02T15:00:00.000000001Z", (Instant.FromUtc(2026, 3, 2, 15) + new Duration(1)).ToString());
        Assert.Equal("1969-12-31T23:59:59.999999999Z", new Instant(-1).ToString());
        Assert.Equal(Instant.FromUtc(2026, 3, 2, 20) + new Duration(999_999_999), Instants.ParseOption("--at", "2026-03-02T15:00:00.999999999-05:00"));
    }

    [Theory]
    [InlineData("2026-03-02T15:00:00.Z")]
    [InlineData("2026-03-02T15:00:00.1234567890Z")]
    [InlineData("2026-03-02T15:00:00.5")]
    public void What_is_no_instant_is_refused(string text) => Assert.Throws<BadInputException>(() => Instants.ParseOption("--at", text));
}
