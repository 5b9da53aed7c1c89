using System.Globalization;
using System.Text;
using Poise.Domain;
using Poise.Pricing;

namespace Poise.Edge.Tests;

/// <summary>What <c>poise price</c> answers is what the library says of each row, to the bit.</summary>
public sealed class PriceTableTests : IDisposable
{
    private static readonly string[] Greeks = ["price", "delta", "gamma", "vega", "theta", "rho", "vanna", "volga", "charm", "speed", "zomma", "color"];

    private readonly TableFolder _tables = new();

    public void Dispose() => _tables.Dispose();

    [Fact]
    public void Rows_by_spot()
    {
        var random = new Random(1);
        var table = new StringBuilder("type,S,K,T,r,q,vol\n");
        var expected = new List<OptionGreeks>();
        for (int i = 0; i < 5000; i++)
        {
            OptionType type = i % 3 == 0 ? OptionType.Put : OptionType.Call;
            double spot = 50 + 100 * random.NextDouble(), strike = 50 + 100 * random.NextDouble(), years = 3 * random.NextDouble(), rate = 0.1 * random.NextDouble() - 0.02, yield = 0.05 * random.NextDouble(), vol = 0.01 + random.NextDouble();
            table.AppendLine(CultureInfo.InvariantCulture, $"{Word(type)},{spot:R},{strike:R},{years:R},{rate:R},{yield:R},{vol:R}");
            expected.Add(Black76.Evaluate(type, spot, strike, years, rate, yield, vol));
        }
        Answered answer = _tables.Ask("price", table.ToString());
        Assert.Equal("", answer.Told);
        Assert.Equal([.. Greeks, "status"], answer.Names);
        Same(expected, answer);
    }

    [Fact]
    public void Rows_by_forward_have_greeks_by_the_forward()
    {
        var random = new Random(2);
        var table = new StringBuilder("F,DF,K,T,vol,type\n");
        var expected = new List<OptionGreeks>();
        for (int i = 0; i < 2500; i++)
        {
            OptionType type = i % 2 == 0 ? OptionType.Put : OptionType.Call;
            double forward = 50 + 100 * random.NextDouble(), strike = 50 + 100 * random.NextDouble(), years = 0.01 + 3 * random.NextDouble(), discount = 0.9 + 0.2 * random.NextDouble(), vol = 0.01 + random.NextDouble();
            table.AppendLine(CultureInfo.InvariantCulture, $"{forward:R},{discount:R},{strike:R},{years:R},{vol:R},{Word(type)}");
            expected.Add(Black76.EvaluateForward(type, forward, strike, years, discount, vol));

            // The same by another way: a spot of F whose rate and yield are both -ln(DF) / T. Only rho differs, which there holds the yield.
            double carry = -Math.Log(discount) / years;
            OptionGreeks bySpot = Black76.Evaluate(type, forward, strike, years, carry, carry, vol);
            Assert.Equal(bySpot.Price, expected[i].Price, 1e-11);
            Assert.Equal(bySpot.Delta, expected[i].Delta, 1e-12);
            Assert.Equal(bySpot.Theta, expected[i].Theta, 1e-9);
            Assert.Equal(-years * bySpot.Price, expected[i].Rho, 1e-10);
        }
        Same(expected, _tables.Ask("price", table.ToString()));
    }

    [Fact]
    public void Zero_has_no_sign_and_formats_may_be_in_capitals()
    {
        string[] ask = ["price", "--type", "put", "--S", "90", "--K", "100", "--T", "0", "--r", "0", "--q", "0", "--vol", "0.2", "--format"];
        Assert.True(double.IsNegative(Black76.Evaluate(OptionType.Put, 90, 100, 0, 0, 0, 0.2).Rho));
        foreach (string format in (string[])["csv", "CSV", "json", "JSON"])
        {
            (int code, string output, string error) = TableFolder.Run([.. ask, format]);
            Assert.Equal((0, ""), (code, error));
            Assert.Equal(format.ToLowerInvariant() == "json", output.StartsWith('{'));
            Assert.DoesNotMatch("-0[,}]", output);
        }
    }

