using System.Diagnostics;
using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Pricing;
using Poise.Runtime;

namespace Poise.Bench;

/// <summary>
/// From a tick to a decision for a book of 500 options on a chain of 1,000, ten expiries of 50 strikes: one expiry fitted anew, and the hedge
/// instrument's mid moved, which reprices the whole book. The band is never left, so that the next batch meets the same desk.
/// </summary>
internal sealed class BookToDecision
{
    private const int WarmUp = 20_000, AllocationBatches = 5_000, Expiries = 10, Strikes = 50;

    private readonly Desk _desk;
    private readonly SeededRandom _random = new(5);
    private readonly Effect[] _effects = new Effect[16];
    private readonly FittedSlice[] _fits;
    private readonly ContractIndex _hedge = new(0);
    private Instant _now = Instant.FromUtc(2026, 1, 5, 9);
    private double _spot = 100_000;

    public BookToDecision(IHedgePolicy policy)
    {
        var hedge = new Contract { Id = new("bench", "PERPETUAL"), Kind = ContractKind.Perpetual, Underlying = "BTC", PriceTick = 0.5m, LotSize = 0.001m, SettlementCurrency = "USDC" };
        _desk = new Desk(new DeskSettings
        {
            Hedgers =
            [
                new HedgerSettings
                {
                    Underlying = "BTC",
                    Hedge = hedge.Id,
                    Policy = policy,
                    Limits = new RiskLimits { MaxOrder = new(1_000_000), MaxPosition = new(10_000_000) },
                    Plan = new CrossingPlan(0.0005, new(1_000_000)),
                },
            ],
            // Nothing but what the tick itself makes due.
            RepriceEvery = Duration.FromHours(1),
        });
        Apply(DeskEvent.Started(_now));
        Apply(DeskEvent.Listed(_now, hedge));
        var columns = new List<FittedSlice>();
        for (int e = 0; e < Expiries; e++)
        {
            Instant expiry = _now + Duration.FromDays(2 + 7 * e);
            ContractIndex[] contracts = new ContractIndex[2 * Strikes];
            for (int i = 0; i < contracts.Length; i++)
            {
                contracts[i] = new(_desk.Book.Count);
                (double strike, bool isCall) = (60_000 + 1_600 * (i / 2), i % 2 == 0);
                Apply(DeskEvent.Listed(_now, hedge with { Id = new("bench", $"{e}-{strike}-{(isCall ? 'C' : 'P')}"), Kind = ContractKind.Option, Type = isCall ? OptionType.Call : OptionType.Put, Strike = strike, Expiry = expiry, PriceTick = 5m, LotSize = 0.1m }));
            }
            double[] vols = [.. contracts.Select((_, i) => 0.5 + 0.3 * Math.Pow(Math.Log((60_000 + 1_600 * (i / 2)) / _spot), 2))];
            columns.Add(new FittedSlice { Expiry = expiry, AsOf = _now, Basis = 1, Discount = 1, Contracts = [.. contracts], Vols = [.. vols] });
            columns.Add(new FittedSlice { Expiry = expiry, AsOf = _now, Basis = 1.00001, Discount = 1, Contracts = [.. contracts], Vols = [.. vols.Select(static v => v + 0.0005)] });
            // Every other contract of each expiry is held, long and short in turn.
            for (int i = 0; i < contracts.Length; i += 2)
                Apply(DeskEvent.PositionOpened(_now, contracts[i + i / 2 % 2], new(i % 8 == 0 ? 20 : -25), 500m));
        }
        _fits = [.. columns];
        Apply(DeskEvent.LinkUp(_now));
        Apply(DeskEvent.Reconciled(_now));
        foreach (FittedSlice fit in _fits)
            Apply(DeskEvent.SurfaceFitted(_now, fit));
    }

    public string Told => $"{_desk.Book.Count - 1} options listed, {Enumerable.Range(1, _desk.Book.Count - 1).Count(i => _desk.Book.QuantityOf(new(i)) != Lots.Zero)} held, {Expiries} expiries";

