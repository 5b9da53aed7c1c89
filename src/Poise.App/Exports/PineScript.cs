using System.Globalization;
using System.Text;
using Poise.Flow;

namespace Poise.App;

/// <summary>A TradingView indicator in Pine Script v6: horizontal lines with their names, the transition zone shaded.</summary>
internal static class PineScript
{
    public static string Of(FlowView view, IReadOnlyList<LevelLine> lines)
    {
        var text = new StringBuilder();
        text.AppendLine("//@version=6");
        foreach (string line in LevelsText.About(view))
            text.AppendLine(CultureInfo.InvariantCulture, $"// {OneLine(line)}");
        string underlying = Quoted(view.Underlying);
        text.AppendLine(CultureInfo.InvariantCulture, $"indicator({Quoted($"{view.Underlying} dealer levels {view.AsOf}")}, {Quoted($"{view.Underlying} levels")}, overlay = true)");
        text.AppendLine();
        if (view.OnHedge is HedgeLevelsView hedge)
        {
            string instrument = Quoted(hedge.Instrument);
            text.AppendLine(CultureInfo.InvariantCulture, $"prices = input.string({underlying}, \"Prices of\", options = [{underlying}, {instrument}])");
            text.AppendLine(CultureInfo.InvariantCulture, $"isHedge = prices == {instrument}");
        }
        text.AppendLine("isNamed = input.bool(true, \"Names beside the lines\")");
        text.AppendLine();
        foreach (LevelLine line in lines)
        {
            string price = LevelsText.Number(line.Price);
            text.AppendLine(CultureInfo.InvariantCulture, $"float {LevelsText.Variable(line.Name)} = {(line.OnHedge is double other ? $"isHedge ? {LevelsText.Number(other)} : {price}" : price)}");
        }
        text.AppendLine();
        foreach (LevelLine line in lines)
        {
            string variable = LevelsText.Variable(line.Name), style = line.Kind is "zero-gamma" ? "hline.style_dashed" : line.Kind is "call-wall" or "put-wall" ? "hline.style_solid" : "hline.style_dotted";
            text.AppendLine(CultureInfo.InvariantCulture, $"{variable}Line = hline({variable}, {Quoted(line.Name)}, {Colour(line)}, {style}, {(line.Kind is "zero-gamma" or "call-wall" or "put-wall" ? 2 : 1)})");
        }
        if (view.Levels.TransitionZone is not null)
            text.AppendLine(CultureInfo.InvariantCulture, $"fill(transitionLowLine, transitionHighLine, color.new({Colour(lines[0])}, 88), \"transition zone\")");
        text.AppendLine();
        text.AppendLine("mark(float price, string name, color ink) =>");
        text.AppendLine("    label.new(bar_index, price, name + \" \" + str.tostring(price, format.mintick), style = label.style_label_left, color = color.new(ink, 100), textcolor = ink)");
        text.AppendLine();
        text.AppendLine("var marks = array.new<label>()");
        text.AppendLine("if barstate.islast and isNamed");
        text.AppendLine("    while marks.size() > 0");
        text.AppendLine("        label.delete(marks.pop())");
        foreach (LevelLine line in lines)
            text.AppendLine(CultureInfo.InvariantCulture, $"    marks.push(mark({LevelsText.Variable(line.Name)}, {Quoted(line.Name)}, {Colour(line)}))");
        return text.ToString();
    }

    private static string Colour(LevelLine line)
    {
        (byte red, byte green, byte blue) = LevelsText.Colour(line.Kind);
        return $"#{red:x2}{green:x2}{blue:x2}";
    }

    private static string Quoted(string text) => $"\"{OneLine(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string OneLine(string text) => string.Concat(text.Select(static c => char.IsControl(c) ? ' ' : c));
}
