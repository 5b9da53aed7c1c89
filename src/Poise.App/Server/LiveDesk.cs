using System.Globalization;
using System.Text;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Storage;
using Poise.Venues;

namespace Poise.App;

/// <summary>A running desk, on the embedded market or at a venue, as the API and the terminal see it.</summary>
internal sealed partial class LiveDesk : IDeskDoor, IAsyncDisposable
{
    private readonly RunningDesk _desk;
    private readonly TimeProvider _time;
    private long _seq;

    internal LiveDesk(SimulatedDesk desk, TimeProvider time, IHedgePolicy? asked = null) : this(desk, BannerOf(desk) + Kept(desk, asked), time)
    {
    }

    private LiveDesk(RunningDesk desk, string banner, TimeProvider time)
    {
        _desk = desk;
        Banner = banner;
        _time = time;
        desk.Viewed = _ => Interlocked.Increment(ref _seq);
    }

    /// <summary>One line on what start-up found.</summary>
    public string Banner { get; }

    public static LiveDesk Start(SimulatedChoice choices, string data, IChainSink feed, TimeProvider time)
    {
        try
        {
            var settings = new SimulatedDeskSettings { DataFolder = data, Seed = choices.Seed, Speed = choices.Speed, IsRecorded = choices.IsRecorded };
            if (choices.Policy is { } policy)
                settings = settings with { Policy = policy };
            SimulatedDesk desk = SimulatedDesk.Start(settings, time);
            var live = new LiveDesk(desk, time, choices.Policy);
            live.Publish(desk, feed);
            return live;
        }
        catch (Exception e) when (e is JournalException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--data {data}: {e.Message}");
        }
    }

    /// <summary>Ends with the desk's thread, however it ends.</summary>
    public Task Stopped => _desk.Stopped;

    public DeskFrame Frame() => new(Interlocked.Read(ref _seq), _desk.View());

    public CommandResult Kill() => Sent(_desk.Kill());

    public CommandResult Resume() => _desk.ResumeRefusal is string why ? new(false, "refused: " + why) : Sent(_desk.SetTradingState(TradingState.Normal));

    public CommandResult CancelAll() => Sent(_desk.CancelAll());

    public CommandResult SetPolicy(IHedgePolicy policy) => Sent(_desk.SetPolicy(policy));

    /// <summary>What the slow lanes expect; by its own clock.</summary>
    public bool Foresee(Foresight foresight) => _desk.Foresee(foresight);

    /// <summary>Prints decisions that trade or are refused, and fills, until stopped or broken.</summary>
    public async Task PrintAsync(TextWriter to, CancellationToken stop)
    {
        DeskView before = _desk.View();
        bool isNew = _desk.StartReport.Records == 0;
        long decided = isNew || before.Decisions.Count == 0 ? -1 : before.Decisions[0].Sequence;
        FillView? printed = isNew || before.Fills.Count == 0 ? null : before.Fills[0];
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), _time);
        try
        {
            while (!_desk.Stopped.IsCompleted && await timer.WaitForNextTickAsync(stop))
            {
                DeskView view = _desk.View();
                foreach (DecisionView d in view.Decisions.Where(d => d.Sequence > decided && d.Action != "hold").Reverse())
                    to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{d.At} {d.Action} {d.Quantity:+0.###;-0.###;0} {d.Order} delta {(d.NetDelta is double net ? net.ToString("0.0000", CultureInfo.InvariantCulture) : "-")} in [{d.Lower}, {d.Upper}]: {d.Reason}"));
                decided = view.Decisions.Count > 0 ? Math.Max(decided, view.Decisions[0].Sequence) : decided;
                foreach (FillView f in view.Fills.TakeWhile(f => f != printed).Reverse())
                    to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{f.At} fill {f.Side} {f.Quantity} {f.Contract} at {f.Price}, fee {f.Fee} ({f.Liquidity}), order {f.Order}"));
                printed = view.Fills.Count > 0 ? view.Fills[0] : null;
                to.Flush();
            }
        }
        catch (OperationCanceledException)
        {
            // asked to stop
        }
    }

    /// <summary>Stops it and says how it stands.</summary>
    /// <exception cref="InvalidOperationException">It broke by itself, or not everything could be made durable.</exception>
    public async Task<bool> StopAsync(TextWriter to)
    {
        await _desk.StopAsync();
        DeskView view = _desk.View();
        string pnl = view.Pnl.Total is { } total ? string.Create(CultureInfo.InvariantCulture, $"{Math.Round(total, 8)} {view.Pnl.Currency}") : "unknown";
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"poise desk: stopped at {view.AsOf}, {view.Events} events, {view.Fills.Count} recent fills, P&L {pnl}, state {view.StateHash}"));
        if ((_desk as SimulatedDesk)?.MarketFailure is string unwritten)
            to.WriteLine($"poise desk: its market could not be written down, and a restart lives it again: {unwritten}");
        if (_desk.Failure is Exception failure)
            throw new InvalidOperationException($"the desk stopped by itself: {failure.Message}", failure);
        if (_desk.JournalFailure is string lost)
            throw new InvalidOperationException($"stopped, and not everything is on the disk: {lost}");
        return true;
    }

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    private static string BannerOf(SimulatedDesk desk)
    {
        StartReport r = desk.StartReport;
        string seed = desk.Seed == desk.AskedSeed ? "" : $"; --seed {desk.AskedSeed} is not followed: this folder's market has seed {desk.Seed}, and another needs another --data";
        return (r.Records == 0
            ? "simulated market, new desk with a demo book"
            : $"simulated market, recovered {r.Records} journal records{Cut(desk)}: {r.Adopted} orders adopted, {r.NotSent} never sent, {r.Foreign} unknown cancelled; {(desk.WhyAnew is { } why ? $"its market was lived through again from its birth ({why})" : "its market goes on with this book")}") + seed;
    }

    /// <summary>A folder keeps its policy, whatever was asked for now.</summary>
    private static string Kept(RunningDesk desk, IHedgePolicy? asked)
    {
        HedgeView hedge = desk.View().Hedge;
        return asked is null || hedge.PolicySettings == Encoding.UTF8.GetString(PolicyText.Of(asked) ?? [])
            ? ""
            : $"; --policy is not followed: this folder's desk keeps its own ({hedge.Policy}), which page and API change";
    }

    private static string Cut(RunningDesk desk) => desk.JournalReport.WasTorn ? $", {desk.JournalReport.TornBytes} bytes of an unfinished write cut" : "";

    private void Publish(SimulatedDesk desk, IChainSink feed)
    {
        MarketSnapshot? last = null;
        ITimer timer = _time.CreateTimer(
            _ =>
            {
                MarketSnapshot market = desk.Market();
                if (!ReferenceEquals(Interlocked.Exchange(ref last, market), market))
                    feed.Pictured(market);
            },
            null, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
        _ = _desk.Stopped.ContinueWith(_ => timer.Dispose(), TaskScheduler.Default);
    }

    private CommandResult Sent(bool wasTaken) => wasTaken
        ? new(true, "sent")
        : new(false, !_desk.HasEnded ? "the desk's command queue is full: try again"
            : _desk.Failure is Exception failure ? $"the desk stopped by itself and takes no command: {failure.Message}" : "the desk has stopped and takes no command");
}
