using Poise.Domain;
using Poise.Storage;
using Poise.Worlds;

namespace Poise.Edge.Tests;

/// <summary>Snapshots and the changes since, against a disk that stops at any operation, and against damage.</summary>
public class StateStoreTests
{
    private const byte Form = 3;

    [Fact]
    public void Whatever_operation_is_the_last_one_all_that_was_promised_comes_back_and_nothing_that_was_not_written()
    {
        int snapshots = 0, torn = 0;
        for (ulong seed = 0; seed < Deep.Seeds(400); seed++)
        {
            var random = new SeededRandom(seed);
            var disk = new SimulatedDisk(random.Split("disk"));
            var written = new List<byte>();
            int promised = 0;
            for (int life = 0; life < 8; life++)
            {
                try
                {
                    int left = 1 + random.NextInt32(25);
                    disk.BeforeOperation = operation =>
                    {
                        if (--left == 0)
                            throw new SimulatedCrash(operation);
                    };
                    using StateStore store = StateStore.Open(disk, "x", Form, out JournalReport report);
                    torn += report.WasTorn ? 1 : 0;
                    List<byte> found = [.. store.Snapshot ?? [], .. store.Since.SelectMany(static c => c.ToArray())];
                    Assert.True(found.Count >= promised && found.Count <= written.Count, $"seed {seed}, life {life}: {found.Count} of {promised} promised and {written.Count} written");
                    Assert.Equal(written.Take(found.Count), found);
                    (written, promised) = (found, found.Count);
                    bool hasSnapshot = store.Snapshot is not null;
                    while (true)
                    {
                        if (!hasSnapshot || random.NextInt32(4) == 0)
                        {
                            long number = store.Divide();
                            byte[] state = [.. written];
                            // Changes go on while a snapshot is written.
                            for (int i = hasSnapshot ? random.NextInt32(3) : 0; i > 0; i--)
                                Change(store);
                            StateStore.Write(disk, "x", Form, number, state);
                            store.Written(number);
                            hasSnapshot = true;
                            snapshots++;
                        }
                        Change(store);
                    }
                }
                catch (SimulatedCrash)
                {
                    disk.Crash();
                }

                void Change(StateStore store)
                {
                    byte[] change = new byte[1 + random.NextInt32(60)];
                    change.AsSpan().Fill((byte)random.NextUInt64());
                    written.AddRange(change);
                    store.Keep(change);
                    promised = written.Count;
                }
            }
        }
        Assert.True(snapshots > 500 && torn > 50, $"{snapshots} snapshots, {torn} torn tails");
    }

    [Fact]
    public void A_flipped_byte_anywhere_stops_the_start_and_names_file_and_place()
    {
        SimulatedDisk source = Kept(out string state, out string segment);
        foreach (string name in new[] { state, segment })
        {
            byte[] whole = source.Bytes(name);
            for (int at = 0; at < whole.Length; at++)
            {
                byte[] bytes = [.. whole];
                bytes[at] ^= 0x20;
                SimulatedDisk disk = Kept(out _, out _);
                disk.Put(name, bytes);
                JournalException stop = Assert.Throws<JournalException>(() => StateStore.Open(disk, "x", Form, out _));
                Assert.Equal(name, stop.File);
                Assert.InRange(stop.Offset, 0, at);
            }
        }
    }

    [Fact]
    public void A_short_snapshot_a_missing_one_or_a_missing_journal_stop_the_start()
    {
        SimulatedDisk source = Kept(out string state, out string segment);
        byte[] whole = source.Bytes(state);
        for (int length = 0; length < whole.Length; length++)
        {
            SimulatedDisk disk = Kept(out _, out _);
            disk.Put(state, whole.AsSpan(0, length));
            Stops(disk, state);
        }
        SimulatedDisk alone = Kept(out _, out _), without = Kept(out _, out _), other = Kept(out _, out _);
        alone.Delete(state);
        Stops(alone, "x-");
        without.Delete(segment);
        Stops(without, "records are missing");
        Assert.Contains("this build reads format 1.4", Assert.Throws<JournalException>(() => StateStore.Open(other, "x", 4, out _)).Message, StringComparison.Ordinal);

        static void Stops(SimulatedDisk disk, string why) => Assert.Contains(why, Assert.Throws<JournalException>(() => StateStore.Open(disk, "x", Form, out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_at_a_time_and_an_unfinished_snapshot_is_nothing()
    {
        SimulatedDisk disk = Kept(out string state, out _);
        disk.Put(state + ".new", [1, 2, 3]);
        using StateStore store = StateStore.Open(disk, "x", Form, out _);
        Assert.Equal([5, 6], store.Snapshot!);
        Assert.Equal([7, 8], store.Since.SelectMany(static c => c.ToArray()));
        Assert.DoesNotContain(disk.List(), static n => n.EndsWith(".new", StringComparison.Ordinal));
        Assert.Contains("another process", Assert.Throws<JournalException>(() => StateStore.Open(disk, "x", Form, out _)).Message, StringComparison.Ordinal);
        store.Keep([9]);
    }

    /// <summary>A snapshot of 5 and 6, and the changes 7 and 8.</summary>
    private static SimulatedDisk Kept(out string state, out string segment)
    {
        var disk = new SimulatedDisk(new SeededRandom(1));
        using (StateStore store = StateStore.Open(disk, "x", Form, out _))
        {
            StateStore.Write(disk, "x", Form, store.Divide(), [5]);
            store.Keep([6]);
            long number = store.Divide();
            StateStore.Write(disk, "x", Form, number, [5, 6]);
            store.Written(number);
            store.Keep([7]);
            store.Keep([8]);
        }
        state = Assert.Single(disk.List(), static n => n.EndsWith(".state", StringComparison.Ordinal));
        segment = Assert.Single(disk.List(), static n => n.EndsWith(".seg", StringComparison.Ordinal));
        return disk;
    }
}
