using System.Globalization;
using System.Security.Cryptography;
using Poise.Domain;
using Poise.Exchange;
using Poise.Exchange.Server;
using Poise.Storage;

namespace Poise.App;

/// <summary>Runs what <c>poise exchange</c> asked for until it is stopped.</summary>
internal static class ExchangeHost
{
    public static async Task<int> RunAsync(ExchangeChoices choices, TextWriter output, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (choices.Seconds is double seconds)
            ending.CancelAfter(TimeSpan.FromSeconds(seconds));
        string file = choices.KeysFile ?? Path.Combine(DeskHost.StateFolder(), "exchange-keys.json");
        IReadOnlyList<ExchangeAccount> accounts = ExchangeKeys.Of(file);
        TimeProvider time = TimeProvider.System;
        Instant now = Instant.FromUtc(time.GetUtcNow().UtcDateTime);
        using ExchangeFolder? folder = choices.DataFolder is null ? null : OpenFolder(choices.DataFolder, choices.Asked, now);
        ExchangeBirth birth = folder?.Birth ?? choices.Asked.Birth(now);
        ExchangeDesk desk = folder?.Desk ?? new ExchangeDesk(ExchangeMarkets.Of(birth, choices.Shocks, now));
        List<ApiKey> keys = ExchangeAccounts.Open(desk, file, accounts, now);
        if (folder is not null)
            Try(choices.DataFolder!, () => folder.Begin(now));
        ServerSettings settings = choices.IsUnlimited ? new() { Limits = AccountLimits.Off, PublicLimits = AccountLimits.Off, ConnectionsPerAddress = 0 } : new();
        using var server = new DeribitServer(settings, keys, desk, desk.Methods, RandomNumberGenerator.Fill);
        desk.Serve(server);
        ExchangePump pump;
        try
        {
            pump = await ExchangePump.StartAsync(server, new PumpSettings { Port = choices.Port }, time, folder is null ? null : folder.Commit);
        }
        catch (IOException e) when (DeskHost.IsPortTaken(e))
        {
            throw new BadInputException($"--port {choices.Port}: something else listens there; choose another, or 0 for any free one");
        }
        await using (pump)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Simulated exchange: {birth}, {desk.Exchange.Instruments.Count} instruments."));
            foreach (AskedShock shock in choices.Shocks)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Shock     {100 * shock.Move:+0.##;-0.##} % from {now + shock.After} over {shock.Over.Seconds:0.##} s"));
            output.WriteLine($"REST      {pump.Address}api/v2/public/test");
            output.WriteLine($"WebSocket ws://{pump.Address.Authority}{DeribitServer.SocketPath}");
            output.WriteLine($"Accounts  {string.Join(", ", accounts.Select(static a => a.Name))}: keys in {file}");
            if (folder is not null)
                output.WriteLine($"Data      {choices.DataFolder}: {Found(folder)}");
            output.Flush();
            await Task.WhenAny(pump.Ended, Task.Delay(Timeout.InfiniteTimeSpan, ending.Token));
            if (pump.Ended.IsFaulted)
                throw new InvalidOperationException($"the exchange stopped by itself: {pump.Ended.Exception!.InnerException!.Message}", pump.Ended.Exception.InnerException);
        }
        if (folder is not null)
            Try(choices.DataFolder!, folder.End);
        return stop.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Done;
    }

    private static ExchangeFolder OpenFolder(string folder, ExchangeAsked asked, Instant now)
    {
        if (File.Exists(folder))
            throw new BadInputException($"--data {folder}: is a file; a folder is needed");
        ExchangeFolder? opened = null;
        Try(folder, () => opened = ExchangeFolder.Open(new FileDisk(folder), new FileDisk(folder), asked, now, Task.Run));
        return opened!;
    }

    private static void Try(string folder, Action what)
    {
        try
        {
            what();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new BadInputException($"--data {folder}: {e.Message}", e);
        }
    }

    private static string Found(ExchangeFolder folder)
    {
        if (folder.Slept is not { } slept)
            return "new";
        (ExchangeDesk desk, int orders, int positions) = (folder.Desk, 0, 0);
        foreach (AccountHolder holder in desk.Holders)
        {
            orders += desk.Exchange.OpenOrders(holder.Account).Count;
            positions += desk.Exchange.Instruments.Count(i => desk.Exchange.Accounts.Position(holder.Account, i.Number) != 0);
        }
        string cut = folder.Report.WasTorn ? string.Create(CultureInfo.InvariantCulture, $", {folder.Report.TornBytes} bytes of an unfinished write cut") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Count(desk.Holders.Count(), "account")}, {Count(orders, "order")}, {Count(positions, "position")} brought back; the market slept for {Span(slept)}{cut}");

        static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
    }

    private static string Span(Duration slept)
    {
        var span = TimeSpan.FromSeconds(slept.Seconds);
        return span.TotalDays >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{span.Days} d {span.Hours} h")
            : span.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{span.Hours} h {span.Minutes} min")
            : string.Create(CultureInfo.InvariantCulture, $"{span.Minutes} min {span.Seconds} s");
    }
}
