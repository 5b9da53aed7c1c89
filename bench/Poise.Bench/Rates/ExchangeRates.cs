using BenchmarkDotNet.Attributes;
using Poise.Domain;
using Poise.Exchange;

namespace Poise.Bench;

/// <summary>The simulated market by itself, usual settings: moved from event to event as a desk's run moves it.</summary>
public class ExchangeRates
{
    private const int Events = 20_000;
    private readonly Counter _counter = new();
    private SimulatedMarket? _market;

    [GlobalSetup]
    public void Open() => _market = new SimulatedMarket(new MarketSettings(), 1, Instant.FromUtc(2026, 1, 5, 9));

    [Benchmark(OperationsPerInvoke = Events, Description = "Simulated market, events delivered|event")]
    public long Deliver()
    {
        long until = _counter.Count + Events;
        while (_counter.Count < until)
            _market!.AdvanceTo(_market.NextAt, _counter);
        return _counter.Count;
    }

    private sealed class Counter : IExchangeSink
    {
        public long Count { get; private set; }

        public void On(in ExchangeEvent happened) => Count++;
    }
}
