using System.Threading.Channels;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Runtime;

/// <summary>
/// A running desk: one thread owns desk and journal; commands reach it through a bounded queue, pictures leave it as immutable values. What drives it, and which clock it lives by, is
/// its kind's.
/// </summary>
public abstract partial class RunningDesk : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(10);
    private readonly Channel<Func<Instant, DeskEvent>> _commands = Channel.CreateBounded<Func<Instant, DeskEvent>>(256);
    private readonly Channel<(Func<Instant, string?> Ask, TaskCompletionSource<string?> Answer)> _questions = Channel.CreateBounded<(Func<Instant, string?>, TaskCompletionSource<string?>)>(16);
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _viewEvery;
    private readonly KillFile _kill;
    private DeskView[] _views = [];
    private RiskSnapshot[] _risks = [];
    private (string Underlying, RiskLimits Limits, decimal LotSize)[] _limits = [];
    private (string Underlying, LiveSettings Live)[] _live = [];
    private DeskLimits _deskLimits = Hedging.DeskLimits.None;
    private ProfitMarks? _marks;
    private volatile bool _isStopping, _hasEnded;
    private bool _isClosed;
    private volatile string? _resumeRefusal, _elsewhereFault, _clockFault;
    private long _shownAt;

    /// <param name="viewEvery">Time between pictures.</param>
    /// <param name="folder">Where the desk keeps its files, and where a kill file is looked for.</param>
    protected RunningDesk(TimeProvider time, TimeSpan viewEvery, string folder)
    {
        Time = time;
        _viewEvery = viewEvery;
        _kill = new KillFile(folder);
    }

    protected TimeProvider Time { get; }

    /// <summary>What recovery found.</summary>
    public abstract StartReport StartReport { get; }

    public abstract Storage.JournalReport JournalReport { get; }

    /// <summary>Why pages remember nothing of earlier lives though something was written down; null where they do, or nothing was.</summary>
    public abstract string? WhyViewsAnew { get; }

    /// <summary>The last picture of its first underlying, at most as old as asked for while the desk runs.</summary>
    public DeskView View() => Volatile.Read(ref _views)[0];

    /// <summary>The last pictures, one for each underlying.</summary>
    public IReadOnlyList<DeskView> Views() => Volatile.Read(ref _views);

    /// <summary>How long ago the last pictures were made, by the machine's clock: more than some seconds while it runs says that its thread stands still.</summary>
    public TimeSpan ViewAge => Time.GetElapsedTime(Interlocked.Read(ref _shownAt));

    /// <summary>What each underlying's book was at the last pictures, for who asks what would become of it.</summary>
    public IReadOnlyList<RiskSnapshot> Risks() => Volatile.Read(ref _risks);

    /// <summary>Called with new pictures, on the desk's thread: it must return at once.</summary>
    public Action? Viewed { get; set; }

    /// <summary>Why the desk stopped by itself; null while it runs.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether the desk's thread takes no more commands: it was stopped, or broke.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>Why a wish to trade again would be refused now, and what helps; null where it is taken.</summary>
    public string? ResumeRefusal => _resumeRefusal;

    /// <summary>Why not everything is on the disk, or null. To be read once the desk has stopped.</summary>
    public string? JournalFailure => Driver.JournalFailure;

    /// <summary>Ends with the desk's thread.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>The kill switch. False when the command queue is full, or the desk has ended.</summary>
    public bool Kill() => Send(DeskEvent.Kill);

    public bool SetTradingState(TradingState state) => Send(at => DeskEvent.TradingStateSet(at, state, TradingStateReason.Operator));

    /// <summary>Why what is held elsewhere is not known any more: until it is, the desk is halted and takes no wish to trade again. Null: it is known.</summary>
    public string? ElsewhereFault
    {
        get => _elsewhereFault;
        set
        {
            _elsewhereFault = value;
            Ring();
        }
    }

    /// <summary>Why the desk's clock cannot be lived by: until it can, the desk is halted and takes no wish to trade again. Null: it can.</summary>
    public string? ClockFault
    {
        get => _clockFault;
        set
        {
            _clockFault = value;
            Ring();
        }
    }

    /// <summary>All that a file says is held elsewhere.</summary>
    /// <returns>Why none of it is taken; null where it is.</returns>
    public Task<string?> StateElsewhere(IReadOnlyList<HeldLine> lines) => Ask(at => Elsewhere.State(lines, at));

    /// <summary>One position held elsewhere, by hand.</summary>
    /// <returns>Why it is not taken; null where it is.</returns>
    public Task<string?> HoldElsewhere(HeldLine line) => Ask(at => Elsewhere.Hold(line, at));

    /// <summary>What the book of an underlying could be protected with now.</summary>
    /// <returns>The question, or why there is none.</returns>
    public Task<Looked<ProtectionQuestion>> AskProtection(string underlying) => Look(underlying, ProtectionQuestion.Of);

    /// <summary>What the book of an underlying could be reshaped with now.</summary>
    /// <returns>The question, or why there is none.</returns>
    public Task<Looked<BookPlanQuestion>> AskPlan(string underlying) => Look(underlying, BookPlanQuestion.Of);

    /// <summary>Trades options of an underlying's first venue together, each at its limit or better, at once or not at all.</summary>
    /// <returns>Why none is; null where their orders have left.</returns>
    public Task<string?> TradePackage(IReadOnlyList<PackageOrder> orders, string underlying) => Ask(at => Packages.Trade(Driver, orders, underlying, at));

    public bool CancelAll() => Send(DeskEvent.CancelAllAsked);

    /// <summary>Goes on without a venue that has not confirmed since the start: what is held there is as the journal has it, until it does.</summary>
    /// <returns>Why it does not; null where it does.</returns>
    public Task<string?> SetAside(string venue) => Ask(at =>
    {
        if (DeskViews.AsideWords(Driver.Desk, venue) is string why)
            return why;
        Driver.Offer(DeskEvent.VenueSetAside(at, venue));
        Driver.Run(at);
        return null;
    });

    /// <exception cref="ArgumentException">The policy has no text that a journal can keep.</exception>
    /// <param name="underlying">What it hedges; empty for the desk's only one.</param>
    public bool SetPolicy(IHedgePolicy policy, string underlying = "")
    {
        _ = DeskEvent.PolicySet(default, policy); // refused here, not on the desk's thread
        return Send(at => DeskEvent.PolicySet(at, policy, underlying));
    }

    /// <exception cref="ArgumentException">The algorithm has no text that a journal can keep.</exception>
    /// <param name="underlying">Whose hedges; empty for the desk's only one.</param>
    public bool SetWorking(IWorkingAlgorithm algorithm, string underlying = "")
    {
        _ = DeskEvent.WorkingSet(default, algorithm); // refused here, not on the desk's thread
        return Send(at => DeskEvent.WorkingSet(at, algorithm, underlying));
    }

    /// <summary>Tells the desk what is expected, by what was known at its instant. False when the command queue is full, or the desk has ended.</summary>
    public bool Foresee(Foresight foresight, string underlying = "") => Send(at => DeskEvent.Foreseen(at, foresight with { At = foresight.At < at ? foresight.At : at }, underlying));

    /// <summary>Stops after the present turn, makes the journal durable and closes it. Working orders are left to the venue.</summary>
    public async Task StopAsync()
    {
        _isStopping = true;
        Ring();
        await _stopped.Task;
        if (!Interlocked.Exchange(ref _isClosed, true))
            await CloseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _wake.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract DeskDriver Driver { get; }

    protected abstract HeldElsewhere Elsewhere { get; }

    /// <summary>Takes the orders of a dry run; null where they are meant.</summary>
    protected abstract DryGateway? Dry { get; }

    /// <summary>By the desk's clock.</summary>
    protected abstract Instant Now { get; }

    /// <summary>Lets everything happen that is due. On the desk's thread.</summary>
    /// <param name="passed">Since the last turn.</param>
    /// <returns>Whether there is more to do at once.</returns>
    protected abstract bool Turn(TimeSpan passed);

    /// <summary>One for each underlying.</summary>
    protected abstract DeskView[] MakeViews();

    /// <summary>Closes the desk's files. On the desk's thread, at its end.</summary>
    protected abstract void CloseFiles();

    /// <summary>Ends what runs beside the desk.</summary>
    protected abstract ValueTask CloseAsync();

    /// <summary>Something waits for the desk. Any thread, also once it has ended: a timer or a link that rang last would end the process otherwise.</summary>
    protected void Ring()
    {
        try
        {
            _wake.Set();
        }
        catch (ObjectDisposedException)
        {
            // nobody waits any more
        }
    }

    /// <summary>Begins the thread; the last line of a start.</summary>
    protected void Begin()
    {
        Take();
        new Thread(Live) { Name = "desk", IsBackground = true }.Start();
    }

    private bool Send(Func<Instant, DeskEvent> command)
    {
        if (!_commands.Writer.TryWrite(command))
            return false;
        Ring();
        return true;
    }

    /// <summary>Does something on the desk's thread, and answers why it was not done; null where it was.</summary>
    private Task<string?> Ask(Func<Instant, string?> ask)
    {
        var answer = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_questions.Writer.TryWrite((ask, answer)))
            return Task.FromResult<string?>(_hasEnded ? "the desk has stopped" : "the desk's command queue is full: try again");
        Ring();
        return answer.Task;
    }

    private async Task<Looked<T>> Look<T>(string underlying, Func<Desk, Hedger, T> look)
        where T : class
    {
        T? question = null;
        Exception? cause = null;
        string? why = await Ask(_ =>
        {
            if (Driver.Desk.HedgerOf(underlying) is not { } hedger)
                return $"the desk does not hedge {underlying}";
            try
            {
                question = look(Driver.Desk, hedger);
                return null;
            }
            catch (ArgumentException notKnown)
            {
                return notKnown.Message;
            }
            catch (Exception e) when (e is OverflowException or InvalidOperationException) // a look ends no desk
            {
                cause = e;
                return e.Message;
            }
        });
        return new(question, why, cause);
    }

    private bool AnswerQuestions()
    {
        bool any = false;
        while (_questions.Reader.TryRead(out (Func<Instant, string?> Ask, TaskCompletionSource<string?> Answer) question))
        {
            any = true;
            try
            {
                question.Answer.TrySetResult(question.Ask(Now));
            }
            catch (ArgumentException refused)
            {
                question.Answer.TrySetResult(refused.Message);
            }
        }
        return any;
    }

    private void Live()
    {
        using ITimer beat = Time.CreateTimer(_ => Ring(), null, Beat, Beat);
        try
        {
            Loop();
        }
        catch (Exception failure)
        {
            Failure = failure;
            Volatile.Write(ref _views, [.. _views.Select(v => v with { TradingState = nameof(TradingState.Halted), TradingStateReason = failure.Message, TradingStateCode = "failed", Obstacle = failure.Message, IsStale = true })]);
            Viewed?.Invoke();
        }
        finally
        {
            _hasEnded = true;
            _commands.Writer.TryComplete();
            _questions.Writer.TryComplete();
            while (_questions.Reader.TryRead(out (Func<Instant, string?> Ask, TaskCompletionSource<string?> Answer) late))
                late.Answer.TrySetResult("the desk has stopped");
            CloseFiles();
            _stopped.TrySetResult();
        }
    }

    // What halts it for as long as it lasts.
    private TradingStateReason Stop => _kill.IsThere ? TradingStateReason.KillFile : _elsewhereFault is not null ? TradingStateReason.HeldElsewhere : _clockFault is not null ? TradingStateReason.ClockApart : TradingStateReason.None;

    private void Loop()
    {
        long last = Time.GetTimestamp(), viewed = 0;
        while (!_isStopping)
        {
            long now = Time.GetTimestamp();
            TimeSpan passed = Time.GetElapsedTime(last, now);
            last = now;
            TradingStateReason stop = Stop;
            bool isCommanded = TakeCommands(stop != TradingStateReason.None);
            if (stop != TradingStateReason.None && Driver.Desk.State != TradingState.Halted)
                Driver.Offer(DeskEvent.TradingStateSet(Now, TradingState.Halted, stop));
            isCommanded |= AnswerQuestions();
            Elsewhere.Turn(Now);
            (_marks ??= new ProfitMarks(Driver)).Turn(Now);
            Dry?.Advance(Driver, Now);
            bool isMore = Turn(passed);
            _resumeRefusal = DeskViews.ResumeRefusal(Driver.Desk) ?? stop switch
            {
                TradingStateReason.KillFile => _kill.Refusal,
                TradingStateReason.HeldElsewhere => $"what is held elsewhere is not known: {_elsewhereFault}",
                TradingStateReason.ClockApart => _clockFault,
                _ => null,
            };
            if (isCommanded || viewed == 0 || Time.GetElapsedTime(viewed, now) >= _viewEvery)
            {
                viewed = now;
                Take();
                Viewed?.Invoke();
            }
            if (!isMore)
                _wake.WaitOne();
        }
        _commands.Writer.TryComplete();
        TakeCommands(isStopped: Stop != TradingStateReason.None);
        Turn(TimeSpan.Zero);
        Driver.FlushAll();
        Take();
    }

    /// <summary>Takes the pictures.</summary>
    private void Take()
    {
        Volatile.Write(ref _risks, [.. Driver.Desk.Hedgers.Select(h => RiskSnapshot.Of(Driver.Desk, h))]);
        Volatile.Write(ref _limits, [.. Driver.Desk.Hedgers.Select(h => (h.Underlying, h.Limits, h.Hedge == ContractIndex.None ? 0 : Driver.Desk.Book.ContractOf(h.Hedge).LotSize))]);
        Volatile.Write(ref _deskLimits, Driver.Desk.Limits);
        Volatile.Write(ref _live, [.. Driver.Desk.Hedgers.Select(static h => (h.Underlying, h.Live))]);
        Volatile.Write(ref _views, MakeViews());
        Interlocked.Exchange(ref _shownAt, Time.GetTimestamp());
    }

    /// <param name="isStopped">A wish to trade again changes nothing.</param>
    private bool TakeCommands(bool isStopped)
    {
        bool any = false;
        while (_commands.Reader.TryRead(out Func<Instant, DeskEvent>? command))
        {
            DeskEvent asked = command(Now);
            if (!isStopped || asked.Kind != DeskEventKind.TradingStateSet || asked.StateChange.State == TradingState.Halted)
                Driver.Offer(asked);
            any = true;
        }
        return any;
    }
}
