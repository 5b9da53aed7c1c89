using Poise.Domain;
using Poise.Runtime;

namespace Poise.Edge.Tests;

/// <summary>A desk that trades at <c>poise exchange</c> over a real socket, killed by the real signal again and again: the exchange lives on, and at the end both know the same.</summary>
[Trait("part", "crash")]
public sealed class VenueSigkillTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    public void Dispose() => _folder.Dispose();

    private string Keys => Path.Combine(_folder.Path, "keys.json");

    private string KeyFile => Path.Combine(_folder.Path, "desk.key");

    private string Data => Path.Combine(_folder.Path, "desk");

    [Fact]
    public async Task Kills_of_a_desk_at_the_exchange_leave_both_with_the_same_book()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGKILL is asked for by name");
        int kills = Deep.IsOn ? 100 : 20;
        var random = new SeededRandom(20261129);
        using PoiseProcess exchange = PoiseProcess.Start("exchange", "--port", "0", "--keys", Keys, "--no-limits", "--for", "3000");
        string rest = await exchange.NextLine(l => l.StartsWith("REST", StringComparison.Ordinal));
        string address = new Uri(rest[rest.IndexOf("http", StringComparison.Ordinal)..]).Authority;
        await exchange.NextLine(l => l.StartsWith("Accounts", StringComparison.Ordinal));
        using VenueAccount account = await VenueAccount.LogInAsync(address, Keys, KeyFile);
        await account.SellOptionsAsync();

        int hedged = 0;
        for (int round = 0; round < kills; round++)
        {
            using PoiseProcess desk = Desk(address);
            switch (random.NextInt32(4))
            {
                case 0:
                    await desk.NextLine(l => l.StartsWith("poise desk:", StringComparison.Ordinal));
                    break;
                case 1:
                    await desk.NextLine(l => l.Contains("link: live", StringComparison.Ordinal));
                    break;
                default:
                    for (int i = 1 + random.NextInt32(3); i > 0; i--)
                        await desk.NextLine(l => l.Contains(" hedge ", StringComparison.Ordinal) || l.Contains(" blocked ", StringComparison.Ordinal));
                    break;
            }
            await desk.Kill();
            hedged += desk.Output.Count(l => l.Contains(" hedge ", StringComparison.Ordinal));
            Assert.Empty(desk.Errors);
        }
        Assert.True(hedged > kills / 2, $"{hedged} hedges in {kills} lives");

        // It is taken up halted: what was under way is asked for, and nothing new is on its way when it ends.
        await File.WriteAllTextAsync(Path.Combine(Data, KillFile.Name), "", TestContext.Current.CancellationToken);
        using (PoiseProcess last = Desk(address, "--for", "8"))
        {
            Assert.Equal(0, await last.Ended());
            Assert.Empty(last.Errors);
            Assert.Contains(last.Output, l => l.Contains("link: live", StringComparison.Ordinal));
        }
        await account.CompareAsync(Data, kills + 1);
        Assert.Empty(exchange.Errors);
    }

    private PoiseProcess Desk(string address, params string[] more) => PoiseProcess.Start(
        ["desk", "--venue", "deribit", "--venue-address", $"ws://{address}", "--orders", "live", "--venue-key", KeyFile, "--band", "0.005", "--max-position", "50", "--max-order", "0.5", "--store", "none", "--no-page", "--data", Data, .. more]);
}
