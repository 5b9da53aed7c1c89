using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using Poise.App;
using Poise.Domain;
using Poise.Flow;
using Poise.Storage;

namespace Poise.Edge.Tests;

public class SnapshotCodecTests
{
    [Fact]
    public void What_is_decoded_is_what_was_encoded_to_the_bit()
    {
        var random = new SeededRandom(1);
        for (int i = 0; i < Deep.Times(300); i++)
        {
            MarketSnapshot snapshot = RandomSnapshots.Next(random);
            InventoryState? inventory = RandomSnapshots.Inventory(random);
            byte[] bytes = SnapshotCodec.Encode(snapshot, inventory);
            StoredChain back = SnapshotCodec.Decode(bytes);
            Assert.Equal(RandomSnapshots.Bits(snapshot, inventory), RandomSnapshots.Bits(back));
            Assert.Equal(bytes, SnapshotCodec.Encode(back.Snapshot, back.Inventory));
        }
    }

    /// <summary>A field that is added to the types shows here until these tests, and so the codec, know it.</summary>
    [Fact]
    public void The_random_snapshots_move_every_field()
    {
        var random = new SeededRandom(2);
        var seen = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        for (int i = 0; i < 40; i++)
        {
            foreach ((string name, string value) in RandomSnapshots.Fields(RandomSnapshots.Next(random)))
            {
                if (!seen.TryGetValue(name, out HashSet<string>? values))
                    seen.Add(name, values = new(StringComparer.Ordinal));
                values.Add(value);
            }
        }
        Assert.True(seen.Count > 45, $"{seen.Count} fields");
        Assert.Empty(seen.Where(s => s.Value.Count < 2).Select(s => s.Key));
    }

    [Fact]
    public void Real_pictures_of_markets_come_back_too()
    {
        foreach (string file in (string[])["chain.csv", "customers-chain.csv"])
        {
            foreach (MarketSnapshot snapshot in SourceFiles.Read([Path.Combine(Repository.Root, "samples", file)], new SourceChoices(null, null, null)).Chains)
                Assert.Equal(RandomSnapshots.Bits(snapshot), RandomSnapshots.Bits(SnapshotCodec.Decode(SnapshotCodec.Encode(snapshot)).Snapshot));
        }
    }

    [Fact]
    public void A_full_SPX_chain_is_small_and_quick()
    {
        string path = Repository.SharedData("cboe/cboe_spx_quotedata_all_02-09-25.csv");
        MarketSnapshot snapshot = SourceFiles.Read([path], new SourceChoices(null, null, null)).Chains[0];
        Assert.True(snapshot.Options.Count > 20_000);
        byte[] bytes = SnapshotCodec.Encode(snapshot);
        long began = Stopwatch.GetTimestamp();
        bytes = SnapshotCodec.Encode(snapshot);
        TimeSpan encoded = Stopwatch.GetElapsedTime(began);
        began = Stopwatch.GetTimestamp();
        MarketSnapshot back = SnapshotCodec.Decode(bytes).Snapshot;
        TestContext.Current.TestOutputHelper?.WriteLine($"{snapshot.Options.Count} contracts: {bytes.Length} bytes, {encoded.TotalMilliseconds:0} ms, back in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms");
        Assert.Equal(RandomSnapshots.Bits(snapshot), RandomSnapshots.Bits(back));
        Assert.True(bytes.Length * 7L < new FileInfo(path).Length, $"{bytes.Length} bytes");
    }

    [Fact]
    public void Cut_and_changed_bytes_are_refused_with_a_reason()
    {
        var random = new SeededRandom(3);
        byte[] whole = SnapshotCodec.Encode(RandomSnapshots.Next(random));
        for (int length = 0; length < whole.Length; length++)
            Refused(whole[..length]);
        Refused([.. whole, 0]);
        for (int i = 0; i < Deep.Times(2000); i++)
        {
            byte[] bytes = [.. whole];
            bytes[random.NextInt32(bytes.Length)] ^= (byte)(1 << random.NextInt32(8));
            Refused(bytes);
        }
        byte[] newer = [.. whole];
        BinaryPrimitives.WriteInt32LittleEndian(newer.AsSpan(4), SnapshotCodec.Version + 1);
        Assert.Contains("this build reads forms 1 and 2", Refused(Sealed(newer)), StringComparison.Ordinal);
    }

    /// <summary>Bytes whose checksum fits but whose content is nonsense: what a wrong writer would make.</summary>
    [Fact]
    public void Nonsense_under_a_right_checksum_is_refused_or_read_and_never_crashes()
    {
        var random = new SeededRandom(4);
        int refused = 0;
        for (int i = 0; i < Deep.Times(1500); i++)
        {
            byte[] packed = SnapshotCodec.Encode(RandomSnapshots.Next(random), RandomSnapshots.Inventory(random));
            byte[] content = new byte[BinaryPrimitives.ReadInt32LittleEndian(packed.AsSpan(8))];
            Assert.True(BrotliDecoder.TryDecompress(packed.AsSpan(SnapshotCodec.HeaderLength), content, out _));
            for (int change = random.NextInt32(4); change >= 0; change--)
                content[random.NextInt32(content.Length)] = (byte)random.NextUInt64();
            if (random.NextInt32(3) == 0)
                content = content[..random.NextInt32(content.Length)];
            try
            {
                SnapshotCodec.Decode(Packed(content, BinaryPrimitives.ReadInt32LittleEndian(packed.AsSpan(4))));
            }
            catch (InvalidDataException e)
            {
                Assert.NotEmpty(e.Message);
                refused++;
            }
        }
        Assert.True(refused > Deep.Times(300), $"{refused} refused");
    }

    [Fact]
    public void A_header_cannot_ask_for_more_memory_than_a_snapshot_takes()
    {
        byte[] bytes = Packed([1, 2, 3]);
        foreach (int length in (int[])[-1, int.MaxValue, 4, 2])
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), length);
            Refused(Sealed(bytes));
        }
    }

    [Fact]
    public void Half_a_surrogate_pair_is_not_stored_as_something_else() =>
        Assert.ThrowsAny<ArgumentException>(() => SnapshotCodec.Encode(RandomSnapshots.Next(new SeededRandom(5), underlying: "\ud800")));

    private static string Refused(byte[] bytes) => Assert.Throws<InvalidDataException>(() => SnapshotCodec.Decode(bytes)).Message;

    private static byte[] Packed(byte[] content, int version = SnapshotCodec.VersionAlone)
    {
        byte[] bytes = new byte[SnapshotCodec.HeaderLength + BrotliEncoder.GetMaxCompressedLength(content.Length) + 64];
        Assert.True(BrotliEncoder.TryCompress(content, bytes.AsSpan(SnapshotCodec.HeaderLength), out int packed, 1, 22));
        Array.Resize(ref bytes, SnapshotCodec.HeaderLength + packed);
        "PSNP"u8.ToArray().Reverse().ToArray().CopyTo(bytes, 0);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), content.Length);
        return Sealed(bytes);
    }

    private static byte[] Sealed(byte[] bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), SnapshotCodec.Checksum(bytes));
        return bytes;
    }
}
