using System.Globalization;
using Poise.Domain;
using Poise.Exchange;
using Poise.Exchange.Server;
using Poise.Storage;

namespace Poise.App;

/// <summary>
/// An exchange that outlives its process: a snapshot each minute and at the end, and a journal of what came from outside since. <see cref="Commit"/> makes a batch durable before anything of it is told. What participants do by
/// themselves is not written down: it follows from the snapshot. So that what clients saw of it comes again, a lease says in the journal how far the market may be seen to live.
/// </summary>
internal sealed class ExchangeFolder : IDisposable
{
    /// <summary>Of the snapshot's content.</summary>
    private const byte Form = 1;
    private const string Name = "exchange";
    private static readonly Duration _snapshotEvery = Duration.FromSeconds(60), _lease = Duration.FromSeconds(1);

    private readonly StateStore _store;
    private readonly IDisk _aside;
    private readonly Func<Action, Task> _run;
    private readonly DeskDeeds _deeds = new();
    private readonly StateWriter _state = new();
    private (long Number, Task Task)? _writing;
    private Instant _lives, _nextSnapshot;

    private ExchangeFolder(StateStore store, IDisk aside, Func<Action, Task> run, ExchangeBirth birth, ExchangeDesk desk, Duration? slept, JournalReport report) =>
        (_store, _aside, _run, Birth, Desk, Slept, Report) = (store, aside, run, birth, desk, slept, report);

    public ExchangeBirth Birth { get; }

    public ExchangeDesk Desk { get; }

    /// <summary>For how long the market stood still; null for one that is new.</summary>
    public Duration? Slept { get; }

    public JournalReport Report { get; }

