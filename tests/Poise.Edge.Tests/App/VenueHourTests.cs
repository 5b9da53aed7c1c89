using System.Globalization;
using Poise.Domain;

namespace Poise.Edge.Tests;

/// <summary>
/// A desk at <c>poise exchange</c> over a rough wire for an hour of real time: connections cut, nothing carried for a while, the exchange frozen, the desk frozen and killed. In the end both have the same book, and the
/// desk's memory is what it was. <c>POISE_HOUR</c> says how many minutes; <c>./test --deep</c> takes three.
/// </summary>
[Trait("part", "crash")]
public sealed class VenueHourTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Data => Path.Combine(_folder.Path, "desk");

    [Fact]
    public async Task After_an_hour_of_faults_book_and_venue_are_the_same_and_memory_is_flat()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent by name");
        double minutes = double.TryParse(Environment.GetEnvironmentVariable("POISE_HOUR"), CultureInfo.InvariantCulture, out double asked) ? asked : Deep.IsOn ? 3 : 0;
        Assert.SkipWhen(minutes <= 0, "an hour of real time: POISE_HOUR=60 (minutes), or ./test --deep for three");
        CancellationToken stop = TestContext.Current.CancellationToken;
        string keys = Path.Combine(_folder.Path, "keys.json"), keyFile = Path.Combine(_folder.Path, "desk.key");
        using PoiseProcess exchange = PoiseProcess.Start("exchange", "--port", "0", "--keys", keys, "--no-limits", "--for", "40000");
        string rest = await exchange.NextLine(l => l.StartsWith("REST", StringComparison.Ordinal));
        var address = new Uri(rest[rest.IndexOf("http", StringComparison.Ordinal)..]);
        await exchange.NextLine(l => l.StartsWith("Accounts", StringComparison.Ordinal));
        using VenueAccount account = await VenueAccount.LogInAsync(address.Authority, keys, keyFile);
        await account.SellOptionsAsync();
        await using var wire = new RoughWire(address.Port);

        var random = new SeededRandom(60);
        DateTime end = DateTime.UtcNow.AddMinutes(minutes);
        int lives = 0, faults = 0, hedges = 0;
        var memory = new List<long>();
        PoiseProcess desk = Desk();
        try
        {
            await desk.NextLine(l => l.Contains("link: live", StringComparison.Ordinal));
            while (DateTime.UtcNow < end)
            {
                await Task.Delay(TimeSpan.FromSeconds(4 + random.NextInt32(16)), stop);
                Assert.False(desk.HasEnded, string.Join('\n', desk.Errors.Concat(desk.Output.TakeLast(20))));
                faults++;
                switch (random.NextInt32(12))
                {
                    case < 5:
                        wire.Cut();
                        break;
                    case < 8:
                        wire.Block();
                        await Task.Delay(TimeSpan.FromSeconds(random.NextInt32(3) == 0 ? 35 : 1 + random.NextInt32(8)), stop);
                        wire.Unblock();
                        break;
                    case 8:
                        exchange.Freeze();
                        await Task.Delay(TimeSpan.FromSeconds(1 + random.NextInt32(10)), stop);
                        exchange.Thaw();
                        break;
                    case 9:
                        desk.Freeze();
                        await Task.Delay(TimeSpan.FromSeconds(1 + random.NextInt32(10)), stop);
                        desk.Thaw();
                        break;
                    case 10 when random.NextInt32(3) == 0:
                        hedges += Hedges(desk);
                        await desk.Kill();
                        desk.Dispose();
                        desk = Desk();
                        await desk.NextLine(l => l.Contains("link: live", StringComparison.Ordinal));
                        memory.Clear();
                        break;
                    default:
                        break;
                }
                memory.Add(desk.Memory);
            }
            await desk.NextLine(l => l.Contains(" hedge ", StringComparison.Ordinal) || l.Contains(" blocked ", StringComparison.Ordinal)); // it is still at work
            hedges += Hedges(desk);
            await desk.Kill(); // an interrupt is ignored where a test runs in the background
            Assert.Empty(desk.Errors);
        }
        finally
        {
            desk.Dispose();
        }
        using (PoiseProcess last = Desk("--for", "8")) // what was under way when it was stopped is asked for
        {
            Assert.Equal(0, await last.Ended());
            Assert.Empty(last.Errors);
        }
        await account.CompareAsync(Data, lives);
        Assert.Empty(exchange.Errors);
        Assert.True(hedges > 2 * minutes, $"{hedges} hedges in {minutes} minutes");
        // A third of a life in, what is to be allocated is there.
        long settled = memory.Count > 6 ? memory.Skip(memory.Count / 3).Take(memory.Count / 3).Max() : long.MaxValue / 2, late = memory.TakeLast(memory.Count / 3).DefaultIfEmpty().Max();
        Assert.True(late < settled + settled / 4, $"{settled} bytes at first, {late} at last");
        TestContext.Current.SendDiagnosticMessage($"{minutes} minutes, {faults} faults, {wire.Connections} connections, {lives} lives, {hedges} hedges, {settled >> 20} MiB at first and {late >> 20} at last");
        await File.WriteAllTextAsync(Path.Combine(Repository.Root, "artifacts", "hour.txt"), $"{minutes} minutes, {faults} faults, {wire.Connections} connections, {lives} lives, {hedges} hedges, {settled >> 20} MiB in the middle of the last life and {late >> 20} at its end\n", stop);

        PoiseProcess Desk(params string[] more)
        {
            lives++;
            return PoiseProcess.Start(
                ["desk", "--venue", "deribit", "--venue-address", $"ws://127.0.0.1:{wire.Port}", "--orders", "live", "--venue-key", keyFile, "--band", "0.02", "--max-position", "50", "--max-order", "0.5", "--store", "none", "--no-page", "--data", Data, .. more]);
        }

        static int Hedges(PoiseProcess desk) => desk.Output.Count(l => l.Contains(" hedge ", StringComparison.Ordinal));
    }
}
