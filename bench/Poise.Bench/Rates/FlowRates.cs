using BenchmarkDotNet.Attributes;
using Poise.Chains;
using Poise.Domain;
using Poise.Flow;

namespace Poise.Bench;

/// <summary>A generated chain of 40 expiries with 300 strikes each, calls and puts.</summary>
public class FlowRates
{
    private readonly MarketSnapshot _snapshot = GeneratedSpx.Snapshot();
    private readonly ChainSettings _settings = new();
    private readonly FlowSettings _flow = new();
    private readonly FlowSettings _alone = new() { CompareWithCompat = false };
    private OptionChain? _chain;

    [GlobalSetup]
    public void Build()
    {
        _chain = OptionChain.Of(_snapshot, _settings);
        if (_chain.Coverage.Used < GeneratedSpx.Strikes)
            throw new InvalidOperationException($"only {_chain.Coverage.Used} contracts of the generated chain can be used");
    }

    [Benchmark(Description = "Chain build, 12,000 strikes both sides|chain")]
    public OptionChain ChainBuild() => OptionChain.Of(_snapshot, _settings);

    [Benchmark(Description = "Flow report of a built chain|report")]
    public FlowView Report() => FlowReport.Of(_chain!, _flow);

    [Benchmark(Description = "Flow report without the compat comparison in its notes|report")]
    public FlowView ReportAlone() => FlowReport.Of(_chain!, _alone);

    [Benchmark(Description = "Chain build and flow report|chain")]
    public FlowView Both() => FlowReport.Of(_snapshot, _flow);
}
