using BenchmarkDotNet.Attributes;

namespace Poise.Bench;

/// <summary>Work that is repeated on the same varied, seeded inputs, and how right its answers are.</summary>
public abstract class RateJob
{
    /// <summary>Units of one pass.</summary>
    public abstract long Items { get; }

    /// <summary>Few inputs and few comparisons, to see that it runs; set before <see cref="Generate"/>.</summary>
    public bool IsSmoke { get; set; }

    /// <summary>Makes the inputs; called once before any pass.</summary>
    [GlobalSetup]
    public abstract void Generate();

    /// <summary>Does all of the work once. What is returned depends on it.</summary>
    [Benchmark]
    public double Run() => Pass();

    /// <summary>Passes once more and holds the answers against something independent.</summary>
    public abstract Accuracy Accuracy();

    protected abstract double Pass();

    /// <summary>Every how manieth answer is compared.</summary>
    protected int Step => IsSmoke ? 64 : 2;
}

/// <summary>A job by its public name.</summary>
/// <param name="Name">What programs and the README call it.</param>
/// <param name="Unit">What is counted by the second.</param>
/// <param name="Work">A <see cref="RateJob"/> with a constructor without parameters.</param>
/// <param name="Threads">Threads that share a pass.</param>
internal sealed record NamedJob(string Name, string Unit, Type Work, int Threads = 1)
{
    /// <summary>Its work with inputs, ready to run.</summary>
    public RateJob Ready(bool smoke = false)
    {
        var job = (RateJob)Activator.CreateInstance(Work)!;
        job.IsSmoke = smoke;
        job.Generate();
        return job;
    }
}
