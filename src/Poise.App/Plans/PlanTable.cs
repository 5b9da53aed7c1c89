using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Poise.App;

/// <summary>A plan for people, and its lots as CSV.</summary>
internal static class PlanTable
{
    private const int UntradedShown = 12;

    public static void Write(PlanView view, TextWriter to, bool isTerminal)
    {
        IAnsiConsole console = TerminalOutput.On(to, isTerminal);
        if (view.Hedge is { } hedge)
            Write(hedge, view.Currency, console);
        if (view.Protection is { } protection)
            Write(protection, view.Currency, console);
    }

    /// <summary>What is traded, a line each; raw numbers.</summary>
    public static string Csv(PlanView view)
    {
        var text = new StringBuilder();
        text.AppendLine("part,instrument,venue,kind,lots,price,total,spread,fee,impact,carry,margin,premium,why");
        foreach (PlanLineView l in view.Hedge?.Lines.Where(static l => l.Lots != 0) ?? [])
            text.AppendLine(CultureInfo.InvariantCulture, $"hedge,{RowWriter.Quoted(l.Instrument)},{RowWriter.Quoted(l.Venue)},{l.Kind},{l.Lots},{l.Price},{l.Cost.Total},{l.Cost.Spread},{l.Cost.Fee},{l.Cost.Impact},{l.Cost.Carry},{l.Cost.Margin},,{RowWriter.Quoted(l.Why)}");
        foreach (ProtectionLegView l in view.Protection?.Legs ?? [])
            text.AppendLine(CultureInfo.InvariantCulture, $"protection,{RowWriter.Quoted(l.Instrument)},{RowWriter.Quoted(l.Venue)},option,{l.Lots},{l.Price},{l.Cost},,,,,,{l.Premium},");
        return text.ToString();
    }

    private static void Write(HedgePlanView plan, string currency, IAnsiConsole console)
    {
        console.MarkupLineInterpolated($"[bold]hedge[/] {plan.Status}{(plan.Cost is { } c ? $", cost {Money(c.Total)}{In(currency)}{(plan.Penalty > 0 ? $", penalty {Money(plan.Penalty)}" : "")}; nothing costs less than {Money(plan.Bound)}, gap {Money(plan.Gap)}" : "")}; {plan.Nodes} nodes");
        console.WriteLine();
        if (plan.Cost is { } cost)
        {
            var trades = new LeadingColumns(static name => name is "trade" or "venue", "trade", "venue", "lots", "price", "cost", "spread", "fee", "impact", "carry", "margin");
            foreach (PlanLineView l in plan.Lines.Where(static l => l.Lots != 0))
                trades.Add(l.Instrument, l.Venue, l.Lots.ToString("+#,0;-#,0", CultureInfo.InvariantCulture), FlowTable.Number(l.Price, "#,0.########"), Money(l.Cost.Total), Money(l.Cost.Spread), Money(l.Cost.Fee), Money(l.Cost.Impact), Money(l.Cost.Carry), Money(l.Cost.Margin));
            double lines = plan.Lines.Sum(static l => l.Cost.Margin);
            if (plan.ScenarioMargin is { } m && cost.Margin != lines)
                trades.Add("scenario margin", "", "", "", Money(cost.Margin - lines), "", "", "", "", Money(cost.Margin - lines));
            trades.Add("all", "", "", "", Money(cost.Total), Money(cost.Spread), Money(cost.Fee), Money(cost.Impact), Money(cost.Carry), Money(cost.Margin));
            trades.Write(console);
        }
        var greeks = new LeadingColumns(static name => name == "greek", "greek", "before", plan.Cost is null ? "nearest" : "after", "lower", "upper", "outside", "price a unit");
        foreach (PlanGreekView g in plan.Greeks)
            greeks.Add(g.Name, Greek(g.Before), Greek(g.After), g.Lower is null ? "open" : Greek(g.Lower), g.Upper is null ? "open" : Greek(g.Upper), Greek(g.Outside), g.Price is null ? "-" : Money(g.Price));
        greeks.Write(console);
        foreach (VenueMarginView v in plan.Venues.Where(static v => v.Most is not null || v.Used > 0))
            console.MarkupLineInterpolated($"margin at {v.Name}: {Money(v.Used)}{(v.Most is null ? "" : $" of {Money(v.Most)}")}");
        if (plan.ScenarioMargin is { } margin)
            console.MarkupLineInterpolated($"scenario margin: {Money(margin.Before)} before, {Money(margin.After)} {(plan.Cost is null ? "nearest" : "after")}{(margin.Most is null ? "" : $", at most {Money(margin.Most)}")}");
        foreach (PlanLineView l in plan.Lines.Where(static l => l.Lots != 0))
            console.MarkupLineInterpolated($"{(l.Lots > 0 ? "buy" : "sell")} {Math.Abs(l.Lots)} {l.Instrument}: {l.Why}");
        PlanLineView[] untraded = [.. plan.Lines.Where(static l => l.Lots == 0)];
        foreach (PlanLineView l in untraded.Take(UntradedShown))
            console.MarkupLineInterpolated($"no {l.Instrument}: {l.Why}");
        if (untraded.Length > UntradedShown)
            console.MarkupLineInterpolated($"and {untraded.Length - UntradedShown} more without a trade: --format json has them");
        if (plan.Cost is null)
            console.MarkupLineInterpolated($"{(plan.Status == "infeasible" ? "no lots meet all bands and limits" : "no plan was found: allow more nodes, wider bands or a penalty")}; nothing is to be traded by this");
        console.WriteLine();
    }

    private static void Write(ProtectionView p, string currency, IAnsiConsole console)
    {
        bool suffices = p.Status != "infeasible" && p.LossAfter is not null;
        console.MarkupLineInterpolated($"[bold]protection[/] {p.Status}{(suffices ? $", cost {Money(p.Cost)}{In(currency)} against marks and in fees at the touch, impact apart, premium {Money(p.Premium)}; nothing that suffices costs less than {Money(p.Bound)}, gap {Money(p.Gap)}" : "")}");
        if (p.LossAfter is not null)
            console.MarkupLineInterpolated($"largest loss: {Money(p.LossBefore)} before, {Money(p.LossAfter)} {(suffices ? "after" : "at the nearest")} ({p.Worst}), at most {Money(p.MostLoss)}{(suffices ? "" : $"; nothing brings it below {Money(p.LossBound)}")}");
        else
            console.MarkupLineInterpolated($"no package was found: allow more nodes");
        console.WriteLine();
        IReadOnlyList<ProtectionLegView> shown = suffices ? p.Legs : p.Nearest;
        if (shown.Count == 0)
            return;
        var legs = new LeadingColumns(static name => name is "leg" or "nearest leg" or "venue", suffices ? "leg" : "nearest leg", "venue", "lots", "price", "premium", "cost");
        foreach (ProtectionLegView l in shown)
            legs.Add(l.Instrument, l.Venue, l.Lots.ToString("+#,0;-#,0", CultureInfo.InvariantCulture), FlowTable.Number(l.Price, "#,0.########"), Money(l.Premium), Money(l.Cost));
        legs.Write(console);
    }

    private static string In(string currency) => currency.Length == 0 ? "" : " " + currency;

    private static string Money(double? amount) => FlowTable.Number(amount, "#,0.00");

    private static string Greek(double? greek) => FlowTable.Number(greek, "#,0.####");
}