    /// <summary>One expiry is fitted anew and repriced, all of its options.</summary>
    public Percentiles OneSlice(string name, int samples) => Measure($"one expiry fitted anew, {name}", samples, () => DeskEvent.SurfaceFitted(_now, _fits[_random.NextInt32(_fits.Length)]));

    /// <summary>The mid moves and every expiry is repriced.</summary>
    public Percentiles WholeBook(string name, int samples) => Measure($"hedge quote, the whole book repriced, {name}", samples, Moved);

    /// <summary>Maintenance margin of what is held by all of Deribit's scenarios.</summary>
    public Percentiles Scenarios(string name, int samples)
    {
        RiskBook book = RiskSnapshot.Of(_desk, _desk.Hedgers[0]).Book() ?? throw new InvalidOperationException("the book cannot be revalued");
        ScenarioMargin margin = ScenarioMargin.Deribit(book);
        Samples times = new(samples);
        double most = 0;
        for (int i = -WarmUp; i < samples; i++)
        {
            long from = Stopwatch.GetTimestamp();
            most = Math.Max(most, margin.Maintenance());
            if (i >= 0)
                times.Add(Stopwatch.GetTimestamp() - from);
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        most = Math.Max(most, margin.Maintenance());
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return most > 0 && double.IsFinite(most)
            ? times.Of($"{ScenarioRules.Deribit.Scenarios.Count} scenarios of {book.Legs} positions, {name}") with { BytesEach = allocated }
            : throw new InvalidOperationException("the margin is no number");
    }

    private DeskEvent Moved()
    {
        _spot *= 1 + 1e-4 * (2 * _random.NextDouble() - 1);
        return DeskEvent.Quoted(_now, _hedge, new Quote(_spot - 0.5, _spot + 0.5, 10, 10, _now));
    }

    private Percentiles Measure(string name, int samples, Func<DeskEvent> next)
    {
        for (int half = 0; half < 2; half++)
        {
            for (int i = 0; i < WarmUp / 2; i++)
                Once(next);
            Thread.Sleep(300);
        }
        long allocated = 0;
        for (int i = 0; i < AllocationBatches; i++)
        {
            DeskEvent e = Prepare(next);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Decide(e);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Samples times = new(samples);
        for (int i = 0; i < samples; i++)
            times.Add(Once(next));
        return times.Of(name) with { BytesEach = (double)allocated / AllocationBatches };
    }

    private long Once(Func<DeskEvent> next)
    {
        DeskEvent e = Prepare(next);
        long from = Stopwatch.GetTimestamp();
        HedgeDecision decision = Decide(e);
        long to = Stopwatch.GetTimestamp();
        if (decision.Reason != DecisionReason.InsideBand)
            throw new InvalidOperationException($"batch {decision.Batch} was to hold inside its band and said {decision.Reason}");
        return to - from;
    }

    // What would grow too old is brought again, which is not measured.
    private DeskEvent Prepare(Func<DeskEvent> next)
    {
        _now += Duration.FromMilliseconds(1);
        if (_now.UnixNanoseconds / 1_000_000 % 1000 == 0 || _desk.Batches == 0)
        {
            for (int i = 0; i < _fits.Length; i++)
            {
                FittedSlice fit = _fits[i];
                _fits[i] = new FittedSlice { Expiry = fit.Expiry, AsOf = _now, Basis = fit.Basis, Discount = fit.Discount, Contracts = fit.Contracts, Vols = fit.Vols };
                Apply(DeskEvent.SurfaceFitted(_now, _fits[i]));
            }
            Decide(Moved());
        }
        return next();
    }

    private HedgeDecision Decide(in DeskEvent e)
    {
        _desk.Apply(e);
        EffectWriter effects = new(_effects);
        _desk.EndBatch(_now, ref effects);
        return _desk.Hedgers[0].LastDecision;
    }

    private void Apply(in DeskEvent e) => _desk.Apply(e);
}