    [Fact]
    public void A_table_for_people_says_what_greeks_are_by()
    {
        string one = Shown("--type", "call", "--F", "100", "--DF", "1", "--K", "95", "--T", "0.5", "--vol", "0.3");
        Assert.All(["dV/dF", "d2V/dF2", "d(gamma)/dF"], unit => Assert.Contains(unit, one, StringComparison.Ordinal));
        Assert.DoesNotContain("/dS", one, StringComparison.Ordinal);
        Assert.Contains("d2V/dS2", Shown("--type", "call", "--S", "100", "--r", "0", "--q", "0", "--K", "95", "--T", "0.5", "--vol", "0.3"), StringComparison.Ordinal);

        const string names = "type,S,r,q,F,DF,K,T,vol\n", spot = "call,100,0,0,,,95,0.5,0.3\n", forward = "call,,,,100,1,95,0.5,0.3\n", bad = "call,,,,x,1,95,0.5,0.3\n";
        string both = Shown(_tables.Write("both.csv", names + spot + forward + bad));
        Assert.Equal(["S", "F", "-"], both.Split('\n').Select(l => l.Split('│', StringSplitOptions.TrimEntries)).Where(c => c[0] is "1" or "2" or "3").Select(c => c[^2]));
        Assert.Contains("greeks are by the forward F", Shown(_tables.Write("forward.csv", names + forward + bad)), StringComparison.Ordinal);
        Assert.DoesNotContain("greeks", Shown(_tables.Write("spot.csv", names + spot)), StringComparison.Ordinal);
        Assert.DoesNotContain("greeks", TableFolder.Run("iv", _tables.Write("iv.csv", "type,F,K,T,price\ncall,100,95,0.5,10\n"), "--format", "table").Output, StringComparison.Ordinal);

        static string Shown(params string[] arguments) => TableFolder.Run(["price", .. arguments, "--format", "table"]).Output;
    }

    [Fact]
    public void A_forward_without_a_discount_factor_is_not_discounted_and_the_user_is_told()
    {
        Answered answer = _tables.Ask("price", "F,K,T,vol,type\n100,95,0.5,0.3,put\n");
        Assert.Contains("not discounted", answer.Told, StringComparison.Ordinal);
        Same([Black76.EvaluateForward(OptionType.Put, 100, 95, 0.5, 1, 0.3)], answer);
        string[] one = ["price", "--type", "put", "--F", "100", "--K", "95", "--T", "0.5", "--vol", "0.3"];
        Assert.Equal("poise price: no DF is given: values are not discounted (DF = 1)", TableFolder.Run(one).Error.TrimEnd());
        Assert.Equal("", TableFolder.Run([.. one, "--quiet"]).Error);
        Assert.Equal("", TableFolder.Run([.. one, "--DF", "1"]).Error);
    }

    [Fact]
    public void Inverse_rows_are_in_coin_with_the_dollar_values_greeks()
    {
        Answered answer = _tables.Ask("price", "type,S,K,T,r,q,F,DF,vol,style\ncall,100000,90000,0.1,0.03,0.01,,,0.6,inverse\nput,,110000,0.1,,,101000,0.99,0.7,INVERSE\ncall,100000,90000,0.1,0.03,0.01,,,0.6,linear\ncall,100000,90000,0.1,0.03,0.01,,,0.6,\n");
        OptionGreeks bySpot = Black76.Evaluate(OptionType.Call, 100000, 90000, 0.1, 0.03, 0.01, 0.6);
        OptionGreeks byForward = Black76.EvaluateForward(OptionType.Put, 101000, 110000, 0.1, 0.99, 0.7);
        Same([bySpot with { Price = bySpot.Price / 100000 }, byForward with { Price = byForward.Price / 101000 }, bySpot, bySpot], answer);
        Assert.Equal(bySpot.Delta - bySpot.Price / 100000, answer.Number(0, "netDelta"));
        Assert.Equal(byForward.Delta - byForward.Price / 101000, answer.Number(1, "netDelta"));
        Assert.True(answer.Number(1, "netDelta") < byForward.Delta && byForward.Delta < 0, "a put in coin has a delta further below zero");
        Assert.Equal(("", ""), (answer[2, "netDelta"], answer[3, "netDelta"]));
    }

    [Fact]
    public void At_expiry_and_without_vol_there_are_limits()
    {
        Answered answer = _tables.Ask("price", "type,S,K,T,r,q,vol\ncall,100,90,0,0.05,0,0.2\nput,100,90,0,0.05,0,0.2\nput,80,90,0.5,0,0,0\n");
        Assert.Equal((10, 0, 10), (answer.Number(0, "price"), answer.Number(1, "price"), answer.Number(2, "price")));
        Assert.Equal((1, -1), (answer.Number(0, "delta"), answer.Number(2, "delta")));
        Assert.All(answer.Statuses, s => Assert.Equal("ok", s));
    }

