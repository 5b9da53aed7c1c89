using System.Globalization;
using System.Text;
using System.Text.Json;
using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Flow;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Storage;
using Poise.Venues;
using Poise.Venues.Deribit;

namespace Poise.App;

/// <summary>How a desk is run, whatever its market.</summary>
/// <param name="IsDry">It decides and sends nothing.</param>
/// <param name="Log">Null: none.</param>
internal readonly record struct DeskRun(bool IsDry, DeskLog? Log)
{
    public IDeskWatch Watch(TimeProvider time) => new DecisionClock(Log, time, Telemetry.DecisionTime);
}

/// <summary>A running desk, on the embedded market or at a venue, as the API and the terminal see it.</summary>
internal sealed partial class LiveDesk : IDeskDoor, IAsyncDisposable
{
    private readonly RunningDesk _desk;
    private readonly TimeProvider _time;
    private readonly string _foreseen;
    private readonly IAsyncDisposable? _beside;
    private readonly DeskRun _run;
    private readonly SemaphoreSlim _looking = new(1);
    private readonly Lock _stressing = new();
    private long _seq;

    internal LiveDesk(SimulatedDesk desk, TimeProvider time, IHedgePolicy? asked = null, IWorkingAlgorithm? working = null, DeskRun run = default) : this(desk, DryWords(run) + BannerOf(desk) + WorkedBy([working]) + Kept(desk, [asked]), time, run)
    {
    }

    /// <param name="foreseen">Which underlying forecasts are of; null for the only one.</param>
    /// <param name="beside">What ends with it.</param>
    private LiveDesk(RunningDesk desk, string banner, TimeProvider time, DeskRun run, string? foreseen = null, IAsyncDisposable? beside = null)
    {
        _desk = desk;
        int elsewhere = desk.Views().Sum(static v => v.ByVenue.Where(static b => !b.IsOwn).Sum(static b => b.Positions));
        Banner = banner + (desk.WhyViewsAnew is { } anew ? $"; profit by cause and the band's history begin anew ({anew})" : "") + (elsewhere == 0 ? "" : $"; {elsewhere} positions held elsewhere are hedged with it")
            + (desk.View() is { TradingState: "Halted" } view ? $"; HALTED, nothing is hedged: {view.TradingStateReason ?? "no reason was given"}; resume it on the page or by the API of poise desk" : "");
        (_time, _run) = (time, run);
        (_foreseen, _beside) = (foreseen ?? desk.View().Hedge.Underlying, beside);
        desk.Viewed = () => Interlocked.Increment(ref _seq);
    }

    /// <summary>One line on what start-up found.</summary>
    public string Banner { get; }

    public static LiveDesk Start(SimulatedChoice choices, DeskRun run, string data, IReadOnlyList<HeldLine>? elsewhere, IChainSink feed, TimeProvider time)
    {
        try
        {
            var settings = new SimulatedDeskSettings { DataFolder = data, Seed = choices.Seed, Speed = choices.Speed, IsRecorded = choices.IsRecorded, IsDry = run.IsDry, Watch = run.Watch(time), Elsewhere = elsewhere };
            if (choices.Policy is { } policy)
                settings = settings with { Policy = policy };
            if (choices.Working is { } working)
                settings = settings with { Working = working };
            HedgeChoice? said = choices.Said?.Hedges[0];
            if (said is not null)
                settings = settings with { Policy = said.Policy, Working = said.Working, MinOrder = said.MinOrder, MaxOrder = said.MaxOrder, MaxPosition = said.MaxPosition, Limits = said.Limits, Live = said.Live, Orders = choices.Said!.Orders, DeskLimits = choices.Said.Limits };
            SimulatedDesk desk = SimulatedDesk.Start(settings, time);
            var live = said is null
                ? new LiveDesk(desk, time, choices.Policy, choices.Working, run)
                : new LiveDesk(desk, DryWords(run) + BannerOf(desk) + WorkedBy([said.Working]) + Kept(desk, [said.IsPolicyAsked ? said.Policy : null]) + ToldOf(desk, [said.Live]), time, run) { Assumed = choices.Said!.Stress };
            live.Publish(desk, feed);
            return live;
        }
        catch (ArgumentException e) when (choices.Said is not null)
        {
            throw new BadInputException($"--settings: {e.Message}", e);
        }
        catch (Exception e) when (e is JournalException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--data {data}: {e.Message}", e);
        }
    }

    /// <summary>Ends with the desk's thread, however it ends.</summary>
    public Task Stopped => _desk.Stopped;

    public IReadOnlyList<string> Underlyings => [.. _desk.View().Underlyings.Select(static u => u.Underlying)];

