using System.CommandLine;
using Poise.Flow;

namespace Poise.App;

/// <summary><c>poise desk</c>: the desk with its dashboard, on the embedded simulated market or on chain files.</summary>
internal static class DeskCommand
{
    public const int DefaultPort = 8377;

    public static Command Create(TextWriter output, TextWriter error)
    {
        var chain = new Option<string[]>("--chain") { Description = "Show real chains instead of the simulated market: files, oldest first by their own stamps, with a slider.", AllowMultipleArgumentsPerToken = true };
        var port = new Option<int>("--port") { Description = "Port on 127.0.0.1; 0 takes any free one.", DefaultValueFactory = _ => DefaultPort };
        var listen = new Option<string>("--listen") { Description = "Address to listen on. Only loopback, until tokens and TLS guard everything.", DefaultValueFactory = _ => "127.0.0.1" };
        var noPage = new Option<bool>("--no-page") { Description = "Run without API and page: decisions and fills go to standard output." };
        var data = new Option<string?>("--data") { Description = "Folder of journal, recording and token. Default: poise under the user's state folder." };
        var seed = new Option<long>("--seed") { Description = "Seed of the simulated market; a folder that has a market keeps its own.", DefaultValueFactory = _ => 1 };
        var speed = new Option<double>("--speed") { Description = "Simulated seconds a second, at most 1000; a machine that cannot keep up runs slower.", DefaultValueFactory = _ => 1 };
        var record = new Option<bool>("--record") { Description = "Record all that the desk sees, for poise replay (100 MB an hour and more)." };
        var seconds = new Option<double?>("--for") { Description = "Stop after this many seconds." };
        var dailyVolume = new Option<double?>("--daily-volume") { Description = "What is traded of the underlying a day, in currency: for shares of volume, impact and squeeze watch on the page." };
        var command = new Command("desk", "The desk with its dashboard: a simulated market by default, clearly labelled.\n\nExample:\n  poise desk\n  poise desk --no-page --for 10\n  poise desk --chain monday.csv tuesday.csv")
        {
            chain, port, listen, noPage, data, seed, speed, record, seconds, dailyVolume,
        };
        command.SetAction((parsed, stop) =>
        {
            if (parsed.GetValue(listen) is not ("127.0.0.1" or "localhost"))
                throw new BadInputException($"--listen {parsed.GetValue(listen)}: the page listens on 127.0.0.1 alone; beyond it everything needs a token and TLS, which this version does not have: use a tunnel");
            if (parsed.GetValue(port) is < 0 or > 65535)
                throw new BadInputException($"--port {parsed.GetValue(port)}: a port lies between 0 and 65535");
            if (!(parsed.GetValue(speed) is > 0 and <= 1000))
                throw new BadInputException($"--speed {parsed.GetValue(speed)}: between 0 and 1000, 0 excluded");
            if (parsed.GetValue(seconds) is double s && !(s is > 0 and <= 4e6))
                throw new BadInputException($"--for {s}: more than zero seconds, at most 4000000 (46 days)");
            if (parsed.GetValue(data) is string folder && string.IsNullOrWhiteSpace(folder))
                throw new BadInputException("--data: the folder's name is empty");
            if (parsed.GetValue(dailyVolume) is double v && !(v is > 0 and < 1e20))
                throw new BadInputException($"--daily-volume {v}: an amount of currency above zero");
            string[] files = parsed.GetValue(chain) ?? [];
            if (parsed.GetResult(chain) is not null && files.Length == 0)
                throw new BadInputException("--chain needs at least one file");
            var choices = new DeskChoices(files, parsed.GetValue(port), !parsed.GetValue(noPage), parsed.GetValue(data), (ulong)parsed.GetValue(seed), parsed.GetValue(speed), parsed.GetValue(record), parsed.GetValue(seconds), parsed.GetValue(dailyVolume) is double volume ? new Liquidity(volume) : null);
            if (files.Length > 0 && !choices.HasPage)
                throw new BadInputException("--chain shows files on the page: leave out --no-page, or use poise flow");
            return DeskHost.RunAsync(choices, output, error, stop);
        });
        return command;
    }
}

/// <summary>How the user wants the desk to run.</summary>
internal sealed record DeskChoices(string[] ChainFiles, int Port, bool HasPage, string? DataFolder, ulong Seed, double Speed, bool IsRecorded, double? Seconds, Liquidity? Liquidity);
