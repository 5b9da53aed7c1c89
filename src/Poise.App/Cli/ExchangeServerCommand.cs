using System.CommandLine;

namespace Poise.App;

/// <summary><c>poise exchange</c>: a simulated exchange that answers Deribit's protocol, with a market on it.</summary>
internal static class ExchangeServerCommand
{
    public const int DefaultPort = 8378;

    public static Command Create(TextWriter output)
    {
        var market = new Option<string[]>("--market")
        {
            Description = $"What is traded: {string.Join(", ", ExchangeMarkets.Names)}. Default: btc.",
            AllowMultipleArgumentsPerToken = true,
            HelpName = "NAME",
        };
        var port = new Option<int>("--port") { Description = "Port on 127.0.0.1; 0 takes any free one.", DefaultValueFactory = _ => DefaultPort };
        var listen = new Option<string>("--listen") { Description = "Address to listen on. Only loopback: there is no TLS.", DefaultValueFactory = _ => "127.0.0.1" };
        var seed = new Option<long>("--seed") { Description = "Seed of the market.", DefaultValueFactory = _ => (long)ExchangeAsked.UsualSeed };
        var keys = new Option<string?>("--keys") { Description = $"File of accounts and their keys, readable by its owner alone; made with two accounts where there is none. The margin of each is {string.Join(", ", ExchangeKeys.Models.Keys)}. Default: exchange-keys.json under the user's state folder.", HelpName = "FILE" };
        var data = new Option<string?>("--data") { Description = "Folder in which the exchange is kept, made where there is none: it goes on after a stop or a crash, with the market that the folder holds. Default: nothing is kept.", HelpName = "FOLDER" };
        var empty = new Option<bool>("--empty") { Description = "Nobody trades by himself: what is listed, and an index that stands still." };
        var shock = new Option<string[]>("--shock") { Description = "Rehearse: move the index, so long after the start, by so much, over so long: 60s:-30%:8s. Several may be named. Not with --data.", HelpName = "AFTER:MOVE:OVER" };
        var unlimited = new Option<bool>("--no-limits") { Description = "No limits of rate, for tests of load." };
        var seconds = new Option<double?>("--for") { Description = "Stop after this many seconds." };
        var command = new Command("exchange", "A simulated exchange that answers Deribit's API v2 on this machine, with a live market of makers, customers and leveraged accounts.\n\nExample:\n  poise exchange\n  poise exchange --market btc btc-linear --port 0 --for 60\n  poise exchange --data ~/my-exchange\n  poise exchange --shock 60s:-30%:8s")
        {
            market, port, listen, seed, keys, data, empty, shock, unlimited, seconds,
        };
        command.SetAction((parsed, stop) =>
        {
            if (parsed.GetValue(listen) is not ("127.0.0.1" or "localhost"))
                throw new BadInputException($"--listen {parsed.GetValue(listen)}: the exchange listens on 127.0.0.1 alone: use a tunnel");
            if (parsed.GetValue(port) is < 0 or > 65535)
                throw new BadInputException($"--port {parsed.GetValue(port)}: a port lies between 0 and 65535");
            if (parsed.GetValue(seconds) is double s && !(s is > 0 and <= 4e6))
                throw new BadInputException($"--for {s}: more than zero seconds, at most 4000000 (46 days)");
            string[] names = parsed.GetValue(market) is { Length: > 0 } given ? given : [ExchangeAsked.UsualMarket];
            foreach (string name in names)
            {
                if (!ExchangeMarkets.Names.Contains(name, StringComparer.Ordinal))
                    throw new BadInputException($"--market {name}: must be one of {string.Join(", ", ExchangeMarkets.Names)}");
            }
            if (names.Distinct(StringComparer.Ordinal).Count() != names.Length)
                throw new BadInputException("--market: a market is named once");
            if (parsed.GetValue(data) is { Length: 0 })
                throw new BadInputException("--data: a folder has a name");
            AskedShock[] shocks = [.. (parsed.GetValue(shock) ?? []).Select(AskedShock.Parse)];
            if (shocks.Length > 0 && parsed.GetValue(data) is not null)
                throw new BadInputException("--shock and --data: what is rehearsed is not kept: leave one out");
            if (shocks.Length > 0 && parsed.GetValue(empty))
                throw new BadInputException("--shock and --empty: an index that stands still is not moved: leave one out");
            var asked = new ExchangeAsked(
                parsed.GetResult(market) is null or { Implicit: true } ? null : names, parsed.GetResult(seed) is null or { Implicit: true } ? null : (ulong)parsed.GetValue(seed), parsed.GetValue(empty));
            var choices = new ExchangeChoices(asked, parsed.GetValue(port), parsed.GetValue(keys), parsed.GetValue(data), parsed.GetValue(unlimited), parsed.GetValue(seconds)) { Shocks = shocks };
            return ExchangeHost.RunAsync(choices, output, stop);
        });
        return command;
    }
}

/// <summary>How the user wants the exchange to run.</summary>
/// <param name="KeysFile">Null: under the user's state folder.</param>
/// <param name="DataFolder">Null: nothing is kept.</param>
internal sealed record ExchangeChoices(ExchangeAsked Asked, int Port, string? KeysFile, string? DataFolder, bool IsUnlimited, double? Seconds)
{
    public IReadOnlyList<AskedShock> Shocks { get; init; } = [];
}
