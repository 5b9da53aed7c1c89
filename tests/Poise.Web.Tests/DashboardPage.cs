using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;

namespace Poise.Web.Tests;

/// <summary>A page of the dashboard in a browser context of its own, and everything that it complained about.</summary>
public sealed class DashboardPage : IAsyncDisposable
{
    public static readonly (int Width, int Height)[] Sizes = [(1280, 800), (1920, 1080)];

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Kept on the window, for what the browser itself blocked.
    private const string HearViolations = "window.violations = []; addEventListener('securitypolicyviolation', e => window.violations.push(e.violatedDirective + ' ' + e.blockedURI));";

    // The tests' own reading of pixels, not the page's.
    private const string ReadBack = "Canvas2D: Multiple readback operations";

    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];
    private readonly List<JsonElement> _frames = [];

    private DashboardPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
    }

    public IPage Page { get; }

    /// <summary>The hub's messages so far, each with its target and arguments.</summary>
    public IReadOnlyList<JsonElement> Frames
    {
        get
        {
            lock (_frames)
                return [.. _frames];
        }
    }

    /// <param name="address">With or without #token=...; the page is named by <paramref name="name"/>.</param>
    public static async Task<DashboardPage> Open(Chromium chromium, string address, string name, int width = 1280, int height = 800, Func<IPage, Task>? before = null)
    {
        IBrowserContext context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = height } });
        context.SetDefaultTimeout((float)Patience.TotalMilliseconds);
        await context.AddInitScriptAsync(HearViolations);
        IPage page = await context.NewPageAsync();
        var opened = new DashboardPage(context, page);
        opened.Listen();
        if (before is not null)
            await before(page);
        string separator = address.Contains('#', StringComparison.Ordinal) ? "&" : "#";
        await page.GotoAsync($"{address}{separator}{name}", new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
        return opened;
    }

    public ILocator This(string testId) => Page.GetByTestId(testId);

    public ILocatorAssertions Expect(string testId) => Assertions.Expect(This(testId));

    public Task<string> Text(string testId) => This(testId).InnerTextAsync();

    public async Task<string> Title(string testId) => await This(testId).GetAttributeAsync("title") ?? "";

    public ILocator Rows(string panel) => Page.Locator($"[data-testid={panel}] .ag-row");

    /// <summary>Asks the page once a drawn frame until the answer is true.</summary>
    /// <param name="holds">A JavaScript function.</param>
    /// <param name="patience">Null: as usual.</param>
    public async Task Until(string holds, object? argument = null, TimeSpan? patience = null)
    {
        long began = Stopwatch.GetTimestamp();
        while (!await Page.EvaluateAsync<bool>($"async given => {{ await new Promise(drawn => requestAnimationFrame(drawn)); return !!(await ({holds})(given)); }}", argument))
        {
            if (Stopwatch.GetElapsedTime(began) > (patience ?? Patience))
            {
                await Shoot($"failed-{TestContext.Current.TestMethod?.MethodName}");
                Assert.Fail($"never came to hold: {holds}");
            }
        }
    }

    /// <summary>Whether a canvas of the box has this many pixels near one of the colours (RRGGBB).</summary>
    public Task Painted(string testId, int pixels, params string[] colors) => Until(
        """
        ({ testId, pixels, colors }) => {
          const wanted = colors.map(c => [0, 2, 4].map(i => parseInt(c.slice(i, i + 2), 16)));
          let found = 0;
          for (const canvas of document.querySelectorAll(`[data-testid=${testId}] canvas`)) {
            if (canvas.width === 0 || canvas.height === 0)
              continue;
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            for (let i = 0; i < data.length; i += 4)
              if (data[i + 3] > 200 && wanted.some(c => Math.abs(c[0] - data[i]) < 30 && Math.abs(c[1] - data[i + 1]) < 30 && Math.abs(c[2] - data[i + 2]) < 30))
                found++;
          }
          return found >= pixels;
        }
        """, new { testId, pixels, colors });

    /// <summary>A picture of the page under artifacts/screenshots, named by what it shows and its size.</summary>
    public async Task Shoot(string name)
    {
        string folder = Path.Combine(Repository.Root, "artifacts", "screenshots");
        PageViewportSizeResult size = Page.ViewportSize!;
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}-{size.Width}x{size.Height}.png") });
    }

    /// <summary>No error in the console and nothing that the content policy blocked.</summary>
    /// <param name="known">Parts of complaints that the test brought about itself.</param>
    public async Task IsClean(params string[] known)
    {
        string[] violations = await Page.EvaluateAsync<string[]>("() => window.violations");
        Assert.Empty(violations);
        lock (_complaints)
            Assert.DoesNotContain(_complaints, c => !known.Any(k => c.Contains(k, StringComparison.Ordinal)));
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private void Listen()
    {
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !message.Text.StartsWith(ReadBack, StringComparison.Ordinal))
                Complain($"{message.Type}: {message.Text} ({message.Location})");
        };
        Page.PageError += (_, error) => Complain($"thrown: {error}");
        Page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => Hear(frame.Text);
    }

    private void Complain(string what)
    {
        lock (_complaints)
            _complaints.Add(what);
    }

    // SignalR's JSON protocol ends each message with a record separator; type 1 calls the client.
    private void Hear(string? text)
    {
        foreach (string part in (text ?? "").Split('\u001e', StringSplitOptions.RemoveEmptyEntries))
        {
            JsonElement message = JsonSerializer.Deserialize<JsonElement>(part);
            if (!message.TryGetProperty("type", out JsonElement type) || type.GetInt32() != 1)
                continue;
            lock (_frames)
                _frames.Add(message);
        }
    }
}
