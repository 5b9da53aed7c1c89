using System.Globalization;
using Poise.Flow;
using Poise.Runtime;

namespace Poise.App;

/// <summary>Whether what runs does its work: 200 where it does, 503 where it does not, and why not.</summary>
/// <param name="Reasons">Each in a line; none where it is ready.</param>
public sealed record ReadyView(bool IsReady, IReadOnlyList<string> Reasons);

/// <summary>Process and page may be well (<c>/health</c>) while the desk hedges nothing: this tells.</summary>
internal static class Readiness
{
    /// <summary>Pictures are made some times a second, whatever the market does.</summary>
    private static readonly TimeSpan OldPicture = TimeSpan.FromSeconds(10);

    public static ReadyView Of(Dashboard dashboard)
    {
        List<string> reasons = [];
        if (dashboard.Desk is { } desk)
        {
            if (desk.PictureAge > OldPicture)
                reasons.Add(string.Create(CultureInfo.InvariantCulture, $"the desk's thread stands still: its last picture is {desk.PictureAge.TotalSeconds:0} s old"));
            foreach (string underlying in desk.Underlyings)
                Add(reasons, underlying, desk.Frame(underlying).View);
        }
        else if (dashboard.Flow.Frame(null, default) is { Stale: { } why })
            reasons.Add(why);
        return new ReadyView(reasons.Count == 0, [.. reasons.Distinct(StringComparer.Ordinal)]);
    }

    private static void Add(List<string> reasons, string underlying, DeskView? view)
    {
        if (view is null)
        {
            reasons.Add($"{underlying}: the desk is starting");
            return;
        }
        if (view.TradingState != "Normal")
            reasons.Add($"trading is {view.TradingState}{(view.TradingStateReason is { } why ? ": " + why : "")}");
        else if (view.TradingStateReason is { } not)
            reasons.Add(not);
        if (view.IsStale)
            reasons.Add(view.DataAge is double age
                ? string.Create(CultureInfo.InvariantCulture, $"{underlying}: the hedge instrument's quote is {age:0.#} s old")
                : $"{underlying}: the hedge instrument has no quote");
        else if (view is { TradingState: "Normal", TradingStateReason: null, Obstacle: { } obstacle })
            reasons.Add($"{underlying}: {obstacle}");
    }
}
