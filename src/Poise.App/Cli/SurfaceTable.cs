using Poise.Flow;
using Spectre.Console;

namespace Poise.App;

/// <summary>A vol surface for people: vols in per cent, differences of vols in vol points.</summary>
internal static class SurfaceTable
{
    public static void Write(IReadOnlyList<VolSurfaceView> views, TextWriter to, bool isTerminal)
    {
        IAnsiConsole console = TerminalOutput.On(to, isTerminal);
        foreach (VolSurfaceView view in views)
            Write(view, console);
    }

    private static void Write(VolSurfaceView view, IAnsiConsole console)
    {
        VolSurfaceConventionsView c = view.Conventions;
        console.MarkupLineInterpolated($"[bold]{view.Underlying}[/] {view.AsOf}  spot [bold]{FlowTable.Price(view.Spot)}[/] ({view.SpotSource})  {view.Source}");
        console.MarkupLineInterpolated($"{c.Model}; fitted to {c.Quotes}; expiries {c.Expiries}");
        console.WriteLine();
        var table = new LeadingColumns(static name => name is "expiry (UTC)" or "rung" or "status", "expiry (UTC)", "days", "ATM %", "skew", "RR 25", "BF 25", "rms near", "rms", "inside", "quotes", "crosses", "status", "forward", "rung", "a", "b", "rho", "m", "sigma");
        foreach (SmileView s in view.Smiles)
        {
            table.Add(
                s.Expiry[..16].Replace('T', ' '), FlowTable.Number(s.Years * 365, "0.0"), Points(s.AtmVol, "0.00"), FlowTable.Number(s.Skew, "+0.00;-0.00;0"), Points(s.RiskReversal25, "+0.00;-0.00;0"), Points(s.Butterfly25, "+0.00;-0.00;0"),
                Points(s.RmsErrorNear, "0.00"), Points(s.RmsError, "0.00"), s.InsideShare is null ? "-" : $"{Points(s.InsideShare, "0")} %", FlowTable.Number(s.Quotes, "#,0"), s.CalendarFree is bool isFree ? isFree ? "no" : "yes" : "-", s.Status,
                FlowTable.Price(s.Forward), s.ForwardRung, Parameter(s.Svi?.A), Parameter(s.Svi?.B), Parameter(s.Svi?.Rho), Parameter(s.Svi?.M), Parameter(s.Svi?.Sigma));
        }
        table.Write(console);
        console.MarkupLineInterpolated($"ATM: vol at the forward; skew: vol points for a strike 1 % up, at the forward; RR and BF 25: vol points, delta {c.Delta}; rms: vol points off the mid vols of the quotes with a bid, near: between deltas of 10; inside: share of them with the smile between bid and ask");
        int arbitrage = view.Smiles.Count(static s => s.ButterflyFree == false);
        console.MarkupLineInterpolated($"{(arbitrage == 0 ? "each smile is" : $"all smiles but {arbitrage} are")} free of butterfly arbitrage; where one crosses the expiry before it, the surface takes the higher");
        foreach (SmileView s in view.Smiles.Where(static s => s.Note is not null))
            console.MarkupLineInterpolated($"note: {s.Expiry}: {s.Note}");
        foreach (string note in view.Notes)
            console.MarkupLineInterpolated($"note: {note}");
        console.WriteLine();
    }

    private static string Points(double? vol, string format) => FlowTable.Number(100 * vol, format);

    private static string Parameter(double? number) => FlowTable.Number(number, "0.000000");
}
