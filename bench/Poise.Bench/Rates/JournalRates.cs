using BenchmarkDotNet.Attributes;
using Poise.Storage;

namespace Poise.Bench;

/// <summary>Appending to a journal in a real folder: gathered and written, not flushed (see latency for the flush).</summary>
public class JournalRates
{
    private const int Records = 20_000;
    private readonly byte[] _payload = new byte[96];
    private Journal? _journal;
    private string _folder = "";

    /// <summary>Where journals are made; set before a run.</summary>
    internal static string Parent { get; set; } = "";

    [IterationSetup]
    public void Begin()
    {
        _folder = Path.Combine(Parent, "append");
        _journal = Journal.Open(new FileDisk(_folder), new JournalOptions(), out _);
    }

    [Benchmark(OperationsPerInvoke = Records, Description = "Journal append, 96 bytes, not flushed|record")]
    public long Append()
    {
        long last = 0;
        for (int i = 0; i < Records; i++)
            last = _journal!.Append(_payload);
        return last;
    }

    [IterationCleanup]
    public void End()
    {
        _journal!.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
