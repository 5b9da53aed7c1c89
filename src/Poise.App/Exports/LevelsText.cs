using System.Globalization;
using Poise.Flow;

namespace Poise.App;

/// <summary>Levels as lines for charting platforms (docs/exports.md).</summary>
internal static class LevelsText
{
    public const string Csv = "csv", Pine = "pine", ThinkScript = "thinkscript";

    public static string[] Forms => [Csv, Pine, ThinkScript];

    /// <param name="views">In their order. The scripts draw the last one, since a chart has one set of lines.</param>
    /// <param name="form">One of <see cref="Forms"/>.</param>
    /// <exception cref="BadInputException">The views are of several underlyings and the form draws one, or there is no level to draw.</exception>
    public static string Of(IReadOnlyList<FlowView> views, string form)
    {
        if (!views.Any(static v => LevelLines.Of(v).Count > 0))
            throw new BadInputException($"no level to draw: {WhyNone(views[^1])}");
        if (form == Csv)
            return LevelsCsv.Of(views);
        FlowView last = views[^1];
        if (views.FirstOrDefault(v => v.Underlying != last.Underlying) is FlowView other)
            throw new BadInputException($"{form} draws the levels of one underlying, here are {other.Underlying} and {last.Underlying}: choose with --underlying");
        IReadOnlyList<LevelLine> lines = LevelLines.Of(last);
        if (lines.Count == 0)
            throw new BadInputException($"no level to draw at {last.AsOf}: {WhyNone(last)}");
        return form == Pine ? PineScript.Of(last, lines) : ThinkScriptStudy.Of(last, lines);
    }

    /// <summary>Where the lines come from and which are missing, for a script's comments.</summary>
    public static IEnumerable<string> About(FlowView view)
    {
        ConventionsView c = view.Conventions;
        yield return $"Dealer levels of {view.Underlying} at {view.AsOf}, spot {Number(view.Spot ?? double.NaN)}, by Poise. They do not move by themselves.";
        yield return $"Signs {c.Signs}; walls {c.Walls}; expiries {c.Expiries}; vols {c.Vols}{(c.Compat is null ? "" : $"; compat {c.Compat}")}.";
        if (view.OnHedge is HedgeLevelsView hedge)
            yield return $"On {hedge.Instrument}: times {Number(hedge.Ratio)} ({hedge.Source}).";
        foreach (string note in view.Notes.Where(IsOfLevels))
            yield return $"Missing: {note}";
    }

    /// <summary>Ten figures and no exponent, which not every platform reads.</summary>
    public static string Number(double price) => !double.IsFinite(price) ? "unknown"
        : Math.Abs(price) is < 1e-15 or > 1e15 ? price.ToString(CultureInfo.InvariantCulture)
        : decimal.Parse(price.ToString("G10", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);

    /// <summary>A variable's name: callWall2 of "call wall 2".</summary>
    public static string Variable(string name)
    {
        string[] words = name.Split(' ');
        return words[0] + string.Concat(words[1..].Select(static w => char.ToUpperInvariant(w[0]) + w[1..]));
    }

    /// <summary>The page's colours: long, short and zero gamma; grey for ranges.</summary>
    public static (byte Red, byte Green, byte Blue) Colour(string kind) => kind switch
    {
        "call-wall" => (74, 163, 255),
        "put-wall" => (255, 154, 61),
        "zero-gamma" or "transition-low" or "transition-high" => (155, 127, 240),
        _ => (135, 150, 168),
    };

    private static string WhyNone(FlowView view) => view.Notes.FirstOrDefault(IsOfLevels) ?? view.Notes.FirstOrDefault(static n => n.StartsWith("totals:", StringComparison.Ordinal)) ?? "nothing is known of the dealers";

    private static bool IsOfLevels(string note) =>
        note.StartsWith("zeroGamma:", StringComparison.Ordinal) || note.StartsWith("callWall", StringComparison.Ordinal) || note.StartsWith("putWall", StringComparison.Ordinal) || note.StartsWith("onHedge:", StringComparison.Ordinal);
}
