using System.Buffers;
using System.Text.Json;
using Poise.Domain;

namespace Poise.Hedging;

/// <summary>Working algorithms as settings and the journal say them: a JSON object whose key "work" names the sort. docs/working.md has each.</summary>
public static class WorkingText
{
    private const double MostBasisPoints = 9999;

    private const string AWay = "a way of working, { \"work\": ... }";

    private const int MostSlices = 1000, MostRungs = 50;

    /// <exception cref="SettingsException">It is none; the message names the key, the value and what is allowed.</exception>
    public static IWorkingAlgorithm Parse(ReadOnlyMemory<byte> json) => SettingsNode.Read(json, "work", Read);

    /// <exception cref="SettingsException">It is no such object.</exception>
    public static IWorkingAlgorithm Read(SettingsNode node)
    {
        IWorkingAlgorithm algorithm = node.Choice<Func<SettingsNode, IWorkingAlgorithm>>(
            "work",
            ("sweep", static _ => new Sweep()),
            ("ladder", Ladder),
            ("peg", Peg),
            ("passive-then-cross", Passive),
            ("twap", static n => Scheduled(n, new EvenSchedule())),
            ("almgren-chriss", static n => Scheduled(n, new AlmgrenChrissSchedule(n.Time("halfLife")))),
            ("obizhaeva-wang", static n => Scheduled(n, new ObizhaevaWangSchedule(n.Time("resilience")))),
            ("participation", static n => new Participation(n.Number("rate", 0, 1, isLeastOut: true), Urgency(n), By(n))))(node);
        return node.Has("budget") ? new BudgetedWorking(algorithm, node.Number("budget", 0, MostBasisPoints)) : algorithm;
    }

    /// <summary>The text of an algorithm, from which the same one is read; null where it, or one in it, is somebody's own.</summary>
    public static byte[]? Of(IWorkingAlgorithm algorithm)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var to = new Utf8JsonWriter(bytes);
        to.WriteStartObject();
        if (!Write(to, algorithm))
            return null;
        to.WriteEndObject();
        to.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static CrossingLadder Ladder(SettingsNode node)
    {
        int rungs = node.Count("rungs", 5, 1, MostRungs);
        return new(rungs, node.Number("step", 1, 0, 100), node.Number("share", 1.0 / rungs, 0.001, 1), node.Has("every") ? node.Time("every", mayBeZero: true) : Duration.Zero);
    }

    private static PeggedOrder Peg(SettingsNode node) => new()
    {
        Chase = node.Has("chase") ? node.Number("chase", 0, MostBasisPoints) : double.PositiveInfinity,
        ChaseTicks = node.Has("chaseTicks") ? node.Count("chaseTicks", 0, 0, 1_000_000_000) : null,
        CrossesBeyond = node.Has("beyond") && node.Choice("beyond", ("rest", false), ("cross", true)),
        Pause = node.Has("pause") ? node.Time("pause") : PeggedOrder.UsualPause,
    };

    private static PassiveThenCross Passive(SettingsNode node) => new(Peg(node), node.Number("urgency", 0, isLeastOut: true), node.Time("patience"));

    private static ScheduledWorking Scheduled(SettingsNode node, IExecutionSchedule schedule) =>
        new(schedule, node.Time("length"), node.Count("slices", 10, 1, MostSlices), Urgency(node), By(node));

    private static double Urgency(SettingsNode node) => node.Has("urgency") ? node.Number("urgency", 0, isLeastOut: true) : double.PositiveInfinity;

    private static IWorkingAlgorithm By(SettingsNode node) => !node.Has("by") ? new Sweep() : node.Object<IWorkingAlgorithm>("by", AWay, static n => n.Choice<Func<SettingsNode, IWorkingAlgorithm>>(
        "work", ("sweep", static _ => new Sweep()), ("ladder", Ladder), ("peg", Peg), ("passive-then-cross", Passive))(n));

    private static bool Write(Utf8JsonWriter to, IWorkingAlgorithm algorithm)
    {
        if (algorithm is BudgetedWorking budgeted)
        {
            if (budgeted.Of is BudgetedWorking || !Write(to, budgeted.Of))
                return false;
            to.WriteNumber("budget", budgeted.Budget);
            return true;
        }
        to.WriteString("work", algorithm.Name);
        switch (algorithm)
        {
            case Sweep:
                return true;
            case CrossingLadder a:
                to.WriteNumber("rungs", a.Rungs);
                to.WriteNumber("step", a.Step);
                to.WriteNumber("share", a.Share);
                to.WriteString("every", DurationText.Of(a.Every));
                return true;
            case PeggedOrder a:
                WritePeg(to, a);
                return true;
            case PassiveThenCross a:
                to.WriteNumber("urgency", a.Urgency);
                to.WriteString("patience", DurationText.Of(a.Patience));
                WritePeg(to, a.Rests);
                return true;
            case ScheduledWorking a:
                return WriteScheduled(to, a);
            case Participation a:
                to.WriteNumber("rate", a.Rate);
                return WriteBy(to, a.Urgency, a.By);
            default:
                return false;
        }
    }

    private static void WritePeg(Utf8JsonWriter to, PeggedOrder peg)
    {
        if (double.IsFinite(peg.Chase))
            to.WriteNumber("chase", peg.Chase);
        if (peg.ChaseTicks is { } ticks)
            to.WriteNumber("chaseTicks", ticks);
        to.WriteString("beyond", peg.CrossesBeyond ? "cross" : "rest");
        to.WriteString("pause", DurationText.Of(peg.Pause));
    }

    private static bool WriteScheduled(Utf8JsonWriter to, ScheduledWorking working)
    {
        to.WriteString("length", DurationText.Of(working.Length));
        to.WriteNumber("slices", working.Slices);
        switch (working.Schedule)
        {
            case EvenSchedule:
                break;
            case AlmgrenChrissSchedule schedule:
                to.WriteString("halfLife", DurationText.Of(schedule.HalfLife));
                break;
            case ObizhaevaWangSchedule schedule:
                to.WriteString("resilience", DurationText.Of(schedule.Resilience));
                break;
            default:
                return false;
        }
        return WriteBy(to, working.Urgency, working.By);
    }

    private static bool WriteBy(Utf8JsonWriter to, double urgency, IWorkingAlgorithm by)
    {
        if (double.IsFinite(urgency))
            to.WriteNumber("urgency", urgency);
        to.WriteStartObject("by");
        bool isWhole = by is Sweep or CrossingLadder or PeggedOrder or PassiveThenCross && Write(to, by);
        if (isWhole)
            to.WriteEndObject();
        return isWhole;
    }
}
