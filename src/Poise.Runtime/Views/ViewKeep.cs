using System.Runtime.CompilerServices;
using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Storage;

namespace Poise.Runtime;

/// <summary>
/// What pages remember of a desk, on its disk, written whole now and then: profit by cause, the band's history, decisions. The journal is what must not be lost; without this file, or where it cannot be read, the pages begin anew.
/// </summary>
public sealed class ViewKeep(IDisk disk, DeskViewFold folds)
{
    public const string FileName = "views.state";

    /// <summary>Of the file's bytes.</summary>
    private const byte Form = 1;

    private readonly StateWriter _writer = new();
    private Task _writing = Task.CompletedTask;

    /// <summary>Why what was there was not taken; null where it was, or nothing was there.</summary>
    public string? WhyAnew { get; private set; }

    /// <summary>Why it could not be written last; null where it was.</summary>
    public string? Failure { get; private set; }

    /// <summary>Takes what stands there, once the desk's journal is folded and before its first batch.</summary>
    public void Bring(Desk desk)
    {
        try
        {
            if (desk.Book.Count == 0 || !disk.List().Contains(FileName, StringComparer.Ordinal))
                return; // of a desk that begins nothing is remembered
            var from = new StateReader(StateFile.Read(disk, FileName, Form, number: 0));
            foreach (Action restore in ViewState.Read(ref from, desk, folds)) // all of it is read before any is taken
                restore();
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException or JournalException or StateDamagedException)
        {
            WhyAnew = unread.Message;
        }
    }

    /// <summary>Writes it down, and returns when it is durable. Where the disk fails what was written before stands.</summary>
    public void Write(Desk desk)
    {
        _writing.Wait(); // it takes its failures itself
        _writer.Clear();
        ViewState.Write(_writer, desk, folds);
        Put(_writer.Bytes);
    }

    /// <summary>Writes it down on another thread: the desk's waits for no disk. One at a time; while one is written there is no other.</summary>
    public void WriteBeside(Desk desk)
    {
        if (!_writing.IsCompleted)
            return;
        _writer.Clear();
        ViewState.Write(_writer, desk, folds);
        byte[] bytes = _writer.Bytes.ToArray();
        _writing = Task.Run(() => Put(bytes));
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        try
        {
            StateFile.Replace(disk, FileName, Form, number: 0, bytes);
            Failure = null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            Failure = refused.Message;
        }
    }
}

/// <summary>The bytes of what pages remember.</summary>
internal static class ViewState
{
    public static void Write(StateWriter to, Desk desk, DeskViewFold folds)
    {
        to.Write(Unsafe.SizeOf<HedgeDecision>()); // a build whose decisions are others reads none of these
        to.Write(desk.Hedgers.Length);
        foreach (Hedger hedger in desk.Hedgers)
        {
            HedgerFold fold = folds.Of(hedger);
            to.WriteText(hedger.Underlying);
            to.WriteAll<HedgerFold.BandSample>([.. fold.Band]);
            HedgerFold.DecisionRun[] runs = [.. fold.Decisions];
            to.Write(runs.Length);
            foreach (HedgerFold.DecisionRun run in runs)
            {
                to.Write((run.Sequence, run.Count, run.Limit ?? double.NaN));
                to.Write(run.Last);
            }
            Write(to, desk, fold.Explain);
        }
    }

    /// <returns>What takes it, once all is read.</returns>
    /// <exception cref="StateDamagedException">It is another build's, or of another desk.</exception>
    public static List<Action> Read(ref StateReader from, Desk desk, DeskViewFold folds)
    {
        if (from.Read<int>() != Unsafe.SizeOf<HedgeDecision>())
            throw new StateDamagedException($"{ViewKeep.FileName} is of a build with other decisions");
        List<Action> restores = [];
        for (int left = from.Count(1); left > 0; left--)
        {
            string underlying = from.ReadText() ?? "";
            Hedger hedger = desk.HedgerOf(underlying) ?? throw new StateDamagedException($"{ViewKeep.FileName} is of a desk on {underlying}");
            HedgerFold fold = folds.Of(hedger);
            HedgerFold.BandSample[] band = from.ReadAll<HedgerFold.BandSample>();
            var runs = new HedgerFold.DecisionRun[from.Count(Unsafe.SizeOf<HedgeDecision>())];
            for (int i = 0; i < runs.Length; i++)
            {
                (long sequence, int count, double limit) = from.Read<(long, int, double)>();
                runs[i] = new HedgerFold.DecisionRun(sequence, from.Read<HedgeDecision>(), count, double.IsNaN(limit) ? null : limit);
            }
            restores.Add(() => fold.Restore(runs, band));
            if (ReadExplain(ref from, desk, hedger, fold.Explain) is { } explain)
                restores.Add(explain);
        }
        return from.IsAtEnd ? restores : throw new StateDamagedException($"{ViewKeep.FileName} goes on after its end");
    }

