using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Poise.App;

/// <summary>What a history holds, for people and as CSV.</summary>
internal static class HistoryTables
{
    public static void Contents(IReadOnlyList<HistoryContentsView> contents, TextWriter to, bool isTerminal)
    {
        var table = new LeadingColumns(static name => name == "underlying", "underlying", "first", "last", "instants", "snapshots", "kB");
        foreach (HistoryContentsView c in contents)
            table.Add(c.Underlying, c.First, c.Last, FlowTable.Number(c.Instants, "#,0"), FlowTable.Number(c.Snapshots, "#,0"), FlowTable.Number(c.Bytes / 1e3, "#,0"));
        table.Write(TerminalOutput.On(to, isTerminal));
    }

    public static string ContentsCsv(IReadOnlyList<HistoryContentsView> contents)
    {
        var text = new StringBuilder();
        text.AppendLine("underlying,first,last,instants,snapshots,bytes");
        foreach (HistoryContentsView c in contents)
            text.AppendLine(CultureInfo.InvariantCulture, $"{c.Underlying},{c.First},{c.Last},{c.Instants},{c.Snapshots},{c.Bytes}");
        return text.ToString();
    }

    public static void Levels(IReadOnlyList<LevelsRowView> rows, TextWriter to, bool isTerminal)
    {
        IAnsiConsole console = TerminalOutput.On(to, isTerminal);
        foreach (IGrouping<(string Underlying, string Bucket), LevelsRowView> own in rows.GroupBy(static r => (r.Underlying, r.Bucket)))
        {
            console.MarkupLineInterpolated($"[bold]{own.Key.Underlying}[/] expiries {own.Key.Bucket}; signs {string.Join(", ", own.Select(static r => r.Signs).Distinct(StringComparer.Ordinal))}; walls {string.Join(", ", own.Select(static r => r.Walls).Distinct(StringComparer.Ordinal))}");
            var table = new LeadingColumns(static name => name is "as of" or "regime", "as of", "spot", "zero gamma", "call wall", "put wall", "regime", "GEX", "OI used");
            foreach (LevelsRowView r in own)
                table.Add(r.AsOf, FlowTable.Price(r.Spot), FlowTable.Price(r.ZeroGamma), FlowTable.Price(r.CallWall), FlowTable.Price(r.PutWall), r.Regime ?? "-", FlowTable.Money(r.Gex), FlowTable.Number(100 * r.OpenInterestUsed, "0.0") + " %");
            table.Write(console);
        }
    }

    public static string LevelsCsv(IReadOnlyList<LevelsRowView> rows)
    {
        var text = new StringBuilder();
        text.AppendLine("underlying,asOf,day,spot,bucket,gex,zeroGamma,callWall,putWall,regime,openInterestUsed,split,signs,walls");
        foreach (LevelsRowView r in rows)
            text.AppendLine(CultureInfo.InvariantCulture, $"{r.Underlying},{r.AsOf},{r.Day},{r.Spot},{r.Bucket},{r.Gex},{r.ZeroGamma},{r.CallWall},{r.PutWall},{r.Regime},{r.OpenInterestUsed},{r.Split},{r.Signs},{r.Walls}");
        return text.ToString();
    }
}
