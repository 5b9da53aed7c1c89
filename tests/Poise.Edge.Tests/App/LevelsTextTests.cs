using System.Globalization;
using System.Text.RegularExpressions;
using Poise.App;
using Poise.Domain;
using Poise.Flow;

namespace Poise.Edge.Tests;

/// <summary>Levels as charting platforms read them.</summary>
public class LevelsTextTests
{
    private static readonly FlowView View = Of(TestChains.Market(0));

    /// <summary>The same with a perpetual that trades a hundredth above spot.</summary>
    private static readonly FlowView Hedged = Of(TestChains.Market(0).With(futures: [Perpetual(101_000)]));

    [Fact]
    public void The_csv_has_a_line_a_level_on_both_instruments()
    {
        string[][] rows = [.. LevelsText.Of([Hedged], "csv").TrimEnd().Split(Environment.NewLine).Select(r => r.Split(','))];
        Assert.Equal(["name", "price", "kind", "instrument", "asOf"], rows[0]);
        IReadOnlyList<LevelLine> lines = LevelLines.Of(Hedged);
        Assert.Equal(lines.Select(l => (l.Name, l.Price, l.Kind, "BTC")), rows[1..(lines.Count + 1)].Select(r => (r[0], Number(r[1]), r[2], r[3])));
        Assert.Equal(lines.Select(l => (l.Name, l.OnHedge!.Value, l.Kind, "PERP")), rows[(lines.Count + 1)..].Select(r => (r[0], Number(r[1]), r[2], r[3])));
        Assert.Equal(1.01, Hedged.OnHedge!.Ratio, 1e-12);
        Assert.All(rows[1..], r => Assert.Equal(Hedged.AsOf, r[4]));
        Assert.Equal(lines.Count + 1, LevelsText.Of([View], "csv").TrimEnd().Split(Environment.NewLine).Length);
    }

    /// <summary>The price of every line, on either instrument, reads back to ten figures; every line is drawn and named.</summary>
    [Theory]
    [InlineData("pine", @"^float (\w+) = (?:isHedge \? (\S+) : )?(\S+)$", "{0}Line = hline({0}, \"{1}\", ", "marks.push(mark({0}, \"{1}\", ")]
    [InlineData("thinkscript", @"^plot (\w+) = (?:if isHedge then (\S+) else )?([^;\s]+);$", "{0}.SetStyle(Curve.", "AddChartBubble(names and isLast, {0}, \"{1}\", ")]
    public void The_scripts_hold_every_line(string form, string declaration, string drawn, string named)
    {
        foreach (FlowView view in (FlowView[])[View, Hedged])
        {
            string script = LevelsText.Of([view], form);
            Match[] found = Regex.Matches(script.ReplaceLineEndings("\n"), declaration, RegexOptions.Multiline).ToArray();
            IReadOnlyList<LevelLine> lines = LevelLines.Of(view);
            Assert.Equal(lines.Count, found.Length);
            for (int i = 0; i < lines.Count; i++)
            {
                string variable = found[i].Groups[1].Value;
                Assert.Equal(lines[i].Name.Replace(" ", "", StringComparison.Ordinal), variable, ignoreCase: true);
                Assert.Equal(lines[i].Price, Number(found[i].Groups[3].Value), 1e-9 * lines[i].Price);
                Assert.Equal(lines[i].OnHedge is not null, found[i].Groups[2].Success);
                if (lines[i].OnHedge is double onHedge)
                    Assert.Equal(onHedge, Number(found[i].Groups[2].Value), 1e-9 * onHedge);
                foreach (string part in (string[])[drawn, named])
                    Assert.Contains(string.Format(CultureInfo.InvariantCulture, part, variable, lines[i].Name), script, StringComparison.Ordinal);
            }
            Assert.Equal(view.OnHedge is not null, script.Contains("isHedge", StringComparison.Ordinal));
            Assert.Contains(view.Conventions.Signs, script, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_missing_level_is_told_in_a_comment()
    {
        FlowView view = Of(TestChains.Market(0), SignModel.ShortAll);
        Assert.Contains("// Missing: zeroGamma: one-signed between 0.5 and 1.5 of spot", LevelsText.Of([view], "pine"), StringComparison.Ordinal);
        Assert.DoesNotContain("fill(", LevelsText.Of([view], "pine"), StringComparison.Ordinal);
        Assert.Contains("# Missing: zeroGamma: one-signed between 0.5 and 1.5 of spot", LevelsText.Of([view], "thinkscript"), StringComparison.Ordinal);
        Assert.DoesNotContain("zero-gamma", LevelsText.Of([view], "csv"), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_from_a_file_cannot_leave_their_quotes_or_their_comment()
    {
        string pine = LevelsText.Of([Hedged with { Underlying = "A\"B\\\nC", OnHedge = Hedged.OnHedge! with { Instrument = "P\"\r\n" } }], "pine").ReplaceLineEndings("\n");
        Assert.Contains("prices = input.string(\"A\\\"B\\\\ C\", \"Prices of\", options = [\"A\\\"B\\\\ C\", \"P\\\"  \"])\n", pine, StringComparison.Ordinal);
        string study = LevelsText.Of([Hedged with { Underlying = "A\nplot x = 1;" }], "thinkscript").ReplaceLineEndings("\n");
        Assert.DoesNotContain("\nplot x", study, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_series_the_scripts_draw_the_last_and_the_csv_has_all()
    {
        FlowView later = Of(TestChains.Market(1));
        Assert.Equal(LevelsText.Of([later], "pine"), LevelsText.Of([View, later], "pine"));
        Assert.Equal(2, LevelsText.Of([View, later], "csv").Split(Environment.NewLine).Count(r => r.StartsWith("call wall,", StringComparison.Ordinal)));
        Assert.Contains("one underlying", Assert.Throws<BadInputException>(() => LevelsText.Of([View with { Underlying = "ETH" }, later], "pine")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_level_there_is_no_script_but_a_reason()
    {
        FlowView none = FlowReport.Of(TestChains.Market(0), new FlowSettings { Signs = SignModel.File });
        FlowView bare = none with { DayRange = null };
        foreach (string form in LevelsText.Forms)
            Assert.Contains("zeroGamma: nothing to compute", Assert.Throws<BadInputException>(() => LevelsText.Of([bare], form)).Message, StringComparison.Ordinal);
        Assert.Contains("no level to draw", Assert.Throws<BadInputException>(() => LevelsText.Of([View, bare], "thinkscript")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6413.271608212811, "6413.271608")]
    [InlineData(0.00001234, "0.00001234")]
    [InlineData(123456789.4, "123456789.4")]
    [InlineData(6600, "6600")]
    public void Prices_have_ten_figures_and_no_exponent(double price, string text) => Assert.Equal(text, LevelsText.Number(price));

    private static FlowView Of(MarketSnapshot market, SignModel signs = default) => FlowReport.Of(market, FlowDefaults.For(market) with { Signs = signs });

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static FutureRow Perpetual(double price) => new(
        new Contract
        {
            Id = new ContractId("sim", "PERP"),
            Kind = ContractKind.Perpetual,
            Underlying = "BTC",
            Root = "BTC",
            Expiry = default,
            ListedExpiry = default,
            Multiplier = 10,
            Style = PayoffStyle.Inverse,
        },
        new Quote(price - 1, price + 1, 1, 1, default), price, 0, 1);
}