    /// <summary>Brings back what a disk holds, or begins with what was asked for. Nothing is written before <see cref="Begin"/>.</summary>
    /// <param name="aside">The same disk, for a thread that writes snapshots.</param>
    /// <param name="run">How that thread is had; a test lets the caller's do it.</param>
    /// <exception cref="BadInputException">The disk holds another market than was asked for, or of another build.</exception>
    /// <exception cref="IOException">What it holds is damaged, or another process has it.</exception>
    /// <exception cref="InvalidDataException">What it holds is whole, and no exchange: which part says so.</exception>
    public static ExchangeFolder Open(IDisk disk, IDisk aside, ExchangeAsked asked, Instant now, Func<Action, Task> run)
    {
        StateStore store = StateStore.Open(disk, Name, Form, out JournalReport report);
        string read = "the snapshot";
        try
        {
            if (store.Snapshot is null)
            {
                ExchangeBirth fresh = asked.Birth(now);
                return new ExchangeFolder(store, aside, run, fresh, new ExchangeDesk(ExchangeMarkets.Of(fresh)), slept: null, report);
            }
            var from = new StateReader(store.Snapshot);
            ExchangeBirth birth = ReadBirth(ref from);
            if (asked.Difference(birth) is { } other)
                throw new BadInputException($"{other}: {disk.Place} holds {birth}; leave it out, or choose another folder");
            if (from.Read<uint>() != ExchangeMarkets.ChecksumOf(birth))
                throw new BadInputException($"{disk.Place} holds {birth}, kept by a build in which these markets have other settings");
            ExchangeDesk desk = ExchangeDesk.Load(ExchangeMarkets.SettingsOf(birth), ExchangeMarkets.CrowdOf(birth), ref from);
            if (!from.IsAtEnd)
                throw new StateDamagedException("more bytes than an exchange has");
            int record = 0;
            foreach (ReadOnlyMemory<byte> deeds in store.Since)
            {
                read = $"record {++record} since the snapshot";
                desk.Replay(deeds.Span);
            }
            return new ExchangeFolder(store, aside, run, birth, desk, desk.Resume(now), report);
        }
        catch (StateDamagedException damaged)
        {
            store.Dispose();
            throw new InvalidDataException($"{read}: {damaged.Message}", damaged);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Writes down the exchange as it is, with the accounts that have been opened; from here on everything is kept.</summary>
    /// <exception cref="IOException">The medium failed.</exception>
    public void Begin(Instant now)
    {
        Snapshot();
        Finish();
        _nextSnapshot = now + _snapshotEvery;
        Desk.Deeds = _deeds;
    }

    /// <summary>On return what came from outside is durable, and so is all that clients may be told of the market.</summary>
    /// <exception cref="IOException">The medium failed: nothing of the batch may be told.</exception>
    public void Commit(Instant now)
    {
        if (Desk.Exchange.Now > _lives)
        {
            _lives = Desk.Exchange.Now + _lease;
            _deeds.Lives(_lives);
        }
        if (_deeds.Bytes.Length > 0)
        {
            _store.Keep(_deeds.Bytes);
            _deeds.Clear();
        }
        if (_writing is { Task.IsCompleted: true })
            Finish();
        if (now < _nextSnapshot || _writing is not null)
            return;
        _nextSnapshot = now + _snapshotEvery;
        Snapshot();
    }

    /// <summary>Writes down the exchange as it ends, so that nothing needs to be done again.</summary>
    /// <exception cref="IOException">The medium failed: what was kept before stands.</exception>
    public void End()
    {
        if (_writing is not null)
            Finish();
        Snapshot();
        Finish();
    }

    public void Dispose()
    {
        if (_writing is { } writing)
            writing.Task.ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
        _store.Dispose();
    }

    private void Snapshot()
    {
        long number = _store.Divide();
        _state.Clear();
        WriteBirth();
        _state.Write(ExchangeMarkets.ChecksumOf(Birth));
        Desk.Save(_state);
        // The lease is in the part of the journal that goes.
        _lives = default;
        _writing = (number, _run(() => StateStore.Write(_aside, Name, Form, number, _state.Bytes)));
    }

    private void Finish()
    {
        (long number, Task task) = _writing!.Value;
        task.GetAwaiter().GetResult();
        _writing = null;
        _store.Written(number);
    }

    private void WriteBirth()
    {
        _state.Write(Birth.Markets.Length);
        foreach (string market in Birth.Markets)
            _state.WriteText(market);
        _state.Write((Birth.Seed, Birth.Start));
        _state.Write(Birth.IsEmpty);
    }

    private static ExchangeBirth ReadBirth(ref StateReader from)
    {
        var markets = new List<string>();
        for (int left = from.Read<int>(); left > 0; left--)
            markets.Add(from.ReadText() ?? "");
        (ulong seed, Instant start) = from.Read<(ulong, Instant)>();
        bool isEmpty = from.Read<bool>();
        if (markets.Find(static m => !ExchangeMarkets.Names.Contains(m, StringComparer.Ordinal)) is { } unknown)
            throw new StateDamagedException($"a market {unknown} is not known here");
        return new ExchangeBirth([.. markets], seed, isEmpty, start);
    }
}

/// <summary>Which market a user asked for; null where he did not say, so that the folder's own is as good.</summary>
internal sealed record ExchangeAsked(string[]? Markets, ulong? Seed, bool IsEmpty)
{
    public const string UsualMarket = "btc";
    public const ulong UsualSeed = 1;

    /// <summary>When a market is first seen it has lived so long: there are trades, candles and fitted vols.</summary>
    private static readonly Duration _lived = Duration.FromSeconds(60);

    public ExchangeBirth Birth(Instant now) => new(Markets ?? [UsualMarket], Seed ?? UsualSeed, IsEmpty, now - _lived);

    /// <summary>The switch that asks for something else; null where nothing does.</summary>
    public string? Difference(ExchangeBirth kept) =>
        Markets is not null && !Markets.SequenceEqual(kept.Markets, StringComparer.Ordinal) ? "--market " + string.Join(' ', Markets)
        : Seed is { } seed && seed != kept.Seed ? "--seed " + ((long)seed).ToString(CultureInfo.InvariantCulture)
        : IsEmpty && !kept.IsEmpty ? "--empty"
        : null;
}
