using System.Globalization;
using Poise.Runtime;

namespace Poise.App;

/// <summary>What of a desk stands wrong, as its pictures say.</summary>
/// <param name="silence">What is away for less long is no alarm.</param>
internal sealed class DeskAlarms(IDeskDoor desk, TimeSpan silence)
{
    /// <summary>Pictures are made some times a second, whatever the market does.</summary>
    private static readonly TimeSpan OldPicture = TimeSpan.FromSeconds(10);

    public IEnumerable<DeskAlarm> Standing()
    {
        if (desk.PictureAge > OldPicture)
            yield return new("desk-still", "", "", "the desk's thread stands still: nothing is hedged");
        List<DeskView> views = [.. desk.Underlyings.Select(u => desk.Frame(u).View).OfType<DeskView>()];
        if (views.Count == 0)
            yield break;
        if (OfState(views) is { } state)
            yield return state;
        foreach (OutletView outlet in views.SelectMany(static v => v.Outlets).DistinctBy(static o => o.Venue, StringComparer.Ordinal))
            if (OfLink(outlet) is { } link)
                yield return link;
        foreach (DeskAlarm alarm in views.SelectMany(Of).Concat(OfFall(views[0].Total.Drawdown, "", "the profit of all underlyings")).Concat(views[0].Total.BookDrawdowns.SelectMany(OfBook)))
            yield return alarm;
    }

    private static DeskAlarm? OfState(List<DeskView> views)
    {
        DeskView view = views[0];
        string reason = view.TradingStateReason ?? "no reason was given";
        if (view is { TradingStateCode: "drawdown" } && (view.Total.Drawdown is { Step: "flattening" or "frozen" } || views.Exists(static v => v.Drawdown is { Step: "flattening" or "frozen" })))
            return null; // told of the underlying or of all, with the figures
        string? rule = view.TradingStateCode switch
        {
            "operator" or "killFile" => "kill-switch",
            "positionMismatch" or "overfilled" or "wrongFill" => "venue-mismatch",
            "liquidated" => "liquidated",
            "clockApart" => "clock-apart",
            "drawdown" => "drawdown-hard",
            "journalFailed" => "journal-failed",
            "linkStopped" => "link-stopped",
            "fitsFailed" => "fits-failed",
            "failed" => "desk-failed",
            _ => null,
        };
        return view.TradingState == "Halted" ? new(rule ?? "desk-halted", "", "", $"halted, nothing is hedged: {reason}")
            : view.TradingState == "ReduceOnly" ? new("desk-reduces", "", "", $"nothing is done that adds: {reason}")
            : rule is null or "kill-switch" ? null : new(rule, "", "", reason);
    }

    private DeskAlarm? OfLink(OutletView outlet) => outlet.State switch
    {
        OutletView.LinkDown => new("link-down", "", outlet.Venue, $"the link to {outlet.Venue} is down") { After = silence },
        OutletView.NotConfirmed => new("not-confirmed", "", outlet.Venue, $"{outlet.Venue} has not confirmed what is held there") { After = silence },
        OutletView.Silent => new("venue-silent", "", outlet.Venue, $"{outlet.Venue} does not answer orders") { After = silence },
        _ => null,
    };

    private IEnumerable<DeskAlarm> Of(DeskView view)
    {
        string underlying = view.Hedge.Underlying;
        bool isAway = view.Outlets.Count > 0 && view.Outlets.All(static o => o.State is OutletView.LinkDown or OutletView.NotConfirmed);
        if (view.IsStale && !isAway)
            yield return new("quote-stale", underlying, "", $"{view.Hedge.Instrument} has {(view.DataAge is null ? "no quote" : "no fresh quote")}: {underlying} is not hedged") { After = silence };
        else if (view is { TradingState: "Normal", Obstacle: { } obstacle } && !isAway)
            yield return new("cannot-hedge", underlying, "", $"{underlying} cannot be hedged: {obstacle}") { After = silence };
        foreach (DeskAlarm fall in OfFall(view.Drawdown, underlying, $"profit on {underlying}"))
            yield return fall;
        if (view.Explain.Days is [{ IsAlarm: true } day, ..])
            yield return new("not-explained", underlying, day.From[..10], string.Create(CultureInfo.InvariantCulture, $"profit on {underlying} of {day.From[..10]} is not explained: the residual is {100 * (day.ResidualShare ?? double.NaN):0.#} % of the terms, and {100 * day.Bound:0.#} % may be")) { After = silence };
    }

    /// <summary>Each about the book; one whose profit is not known is held back too.</summary>
    private IEnumerable<DeskAlarm> OfBook(BookDrawdownView book)
    {
        if (book is { IsHeldBack: true, Drawdown.Step: not "frozen" })
            yield return new("book-not-marked", "", book.Book, $"the profit of book {book.Book} is not known: nothing is traded for it") { After = silence };
        foreach (DeskAlarm fall in OfFall(book.Drawdown, "", $"the profit of book {book.Book}"))
            yield return fall with { About = book.Book };
    }

    private static IEnumerable<DeskAlarm> OfFall(DrawdownView? fall, string underlying, string whose)
    {
        if (fall is null or { Step: "none" })
            yield break;
        string figures = string.Create(CultureInfo.InvariantCulture, $"{whose} has fallen by {fall.Fall:0.####} {fall.Currency} from its highest");
        yield return new("drawdown-soft", underlying, "", string.Create(CultureInfo.InvariantCulture, $"{figures}, and the soft limit is {fall.Soft:0.####}"));
        if (fall.Step != "soft")
            yield return new("drawdown-hard", underlying, "", string.Create(CultureInfo.InvariantCulture, $"{figures}, and the hard limit is {fall.Hard:0.####}: {fall.Step}"));
    }
}
