using System.Text;

namespace Poise.Bench;

/// <summary>One table of figures with what it needs to be read.</summary>
internal sealed record FigureTable(string Title, string[] Columns, IReadOnlyList<string[]> Rows, string Note = "")
{
    public void WriteMarkdown(StringBuilder to)
    {
        to.Append("## ").AppendLine(Title).AppendLine();
        AppendRow(to, Columns);
        AppendRow(to, [.. Columns.Select((_, i) => i == 0 ? "---" : "---:")]);
        foreach (string[] row in Rows)
            AppendRow(to, row);
        if (Note.Length > 0)
            to.AppendLine().AppendLine(Note);
        to.AppendLine();
    }

    private static void AppendRow(StringBuilder to, string[] cells) => to.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");
}

/// <summary>What a command measured: figures for programs, and the same as tables for people.</summary>
/// <param name="Command">Names the files.</param>
/// <param name="Figures">Written as JSON.</param>
internal sealed record BenchResult(string Command, object Figures, IReadOnlyList<FigureTable> Tables)
{
    public string Markdown(Machine machine)
    {
        var text = new StringBuilder();
        text.Append("# poise bench ").AppendLine(Command).AppendLine().AppendLine(machine.OneLine).AppendLine();
        foreach (FigureTable table in Tables)
            table.WriteMarkdown(text);
        return text.ToString().TrimEnd() + "\n";
    }
}
