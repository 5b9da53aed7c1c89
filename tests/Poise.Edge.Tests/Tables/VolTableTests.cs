using System.Globalization;
using System.Text;
using Poise.Domain;
using Poise.Pricing;

namespace Poise.Edge.Tests;

/// <summary>What <c>poise iv</c> answers is what the library says of each row, to the bit.</summary>
public sealed class VolTableTests : IDisposable
{
    private readonly TableFolder _tables = new();

    public void Dispose() => _tables.Dispose();

    [Fact]
    public void Rows_by_forward()
    {
        var random = new Random(3);
        var table = new StringBuilder("F,K,T,type,price,DF\n");
        var expected = new List<double>();
        for (int i = 0; i < 4000; i++)
        {
            OptionType type = i % 2 == 0 ? OptionType.Put : OptionType.Call;
            double forward = 50 + 100 * random.NextDouble(), strike = forward * (0.7 + 0.6 * random.NextDouble()), years = 0.05 + 3 * random.NextDouble(), discount = 0.9 + 0.1 * random.NextDouble(), vol = 0.1 + random.NextDouble();
            double price = Black76.EvaluateForward(type, forward, strike, years, discount, vol).Price;
            table.AppendLine(CultureInfo.InvariantCulture, $"{forward:R},{strike:R},{years:R},{(type == OptionType.Call ? "C" : "P")},{price:R},{discount:R}");
            expected.Add(ImpliedVol.Solve(type, price, forward, strike, years, discount, out ImpliedVolStatus status));
            Assert.Equal(ImpliedVolStatus.Ok, status);
        }
        Answered answer = _tables.Ask("iv", table.ToString());
        Assert.Equal(["vol", "status"], answer.Names);
        Assert.Equal(expected, Enumerable.Range(0, answer.Rows).Select(i => answer.Number(i, "vol")));
    }

    [Fact]
    public void A_price_of_poise_price_gives_its_vol_back_by_spot_by_forward_and_in_coin()
    {
        string options = Path.Combine(Repository.Root, "samples", "options.csv");
        string[] given = File.ReadAllLines(options);
        int vol = Array.IndexOf(given[0].Split(','), "vol");
        (int code, string priced, _) = TableFolder.Run("price", options, "--echo", "--format", "csv");
        Assert.Equal(0, code);
        // The vols are taken out, so that they cannot be echoed into the answer.
        string table = string.Join('\n', priced.Split('\n').Select(l => string.Join(',', l.Split(',').Where((_, i) => i != vol))));
        Answered answer = _tables.Ask("iv", table);
        Assert.Equal(given.Length - 1, answer.Rows);
        for (int row = 0; row < answer.Rows; row++)
            Assert.Equal(PriceTableTests.Number(given[row + 1].Split(',')[vol]), answer.Number(row, "vol"), 1e-12);
    }

    [Fact]
    public void The_sample_quotes_are_the_sample_options_prices_on_their_ticks()
    {
        var priced = new Answered(TableFolder.Run("price", Path.Combine(Repository.Root, "samples", "options.csv"), "--echo", "--format", "csv").Output, "");
        var found = new Answered(TableFolder.Run("iv", Path.Combine(Repository.Root, "samples", "quotes.csv"), "--echo", "--format", "csv").Output, "");
        Assert.Equal(priced.Rows, found.Rows);
        for (int row = 0; row < priced.Rows; row++)
        {
            Assert.Equal((priced[row, "symbol"], priced[row, "K"], "ok"), (found[row, "symbol"], found[row, "K"], found[row, "status"]));
            Assert.Equal(priced.Number(row, "price"), found.Number(row, "price"), priced[row, "style"] == "inverse" ? 0.00005 : 0.025);
            Assert.Equal(priced.Number(row, "vol"), found.Number(row, "vol"), 0.001);
        }
    }

    [Fact]
    public void A_price_without_a_vol_says_why()
    {
        Answered answer = _tables.Ask("iv", "F,K,T,type,price,DF\n100,90,1,call,9.69,0.97\n100,90,1,call,97,0.97\n100,90,1,call,abc,0.97\n100,90,1,call,,0.97\n0,90,1,call,5,0.97\n100,90,0,call,12,0.97\n100,90,1,call,NaN,0.97\n100,90,1,put,-1,0.97\n100,90,1,call,12,0.97\n");
        Assert.Equal(
            [
                "below-intrinsic", "above-maximum", "not-a-number: price is 'abc'", "not-a-number: price is empty", "not-a-number: F is '0', not a positive number", "not-a-number: T is '0', not a positive number",
                "not-a-number: price is 'NaN'", "below-intrinsic", "ok",
            ],
            answer.Statuses);
        Assert.Equal(8, Enumerable.Range(0, 9).Count(i => answer[i, "vol"].Length == 0));
        Assert.Contains("8 of 9 rows without an answer: 1 above-maximum, 2 below-intrinsic, 5 not-a-number", answer.Told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("below-intrinsic: the price 9.5 is below the intrinsic value 10", "call", "1", "9.5")]
    [InlineData("below-intrinsic: the price -1 is below the intrinsic value 0", "put", "1", "-1")]
    [InlineData("below-intrinsic: the price 9.5 is below the intrinsic value 10", "call", "0.5", "9.5", "--exercise", "american")]
    [InlineData("below-intrinsic: the price 0.05 is below the intrinsic value 0.1", "call", "1", "0.05", "--style", "inverse")]
    [InlineData("above-maximum: no finite vol reaches the price 60: the option is worth less than 50", "call", "0.5", "60")]
    [InlineData("above-maximum: no finite vol reaches the price 90: the option is worth less than 90", "put", "0.5", "90", "--exercise", "american")]
    public void One_price_without_a_vol_says_why_on_standard_error(string says, string type, string discount, string price, params string[] more)
    {
        string[] ask = ["iv", "--type", type, "--F", "100", "--DF", discount, "--K", "90", "--T", "1", "--price", price, .. more];
        (int code, string output, string error) = TableFolder.Run(ask);
        Assert.Equal((0, $"poise iv: no answer: {says}"), (code, error.TrimEnd()));
        Assert.Contains($"\"vol\":null,\"status\":\"{says.Split(':')[0]}\"", output, StringComparison.Ordinal);
        Assert.Equal((0, output, ""), TableFolder.Run([.. ask, "--quiet"]));
    }

    [Fact]
    public void The_reference_table_of_vols()
    {
        string[][] rows = [.. File.ReadLines(PriceTableTests.Reference("implied_vol_mpmath.csv")).Skip(1).Where(l => l.Length > 0).Select(l => l.Split(','))];
        Answered answer = _tables.Ask("iv", "F,K,T,type,price\n" + string.Concat(rows.Select(r => string.Join(',', r[..5]) + "\n")));
        Assert.Equal(rows.Length, answer.Rows);
        for (int i = 0; i < rows.Length; i++)
            Assert.True(Math.Abs(answer.Number(i, "vol") / PriceTableTests.Number(rows[i][5]) - 1) <= 3 * PriceTableTests.Number(rows[i][7]), $"row {i + 1}: {answer[i, "vol"]} for {rows[i][5]}");
    }
}
