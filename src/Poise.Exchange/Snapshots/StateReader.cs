using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Poise.Domain;

namespace Poise.Exchange;

/// <summary>Reads what a <see cref="StateWriter"/> wrote.</summary>
public ref struct StateReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public readonly bool IsAtEnd => _at == _bytes.Length;

    /// <exception cref="StateDamagedException">The bytes end before.</exception>
    public T Read<T>()
        where T : unmanaged => MemoryMarshal.Read<T>(Take(Unsafe.SizeOf<T>()));

    public T[] ReadAll<T>()
        where T : unmanaged
    {
        int count = Count(Unsafe.SizeOf<T>());
        var values = new T[count];
        Take(count * Unsafe.SizeOf<T>()).CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    public OrderRequest ReadOrder()
    {
        (int account, int instrument) = Read<(int, int)>();
        (long quantity, long price) = Read<(long, long)>();
        (long display, long label) = Read<(long, long)>();
        byte[] flags = ReadAll<byte>();
        return flags.Length == 6
            ? new OrderRequest(account, instrument, (Side)flags[0], quantity, price, (OrderKind)flags[1], (TimeInForce)flags[2], (PostOnly)flags[3], flags[5] != 0, display, (SelfTrade)flags[4], label)
            : throw new StateDamagedException($"an order's {flags.Length} marks");
    }

    public AccountTrade ReadTrade()
    {
        (long id, long sequence, long lots, long price, long order, long fee) = Read<(long, long, long, long, long, long)>();
        (int account, int instrument) = Read<(int, int)>();
        (double mark, double index, double vol, Instant at) = Read<(double, double, double, Instant)>();
        byte[] b = ReadAll<byte>();
        return b.Length == 4
            ? new AccountTrade(id, sequence, account, instrument, (Side)b[0], lots, price, order, fee, b[1] != 0, at, mark, index, vol, ReadText(), b[2] != 0, b[3])
            : throw new StateDamagedException("a trade");
    }

    public string? ReadText()
    {
        if (_bytes.Length - _at >= 4 && MemoryMarshal.Read<int>(_bytes[_at..]) == -1)
        {
            _at += 4;
            return null;
        }
        return Encoding.UTF8.GetString(Take(Count(1)));
    }

    /// <summary>How many of a size follow.</summary>
    public int Count(int size)
    {
        int count = Read<int>();
        return count >= 0 && (long)count * size <= _bytes.Length - _at ? count : throw new StateDamagedException($"{count} of {size} bytes at {_at} of {_bytes.Length}");
    }

    private ReadOnlySpan<byte> Take(int size)
    {
        if (size > _bytes.Length - _at)
            throw new StateDamagedException($"{size} bytes at {_at} of {_bytes.Length}");
        _at += size;
        return _bytes.Slice(_at - size, size);
    }
}

/// <summary>Bytes that are no state, or one of another form.</summary>
public sealed class StateDamagedException(string what, Exception? cause = null) : Exception($"the state cannot be read: {what}", cause);
