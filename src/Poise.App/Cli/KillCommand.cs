using System.CommandLine;
using Poise.Runtime;

namespace Poise.App;

/// <summary><c>poise kill</c>: halts desks by a file in their folders.</summary>
internal static class KillCommand
{
    public static Command Create(TextWriter output)
    {
        var data = new Option<string?>("--data") { Description = "The desk's data folder. Default: all desks under the user's state folder.", HelpName = "FOLDER" };
        var off = new Option<bool>("--off") { Description = "Take it back: the desks stay halted until they are told to resume." };
        var command = new Command("kill", "The kill switch: halts desks of this machine, page or not, within a batch: their orders are cancelled and no more are sent. It stands, over restarts too, until it is taken back.\n\nExample:\n  poise kill\n  poise kill --data ./mydesk\n  poise kill --data ./mydesk --off") { data, off };
        command.SetAction(parsed =>
        {
            bool isOff = parsed.GetValue(off);
            string[] folders = parsed.GetValue(data) is string one ? [one] : DesksUnder(DeskHost.StateFolder());
            if (parsed.GetValue(data) is string folder && !Directory.Exists(folder))
                throw new BadInputException($"--data {folder}: no such folder");
            if (folders.Length == 0)
                throw new BadInputException($"{DeskHost.StateFolder()}: no desk has its data there; say with --data where");
            List<string> failed = [];
            foreach (string desk in folders)
            {
                try
                {
                    var file = new KillFile(desk);
                    if (!isOff)
                        file.Put();
                    output.WriteLine(isOff ? $"{desk}: {(file.Remove() ? "may be told to resume" : "was not killed by a file")}" : $"{desk}: killed");
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    failed.Add($"{desk}: {e.Message}"); // the others are killed all the same
                }
            }
            return failed.Count == 0 ? ExitCode.Done : throw new InvalidOperationException($"NOT {(isOff ? "taken back" : "killed")}: {string.Join("; ", failed)}");
        });
        return command;
    }

    /// <summary>Folders with a journal: the usual one, and those of desks at venues in it.</summary>
    private static string[] DesksUnder(string state) => !Directory.Exists(state)
        ? []
        : [.. Directory.EnumerateDirectories(state).Prepend(state).Where(static f => Directory.EnumerateFiles(f, "*.seg").Any()).Order(StringComparer.Ordinal)];
}
