using Poise.Domain;

namespace Poise.Venues;

/// <summary>Reads one format of market data. Pure: bytes in; snapshots and refusals out. It never throws on bad input.</summary>
public interface ISourceReader
{
    /// <summary>The reader's name as snapshots carry it: cboe-csv, deribit-json ...</summary>
    string Name { get; }

    /// <summary>Whether this reader is meant for the content, never for a file's name.</summary>
    /// <param name="head">The first bytes of the source, at most <see cref="ReadingOptions.HeadSize"/> of them.</param>
    bool Recognises(ReadOnlySpan<byte> head);

    /// <summary>Reads a whole source. Well-formed rows are kept, expired ones too; the others are refused one by one.</summary>
    Reading Read(ReadOnlySpan<byte> bytes, in ReadingOptions options);
}

/// <summary>What the user says in place of the source. <c>default</c> says nothing.</summary>
/// <param name="AsOf">The instant of the quotes; unknown: the source's own stamp.</param>
/// <param name="Spot">Spot in the quote currency; NaN or not above zero: the source's own.</param>
public readonly record struct ReadingOptions(Instant AsOf, double Spot)
{
    /// <summary>Bytes that are enough to recognise any format.</summary>
    public const int HeadSize = 64 * 1024;

    public static readonly ReadingOptions None = new(default, double.NaN);

    public bool HasSpot => Spot > 0 && double.IsFinite(Spot);
}
