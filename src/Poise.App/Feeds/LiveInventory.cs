using System.Globalization;
using Poise.Domain;
using Poise.Flow;

namespace Poise.App;

/// <summary>
/// The dealers' inventory of a followed market: trades of files that appear and grow, against its chains. It is what the same files tell when read at once: a trade that
/// comes late, or whose contract is listed late, goes where it belongs, and what came after it is run again. Of one thread, but for <see cref="Of"/>.
/// </summary>
internal sealed class LiveInventory
{
    /// <summary>Days whose beginnings are kept to run again from; a trade from before them is refused.</summary>
    public const int Days = 7;

    /// <summary>One chain may still be on its way to the page while the next has come.</summary>
    private const int KeptStates = 4;

    private readonly SortedDictionary<string, IReadOnlyList<TradeTape>> _told = new(StringComparer.Ordinal);
    private readonly InventorySteps _stepping = new();

    /// <summary>From the first beginning on.</summary>
    private readonly List<InventoryStep> _steps = [];

    /// <summary>The run before the first step of each day, and that step's place.</summary>
    private readonly List<(int Step, InventoryRun Run)> _beginnings = [];
    private InventoryRun _run = new(prior: null);
    private List<TradeTape> _tapes = [];
    private TapeUnion _union = TapeUnion.Of([]);
    private string? _underlying;
    private int _late, _refused;
    private volatile (Instant At, InventoryState? State)[] _states = [];

    /// <summary>What trades told by a chain; null where none did.</summary>
    public InventoryState? Of(MarketSnapshot chain) => Of(chain.AsOf);

    /// <summary>Takes what was read from files with trades, for the first time or again.</summary>
    /// <returns>Whether it changes what is known of the latest chain.</returns>
    public bool Take(IReadOnlyList<(string Path, IReadOnlyList<TradeTape> Tapes)> files)
    {
        foreach ((string path, IReadOnlyList<TradeTape> tapes) in files)
            _told[path] = tapes;
        if (files.Count == 0 || _steps.Count == 0)
            return false;
        IReadOnlyList<OptionTrade> before = _union.Trades;
        Gather();
        int same = 0, late = TakenBy(_run.Reached) - _run.Taken;
        while (same < Math.Min(_run.Taken, _union.Trades.Count) && _union.Trades[same] == before[same])
            same++;
        bool hadNone = Of(_steps[^1].AsOf) is null;
        bool isChanged = late != 0 || same < _run.Taken;
        if (isChanged)
            _late += Math.Max(0, late - RunAgain(same));
        Keep();
        return hadNone ? Of(_steps[^1].AsOf) is not null : isChanged;
    }

    /// <summary>The next chain, no older than the last; the same instant again replaces it.</summary>
    public void Next(MarketSnapshot chain)
    {
        if (_steps.Count > 0 && _steps[^1].AsOf == chain.AsOf)
            TakeBack();
        InventoryStep step = _stepping.Next(chain);
        _underlying ??= chain.Underlying;
        if (_steps.Count == 0)
            Gather();
        if (step.IsFirstOfDay)
            Begin();
        _steps.Add(step);
        // A trade may have come before its contract did.
        int stranger = _stepping.Added.Count == 0 ? -1 : Enumerable.Range(0, _run.Taken).FirstOrDefault(i => _stepping.Added.Contains(_union.Trades[i].Contract.Symbol), -1);
        if (stranger >= 0)
            RunAgain(stranger);
        else
            _run.Take(step, _union.Trades, _stepping.Contract);
        Keep();
    }

    private InventoryState? Of(Instant at) => Array.FindLast(_states, s => s.At <= at).State;

    private void Gather()
    {
        _tapes = [.. _told.Values.SelectMany(static t => t).Where(t => Inventories.IsOn(t, _underlying!))];
        _union = TapeUnion.Of([.. _tapes.Select(static t => t.Trades)]);
    }

    private void Begin()
    {
        _beginnings.Add((_steps.Count, _run.Copy()));
        if (_beginnings.Count <= Days)
            return;
        int gone = _beginnings[1].Step;
        _steps.RemoveRange(0, gone);
        _beginnings.RemoveAt(0);
        for (int i = 0; i < _beginnings.Count; i++)
            _beginnings[i] = _beginnings[i] with { Step = _beginnings[i].Step - gone };
    }

    private void TakeBack()
    {
        InventoryStep last = _steps[^1];
        _steps.RemoveAt(_steps.Count - 1);
        _stepping.TakeBack(last, _steps.Count > 0 ? _steps[^1] : null);
        if (last.IsFirstOfDay)
        {
            _run = _beginnings[^1].Run;
            _beginnings.RemoveAt(_beginnings.Count - 1);
        }
        else
        {
            RunAgain(_run.Taken);
        }
    }

    /// <summary>Runs the steps again whose trades have changed.</summary>
    /// <param name="same">So many trades at the beginning are as they were.</param>
    /// <returns>Trades that came too late for that.</returns>
    private int RunAgain(int same)
    {
        int from = _beginnings.FindLastIndex(b => b.Run.Taken <= same && TakenBy(b.Run.Reached) == b.Run.Taken), refused = 0;
        if (from < 0)
        {
            InventoryRun first = _beginnings[from = 0].Run;
            int due = TakenBy(first.Reached);
            _refused += refused = Math.Max(0, due - first.Taken);
            first.Pass(due);
        }
        _run = _beginnings[from].Run.Copy();
        _beginnings.RemoveRange(from + 1, _beginnings.Count - from - 1);
        for (int i = _beginnings[from].Step; i < _steps.Count; i++)
        {
            if (_steps[i].IsFirstOfDay && i > _beginnings[from].Step)
                _beginnings.Add((i, _run.Copy()));
            _run.Take(_steps[i], _union.Trades, _stepping.Contract);
        }
        return refused;
    }

    private void Keep()
    {
        Instant at = _steps[^1].AsOf;
        var notes = new List<string>();
        if (_late > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"trades: {_late} came after a chain of a later time: they are taken at their own, and chains from before they came were shown without them"));
        if (_refused > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"trades: {_refused} came more than {Days} days of chains late and are left out"));
        InventoryState? now = Inventories.TellsOf(_stepping, _tapes) ? _run.Now(_tapes, _union, notes) : null;
        _states = [.. _states.Where(s => s.At != at).TakeLast(KeptStates - 1), (at, now)];
    }

    /// <summary>How many trades there are up to an instant.</summary>
    private int TakenBy(Instant at)
    {
        int low = 0, high = _union.Trades.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_union.Trades[middle].At <= at)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
