using System.Globalization;
using System.Text;
using Poise.Lab;
using Spectre.Console;

namespace Poise.App;

/// <summary>A frontier for people and as CSV.</summary>
internal static class FrontierTable
{
    public static void Write(FrontierView view, TextWriter to, bool isTerminal)
    {
        IAnsiConsole console = TerminalOutput.On(to, isTerminal);
        FrontierMarketView m = view.Market;
        console.MarkupLineInterpolated($"[bold]{m.Name}[/]: spot {Number(m.Spot)}, vol {Number(100 * m.Vol)} %, {m.From} to {m.To}, a quote each {m.Step}; {(m.StartsHedged ? "hedged at the start without cost" : "not hedged at the start")}, {(m.Unwinds ? "unwound at the end" : "marked at the end")}; {view.Seeds} paths, seeds from {view.FirstSeed}");
        console.MarkupLineInterpolated($"book: {string.Join(", ", m.Book.Select(static o => $"{Number(o.Quantity)} {o.Type} {Number(o.Strike)} {o.Expiry}"))}");
        foreach (FrontierCostView cost in view.Costs)
        {
            console.WriteLine();
            console.MarkupLineInterpolated($"[bold]{Number(100 * cost.CostRate)} % one way[/]");
            var table = new LeadingColumns(static name => name is "policy" or "dominated by (errors)", "policy", "cost", "sd", "dominated by (errors)", "P&L", "trades", "certainty", "turnover");
            foreach (FrontierPointView p in cost.Points)
            {
                table.Add(
                    Name(p.Policy, p.Parameter), With(p.Cost, p.CostError), With(p.Sd, p.SdError), p.DominatedBy is { } by ? $"{Name(by.Policy, by.Parameter)} ({FlowTable.Number(by.Errors, "0.0")})" : "",
                    With(p.Pnl, p.PnlError), FlowTable.Number(p.Trades, "#,0.#"), With(p.Certainty, p.CertaintyError), FlowTable.Money(p.Turnover));
            }
            table.Write(console);
            foreach (string finding in cost.Findings)
                console.MarkupLineInterpolated($"- {finding}");
        }
        console.WriteLine();
        FrontierConventionsView c = view.Conventions;
        console.MarkupLineInterpolated($"cost: {c.Cost}. sd: {c.Sd}. P&L: {c.Pnl}. certainty: {c.Certainty}, aversion {Number(m.Aversion)}. +-: {c.Error}. dominated: {c.Dominated}. equal cost: {c.EqualCost}.");
    }

    public static string Csv(FrontierView view)
    {
        var text = new StringBuilder();
        text.AppendLine("costRate,policy,parameter,cost,costError,sd,sdError,pnl,pnlError,certainty,certaintyError,trades,tradesError,turnover,turnoverError,dominatedBy,dominatedByParameter,errors");
        foreach (FrontierCostView cost in view.Costs)
        {
            foreach (FrontierPointView p in cost.Points)
            {
                text.AppendLine(CultureInfo.InvariantCulture,
                    $"{cost.CostRate},{RowWriter.Quoted(p.Policy)},{RowWriter.Quoted(p.Parameter)},{p.Cost},{p.CostError},{p.Sd},{p.SdError},{p.Pnl},{p.PnlError},{p.Certainty},{p.CertaintyError},{p.Trades},{p.TradesError},{p.Turnover},{p.TurnoverError},{RowWriter.Quoted(p.DominatedBy?.Policy ?? "")},{RowWriter.Quoted(p.DominatedBy?.Parameter ?? "")},{p.DominatedBy?.Errors}");
            }
        }
        return text.ToString();
    }

    private static string Name(string policy, string parameter) => parameter.Length == 0 ? policy : $"{policy} {parameter}";

    /// <summary>Two digits of the error, and of the value as many as that leaves.</summary>
    private static string With(double value, double error)
    {
        string format = error >= 10 ? "#,0" : error >= 1 || error == 0 ? "#,0.0" : error >= 0.1 ? "0.00" : "0.000";
        return $"{FlowTable.Number(value, format)} +- {FlowTable.Number(error, format)}";
    }

    private static string Number(double value) => FlowTable.Number(value, "#,0.######");
}
