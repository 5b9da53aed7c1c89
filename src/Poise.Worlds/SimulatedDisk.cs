using Poise.Domain;
using Poise.Storage;

namespace Poise.Worlds;

/// <summary>The machine stopped here. Whoever catches it drops everything but the venue and the disk.</summary>
public sealed class SimulatedCrash(string step) : Exception($"the machine stopped: {step}")
{
    public string Step => step;
}

/// <summary>
/// A disk that keeps its promises and no more: on <see cref="Crash"/> flushed bytes stay, and of the others a seeded part
/// survives, torn at any byte, at times with a hole of zeros; names that were not flushed come or go.
/// It can be full, fail a flush, and stop the machine at a chosen operation.
/// </summary>
public sealed class SimulatedDisk(SeededRandom random) : IDisk
{
    private const int Sector = 512;
    private readonly SortedDictionary<string, SimulatedFile> _names = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SimulatedFile> _durableNames = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _locks = new(StringComparer.Ordinal);
    private int _life;

    public string Place => "simulated disk";

    /// <summary>Bytes that fit on the disk in all.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>The next flushes fail, this many of them.</summary>
    public int FailingFlushes { get; set; }

    /// <summary>Chance that the surviving tail has a sector of zeros in it (a page that was not written in order).</summary>
    public double HoleChance { get; set; } = 0.25;

    /// <summary>Flushes return and do nothing: a disk, or a caller, that does not keep its word.</summary>
    public bool IsLying { get; set; }

    /// <summary>Operations so far: appends, truncations, flushes, deletions, renames.</summary>
    public long Operations { get; private set; }

    /// <summary>Called before each append, truncation, flush, deletion and rename; a <see cref="SimulatedCrash"/> thrown here stops the machine.</summary>
    public Action<string>? BeforeOperation { get; set; }

    public IReadOnlyList<string> List() => [.. _names.Keys];

    public IDiskFile Open(string name)
    {
        if (!_names.TryGetValue(name, out SimulatedFile? file))
            _names.Add(name, file = new SimulatedFile());
        return new Access(this, name, file, _life);
    }

    public void Delete(string name)
    {
        Begin("delete");
        _names.Remove(name);
    }

    public void Rename(string from, string to)
    {
        Begin("rename");
        if (!_names.Remove(from, out SimulatedFile? file))
            throw new FileNotFoundException($"no file {from} on the {Place}", from);
        _names[to] = file;
    }

    public void FlushNames()
    {
        Begin("flush of names");
        Copy(_names, _durableNames);
    }

    public IDisposable Lock(string name) =>
        _locks.Add(name) ? new Held(this, name, _life) : throw new JournalException(name, 0, "another process has it open");

    /// <summary>The power goes: unflushed bytes and names are lost as the seed says, open files and locks end.</summary>
    public void Crash()
    {
        _life++;
        _locks.Clear();
        var survivors = new SortedDictionary<string, SimulatedFile>(StringComparer.Ordinal);
        Copy(_durableNames, survivors);
        foreach (string name in _names.Keys.Union(_durableNames.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray())
        {
            if (random.NextInt32(2) == 0)
                continue;
            if (_names.TryGetValue(name, out SimulatedFile? live))
                survivors[name] = live;
            else
                survivors.Remove(name);
        }
        Copy(survivors, _names);
        Copy(survivors, _durableNames);
        foreach (SimulatedFile file in _names.Values.Distinct())
            file.LoseUnflushed(random, HoleChance);
    }

    /// <summary>The bytes of a file as they are now, for tests that damage them.</summary>
    public byte[] Bytes(string name) => _names[name].ToArray();

    /// <summary>Puts bytes in place of a file, as if they had always been there.</summary>
    public void Put(string name, ReadOnlySpan<byte> bytes)
    {
        var file = new SimulatedFile();
        file.Append(bytes, bytes.Length);
        file.Flush();
        _names[name] = _durableNames[name] = file;
    }

    private void Begin(string operation)
    {
        Operations++;
        BeforeOperation?.Invoke(operation);
    }

    private static void Copy(SortedDictionary<string, SimulatedFile> from, SortedDictionary<string, SimulatedFile> to)
    {
        to.Clear();
        foreach ((string name, SimulatedFile file) in from)
            to.Add(name, file);
    }

    private sealed class Held(SimulatedDisk disk, string name, int life) : IDisposable
    {
        public void Dispose()
        {
            if (life == disk._life)
                disk._locks.Remove(name);
        }
    }

    private sealed class Access(SimulatedDisk disk, string name, SimulatedFile file, int life) : IDiskFile
    {
        public string Name => name;

        public long Length => file.Length;

        public void Append(ReadOnlySpan<byte> bytes)
        {
            Enter("append");
            long free = disk.Capacity - disk._names.Values.Sum(f => (long)f.Length);
            int fits = (int)Math.Clamp(free, 0, bytes.Length);
            file.Append(bytes, fits);
            if (fits < bytes.Length)
                throw new IOException("no space left on device");
        }

        public int Read(long offset, Span<byte> into) => file.Read(offset, into);

        public void Truncate(long length)
        {
            Enter("truncation");
            file.Truncate((int)length);
        }

        public void Flush()
        {
            Enter("flush");
            if (disk.FailingFlushes > 0)
            {
                disk.FailingFlushes--;
                throw new IOException("input/output error");
            }
            if (!disk.IsLying)
                file.Flush();
        }

        public void Dispose()
        {
        }

        private void Enter(string operation)
        {
            if (life != disk._life)
                throw new InvalidOperationException($"{name} belongs to a process that ended");
            disk.Begin(operation);
        }
    }

    private sealed class SimulatedFile
    {
        private byte[] _bytes = new byte[256];
        private byte[] _cut = [];
        private int _flushed;

        public int Length { get; private set; }

        public void Append(ReadOnlySpan<byte> bytes, int count)
        {
            while (Length + count > _bytes.Length)
                Array.Resize(ref _bytes, 2 * _bytes.Length);
            bytes[..count].CopyTo(_bytes.AsSpan(Length));
            Length += count;
            _cut = [];
        }

        public int Read(long offset, Span<byte> into)
        {
            int count = (int)Math.Clamp(Length - offset, 0, into.Length);
            _bytes.AsSpan((int)offset, count).CopyTo(into);
            return count;
        }

        public void Truncate(int length)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
            _cut = _bytes.AsSpan(length, Length - length).ToArray();
            Length = length;
            _flushed = Math.Min(_flushed, length);
        }

        public void Flush()
        {
            _flushed = Length;
            _cut = [];
        }

        public void LoseUnflushed(SeededRandom random, double holeChance)
        {
            if (_cut.Length > 0 && random.NextInt32(2) == 0)
                Append(_cut, _cut.Length);
            int unflushed = Length - _flushed;
            if (unflushed > 0)
            {
                Length = _flushed + random.NextInt32(unflushed + 1);
                if (random.NextDouble() < holeChance && Length > _flushed)
                    PunchHole(_flushed + random.NextInt32(Length - _flushed));
            }
            Flush();
        }

        public byte[] ToArray() => _bytes.AsSpan(0, Length).ToArray();

        private void PunchHole(int within)
        {
            int from = Math.Max(_flushed, within / Sector * Sector);
            int to = Math.Min(Length, within / Sector * Sector + Sector);
            _bytes.AsSpan(from, to - from).Clear();
        }
    }
}
