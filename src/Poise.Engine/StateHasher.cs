using System.Collections.Immutable;
using Poise.Domain;

namespace Poise.Engine;

/// <summary>Folds the bits of a state into 64: multiply, rotate, and an avalanche at the end. Not for secrets.</summary>
public struct StateHasher()
{
    private ulong _hash = 0x243F6A8885A308D3UL;

    public void Add(long value)
    {
        _hash = ulong.RotateLeft(_hash ^ ((ulong)value * 0x9E3779B97F4A7C15UL), 29) * 0xD6E8FEB86659FD93UL;
    }

    /// <summary>By its bits; every NaN counts as the same one.</summary>
    public void Add(double value) => Add(double.IsNaN(value) ? 0x7FF8000000000000L : BitConverter.DoubleToInt64Bits(value));

    /// <summary>By its value: 1.0 and 1.00 are the same number and hash alike.</summary>
    public void Add(decimal value)
    {
        // Dividing by one with 28 decimals strips trailing zeros.
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value / 1.0000000000000000000000000000m, bits);
        Add(((long)bits[0] << 32) | (uint)bits[1]);
        Add(((long)bits[2] << 32) | (uint)bits[3]);
    }

    public void Add(Instant value) => Add(value.UnixNanoseconds);

    public void Add(in Quote quote)
    {
        Add(quote.Bid);
        Add(quote.Ask);
        Add(quote.BidSize);
        Add(quote.AskSize);
        Add(quote.At);
    }

    public void Add(QuoteDetail detail)
    {
        Add(detail.Bids);
        Add(detail.Asks);
        Add(detail.FundingPerDay);
        Add(detail.DailyVolume);
        Add(detail.ToldAt);
    }

    private void Add(ImmutableArray<BookLevel> levels)
    {
        Add(levels.Length);
        foreach (BookLevel level in levels)
        {
            Add(level.Price);
            Add(level.Size);
        }
    }

    public readonly ulong Hash
    {
        get
        {
            ulong h = _hash;
            h = (h ^ (h >> 32)) * 0xD6E8FEB86659FD93UL;
            h = (h ^ (h >> 29)) * 0x9E3779B97F4A7C15UL;
            return h ^ (h >> 32);
        }
    }
}
