using System.Diagnostics;
using Poise.Domain;
using Poise.Runtime;
using Poise.Storage;

namespace Poise.Bench;

/// <summary>
/// From a quote in hand to the gateway's call, the intent on the disk before it: the hedge instrument jumps to and fro,
/// the band breaks each time, and the order is filled before the next jump.
/// </summary>
internal sealed class TickToWire(BenchDesk bench)
{
    private const int WarmUp = 200;
    private const double Jump = 0.004;
    private static readonly Duration Apart = Duration.FromSeconds(1);
    private long _decided, _durable;

    public List<Percentiles> Of(int orders)
    {
        for (int i = 0; i < WarmUp; i++)
            Once(i);
        Samples whole = new(orders), decision = new(orders), flush = new(orders), gateway = new(orders);
        long allocated = 0;
        for (int i = 0; i < orders; i++)
        {
            long from = Once(i, out long bytes);
            allocated += bytes;
            whole.Add(bench.PlacedAt - from);
            decision.Add(_decided - from);
            flush.Add(_durable - _decided);
            gateway.Add(bench.PlacedAt - _durable);
            bench.Fill();
        }
        return
        [
            whole.Of("quote to gateway, intent durable") with { BytesEach = (double)allocated / orders },
            decision.Of("- of it: quote to decision"),
            flush.Of("- of it: intent encoded, appended, flushed (fsync)"),
            gateway.Of("- of it: durable to gateway called"),
        ];
    }

    /// <summary>The disk alone: 256 bytes appended to a file of its own and flushed.</summary>
    public static Percentiles Disk(string folder, int count)
    {
        FileDisk disk = new(folder);
        Samples times = new(count);
        using (IDiskFile file = disk.Open("disk.tmp"))
        {
            Span<byte> bytes = stackalloc byte[256];
            for (int i = 0; i < WarmUp + count; i++)
            {
                bytes.Fill((byte)i);
                long from = Stopwatch.GetTimestamp();
                file.Append(bytes);
                file.Flush();
                long to = Stopwatch.GetTimestamp();
                if (i >= WarmUp)
                    times.Add(to - from);
            }
        }
        return times.Of("the disk alone: 256 bytes appended and flushed");
    }

    private void Once(int i)
    {
        Once(i, out _);
        bench.Fill();
    }

    private long Once(int i, out long bytes)
    {
        bench.Pass(Apart);
        Engine.DeskEvent quote = bench.HedgeQuote(i % 2 == 0 ? Jump : -Jump);
        DeskDriver driver = bench.Driver;
        long before = GC.GetAllocatedBytesForCurrentThread();
        long from = Stopwatch.GetTimestamp();
        driver.Offer(quote);
        driver.Step(bench.Now);
        _decided = Stopwatch.GetTimestamp();
        driver.Step(bench.Now);
        _durable = Stopwatch.GetTimestamp();
        driver.Step(bench.Now);
        bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        driver.Run(bench.Now);
        return bench.PlacedAt > from ? from : throw new InvalidOperationException($"jump {i} broke no band: {bench.Desk.Hedgers[0].LastDecision.Reason}");
    }
}
