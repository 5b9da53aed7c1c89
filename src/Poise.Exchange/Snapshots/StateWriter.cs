using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Poise.Domain;

namespace Poise.Exchange;

/// <summary>The bytes of a state, as this machine has its numbers (little endian, checked when read).</summary>
public sealed class StateWriter
{
    private byte[] _bytes = new byte[4096];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>FNV-1a of the bytes, eight at a time.</summary>
    public ulong Hash
    {
        get
        {
            ulong hash = 14695981039346656037UL;
            ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(Bytes);
            foreach (ulong word in words)
                hash = (hash ^ word) * 1099511628211UL;
            foreach (byte rest in Bytes[(8 * words.Length)..])
                hash = (hash ^ rest) * 1099511628211UL;
            return hash;
        }
    }

    public void Clear() => Length = 0;

    public void Write<T>(T value)
        where T : unmanaged
    {
        int size = Unsafe.SizeOf<T>();
        MemoryMarshal.Write(Room(size), in value);
        Length += size;
    }

    /// <summary>With its length before it.</summary>
    public void WriteAll<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Write(values.Length);
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    public void WriteText(string? text)
    {
        if (text is null)
        {
            Write(-1);
            return;
        }
        int size = Encoding.UTF8.GetByteCount(text);
        Write(size);
        Encoding.UTF8.GetBytes(text, Room(size));
        Length += size;
    }

    /// <summary>Field by field: what lies between fields is not part of a state.</summary>
    public void Write(in OrderRequest order)
    {
        Write((order.Account, order.Instrument));
        Write((order.Quantity, order.Price));
        Write((order.Display, order.Label));
        WriteAll<byte>([(byte)order.Side, (byte)order.Kind, (byte)order.TimeInForce, (byte)order.PostOnly, (byte)order.SelfTrade, order.ReduceOnly ? (byte)1 : (byte)0]);
    }

    /// <summary>Field by field, as above.</summary>
    public void Write(in AccountTrade t)
    {
        Write((t.Id, t.Sequence, t.Lots, t.Price, t.Order, t.Fee));
        Write((t.Account, t.Instrument));
        Write((t.Mark, t.Index, t.Vol, t.At));
        WriteAll<byte>([(byte)t.Side, t.IsMaker ? (byte)1 : (byte)0, t.IsLiquidation ? (byte)1 : (byte)0, (byte)t.TickDirection]);
        WriteText(t.Label);
    }

    private Span<byte> Room(int size)
    {
        if (Length + size > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(Length + size, 2 * _bytes.Length));
        return _bytes.AsSpan(Length);
    }
}
