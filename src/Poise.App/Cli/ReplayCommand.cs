using System.CommandLine;
using System.Globalization;
using Poise.Runtime;
using Poise.Storage;

namespace Poise.App;

/// <summary><c>poise replay FOLDER</c>: a recorded life of a desk decided again, by this build, and compared.</summary>
internal static class ReplayCommand
{
    public static Command Create(TextWriter output)
    {
        var folder = new Argument<string>("FOLDER") { Description = "The data folder of a desk that ran with --record." };
        var life = new Option<long>("--life") { Description = "Which start of the desk: 1 is the first.", DefaultValueFactory = _ => 1 };
        var command = new Command("replay", "Decide a recording again and compare every order and state hash.\n\nExample:\n  poise hedge --record --data ./mydesk --for 30\n  poise replay ./mydesk")
        {
            folder, life,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(folder)!;
            if (parsed.GetValue(life) < 1)
                throw new BadInputException($"--life {parsed.GetValue(life)}: starts are counted from 1");
            if (!Directory.Exists(path))
                throw new BadInputException($"{path}: no such folder");
            ReplayReport report;
            try
            {
                report = SimulatedReplay.Of(path, parsed.GetValue(life));
            }
            catch (Exception e) when (e is JournalException or InvalidDataException or IOException or UnauthorizedAccessException)
            {
                throw new BadInputException($"{path}: {e.Message}");
            }
            string what = string.Create(CultureInfo.InvariantCulture, $"life {report.Life}: {report.Events} events, {report.Batches} batches, {report.Orders} orders, {report.Hashes} state hashes");
            if (report.Difference is string difference)
                throw new InvalidOperationException($"{what}: this build decides otherwise: {difference}");
            output.WriteLine($"{what}: all the same, state {report.StateHash}");
            return ExitCode.Done;
        });
        return command;
    }
}