    public DeskFrame Frame(string? underlying = null) =>
        new(Interlocked.Read(ref _seq), underlying is null ? _desk.View() : _desk.Views().FirstOrDefault(v => v.Hedge.Underlying == underlying), AlarmsNow?.Invoke() ?? []);

    /// <summary>What stands wrong and was told; null where nobody watches.</summary>
    public Func<IReadOnlyList<AlertView>>? AlarmsNow { private get; set; }

    public RiskFrame Risk(string? underlying = null)
    {
        long seq = Interlocked.Read(ref _seq);
        int at = underlying is null ? 0 : Underlyings.ToList().IndexOf(underlying);
        return new(seq, at < 0 ? null : _desk.Risks()[at].View());
    }

    /// <summary>What is assumed where an asset crashes.</summary>
    public StressSettings Assumed { get; init; } = new();

    public StressFrame Stress(AssetShock asked)
    {
        lock (_stressing) // one at a time: many who ask take no cores from the desk
        {
            long seq = Interlocked.Read(ref _seq);
            return new(seq, StressViews.Of(_desk.Risks(), Assumed, asked));
        }
    }

    public TimeSpan PictureAge => _desk.ViewAge;

    /// <summary>What parts the clock that it lives by from the machine's.</summary>
    public ClockWatch ClockAgainst(TimeProvider machine) => new(_time, machine, VenueAhead);

    /// <summary>Why its clock cannot be lived by: it is halted until it can. Null: it can.</summary>
    public string? ClockFault
    {
        set
        {
            if (_desk.ClockFault != value)
                _desk.ClockFault = value;
        }
    }

    /// <summary>The clock of the venue with its options minus its own; null where it has no venue.</summary>
    private Func<Duration>? VenueAhead { get; init; }

    public CommandResult Kill() => Sent(_desk.Kill());

    public CommandResult Resume() => _desk.ResumeRefusal is string why ? new(false, "refused: " + why) : Sent(_desk.SetTradingState(TradingState.Normal));

    public CommandResult CancelAll() => Sent(_desk.CancelAll());

    public async Task<CommandResult> SetAsideAsync(string venue) => await _desk.SetAside(venue) is string why ? new(false, "refused: " + why) : new(true, $"{venue} is left out until it confirms: what is held there is as the journal has it");

    public CommandResult SetPolicy(IHedgePolicy policy, string? underlying) => SendTo(underlying, of => _desk.SetPolicy(policy, of));

    public CommandResult SetWorking(IWorkingAlgorithm algorithm, string? underlying) => SendTo(underlying, of => _desk.SetWorking(algorithm, of));

    public (RiskLimits Limits, decimal LotSize) LimitsOf(string underlying) => _desk.Limits().Where(l => l.Underlying == underlying).Select(static l => (l.Limits, l.LotSize)).First();

    public async Task<CommandResult> SetLimitsAsync(RiskLimits from, RiskLimits to, string underlying) => await _desk.SetLimits(from, to, underlying) is string why ? new(false, "refused: " + why) : new(true, "taken");

    public DeskLimits DeskLimits => _desk.DeskLimits();

    public async Task<CommandResult> SetDeskLimitsAsync(DeskLimits from, DeskLimits to) => await _desk.SetDeskLimits(from, to) is string why ? new(false, "refused: " + why) : new(true, "taken");

    public LiveSettings SettingsOf(string underlying) => _desk.Settings().Where(s => s.Underlying == underlying).Select(static s => s.Live).First();

    public async Task<CommandResult> SetSettingsAsync(LiveSettings from, LiveSettings to, string underlying) => await _desk.SetSettings(from, to, underlying) is string why ? new(false, "refused: " + why) : new(true, "taken");

    public Task<Looked<BookProtectionView>> ProtectionAsync(string underlying, double mostLoss, double mostPremium, Duration lasts) =>
        LookedFor(_desk.AskProtection, underlying, question => question.Answer(mostLoss, mostPremium, lasts));

    public Task<Looked<BookPlanView>> PlanAsync(string underlying, PlanWish wish) => LookedFor(_desk.AskPlan, underlying, question => question.Answer(wish));

    /// <summary>One at a time: each costs a part of a second of the machine, more where it is hard.</summary>
    private async Task<Looked<TView>> LookedFor<TQuestion, TView>(Func<string, Task<Looked<TQuestion>>> ask, string underlying, Func<TQuestion, TView> answer)
        where TQuestion : class
        where TView : class
    {
        if (!await _looking.WaitAsync(TimeSpan.Zero))
            return new(null, "another is being looked for: try again", IsBusy: true);
        try
        {
            (TQuestion? question, string? why, Exception? cause, _) = await ask(underlying);
            return question is null ? new(null, why, cause) : new(await Task.Run(() => answer(question)), null);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            return new(null, e.Message, e); // an answer that does not stand its own check is none
        }
        finally
        {
            _looking.Release();
        }
    }

