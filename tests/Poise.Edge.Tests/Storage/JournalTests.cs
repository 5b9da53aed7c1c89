using Poise.Domain;
using Poise.Storage;
using Poise.Worlds;

namespace Poise.Edge.Tests;

public class JournalTests
{
    private static readonly JournalOptions Small = new() { SegmentBytes = 600, BufferBytes = 256, MaxRecordBytes = 1000 };

    [Fact]
    public void Records_come_back_in_order_across_segments()
    {
        var disk = new SimulatedDisk(new SeededRandom(1));
        byte[][] written = Payloads(100);
        using (Journal journal = Journal.Open(disk, Small, out JournalReport first))
        {
            Assert.Equal(0, first.Records);
            for (int i = 0; i < written.Length; i++)
                Assert.Equal(i + 1, journal.Append(written[i]));
            journal.Flush();
            AssertHolds(journal, written);
        }
        using Journal again = Journal.Open(disk, Small, out JournalReport report);
        Assert.Equal((100, false), (report.Records, report.WasTorn));
        Assert.True(report.Segments > 5);
        Assert.Equal(101, again.NextSequence);
        AssertHolds(again, written);
    }

    [Fact]
    public void Records_larger_than_the_buffer_or_empty_are_kept()
    {
        var disk = new SimulatedDisk(new SeededRandom(1));
        byte[][] written = [[], new byte[1000], [1], new byte[999], []];
        using Journal journal = Journal.Open(disk, Small, out _);
        foreach (byte[] payload in written)
            journal.Append(payload);
        journal.Flush();
        AssertHolds(journal, written);
        Assert.Throws<ArgumentException>(() => journal.Append(new byte[1001]));
    }

    [Fact]
    public void Every_truncation_of_the_last_segment_recovers_to_a_prefix_and_goes_on()
    {
        byte[][] written = Payloads(40);
        SimulatedDisk source = Written(written);
        string last = source.List().Last(name => name.EndsWith(".seg", StringComparison.Ordinal));
        byte[] whole = source.Bytes(last);
        for (int length = 0; length < whole.Length; length++)
        {
            SimulatedDisk disk = Written(written);
            disk.Put(last, whole.AsSpan(0, length));
            using (Journal journal = Journal.Open(disk, Small, out JournalReport report))
            {
                Assert.InRange(report.Records, 1, 39);
                AssertHolds(journal, written[..(int)report.Records]);
                long next = journal.Append([42]);
                Assert.Equal(report.Records + 1, next);
                journal.Flush();
                AssertHolds(journal, [.. written[..(int)report.Records], [42]]);
                // A cut within a record says so; a cut between two cannot be seen.
                Assert.True(report.WasTorn || report.Records < 40);
            }
        }
    }

    [Fact]
    public void Every_flipped_bit_stops_the_start_with_file_and_offset()
    {
        byte[][] written = Payloads(24);
        SimulatedDisk disk = Written(written);
        string[] segments = [.. disk.List().Where(name => name.EndsWith(".seg", StringComparison.Ordinal))];
        Assert.True(segments.Length >= 2);
        foreach (string segment in segments)
        {
            byte[] whole = disk.Bytes(segment);
            for (int bit = 0; bit < 8 * whole.Length; bit++)
            {
                byte[] damaged = [.. whole];
                damaged[bit / 8] ^= (byte)(1 << (bit % 8));
                disk.Put(segment, damaged);
                JournalException e = Assert.Throws<JournalException>(() => Journal.Open(disk, Small, out _).Dispose());
                Assert.Equal(segment, e.File);
                Assert.InRange(e.Offset, 0, bit / 8);
                Assert.Contains(segment, e.Message, StringComparison.Ordinal);
            }
            disk.Put(segment, whole);
        }
        using Journal journal = Journal.Open(disk, Small, out JournalReport report);
        Assert.Equal(24, report.Records);
        AssertHolds(journal, written);
    }

    [Fact]
    public void A_truncated_segment_that_is_not_the_last_stops_the_start()
    {
        SimulatedDisk disk = Written(Payloads(40));
        string first = disk.List().First(name => name.EndsWith(".seg", StringComparison.Ordinal));
        byte[] whole = disk.Bytes(first);
        for (int length = 0; length < whole.Length; length++)
        {
            disk.Put(first, whole.AsSpan(0, length));
            Assert.Throws<JournalException>(() => Journal.Open(disk, Small, out _));
        }
    }

    [Fact]
    public void A_missing_segment_and_a_foreign_one_stop_the_start()
    {
        SimulatedDisk disk = Written(Payloads(40));
        Assert.Contains("desk 1", Assert.Throws<JournalException>(() => Journal.Open(disk, Small with { Desk = 2 }, out _)).Message, StringComparison.Ordinal);
        string[] segments = [.. disk.List().Where(name => name.EndsWith(".seg", StringComparison.Ordinal))];
        disk.Delete(segments[1]);
        Assert.Contains("missing", Assert.Throws<JournalException>(() => Journal.Open(disk, Small, out _)).Message, StringComparison.Ordinal);
        disk.Delete(segments[0]);
        Assert.Throws<JournalException>(() => Journal.Open(disk, Small, out _));
    }

