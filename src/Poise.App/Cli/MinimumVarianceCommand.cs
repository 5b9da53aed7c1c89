using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Poise.Domain;
using Poise.Hedging;
using Spectre.Console;

namespace Poise.App;

/// <summary><c>poise lab minimum-variance</c>: the coefficients of the minimum-variance delta, from chains that were kept.</summary>
internal static class MinimumVarianceCommand
{
    public static Command Create(TextWriter output, TextWriter error)
    {
        var files = new Argument<string[]>("FILE") { Description = "Chain files, as poise flow takes them; several chains of one underlying, or a --history.", Arity = ArgumentArity.ZeroOrMore };
        var history = new Option<string?>("--history") { Description = "Read the snapshots of this history (see poise history) instead of files.", HelpName = "place" };
        var underlying = new Option<string?>("--underlying") { Description = "Which underlying, where there are several." };
        var range = new HistoryRange();
        var every = new Option<string?>("--every") { Description = "Least time from one chain to the next that is taken, as 1d: about as long as a hedge is to stand. Default: every chain.", HelpName = "LENGTH" };
        var least = new Option<string?>("--least-left") { Description = "Options that end sooner are left out. Default: 14d.", HelpName = "LENGTH" };
        var save = new Option<string?>("--save") { Description = "Write a hedge policy with these coefficients to this file, for --policy of poise desk; needs --policy.", HelpName = "FILE" };
        var policy = new Option<string?>("--policy") { Description = "With --save: file of the policy whose band it keeps (docs/policies.md).", HelpName = "FILE" };
        var printing = new OutputOptions();
        var command = new Command("minimum-variance", "Fit the minimum-variance delta (Hull and White 2017) to past chains, and say by how much it would have hedged better than Black-Scholes' delta, on chains that came later too.\n\nExample:\n  poise lab minimum-variance --history levels.db --underlying BTC --every 1d\n  poise lab minimum-variance chains/*.csv --policy samples/policies/zakamouline.json --save mine.json")
        {
            files, history, underlying, range.From, range.To, every, least, policy, save, printing.Format, printing.Out, printing.Quiet,
        };
        command.SetAction(parsed =>
        {
            (string[] paths, string? place, string? into) = (parsed.GetValue(files) ?? [], parsed.GetValue(history), parsed.GetValue(save));
            if ((into is null) != (parsed.GetValue(policy) is null))
                throw new BadInputException("--save FILE and --policy FILE go together: the policy whose band is kept, and where the one with the new delta is written");
            IHedgePolicy? around = parsed.GetValue(policy) is string file ? SettingsFile.Read("--policy", file, PolicyText.Parse) : null;
            Duration between = Instants.ParseLength("--every", parsed.GetValue(every)) ?? Duration.Zero, left = Instants.ParseLength("--least-left", parsed.GetValue(least)) ?? Duration.FromDays(14);
            IReadOnlyList<MarketSnapshot> chains = ChainsOf(paths, place, parsed.GetValue(underlying), range, parsed, parsed.GetValue(printing.Quiet) ? TextWriter.Null : error);
            MinimumVarianceView view = MinimumVarianceView.Of(chains, between, left, out MinimumVarianceStudy study);
            string?[] inputs = [.. paths, place, parsed.GetValue(policy)];
            if (into is not null)
                Save(into, around!, study.Fit, output, inputs);
            printing.Write(parsed, output, inputs, () => JsonSerializer.Serialize(view, PoiseJson.Plain.MinimumVarianceView) + Environment.NewLine, () => Csv(view), (to, isTerminal) => Table(view, to, isTerminal));
            return ExitCode.Done;
        });
        return command;
    }

    private static IReadOnlyList<MarketSnapshot> ChainsOf(string[] files, string? history, string? underlying, HistoryRange range, ParseResult parsed, TextWriter error)
    {
        IReadOnlyList<MarketSnapshot> chains;
        if (history is null)
        {
            if (files.Length == 0)
                throw new BadInputException("name the chain files to read, or a --history");
            if (range.IsGiven(parsed))
                throw new BadInputException("--from and --to choose from a --history");
            chains = SourceFiles.Read(files, new SourceChoices(underlying, null, null)).Chains;
        }
        else
        {
            if (files.Length > 0)
                throw new BadInputException($"{files[0]}: chain files or a --history, not both");
            chains = StoredChains.Read(history, underlying, null, range.Of(parsed), [], out int dropped).Chains;
            if (dropped > 0)
                error.WriteLine($"poise lab minimum-variance: {dropped} of the snapshots there were dropped (poise history prune) and have no part in it");
        }
        string[] names = [.. chains.Select(static c => c.Underlying).Distinct(StringComparer.Ordinal)];
        return names.Length == 1 ? chains : throw new BadInputException($"several underlyings ({string.Join(", ", names)}): say which with --underlying");
    }

    /// <summary>Another delta of the policy's own is replaced.</summary>
    private static void Save(string file, IHedgePolicy around, in MinimumVarianceFit fit, TextWriter output, string?[] inputs)
    {
        byte[] text = PolicyText.Of(new DeltaPolicy(around is DeltaPolicy other ? other.Of : around, DeltaKind.MinimumVariance, fit.A, fit.B, fit.C))!;
        using var place = ResultPlace.Open(file, output, inputs);
        place.Stream.Write(text);
        place.Stream.Write("\n"u8);
        place.Commit();
    }

    private static string Csv(MinimumVarianceView v) => string.Create(
        CultureInfo.InvariantCulture,
        $"underlying,from,to,chains,intervals,pairs,a,aError,b,bError,c,cError,gain,gainAfter,pairsAfter\n{RowWriter.Quoted(v.Underlying)},{v.From},{v.To},{v.Chains},{v.Intervals},{v.Pairs},{v.A.Value},{v.A.Error},{v.B.Value},{v.B.Error},{v.C.Value},{v.C.Error},{v.Gain},{v.GainAfter},{v.PairsAfter}\n");

    private static void Table(MinimumVarianceView view, TextWriter to, bool isTerminal)
    {
        IAnsiConsole console = TerminalOutput.On(to, isTerminal);
        MinimumVarianceConventionsView c = view.Conventions;
        console.MarkupLineInterpolated($"[bold]{view.Underlying}[/] {view.From} to {view.To}: {view.Chains} chains, {view.Intervals} intervals, {view.Pairs} pairs");
        console.MarkupLineInterpolated($"delta: {c.Delta}");
        foreach ((string name, CoefficientView of) in (ReadOnlySpan<(string, CoefficientView)>)[("a", view.A), ("b", view.B), ("c", view.C)])
            console.MarkupLineInterpolated($"  {name} = {FlowTable.Number(of.Value, "+0.0000;-0.0000;0")} +- {FlowTable.Number(of.Error, "0.0000")}");
        console.MarkupLineInterpolated($"variance gained on black-scholes: {Percent(view.Gain)} of the pairs fitted to, {Percent(view.GainAfter)} of {view.PairsAfter} later ones");
        console.MarkupLineInterpolated($"fit: {c.Fit}. +-: {c.Error}. later: {c.GainAfter}.");
        foreach (string note in view.Notes)
            console.MarkupLineInterpolated($"note: {note}");
    }

    private static string Percent(double? share) => share is double known ? string.Create(CultureInfo.InvariantCulture, $"{100 * known:0.0} %") : "-";
}
