using System.Globalization;
using System.Security.Cryptography;
using Poise.Domain;
using Poise.Exchange;
using Poise.Exchange.Server;

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
        var desk = new ExchangeDesk(ExchangeMarkets.Of(choices.Markets, choices.Seed, now, choices.IsEmpty));
        var keys = new List<ApiKey>();
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (ExchangeAccount account in accounts)
        {
            Dictionary<string, long> funds = account.Funds.Where(f => desk.Exchange.Currencies.Contains(f.Key, StringComparer.Ordinal)).ToDictionary(static f => f.Key, static f => (long)(f.Value * InstrumentTerms.Unit), StringComparer.Ordinal);
            AccountHolder holder = desk.Open(account.Name, now, funds, ExchangeKeys.Models[account.Margin], account.Main is null ? null : numbers[account.Main]);
            numbers.Add(account.Name, holder.Account);
            keys.Add(new ApiKey(account.ClientId, account.ClientSecret, holder.Account, ExchangeKeys.RightsOf(file, account), account.Name));
        }
        ServerSettings settings = choices.IsUnlimited ? new() { Limits = AccountLimits.Off, PublicLimits = AccountLimits.Off, ConnectionsPerAddress = 0 } : new();
        using var server = new DeribitServer(settings, keys, desk, desk.Methods, RandomNumberGenerator.Fill);
        desk.Serve(server);
        ExchangePump pump;
        try
        {
            pump = await ExchangePump.StartAsync(server, new PumpSettings { Port = choices.Port }, time);
        }
        catch (IOException e) when (DeskHost.IsPortTaken(e))
        {
            throw new BadInputException($"--port {choices.Port}: something else listens there; choose another, or 0 for any free one");
        }
        await using (pump)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Simulated exchange: {string.Join(", ", choices.Markets)}, {desk.Exchange.Instruments.Count} instruments, seed {choices.Seed}."));
            output.WriteLine($"REST      {pump.Address}api/v2/public/test");
            output.WriteLine($"WebSocket ws://{pump.Address.Authority}{DeribitServer.SocketPath}");
            output.WriteLine($"Accounts  {string.Join(", ", accounts.Select(static a => a.Name))}: keys in {file}");
            output.Flush();
            await Task.WhenAny(pump.Ended, Task.Delay(Timeout.InfiniteTimeSpan, ending.Token));
            if (pump.Ended.IsFaulted)
                throw new InvalidOperationException($"the exchange stopped by itself: {pump.Ended.Exception!.InnerException!.Message}", pump.Ended.Exception.InnerException);
        }
        return stop.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Done;
    }
}