    private static void Write(StateWriter to, Desk desk, ExplainFold explain)
    {
        PnlKept? pnl = explain.Pnl.Kept();
        to.Write(pnl is not null && explain.Earlier is not null ? 1 : 0);
        if (pnl is null || explain.Earlier is not { } earlier)
            return;
        to.Write(earlier);
        to.Write((pnl.At, pnl.Spot));
        to.Write(pnl.Ledger);
        Write(to, pnl.Since);
        to.Write(pnl.Days.Count);
        foreach (ExplainDayKept day in pnl.Days)
            Write(to, day);
        to.Write(pnl.Strikes.Count);
        foreach ((ContractIndex contract, StrikeKept line) in pnl.Strikes)
        {
            to.Write(contract);
            to.WriteText(desk.Book.ContractOf(contract).Id.ToString());
            to.Write(line);
        }
        to.WriteAll(explain.Markouts.Delays);
        to.Write(explain.Markouts.Missed + explain.Markouts.Pending); // what was to come is missed
        to.Write(explain.Costs.Lines.Count);
        foreach (CostLine cost in explain.Costs.Lines)
        {
            to.WriteText(cost.Venue);
            to.WriteText(cost.Algorithm);
            to.Write((cost.Fills, cost.Turnover, cost.Fees, cost.Slippage, cost.Lost));
        }
        to.Write(explain.Standing is null ? 0 : 1);
        to.Write(explain.Standing?.Kept() ?? default);
    }

    private static Action? ReadExplain(ref StateReader from, Desk desk, Hedger hedger, ExplainFold explain)
    {
        if (from.Read<int>() == 0)
            return null;
        LedgerState earlier = from.Read<LedgerState>();
        (Instant at, double spot) = from.Read<(Instant, double)>();
        LedgerState ledger = from.Read<LedgerState>();
        ExplainDayKept since = ReadDay(ref from);
        var days = new ExplainDayKept[from.Count(1)];
        for (int i = 0; i < days.Length; i++)
            days[i] = ReadDay(ref from);
        var strikes = new (ContractIndex, StrikeKept)[from.Count(1)];
        for (int i = 0; i < strikes.Length; i++)
        {
            ContractIndex index = from.Read<ContractIndex>();
            string? name = from.ReadText();
            if ((uint)index.Value >= (uint)desk.Book.Count || desk.Book.ContractOf(index).Id.ToString() != name)
                throw new StateDamagedException($"{ViewKeep.FileName} knows contract {index.Value} as {name}, and the journal does not");
            strikes[i] = (index, from.Read<StrikeKept>());
        }
        if (days.Length == 0)
            throw new StateDamagedException($"{ViewKeep.FileName} has no day");
        Markout[] delays = from.ReadAll<Markout>();
        long missed = from.Read<long>();
        if (delays.Length != explain.Markouts.Delays.Length)
            throw new StateDamagedException($"{ViewKeep.FileName} has {delays.Length} delays of markouts");
        var costs = new CostLine[from.Count(1)];
        for (int i = 0; i < costs.Length; i++)
        {
            (string venue, string algorithm) = (from.ReadText() ?? "", from.ReadText() ?? "");
            (long fills, double turnover, double fees, double slippage, double lost) = from.Read<(long, double, double, double, double)>();
            costs[i] = new CostLine(venue, algorithm, fills, turnover, fees, slippage, lost);
        }
        bool hasStanding = from.Read<int>() != 0;
        StandingKept kept = from.Read<StandingKept>();
        StandingDelta? standing = hasStanding && hedger.Hedge != ContractIndex.None ? StandingDelta.Of(desk.Book.ContractOf(hedger.Hedge).Style == PayoffStyle.Inverse, kept) : null;
        return () =>
        {
            explain.Restore(earlier, new PnlKept(at, spot, ledger, since, days, strikes), standing, desk.Book.ContractOf);
            explain.Markouts.Restore(delays, missed);
            explain.Costs.Restore(costs);
        };
    }

    private static void Write(StateWriter to, ExplainDayKept day)
    {
        to.Write((day.From, day.Total, day.Away));
        to.WriteAll<double>([.. day.Terms]);
        to.Write((day.HasJump ? 1 : 0, day.Doubt, day.VarianceAtStart, day.Blind, day.Steps));
    }

    private static ExplainDayKept ReadDay(ref StateReader from)
    {
        (Instant began, decimal total, decimal away) = from.Read<(Instant, decimal, decimal)>();
        double[] terms = from.ReadAll<double>();
        if (terms.Length != ExplainTerms.Count)
            throw new StateDamagedException($"{ViewKeep.FileName} has {terms.Length} terms, and this build knows {ExplainTerms.Count}");
        (int hasJump, double doubt, double variance, long blind, long steps) = from.Read<(int, double, double, long, long)>();
        return new ExplainDayKept(began, terms, total, away, hasJump != 0, doubt, variance, blind, steps);
    }
}
