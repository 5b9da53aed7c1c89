using System.Text.Json;
using Poise.App;

namespace Poise.Edge.Tests;

/// <summary><c>--depth</c>: an amount, a book, and what is neither.</summary>
public sealed class DepthCliTests : IDisposable
{
    private static readonly string Chain = Path.Combine(Repository.Root, "samples", "chain.csv");

    private readonly string _folder = Directory.CreateTempSubdirectory("poise-depth").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        return (PoiseCommandLine.Run(["flow", Chain, .. arguments], output, error), output.ToString(), error.ToString());
    }

    private string Written(string text)
    {
        string path = Path.Combine(_folder, $"{Directory.GetFiles(_folder).Length}.csv");
        File.WriteAllText(path, text);
        return path;
    }

    [Fact]
    public void A_book_tells_how_far_each_flow_goes_through_it()
    {
        string book = Written("size,side,price\n100,bid,99000\n\n100,ask,101000\n5,bid,98000\n");
        (int code, string output, string error) = Run("--depth", book, "--format", "json");
        Assert.Equal((0, ""), (code, error));
        JsonElement view = JsonSerializer.Deserialize<JsonElement>(output), depth = view.GetProperty("depth");
        Assert.Equal((10_390_000.0, 10_100_000.0), (depth.GetProperty("bids").GetDouble(), depth.GetProperty("asks").GetDouble()));
        foreach (JsonElement flow in view.GetProperty("flow").EnumerateArray().Where(f => f.GetProperty("currency").ValueKind == JsonValueKind.Number))
        {
            double money = flow.GetProperty("currency").GetDouble();
            double? move = money switch { > 10_100_000 or < -10_390_000 => null, > 0 => 0.01, 0 => 0, >= -9_900_000 => -0.01, _ => -0.02 };
            JsonElement said = flow.GetProperty("depthImpact");
            Assert.Equal(move ?? double.NaN, said.ValueKind == JsonValueKind.Null ? double.NaN : said.GetDouble(), 9);
        }
        Assert.Contains("a book of 2 bids and 1 asks round 100000", Run("--depth", book, "--format", "table").Output, StringComparison.Ordinal);
        Assert.Equal(0, Run("--depth", "2e9", "--daily-volume", "1e10").Code);
    }

    [Theory]
    [InlineData("", "line 1: an order book starts with a header")]
    [InlineData("side,price,size\nbid,1,2\nask,x,3\n", "line 3, column 2 (price): \"x\" is not a number above zero")]
    [InlineData("side,price,size\nbid,1,-2\n", "line 2, column 3 (size): \"-2\" is not a number above zero")]
    [InlineData("side,price,size\noffer,1,2\n", "line 2, column 1 (side): \"offer\" is neither bid nor ask")]
    [InlineData("side,price,size\nbid,1\n", "line 2: 2 fields where the header has 3")]
    [InlineData("side,price,size\nbid,1,2\n", "the book has no ask")]
    [InlineData("side,price,size\nbid,2,2\nask,2,2\n", "the best bid 2 is not below the best ask 2")]
    public void A_book_that_cannot_be_is_refused_with_its_place(string text, string said)
    {
        (int code, string output, string error) = Run("--depth", Written(text));
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void An_amount_that_is_none_is_refused()
    {
        foreach (string amount in (string[])["0", "-5", "NaN", "1e30", "nofile.csv"])
            Assert.Equal(2, Run("--depth", amount).Code);
    }
}
