using Poise.Domain;
using Poise.Storage;
using Poise.Worlds;

namespace Poise.Edge.Tests;

/// <summary>The journal alone against a disk that stops at any operation and loses what was not flushed.</summary>
public class JournalCrashTests
{
    private static readonly JournalOptions Small = new() { SegmentBytes = 500, BufferBytes = 300, MaxRecordBytes = 1000 };

    [Fact]
    public void What_was_flushed_outlives_every_crash_and_the_rest_goes_from_the_end_only()
    {
        int torn = 0;
        for (ulong seed = 0; seed < Deep.Seeds(500); seed++)
        {
            var random = new SeededRandom(seed);
            var disk = new SimulatedDisk(random.Split("disk"));
            var written = new List<byte[]>();
            long promised = 0;
            for (int life = 0; life < 6; life++)
            {
                try
                {
                    int left = 1 + random.NextInt32(12);
                    disk.BeforeOperation = operation =>
                    {
                        if (--left == 0)
                            throw new SimulatedCrash(operation);
                    };
                    using Journal journal = Journal.Open(disk, Small, out JournalReport report);
                    torn += report.WasTorn ? 1 : 0;
                    Assert.True(report.Records >= promised, $"seed {seed}, life {life}: {report.Records} records of {promised} that were promised");
                    Assert.True(report.Records <= written.Count, $"seed {seed}, life {life}: more than was written");
                    written.RemoveRange((int)report.Records, written.Count - (int)report.Records);
                    JournalTests.AssertHolds(journal, [.. written]);
                    promised = report.Records;
                    while (true)
                    {
                        byte[] payload = new byte[random.NextInt32(200)];
                        payload.AsSpan().Fill((byte)random.NextUInt64());
                        written.Add(payload);
                        long sequence = journal.Append(payload);
                        if (random.NextInt32(3) > 0)
                            continue;
                        journal.Flush();
                        promised = sequence;
                    }
                }
                catch (SimulatedCrash)
                {
                    disk.Crash();
                }
            }
        }
        Assert.True(torn > 100, $"only {torn} torn tails: the disk is too kind");
    }

    [Fact]
    public void Random_bytes_as_a_segment_never_open_and_never_hang()
    {
        var random = new SeededRandom(3);
        for (int i = 0; i < 2000; i++)
        {
            var disk = new SimulatedDisk(new SeededRandom(1));
            byte[] bytes = new byte[32 + random.NextInt32(300)];
            for (int j = 0; j < bytes.Length; j++)
                bytes[j] = (byte)random.NextUInt64();
            disk.Put("journal-0000000000000001.seg", bytes);
            Assert.Throws<JournalException>(() => Journal.Open(disk, Small, out _));
        }
    }

    [Fact]
    public void Mutated_segments_open_to_a_prefix_or_stop()
    {
        byte[][] written = JournalTests.Payloads(30);
        var options = new JournalOptions { MaxRecordBytes = 1000 };
        var source = new SimulatedDisk(new SeededRandom(1));
        using (Journal journal = Journal.Open(source, options, out _))
        {
            foreach (byte[] payload in written)
                journal.Append(payload);
            journal.Flush();
        }
        byte[] whole = source.Bytes("journal-0000000000000001.seg");
        var random = new SeededRandom(8);
        int opened = 0;
        for (int i = 0; i < 3000; i++)
        {
            byte[] bytes = Mutated(whole, random);
            var disk = new SimulatedDisk(new SeededRandom(1));
            disk.Put("journal-0000000000000001.seg", bytes);
            try
            {
                using Journal journal = Journal.Open(disk, options, out JournalReport report);
                JournalTests.AssertHolds(journal, written[..(int)report.Records]);
                opened++;
            }
            catch (JournalException)
            {
                // Damage: the start stops, which is right.
            }
        }
        Assert.InRange(opened, 100, 2900);
    }

    private static byte[] Mutated(byte[] whole, SeededRandom random)
    {
        byte[] bytes = [.. whole];
        int at = random.NextInt32(bytes.Length);
        int count = 1 + random.NextInt32(40);
        switch (random.NextInt32(4))
        {
            case 0: // cut
                return bytes[..at];
            case 1: // overwritten
                for (int i = at; i < Math.Min(bytes.Length, at + count); i++)
                    bytes[i] = (byte)random.NextUInt64();
                return bytes;
            case 2: // a part left out
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + count)..]];
            default: // a part said twice
                return [.. bytes[..Math.Min(bytes.Length, at + count)], .. bytes[at..]];
        }
    }
}
