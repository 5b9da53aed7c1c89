using System.Globalization;
using Poise.Chains;
using Poise.Domain;
using Poise.Flow;

namespace Poise.App;

/// <summary>Chains that arrive from outside, with the dashboard that shows them.</summary>
internal sealed class LiveFeed : IAsyncDisposable
{
    /// <summary>Time between two looks at files.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _ending = new();
    private readonly FlowFeed _feed;
    private readonly LiveMarket _market;
    private readonly TextWriter _output;
    private readonly TimeProvider _time;
    private Func<LiveFeed, Task> _run = static _ => Task.CompletedTask;
    private Task _running = Task.CompletedTask;

    private readonly SeriesWatch _series = new();

    private LiveFeed(FlowFeed feed, LivePast? past, string name, TimeSpan staleAfter, TextWriter output, TimeProvider time)
    {
        (_output, _time) = (output, time);
        _feed = feed;
        var watchers = new Watchers();
        _market = new LiveMarket(_feed, watchers, staleAfter, time, past);
        Dashboard = new Dashboard(_feed, null, name, time.GetUtcNow(), HasFlow: true) { Watchers = watchers, StaleAfter = staleAfter };
    }

    public Dashboard Dashboard { get; }

    /// <exception cref="BadInputException">Nothing of what is to be followed is there.</exception>
    public static LiveFeed Of(DeskChoices choices, FlowFeed shown, LivePast? past, TextWriter output, TimeProvider time)
    {
        if (choices.Market is PollChoice poll)
        {
            output.WriteLine($"poise desk: asks {poll.Server} for {poll.Session.Path}; delayed quotes of Cboe Global Markets, under the terms and conditions of its website");
            return new LiveFeed(shown, past, "polled", poll.StaleAfter, output, time) { _run = feed => feed.PollAsync(poll) };
        }
        if (choices.Market is StreamChoice stream)
        {
            output.WriteLine($"poise desk: {stream.Venue.Underlying} at {stream.Venue.Address}: public data alone, asked for without a key; nothing is traded here");
            return new LiveFeed(shown, past, "streamed", stream.StaleAfter, output, time) { _run = feed => feed.StreamAsync(stream.Venue) };
        }
        var follow = (FollowChoice)choices.Market;
        string? missing = follow.Paths.FirstOrDefault(static p => string.IsNullOrWhiteSpace(p) || !Directory.Exists(p) && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(p))));
        return missing is null
            ? new LiveFeed(shown, past, "followed", follow.StaleAfter, output, time) { _run = feed => feed.FollowAsync(new FileFollower(follow.Paths, follow.Underlying, feed._time)) }
            : throw new BadInputException($"--follow \"{missing}\": no such folder");
    }

    /// <summary>From here on chains arrive.</summary>
    public void Begin() => _running = TellAsync(() => _run(this));

    /// <summary>Prints levels of each new chain and what could not be read, until stopped.</summary>
    public async Task PrintAsync(CancellationToken stop)
    {
        string? printed = null, said = null;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                FlowFrame frame = _feed.Frame(null, default)!;
                if (frame.View is FlowView view && view.AsOf != printed)
                    Write(Line(view));
                string? whyNot = _market.WhyNot ?? (frame.View is null && frame.Count > 0 ? frame.Reason : null);
                if (whyNot is not null && whyNot != said)
                    Write($"{Instant.FromUtc(_time.GetUtcNow().UtcDateTime)} {whyNot}");
                (printed, said) = (frame.View?.AsOf ?? printed, whyNot);
            }
        }
        catch (OperationCanceledException)
        {
            // asked to stop
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running;
        await _market.DisposeAsync();
        _ending.Dispose();
    }

    private static string Line(FlowView v) => string.Create(
        CultureInfo.InvariantCulture,
        $"{v.AsOf} {v.Underlying} {v.Spot} {v.Levels.Regime ?? "no regime"}, GEX {Number(v.Totals.Gex, "0.####e0")}, zero gamma {Number(v.Levels.ZeroGamma, "0.##")}, call wall {Number(v.Levels.CallWall, "0.##")}, put wall {Number(v.Levels.PutWall, "0.##")}");

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "none";

    private void Write(string line)
    {
        lock (_output)
        {
            _output.WriteLine(line);
            _output.Flush();
        }
    }

    /// <summary>Whatever breaks a feed is told on the page: what it showed stands, and ages.</summary>
    private async Task TellAsync(Func<Task> run)
    {
        try
        {
            await run();
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // asked to stop
        }
        catch (Exception e)
        {
            _market.Failed($"nothing is read any more: {e.Message}");
        }
    }

    private async Task FollowAsync(FileFollower follower)
    {
        using var timer = new PeriodicTimer(LookEvery, _time);
        var inventory = new LiveInventory();
        _feed.InventoryOf = inventory.Of;
        bool hasBegun = false;
        string? said = null;
        MarketSnapshot? latest = null;
        do
        {
            (IReadOnlyList<MarketSnapshot> chains, IReadOnlyList<(string, IReadOnlyList<TradeTape>)> trades, string? why) = await Task.Run(follower.Look);
            bool isRetold = inventory.Take(trades);
            // Those before the last are past already: shown in turn, then the last is followed.
            if (chains.Count > 0 && !hasBegun)
            {
                hasBegun = true;
                // What the files tell again is followed from their first: a split among them is one for the inventory too.
                if (_market.Begin(chains[0], chains[^1].AsOf) is MarketSnapshot stored && stored.AsOf < chains[0].AsOf)
                    _series.Follow(stored);
            }
            for (int i = 0; i < chains.Count; i++)
            {
                MarketSnapshot chain = _series.Follow(chains[i]);
                inventory.Next(chain);
                latest = chain;
                if (i < chains.Count - 1)
                    _market.Publish(chain);
                else
                    _market.Pictured(chain);
            }
            if (isRetold && chains.Count == 0)
                _market.Pictured(latest!);
            if (why != said || chains.Count > 0 || isRetold)
                _market.Failed(why);
            said = why;
        }
        while (await timer.WaitForNextTickAsync(_ending.Token));
    }

    private async Task StreamAsync(VenueChoice venue)
    {
        await using var stream = new VenueFeed(venue, _market, hasQuotes: true, _time);
        stream.Start();
        await stream.Completion.WaitAsync(_ending.Token);
    }

    private async Task PollAsync(PollChoice poll)
    {
        using var pump = new DelayedQuotesPump(poll.Session, poll.Server, chain => _market.Pictured(_series.Follow(chain)), _market.Failed, _time);
        await pump.RunAsync(_ending.Token);
    }
}
