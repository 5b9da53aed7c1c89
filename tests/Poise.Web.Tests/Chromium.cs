using Microsoft.Playwright;

namespace Poise.Web.Tests;

/// <summary>One headless Chromium for all tests: the one that POISE_BROWSER names, else Debian's.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Usual = "/usr/bin/chromium";

    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The browser, or the test is skipped. A browser that POISE_BROWSER names and that does not start fails it.</summary>
    public IBrowser Browser
    {
        get
        {
            if (_browser is null)
                Assert.Skip($"no browser: {Usual} is not here and POISE_BROWSER names none");
            return _browser;
        }
    }

    public async ValueTask InitializeAsync()
    {
        string? named = Environment.GetEnvironmentVariable("POISE_BROWSER");
        string program = string.IsNullOrEmpty(named) ? Usual : named;
        if (string.IsNullOrEmpty(named) && !File.Exists(program))
            return;
        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout((float)DashboardPage.Patience.TotalMilliseconds);
        // Each start gets a fresh profile of its own, and each page a fresh context within it.
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = program, Args = Arguments, Headless = true });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
