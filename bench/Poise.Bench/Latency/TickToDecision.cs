using System.Diagnostics;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Bench;

/// <summary>
/// From a quote in hand to a decision made: Inbox, Apply for each event, EndBatch. All within the band, so that the
/// answer is Hold and the next batch meets the same desk.
/// </summary>
internal sealed class TickToDecision(BenchDesk bench)
{
    private const int WarmUp = 30_000;
    private const int AllocationBatches = 10_000;
    private static readonly Duration Apart = Duration.FromMilliseconds(1);
    private readonly SeededRandom _random = new(BenchDesk.Seed);
    private readonly Inbox _inbox = new();
    private readonly DeskEvent[] _batch = new DeskEvent[256];
    private readonly DeskEvent[] _burst = new DeskEvent[256];
    private readonly Effect[] _effects = new Effect[64];

    /// <summary>The mid of the hedge instrument moves: every held expiry is repriced.</summary>
    public Percentiles Hedge(int samples) => Measure("hedge quote, desk alone", samples, FillHedge, Decide);

    /// <summary>A quote of one option: nothing held is repriced, but for the quarter-second of each expiry.</summary>
    public Percentiles Option(int samples) => Measure("option quote, desk alone", samples, FillOption, Decide, isRepriced: false);

    /// <summary>A step of the whole market: one quote of each contract in one batch.</summary>
    public Percentiles Burst(int samples) => Measure($"quotes of all {bench.Options.Length + 1} contracts, desk alone", samples, FillBurst, Decide);

    /// <summary>As the program runs it: through the driver, with journal and live view looking on.</summary>
    public Percentiles Driven(int samples) => Measure("hedge quote, through driver and view", samples, FillHedge, Drive);

    private Percentiles Measure(string name, int samples, Func<int> fill, Func<int, HedgeDecision> decide, bool isRepriced = true)
    {
        // Twice, with a pause: hot code is compiled for the second time on another thread.
        for (int half = 0; half < 2; half++)
        {
            for (int i = 0; i < WarmUp / 2; i++)
                Once(fill, decide);
            Thread.Sleep(300);
        }
        if (isRepriced)
            CheckRepriced(fill, decide);
        long allocated = 0;
        for (int i = 0; i < AllocationBatches; i++)
        {
            int count = Prepare(fill);
            long before = GC.GetAllocatedBytesForCurrentThread();
            decide(count);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            Finish();
        }
        Samples times = new(samples);
        for (int i = 0; i < samples; i++)
            times.Add(Once(fill, decide));
        return times.Of(name) with { BytesEach = (double)allocated / AllocationBatches };
    }

    /// <summary>What is called a repricing batch must be one.</summary>
    private void CheckRepriced(Func<int> fill, Func<int, HedgeDecision> decide)
    {
        Once(fill, decide);
        for (int i = 0; i < bench.Desk.Hedgers[0].Greeks.Slices; i++)
        {
            GreekSlice slice = bench.Desk.Hedgers[0].Greeks.Slice(i);
            if (slice.Held > 0 && (slice.PricedAt != bench.Now || slice.PricedSpot != bench.Desk.Hedgers[0].Greeks.Spot))
                throw new InvalidOperationException($"the expiry {slice.Expiry} is held and was not repriced");
        }
    }

    private long Once(Func<int> fill, Func<int, HedgeDecision> decide)
    {
        int count = Prepare(fill);
        long from = Stopwatch.GetTimestamp();
        HedgeDecision decision = decide(count);
        long to = Stopwatch.GetTimestamp();
        Finish();
        if (decision.Reason != DecisionReason.InsideBand)
            throw new InvalidOperationException($"batch {decision.Batch} was to hold inside its band and said {decision.Reason}");
        return to - from;
    }

    private int Prepare(Func<int> fill)
    {
        bench.Pass(Apart);
        return fill();
    }

    private void Finish()
    {
        if (bench.Driver.Phase != Runtime.DriverPhase.Idle)
            bench.Driver.Run(bench.Now);
    }

    private int FillHedge()
    {
        // Never the same mid twice in a row: a mid that did not move reprices nothing.
        _burst[0] = bench.HedgeQuote(1e-4 * (2 * _random.NextDouble() - 1));
        return 1;
    }

    private int FillOption()
    {
        _burst[0] = bench.OptionQuote(bench.Options[_random.NextInt32(bench.Options.Length)], _random.NextInt32(2));
        return 1;
    }

    private int FillBurst()
    {
        FillHedge();
        for (int i = 0; i < bench.Options.Length; i++)
            _burst[i + 1] = bench.OptionQuote(bench.Options[i], _random.NextInt32(2));
        return bench.Options.Length + 1;
    }

    private HedgeDecision Decide(int count)
    {
        for (int i = 0; i < count; i++)
            _inbox.Offer(_burst[i]);
        int taken = _inbox.Take(_batch, bench.Now);
        for (int i = 0; i < taken; i++)
            bench.Desk.Apply(_batch[i]);
        EffectWriter effects = new(_effects);
        bench.Desk.EndBatch(bench.Now, ref effects);
        return bench.Desk.Hedgers[0].LastDecision;
    }

    private HedgeDecision Drive(int count)
    {
        for (int i = 0; i < count; i++)
            bench.Driver.Offer(_burst[i]);
        bench.Driver.Step(bench.Now);
        return bench.Desk.Hedgers[0].LastDecision;
    }
}
