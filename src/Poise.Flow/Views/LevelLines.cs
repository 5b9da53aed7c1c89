namespace Poise.Flow;

/// <summary>A level as a line on a price chart.</summary>
/// <param name="Name">For people: zero gamma, call wall 2, day high.</param>
/// <param name="Kind">zero-gamma, transition-low, transition-high, call-wall, put-wall, day-low, day-high.</param>
/// <param name="Price">Of the underlying.</param>
/// <param name="OnHedge">The same on the hedge instrument; null where no price of it is known or dealers hedge in the underlying itself.</param>
public sealed record LevelLine(string Name, string Kind, double Price, double? OnHedge);

/// <summary>The levels of a view that exist, as lines.</summary>
public static class LevelLines
{
    /// <summary>Primary zero gamma first, then its zone, the other crossings, walls, and the day's range.</summary>
    public static IReadOnlyList<LevelLine> Of(FlowView view)
    {
        LevelsView levels = view.Levels;
        var lines = new List<LevelLine>();
        IEnumerable<double> others = levels.ZeroGammaAll.Where(z => z != levels.ZeroGamma);
        Add("zero gamma", "zero-gamma", levels.ZeroGamma is double zero ? [zero, .. others] : others);
        Range("transition", levels.TransitionZone);
        Add("call wall", "call-wall", levels.CallWalls);
        Add("put wall", "put-wall", levels.PutWalls);
        Range("day", view.DayRange);
        return lines;

        void Add(string name, string kind, IEnumerable<double> prices)
        {
            int count = 0;
            foreach (double price in prices)
                lines.Add(new(++count == 1 ? name : $"{name} {count}", kind, price, price * view.OnHedge?.Ratio));
        }

        void Range(string name, RangeView? range)
        {
            if (range is null)
                return;
            Add($"{name} low", $"{name}-low", [range.Low]);
            Add($"{name} high", $"{name}-high", [range.High]);
        }
    }
}
