using System.Globalization;
using Poise.Domain;
using Poise.Runtime;

namespace Poise.App;

/// <summary>
/// Tells once that margin runs short, once that the venue calls for it, once that it is gone, once that the venue has liquidated something, and once that it is there again: of each account as its venue tells it, and where no venue does as it is
/// reckoned (docs/risk.md).
/// </summary>
internal sealed class MarginWatch(IDeskDoor desk, Action<string> tell)
{
    private const double Short = MarginReport.ShortAt, Gone = 1, Again = 0.9, Enough = 0.7;

    private readonly Dictionary<string, double> _told = new(StringComparer.Ordinal);
    private readonly HashSet<string> _called = new(StringComparer.Ordinal);
    private readonly StandingAlarms _standing = new();
    private bool _isLiquidated;

    /// <summary>What stands wrong at the last look. Any thread.</summary>
    public IReadOnlyList<DeskAlarm> Standing => _standing.Now;

    /// <summary>What venues tell.</summary>
    public Task LookAsync()
    {
        DeskView? view = desk.Frame().View;
        bool isLiquidated = view?.TradingStateReason == DeskView.Liquidated;
        if (isLiquidated && !_isLiquidated)
            tell("margin: the venue has liquidated a position of the account: nothing more is hedged; add margin or take positions off, then resume");
        _isLiquidated = isLiquidated;
        foreach (ToldMarginView told in view?.Margin ?? [])
            foreach (string line in LinesOf(told))
                tell(line);
        return Task.CompletedTask;
    }

    /// <summary>What is reckoned of one underlying, where its venue tells nothing.</summary>
    public Task LookAsync(string underlying)
    {
        if (desk.Risk(underlying).View is not { } view)
            return Task.CompletedTask;
        if (view.MarginTold is not null)
            Forget($"{view.Underlying} {view.Currency}"); // the venue says it from here on
        else if (LineOf(view.Underlying, view.Currency, view.Margin) is string line)
            tell(line);
        return Task.CompletedTask;
    }

    /// <returns>What is news of it; null where nothing is.</returns>
    internal string? LineOf(string underlying, string currency, MarginView? margin) => margin is { Equity: double equity, Maintenance: double maintenance }
        ? LineOf(underlying, currency, equity, maintenance)
        : null; // not known: nothing is said of it, and the page shows that

    /// <returns>What is news of an account.</returns>
    internal List<string> LinesOf(ToldMarginView told)
    {
        List<string> lines = LineOf(told.Venue, told.Currency, told.Equity, told.Maintenance) is string line ? [line] : [];
        string figures = string.Create(CultureInfo.InvariantCulture, $"margin: {told.Venue}: initial {told.Initial:0.####} {told.Currency} of equity {told.Equity:0.####}");
        _standing.Set(told.State == ToldMarginView.Call, new(DeskAlarm.MarginCall, "", $"{told.Venue} {told.Currency}", $"{figures}: the venue takes no order that adds"));
        if (told.State == ToldMarginView.Call && _called.Add($"{told.Venue} {told.Currency}"))
            lines.Add($"{figures}: the venue takes no order that adds, and none is sent there; add margin or take positions off");
        else if (told.State != ToldMarginView.Call && _called.Remove($"{told.Venue} {told.Currency}"))
            lines.Add($"{figures}: orders that add are sent again");
        return lines;
    }

    private string? LineOf(string whose, string currency, double equity, double maintenance)
    {
        double used = new MarginReport(equity, 0, maintenance).Ratio, told = _told.GetValueOrDefault($"{whose} {currency}");
        double now = used >= Gone ? Gone : used >= Again ? Math.Max(Short, told) : used >= Short ? Short : used < Enough ? 0 : told;
        _told[$"{whose} {currency}"] = now;
        string figures = string.Create(CultureInfo.InvariantCulture, $"margin: {whose}: maintenance {maintenance:0.####} {currency} of equity {equity:0.####}");
        _standing.Set(now >= Short, new(DeskAlarm.MarginShort, "", $"{whose} {currency}", $"{figures}: short"));
        _standing.Set(now >= Gone, new(DeskAlarm.MarginGone, "", $"{whose} {currency}", $"{figures}: the venue may liquidate"));
        if (now.Equals(told) || now.Equals(Short) && told.Equals(Gone))
            return null;
        return used >= Gone ? $"{figures}: the venue may liquidate; add margin or take positions off"
            : used >= Short ? string.Create(CultureInfo.InvariantCulture, $"{figures}, {100 * used:0} %: short")
            : $"{figures}: enough again";
    }

    private void Forget(string account)
    {
        _told.Remove(account);
        foreach (string rule in (string[])[DeskAlarm.MarginShort, DeskAlarm.MarginGone])
            _standing.Set(false, new(rule, "", account, ""));
    }
}
