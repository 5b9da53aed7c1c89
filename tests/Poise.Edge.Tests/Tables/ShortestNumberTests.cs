using System.Globalization;
using System.Text;
using Poise.App;

namespace Poise.Edge.Tests;

/// <summary>
/// Numbers read back to the same bits, no shorter text does, and the text is .NET's own, which is made by another algorithm; but for a few
/// powers of two whose text from .NET reads back as their neighbour.
/// </summary>
public class ShortestNumberTests
{
    [Fact]
    public void Doubles_of_any_bits()
    {
        var random = new Random(20260302);
        for (int i = 0; i < 400_000; i++)
        {
            double number = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (double.IsFinite(number))
                Holds(number);
        }
    }

    [Fact]
    public void Doubles_of_a_trade()
    {
        var random = new Random(7);
        for (int i = 0; i < 200_000; i++)
        {
            double number = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, 19));
            Holds(number);
            Holds(Math.Round(number, random.Next(0, 9)));
            Holds(Math.Floor(number));
        }
    }

    [Fact]
    public void Every_power_of_two_and_of_ten_and_their_neighbours()
    {
        for (int power = -1074; power <= 1023; power++)
            Around(Math.ScaleB(1, power));
        for (int power = -323; power <= 308; power++)
        {
            Around(double.Parse($"1e{power}", CultureInfo.InvariantCulture));
            Around(double.Parse($"9.5e{power - 1}", CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(1.0, "1")]
    [InlineData(-100.5, "-100.5")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e15, "1000000000000000")]
    [InlineData(1e17, "1E+17")]
    [InlineData(123456789012345678.0, "1.2345678901234568E+17")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1E-05")]
    [InlineData(5e-324, "5E-324")]
    [InlineData(double.MaxValue, "1.7976931348623157E+308")]
    [InlineData(9007199254740993.0, "9007199254740992")]
    [InlineData(2.2250738585072014e-308, "2.2250738585072014E-308")]
    public void Typed_numbers(double number, string text)
    {
        Assert.Equal(text, Written(number));
        Holds(number);
    }

    private static void Around(double number)
    {
        Holds(number);
        Holds(-number);
        Holds(Math.BitIncrement(number));
        Holds(Math.BitDecrement(number));
    }

    private static void Holds(double number)
    {
        if (!double.IsFinite(number))
            return;
        string text = Written(number);
        if (!IsRead(text, number))
            Assert.Fail($"{text} for {number:E17} does not read back");
        string other = number.ToString(CultureInfo.InvariantCulture);
        if (text == other)
            return;
        int digits = text.Split('E')[0].Count(char.IsAsciiDigit);
        if (IsRead(other, number) || IsRead(number.ToString($"E{digits - 2}", CultureInfo.InvariantCulture), number))
            Assert.Fail($"{text} for {other}");
        Assert.Equal(0, BitConverter.DoubleToInt64Bits(number) & ((1L << 52) - 1));
    }

    private static bool IsRead(string text, double number) =>
        BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)) == BitConverter.DoubleToInt64Bits(number);

    private static string Written(double number)
    {
        Span<byte> room = stackalloc byte[ShortestNumber.Longest];
        return Encoding.ASCII.GetString(room[..ShortestNumber.Write(number, room)]);
    }
}
