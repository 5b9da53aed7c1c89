namespace Poise.Edge.Tests;

/// <summary>A desk whose thread breaks does not leave a page behind that looks alive.</summary>
public sealed class BrokenDeskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_paper_desk_that_can_keep_nothing_ends_and_says_why()
    {
        using PoiseProcess exchange = PoiseProcess.Start("exchange", "--port", "0", "--keys", Path.Combine(_folder.Path, "keys.json"), "--for", "300");
        string rest = await exchange.NextLine(static l => l.StartsWith("REST", StringComparison.Ordinal));
        string address = $"ws://{new Uri(rest[rest.IndexOf("http", StringComparison.Ordinal)..]).Authority}", data = Path.Combine(_folder.Path, "desk");
        using PoiseProcess desk = PoiseProcess.Start("desk", "--venue", "deribit", "--venue-address", address, "--port", "0", "--store", "none", "--data", data);
        await desk.NextLine(static l => l.StartsWith("poise desk:", StringComparison.Ordinal));
        Directory.Delete(Path.Combine(data, "paper"), recursive: true); // before its first order is answered
        Assert.Equal(1, await desk.Ended());
        string why = Assert.Single(desk.Errors);
        Assert.Contains("the desk stopped by itself", why, StringComparison.Ordinal);
        Assert.Contains("paper", why, StringComparison.Ordinal);
    }
}
