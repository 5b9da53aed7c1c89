using Poise.Domain;

namespace Poise.Hedging;

/// <summary>A hedge in slices over a length of time, by a schedule; what is due is worked by another algorithm, as if it were all. What was not filled in time stays due, and once the length is over all is.</summary>
/// <param name="Slices">How many, at even times, the first at once.</param>
/// <param name="Urgency">Half-widths beyond the band from which on all is due; infinite for never.</param>
/// <param name="By">How what is due is worked; its patience counts from when it was due.</param>
public sealed record ScheduledWorking(IExecutionSchedule Schedule, Duration Length, int Slices, double Urgency, IWorkingAlgorithm By) : IWorkingAlgorithm
{
    public string Name => Schedule.Name;

    public WorkOutput Work(in WorkInput input)
    {
        long passed = Math.Max(0, (input.Now - input.Wish.Since).Nanoseconds);
        long whole = (input.Wish.Done + input.Left).Count, done = input.Wish.Done.Count;
        int due = input.Urgency >= Urgency || passed >= Length.Nanoseconds ? Slices : 1 + (int)((Int128)passed * Slices / Length.Nanoseconds);
        Lots lots = input.Sized(new(Whole(due, whole) - done));
        if (lots <= Lots.Zero)
            return WorkOutput.Wait(input.Child is null ? DecisionReason.NotDue : DecisionReason.Resting);
        return By.Work(input.Only(lots, DueSince(due, whole, done, input)));
    }

    /// <summary>Lots of the whole wish that are due once so many slices are.</summary>
    private long Whole(int due, long whole) => due == Slices ? whole : (long)(Schedule.Due(due, Slices, Length) * whole + 1e-9);

    /// <summary>When the first slice was due that is not done.</summary>
    private Instant DueSince(int due, long whole, long done, in WorkInput input)
    {
        int first = 1, last = due;
        while (first < last)
        {
            int middle = (first + last) / 2;
            if (Whole(middle, whole) > done)
                last = middle;
            else
                first = middle + 1;
        }
        Instant at = input.Wish.Since + new Duration((long)((Int128)Length.Nanoseconds * (first - 1) / Slices));
        return at < input.Now ? at : input.Now;
    }
}

/// <summary>A hedge that is never more than a share of what is traded since it is wanted, our own trades counted.</summary>
/// <param name="Rate">That share, between 0 and 1.</param>
/// <param name="By">How what is due is worked; its patience counts from when our order left.</param>
public sealed record Participation(double Rate, double Urgency, IWorkingAlgorithm By) : IWorkingAlgorithm
{
    public string Name => "participation";

    public WorkOutput Work(in WorkInput input)
    {
        long due = input.Urgency >= Urgency ? input.Left.Count : Due(Rate, input.Wish.Volume.Count) - input.Wish.DoneInVolume.Count;
        Lots lots = due <= 0 ? Lots.Zero : input.Sized(new(due));
        if (lots <= Lots.Zero)
            return WorkOutput.Wait(input.Child is null ? DecisionReason.NotDue : DecisionReason.Resting);
        return By.Work(input.Only(lots, input.Child is { } child ? child.At : input.Now));
    }

    /// <summary>Lots that may have been traded of a volume, in whole ones.</summary>
    public static long Due(double rate, long volume) => (long)(rate * volume + 1e-9);
}
