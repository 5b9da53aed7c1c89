using System.Globalization;
using Poise.Runtime;

namespace Poise.App;

/// <summary>Tells once that margin runs short, once that it is gone, and once that it is there again. What a desk's own account needs is reckoned, not asked of the venue (docs/risk.md).</summary>
internal sealed class MarginWatch(IDeskDoor desk, Action<string> tell)
{
    private const double Short = 0.8, Gone = 1, Again = 0.9, Enough = 0.7;

    private readonly Dictionary<string, double> _told = new(StringComparer.Ordinal);

    public Task LookAsync(string underlying)
    {
        if (desk.Risk(underlying).View is { } view && LineOf(view.Underlying, view.Currency, view.Margin) is string line)
            tell(line);
        return Task.CompletedTask;
    }

    /// <returns>What is news of it; null where nothing is.</returns>
    internal string? LineOf(string underlying, string currency, MarginView? margin)
    {
        if (margin is not { Equity: double equity, Maintenance: double maintenance })
            return null; // not known: nothing is said of it, and the page shows that
        double used = maintenance <= 0 ? 0 : equity > 0 ? maintenance / equity : double.PositiveInfinity, told = _told.GetValueOrDefault(underlying);
        double now = used >= Gone ? Gone : used >= Again ? Math.Max(Short, told) : used >= Short ? Short : used < Enough ? 0 : told;
        _told[underlying] = now;
        if (now.Equals(told) || now.Equals(Short) && told.Equals(Gone))
            return null;
        string figures = string.Create(CultureInfo.InvariantCulture, $"maintenance {maintenance:0.####} {currency} of equity {equity:0.####}");
        return used >= Gone ? $"margin: {underlying}: {figures}: the venue may liquidate; add margin or take positions off"
            : used >= Short ? string.Create(CultureInfo.InvariantCulture, $"margin: {underlying}: {figures}, {100 * used:0} %: short")
            : $"margin: {underlying}: {figures}: enough again";
    }
}
