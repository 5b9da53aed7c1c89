using System.Globalization;
using System.Text;
using Poise.Domain;
using Poise.Venues;

namespace Poise.Edge.Tests;

public sealed class NumbersTests
{
    /// <summary>The fast path gives the same bits as the framework's parser, for every number of digits and place of the point.</summary>
    [Fact]
    public void NumbersAreCorrectlyRounded()
    {
        var random = new SeededRandom(11);
        Span<byte> bytes = stackalloc byte[64];
        for (int i = 0; i < 200_000; i++)
        {
            var text = new StringBuilder(random.NextInt32(3) == 0 ? "-" : "");
            int digits = 1 + random.NextInt32(20), point = random.NextInt32(digits + 4);
            for (int d = 0; d < digits; d++)
                text.Append(d == point ? "." : "").Append((char)('0' + random.NextInt32(10)));
            if (random.NextInt32(8) == 0)
                text.Append("E").Append(random.NextInt32(2) == 0 ? "-" : "+").Append(random.NextInt32(30));
            string number = text.ToString();
            int length = Encoding.ASCII.GetBytes(number, bytes);
            Assert.True(Numbers.TryRead(bytes[..length], out double read), number);
            Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(number, CultureInfo.InvariantCulture)), BitConverter.DoubleToInt64Bits(read));
        }
    }

    [Theory]
    [InlineData("1,234.5", 1234.5)]
    [InlineData("-1,234,567", -1_234_567)]
    [InlineData("+7", 7)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5)]
    [InlineData("2.0000000000000002E-5", 2.0000000000000002E-5)]
    public void TheseAreNumbers(string text, double value)
    {
        Assert.True(Numbers.TryRead(Encoding.ASCII.GetBytes(text), out double read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("nan")]
    [InlineData("Infinity")]
    [InlineData("-inf")]
    [InlineData("1e400")]
    [InlineData("12,34")]
    [InlineData("1,2345")]
    [InlineData(",123")]
    [InlineData("1.234,5")]
    [InlineData("0x10")]
    [InlineData("1 2")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("--1")]
    [InlineData("1e")]
    [InlineData("N/A")]
    public void TheseAreNot(string text)
    {
        Assert.False(Numbers.TryRead(Encoding.ASCII.GetBytes(text), out double read));
        Assert.True(double.IsNaN(read));
    }

    [Theory]
    [InlineData("2026-01-30T08:00:00Z", "2026-01-30T08:00:00Z", true)]
    [InlineData("2026-01-30 08:00", "2026-01-30T08:00:00Z", false)]
    [InlineData("2025-12-30T17:31:15.944181+00:00", "2025-12-30T17:31:15.944181Z", true)]
    [InlineData("2026-01-30T08:00:00-0500", "2026-01-30T13:00:00Z", true)]
    [InlineData("2026-01-30T00:30:00.5+05:30", "2026-01-29T19:00:00.5Z", true)]
    public void StampsAreInstants(string text, string instant, bool hasZone)
    {
        Assert.True(Stamps.TryRead(Encoding.ASCII.GetBytes(text), out Instant at, out bool zoned));
        Assert.Equal((instant, hasZone), (at.ToString(), zoned));
    }

    [Theory]
    [InlineData("2026-02-29T08:00:00Z")]
    [InlineData("2026-01-30T24:00:00Z")]
    [InlineData("2026-01-30T08:60:00Z")]
    [InlineData("2026-01-30T08:00:00+15:00")]
    [InlineData("2026-01-30T8:00:00Z")]
    [InlineData("2026-01-30")]
    [InlineData("30/01/2026 08:00:00")]
    public void TheseAreNoStamps(string text) => Assert.False(Stamps.TryRead(Encoding.ASCII.GetBytes(text), out _, out _));
}
