using System.CommandLine;
using System.Text.Json;
using Poise.Hedging;

namespace Poise.App;

/// <summary><c>poise plan FILE</c>: which instruments to trade so that a book's greeks come into their bands at the least cost, and the cheapest protection.</summary>
internal static class PlanCommand
{
    public static Command Create(TextWriter output)
    {
        var file = new Argument<string>("FILE") { Description = "JSON: the book's greeks and bands, scenarios, instruments with prices, sizes and costs. docs/planning.md has the keys." };
        var printing = new OutputOptions();
        var command = new Command("plan", "Which instruments to trade so that a book's greeks come into their bands at the least cost, with what was proven; and the cheapest options that keep its worst scenario inside a limit. Sends nothing. Exit code 1 where there is no such plan.\n\nExample:\n  poise plan samples/plan.json\n  poise plan samples/plan.json --format json")
        {
            file, printing.Format, printing.Out, printing.Quiet,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(file)!;
            PlanFile asked = SettingsFile.Read("", path, PlanFile.Parse);
            HedgePlan? hedge = asked.Hedge is null ? null : HedgePlan.Of(asked.Hedge, asked.Search);
            Protection? protection = asked.Protection is null ? null : Protection.Of(asked.Protection, asked.Search);
            var view = PlanView.Of(asked, hedge, protection);
            printing.Write(parsed, output, [path], () => JsonSerializer.Serialize(view, PoiseJson.Plain.PlanView) + Environment.NewLine, () => PlanTable.Csv(view), (to, isTerminal) => PlanTable.Write(view, to, isTerminal));
            return hedge is { IsFound: false } || protection is { Suffices: false } ? ExitCode.Failed : ExitCode.Done;
        });
        return command;
    }
}