    public async Task<CommandResult> TradePackageAsync(IReadOnlyList<PackageOrder> orders, string underlying) =>
        await _desk.TradePackage(orders, underlying) is string why ? new(false, "refused: " + why) : new(true, $"{orders.Count} {(orders.Count == 1 ? "order has" : "orders have")} left: what was not filled at once is not tried again");

    public async Task<CommandResult> HoldAsync(HeldLine line) => await _desk.HoldElsewhere(line) is string why ? new(false, "refused: " + why) : new(true, "taken");

    /// <summary>Follows the file of what is held elsewhere, until it is disposed of.</summary>
    public ElsewhereFollower Follow(string path, IReadOnlyList<HeldLine> stated, Action<string> tell) => new(path, stated, _desk, tell, _time);

    /// <summary>What the slow lanes expect; by its own clock.</summary>
    public bool Foresee(Foresight foresight) => _desk.Foresee(foresight, _foreseen);

    /// <summary>Prints decisions that trade or are refused, and fills, until stopped or broken.</summary>
    public async Task PrintAsync(TextWriter to, CancellationToken stop)
    {
        bool isNew = _desk.StartReport.Records == 0;
        Printed[] printed = [.. _desk.Views().Select(v => isNew ? new Printed(-1, null) : new Printed(v.Decisions.Count == 0 ? -1 : v.Decisions[0].Sequence, v.Fills.Count == 0 ? null : v.Fills[0]))];
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), _time);
        try
        {
            while (!_desk.Stopped.IsCompleted && await timer.WaitForNextTickAsync(stop))
            {
                IReadOnlyList<DeskView> views = _desk.Views();
                for (int i = 0; i < views.Count; i++)
                    printed[i] = Print(to, views[i], printed[i], views.Count > 1, _run.IsDry);
                to.Flush();
            }
        }
        catch (OperationCanceledException)
        {
            // asked to stop
        }
    }

    private readonly record struct Printed(long Decision, FillView? Fill);

    private static Printed Print(TextWriter to, DeskView view, in Printed before, bool isNamed, bool isDry)
    {
        long decided = before.Decision;
        FillView? filled = before.Fill;
        string of = isNamed ? $"{view.Hedge.Underlying} " : "";
        foreach (DecisionView d in view.Decisions.Where(d => d.Sequence > decided && d.Action != "hold").Reverse())
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{d.At} {of}{Deed(d, view, isDry)} {d.Order} delta {(d.NetDelta is double net ? net.ToString("0.0000", CultureInfo.InvariantCulture) : "-")} in [{d.Lower}, {d.Upper}]: {d.Reason}"));
        foreach (FillView f in view.Fills.TakeWhile(f => f != filled).Reverse())
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{f.At} {of}fill {f.Side} {f.Quantity} {f.Contract}{(view.Outlets.Count > 1 ? $" ({f.Venue})" : "")} at {f.Price}, fee {f.Fee} ({f.Liquidity}), order {f.Order}"));
        return new Printed(view.Decisions.Count > 0 ? Math.Max(decided, view.Decisions[0].Sequence) : decided, view.Fills.Count > 0 ? view.Fills[0] : null);
    }

    private static string Deed(DecisionView d, DeskView view, bool isDry) => isDry && d.Action == "hedge"
        ? string.Create(CultureInfo.InvariantCulture, $"would {(d.Quantity > 0 ? "buy" : "sell")} {Math.Abs(d.Quantity)} {view.Hedge.Instrument} at {d.Limit} or better, order")
        : string.Create(CultureInfo.InvariantCulture, $"{d.Action} {d.Quantity:+0.###;-0.###;0}");

    private static string DryWords(in DeskRun run) => run.IsDry ? "DRY RUN, nothing is sent: " : "";

    /// <summary>Stops it and says how it stands.</summary>
    /// <exception cref="InvalidOperationException">It broke by itself, or not everything could be made durable.</exception>
    public async Task<bool> StopAsync(TextWriter to, string command = "poise desk")
    {
        await EndAsync();
        DeskView view = _desk.View();
        string pnl = string.Join(", ", view.Underlyings.Select(u => (view.Underlyings.Count > 1 ? u.Underlying + " " : "") + (u.Pnl is { } total ? string.Create(CultureInfo.InvariantCulture, $"{Math.Round(total, 8)} {u.Currency}") : "unknown")));
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{command}: {TotalWords(view.Total)}"));
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{command}: stopped at {view.AsOf}, {view.Events} events, {_desk.Views().Sum(static v => v.Fills.Count)} recent fills, P&L {pnl}, state {view.StateHash}"));
        if ((_desk as SimulatedDesk)?.MarketFailure is string unwritten)
            to.WriteLine($"{command}: its market could not be written down, and a restart lives it again: {unwritten}");
        if (_desk.Failure is Exception failure)
            throw new InvalidOperationException($"the desk stopped by itself: {failure.Message}", failure);
        if (_desk.JournalFailure is string lost)
            throw new InvalidOperationException($"stopped, and not everything is on the disk: {lost}");
        return true;
    }

    /// <summary>Of the whole desk, in one currency.</summary>
    internal static string TotalWords(DeskTotalView total)
    {
        return string.Create(CultureInfo.InvariantCulture, $"whole desk in {total.Currency}: delta {Said(total.Delta)}, gamma {Said(total.Gamma)} a 1 % move, vega {Said(total.Vega)} a vol point, theta {Said(total.Theta)} a day, gross {Said(total.Gross)}, P&L {Said(total.Pnl)}");

        static string Said(double? value) => value is { } known ? Math.Round(known, 2).ToString("0.##", CultureInfo.InvariantCulture) : "unknown";
    }

    /// <summary>A venue's code in words; null for one that has none.</summary>
    /// <param name="market">As the log names it.</param>
    public static string? ReasonOf(string market, int code) => market == "live" || code >= (int)DeribitReason.NotLive
        ? Enum.IsDefined((DeribitReason)code) ? JsonNamingPolicy.CamelCase.ConvertName(((DeribitReason)code).ToString()) : null
        : Enum.IsDefined((VenueReason)code) ? JsonNamingPolicy.CamelCase.ConvertName(((VenueReason)code).ToString()) : null;

    private async Task EndAsync()
    {
        await _desk.StopAsync();
        _run.Log?.Stop(_desk.Failure?.Message ?? _desk.JournalFailure);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await _desk.DisposeAsync();
        if (_beside is not null)
            await _beside.DisposeAsync();
        _looking.Dispose();
    }

    private static string BannerOf(SimulatedDesk desk)
    {
        StartReport r = desk.StartReport;
        string seed = desk.Seed == desk.AskedSeed ? "" : $"; --seed {desk.AskedSeed} is not followed: this folder's market has seed {desk.Seed}, and another needs another --data";
        return (r.Records == 0
            ? "simulated market, new desk with a demo book"
            : $"simulated market, recovered {r.Records} journal records{Cut(desk)}: {r.Adopted} orders adopted, {r.NotSent} never sent, {r.Foreign} unknown cancelled; {(desk.WhyAnew is { } why ? $"its market was lived through again from its birth ({why})" : "its market goes on with this book")}") + seed;
    }

    /// <summary>Told where hedges are not simply taken at the market.</summary>
    private static string WorkedBy(IReadOnlyList<IWorkingAlgorithm?> asked) =>
        asked.All(static a => a is null or Sweep) ? "" : $"; hedges are worked by {string.Join(", ", asked.Select(static a => a?.Name ?? "sweep"))}";

    /// <summary>A folder keeps its policies, whatever was asked for now.</summary>
    private static string Kept(RunningDesk desk, IReadOnlyList<IHedgePolicy?> asked) =>
        string.Concat(desk.Views().Zip(asked).Where(static p => p.Second is not null && p.First.Hedge.PolicySettings != Encoding.UTF8.GetString(PolicyText.Of(p.Second) ?? []))
            .Select(static p => $"; the policy asked for {p.First.Hedge.Underlying} is not followed: this folder's desk keeps its own ({p.First.Hedge.Policy}), which page and API change"));

    /// <summary>What was told while it ran stands over a start.</summary>
    internal static string ToldOf(RunningDesk desk, IReadOnlyList<LiveSettings> asked) =>
        string.Concat(desk.Settings().Zip(asked).Where(static p => p.First.Live != p.Second)
            .Select(static p => $"; of {p.First.Underlying} what was told while it ran is followed, not the settings': {SettingsCommands.Difference(p.Second, p.First.Live)}"));

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

    private CommandResult SendTo(string? underlying, Func<string, bool> send) => underlying switch
    {
        null when _desk.Views().Count > 1 => new(false, $"refused: say of which underlying, {string.Join(", ", Underlyings)}"),
        not null when !Underlyings.Contains(underlying, StringComparer.Ordinal) => new(false, $"refused: the desk hedges {string.Join(", ", Underlyings)}, not {underlying}"),
        _ => Sent(send(underlying ?? Underlyings[0])),
    };

    private CommandResult Sent(bool wasTaken) => wasTaken
        ? new(true, "sent")
        : new(false, !_desk.HasEnded ? "the desk's command queue is full: try again"
            : _desk.Failure is Exception failure ? $"the desk stopped by itself and takes no command: {failure.Message}" : "the desk has stopped and takes no command");
}
