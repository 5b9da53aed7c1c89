using System.Globalization;
using System.Text;
using Poise.Flow;

namespace Poise.App;

/// <summary>A thinkorswim chart study in thinkScript: horizontal lines with a bubble each at the last bar, the transition zone shaded.</summary>
internal static class ThinkScriptStudy
{
    public static string Of(FlowView view, IReadOnlyList<LevelLine> lines)
    {
        var text = new StringBuilder();
        foreach (string line in LevelsText.About(view))
            text.AppendLine(CultureInfo.InvariantCulture, $"# {OneLine(line)}");
        text.AppendLine();
        text.AppendLine("declare upper;");
        text.AppendLine();
        if (view.OnHedge is not null)
        {
            text.AppendLine("input prices = {default underlying, hedge};");
            text.AppendLine("def isHedge = prices == prices.hedge;");
        }
        text.AppendLine("input names = yes;");
        text.AppendLine("def isLast = !IsNaN(close) and IsNaN(close[-1]);");
        foreach (LevelLine line in lines)
        {
            string variable = LevelsText.Variable(line.Name), price = LevelsText.Number(line.Price);
            (byte red, byte green, byte blue) = LevelsText.Colour(line.Kind);
            string colour = $"CreateColor({red}, {green}, {blue})", style = line.Kind is "zero-gamma" ? "LONG_DASH" : line.Kind is "call-wall" or "put-wall" ? "FIRM" : "SHORT_DASH";
            text.AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture, $"plot {variable} = {(line.OnHedge is double other ? $"if isHedge then {LevelsText.Number(other)} else {price}" : price)};");
            text.AppendLine(CultureInfo.InvariantCulture, $"{variable}.SetDefaultColor({colour});");
            text.AppendLine(CultureInfo.InvariantCulture, $"{variable}.SetStyle(Curve.{style});");
            text.AppendLine(CultureInfo.InvariantCulture, $"AddChartBubble(names and isLast, {variable}, \"{line.Name}\", {colour}, {(line.Kind.EndsWith("-low", StringComparison.Ordinal) || line.Kind == "put-wall" ? "no" : "yes")});");
        }
        if (view.Levels.TransitionZone is not null)
        {
            (byte red, byte green, byte blue) = LevelsText.Colour("transition-low");
            text.AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture, $"AddCloud(transitionLow, transitionHigh, CreateColor({red}, {green}, {blue}), CreateColor({red}, {green}, {blue}));");
        }
        return text.ToString();
    }

    private static string OneLine(string text) => string.Concat(text.Select(static c => char.IsControl(c) ? ' ' : c));
}
