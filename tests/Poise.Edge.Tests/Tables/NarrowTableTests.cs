using System.Globalization;
using System.Text;
using Poise.App;
using Poise.Flow;
using Spectre.Console;

namespace Poise.Edge.Tests;

/// <summary>Tables for people on terminals of any width: no number is broken, and what there is no room for is named.</summary>
public sealed class NarrowTableTests
{
    private static readonly string[] Titles = ["price", "delta", "gamma", "vega", "theta", "rho", "net"];
    private static readonly string[] Names = ["price", "delta", "gamma", "vega", "theta", "rho", "netDelta"];

    [Theory]
    [InlineData(40, 2)]
    [InlineData(60, 4)]
    [InlineData(80, 5)]
    [InlineData(100, 7)]
    [InlineData(200, 7)]
    public void No_number_is_broken_and_columns_without_room_are_named(int width, int least)
    {
        (_, string csv, string told) = TableFolder.Run("price", Path.Combine(Repository.Root, "samples", "options.csv"), "--format", "csv");
        var answer = new Answered(csv, told);
        string[] by = [.. csv.Split('\n')[..^1].Select((line, i) => i == 0 ? line.Replace(",status", ",by,status", StringComparison.Ordinal) : line.Replace(",ok", ",S,ok", StringComparison.Ordinal))];
        string[] lines = Drawn(width, console => AnswerTables.Write(Encoding.UTF8.GetBytes(string.Join('\n', by) + "\n"), answer.Rows, console));
        Assert.All(lines, line => Assert.True(line.TrimEnd().Length <= width, line));

        string[][] cells = [.. lines.Where(l => l.Contains('│', StringComparison.Ordinal)).Select(l => l.Split('│', StringSplitOptions.TrimEntries))];
        string[] shown = cells[0][1..^1];
        Assert.True(shown.Length >= least, string.Join(' ', shown));
        Assert.Equal(Titles.Where(t => shown.Any(s => s.StartsWith(t, StringComparison.Ordinal))), shown.Select(s => s.Split(' ')[0]));
        string[][] rows = [.. cells.SkipWhile(c => c[0] != "1")];
        Assert.Equal(answer.Rows, rows.Length); // a line each
        for (int row = 0; row < rows.Length; row++)
        {
            for (int i = 0; i < shown.Length; i++)
            {
                string name = Names.Single(n => n.StartsWith(shown[i].Split(' ')[0], StringComparison.Ordinal));
                double scale = name switch { "vega" => 0.01, "theta" => 1 / 365.0, _ => 1 };
                double exact = answer.Number(row, name) * scale;
                if (double.IsFinite(exact))
                    Assert.Equal(1, double.Parse(rows[row][i + 1], CultureInfo.InvariantCulture) / exact, name == "price" ? 6e-5 : 6e-4);
                else
                    Assert.Equal("-", rows[row][i + 1]);
            }
        }
        string end = string.Join(' ', lines.SkipWhile(l => !l.StartsWith("and the columns", StringComparison.Ordinal)));
        Assert.All(answer.Names[..^1].Except(Names.Where((_, i) => Array.Exists(shown, s => s.StartsWith(Titles[i], StringComparison.Ordinal)))), name => Assert.Contains(name, end, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(120)]
    [InlineData(200)]
    public void A_flow_table_breaks_no_cell_and_names_the_columns_that_it_has_no_room_for(int width)
    {
        var market = TestChains.Market(0);
        FlowView view = FlowReport.Of(market, FlowDefaults.For(market) with { Liquidity = new(1e9) });
        string[] lines = Drawn(width, console => FlowTable.Write([view], console, "percent", map: false));
        Assert.All(lines.Where(l => l.Contains('\u2502')), l => Assert.True(l.Length <= width, l));
        string[] whole = Drawn(400, console => FlowTable.Write([view], console, "percent", map: false));
        Assert.Equal(whole.Count(l => l.Contains('\u2502')), lines.Count(l => l.Contains('\u2502'))); // no row takes two lines
        Assert.All(view.Flow, f => Assert.Contains(lines, l => l.TrimStart().StartsWith(f.Scenario, StringComparison.Ordinal)));
        string shown = string.Join('\n', lines);
        Assert.All((string[])["unit", "calls", "puts", "rung", "CEX", "of a day", "impact", "charm", "cross", "put wall"], name => Assert.Contains(name, shown, StringComparison.Ordinal));
        Assert.Equal(width > 120, !Array.Exists(lines, l => l.StartsWith("and the columns", StringComparison.Ordinal)));
    }

    [Fact]
    public void One_strike_is_not_called_strikes()
    {
        var market = TestChains.Market(0);
        FlowView view = FlowReport.Of(market, FlowDefaults.For(market));
        view = view with { ByStrike = [view.ByStrike.First(s => s.NetGex is not null)] };
        Assert.Contains(Drawn(120, console => FlowTable.Write([view], console, "percent", map: false)), line => line.StartsWith("the strike of largest net GEX out of 1;", StringComparison.Ordinal));
    }

    private static string[] Drawn(int width, Action<IAnsiConsole> draw)
    {
        using var text = new StringWriter();
        IAnsiConsole console = TerminalOutput.On(text, isTerminal: false);
        console.Profile.Width = width;
        draw(console);
        return text.ToString().Split('\n');
    }
}