    [Fact]
    public void A_sector_that_was_never_written_is_an_unfinished_write_only_after_the_last_flush()
    {
        var options = new JournalOptions { BufferBytes = 1 << 16 };
        byte[][] written = [.. Payloads(60).Select(p => p.Concat(Enumerable.Repeat((byte)7, 100)).ToArray())];
        var disk = new SimulatedDisk(new SeededRandom(1));
        long flushedAt;
        string name;
        using (Journal journal = Journal.Open(disk, options, out _))
        {
            foreach (byte[] payload in written[..20])
                journal.Append(payload);
            journal.Flush();
            name = disk.List().Last(n => n.EndsWith(".seg", StringComparison.Ordinal));
            flushedAt = disk.Bytes(name).Length;
            foreach (byte[] payload in written[20..])
                journal.Append(payload);
            journal.Flush();
        }
        byte[] whole = disk.Bytes(name);
        for (int sector = 0; sector * 512 < whole.Length; sector++)
        {
            byte[] holed = [.. whole];
            holed.AsSpan(sector * 512, Math.Min(512, whole.Length - sector * 512)).Clear();
            disk.Put(name, holed);
            if (sector * 512 < flushedAt)
            {
                Assert.Throws<JournalException>(() => Journal.Open(disk, options, out _));
                continue;
            }
            using Journal journal = Journal.Open(disk, options, out JournalReport report);
            Assert.True(report.WasTorn && report.Records >= 20);
            AssertHolds(journal, written[..(int)report.Records]);
        }
    }

    [Fact]
    public void A_full_disk_is_a_clear_error_and_loses_nothing_that_was_flushed()
    {
        byte[][] written = Payloads(40);
        for (long capacity = 32; capacity < 3000; capacity += 7)
        {
            var disk = new SimulatedDisk(new SeededRandom((ulong)capacity)) { Capacity = capacity };
            long promised = 0;
            using (Journal journal = Journal.Open(disk, Small, out _))
            {
                try
                {
                    foreach (byte[] payload in written)
                    {
                        long sequence = journal.Append(payload);
                        journal.Flush();
                        promised = sequence;
                    }
                }
                catch (JournalException e)
                {
                    Assert.Contains("no space left", e.Message, StringComparison.Ordinal);
                    Assert.Throws<JournalException>(() => journal.Append([1]));
                    Assert.Throws<JournalException>(journal.Flush);
                }
            }
            disk.Capacity = long.MaxValue;
            disk.Crash();
            using Journal again = Journal.Open(disk, Small, out JournalReport report);
            Assert.True(report.Records >= promised, $"capacity {capacity}: {report.Records} of {promised}");
            AssertHolds(again, written[..(int)report.Records]);
        }
    }

    [Fact]
    public void After_a_failed_flush_the_journal_takes_nothing_more()
    {
        var disk = new SimulatedDisk(new SeededRandom(5));
        using Journal journal = Journal.Open(disk, Small, out _);
        journal.Append([1]);
        journal.Flush();
        journal.Append([2]);
        disk.FailingFlushes = 1;
        Assert.Contains("records after 1 are not durable", Assert.Throws<JournalException>(journal.Flush).Message, StringComparison.Ordinal);
        Assert.Throws<JournalException>(() => journal.Append([3]));
        Assert.Equal(1, journal.DurableSequence);
    }

    [Fact]
    public void Two_owners_are_refused()
    {
        var disk = new SimulatedDisk(new SeededRandom(5));
        using (Journal.Open(disk, Small, out _))
            Assert.Contains("another process", Assert.Throws<JournalException>(() => Journal.Open(disk, Small, out _)).Message, StringComparison.Ordinal);
        Journal.Open(disk, Small, out _).Dispose();
    }

    [Fact]
    public void Appending_and_flushing_allocate_nothing()
    {
        using var folder = new TemporaryFolder();
        using Journal journal = Journal.Open(new FileDisk(folder.Path), new JournalOptions(), out _);
        byte[] payload = new byte[100];
        void Write(int count)
        {
            for (int i = 0; i < count; i++)
            {
                journal.Append(payload);
                if (i % 100 == 0)
                    journal.Flush();
            }
        }
        Assert.Equal(0, AllocatedBytes.Of(() => Write(5000)));
    }

    internal static byte[][] Payloads(int count)
    {
        var random = new SeededRandom(99);
        var payloads = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            payloads[i] = new byte[random.NextInt32(60)];
            for (int j = 0; j < payloads[i].Length; j++)
                payloads[i][j] = (byte)random.NextUInt64();
        }
        return payloads;
    }

    internal static void AssertHolds(Journal journal, byte[][] expected)
    {
        int i = 0;
        foreach (JournalRecord record in journal.ReadAll())
        {
            Assert.Equal(i + 1, record.Sequence);
            Assert.True(record.Payload.Span.SequenceEqual(expected[i]), $"record {i + 1} differs");
            i++;
        }
        Assert.Equal(expected.Length, i);
    }

    private static SimulatedDisk Written(byte[][] payloads)
    {
        var disk = new SimulatedDisk(new SeededRandom(1));
        using Journal journal = Journal.Open(disk, Small, out _);
        foreach (byte[] payload in payloads)
        {
            journal.Append(payload);
            journal.Flush();
        }
        return disk;
    }
}