    [Fact]
    public void The_reference_table_of_greeks()
    {
        string[] lines = [.. File.ReadLines(Reference("bs_greeks_mpmath.csv"))];
        Answered answer = _tables.Ask("price", string.Join('\n', lines) + "\n");
        Assert.Equal(lines.Length - 1, answer.Rows);
        string[] names = lines[0].Split(',');
        for (int row = 0; row < answer.Rows; row++)
        {
            double[] exact = [.. lines[row + 1].Split(',')[1..].Select(Number)];
            double spot = exact[0], years = exact[2], forward = spot * Math.Exp((exact[3] - exact[4]) * years);
            foreach (string name in Greeks[..^1])
            {
                double expected = exact[Array.IndexOf(names, name) - 1];
                double allowed = name switch { "price" => 1e-15 * forward, "delta" => 1e-15, "theta" => 1e-15 * spot + 2e-15 * Math.Abs(expected), "rho" => 1e-15 * Math.Max(spot * years, Math.Abs(expected)), _ => 2e-14 * Math.Abs(expected) };
                Assert.True(Math.Abs(answer.Number(row, name) - expected) <= allowed + 1e-300, $"row {row + 1}: {name} {answer[row, name]} for {expected:R}");
            }
        }
    }

    [Fact]
    public void Haugs_prices()
    {
        string[] lines = [.. File.ReadLines(Reference("european_haug.csv"))];
        Answered answer = _tables.Ask("price", string.Join('\n', lines) + "\n");
        for (int row = 0; row < answer.Rows; row++)
        {
            double[] exact = [.. lines[row + 1].Split(',')[1..].Select(Number)];
            Assert.Equal(exact[6], answer.Number(row, "price"), exact[7]);
            Assert.Equal(exact[8], answer.Number(row, "price"), 1e-15 * exact[0]);
        }
    }

    [Fact]
    public void Every_format_holds_the_same_numbers_and_a_lone_option_too()
    {
        string file = _tables.Write("one.csv", "type,S,K,T,r,q,vol\ncall,100,95,0.5,0.02,0.01,0.3\n");
        OptionGreeks exact = Black76.Evaluate(OptionType.Call, 100, 95, 0.5, 0.02, 0.01, 0.3);
        Same([exact], new Answered(TableFolder.Run("price", file, "--format", "csv").Output, ""));
        System.Text.Json.JsonElement rows = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(TableFolder.Run("price", file, "--format", "json").Output);
        Assert.Equal((1, exact.Color, "ok"), (rows.GetArrayLength(), rows[0].GetProperty("color").GetDouble(), rows[0].GetProperty("status").GetString()));
        (int code, string output, string error) = TableFolder.Run("price", "--type", "call", "--S", "100", "--K", "95", "--T", "0.5", "--r", "0.02", "--q", "0.01", "--vol", "0.3", "--format", "json");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(rows[0].GetRawText(), output.TrimEnd());
        string table = TableFolder.Run("price", file, "--format", "table").Output;
        Assert.Contains(exact.Price.ToString("G7", CultureInfo.InvariantCulture), table, StringComparison.Ordinal);
        Assert.Contains((exact.Theta / 365).ToString("G7", CultureInfo.InvariantCulture), table, StringComparison.Ordinal);
        Assert.Contains((exact.Vega / 100).ToString("G7", CultureInfo.InvariantCulture), table, StringComparison.Ordinal);
    }

    internal static string Reference(string name)
    {
        string file = Path.Combine(Repository.Root, "..", "shared", "reference", name);
        if (!File.Exists(file))
            Assert.Skip($"../shared/reference/{name} is not here: the twin on generated rows has run");
        return file;
    }

    internal static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Word(OptionType type) => type == OptionType.Call ? "call" : "P";

    private static void Same(IReadOnlyList<OptionGreeks> expected, Answered answer)
    {
        Assert.Equal(expected.Count, answer.Rows);
        for (int row = 0; row < expected.Count; row++)
        {
            OptionGreeks e = expected[row];
            double[] numbers = [.. Greeks.Select(g => answer.Number(row, g))];
            Assert.Equal([e.Price, e.Delta, e.Gamma, e.Vega, e.Theta, e.Rho, e.Vanna, e.Volga, e.Charm, e.Speed, e.Zomma, e.Color], numbers);
            Assert.Equal("ok", answer[row, "status"]);
        }
    }
}
