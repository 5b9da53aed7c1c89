namespace Poise.Pricing;

/// <summary>Options of a scan: three columns of one length, which needs no padding.</summary>
public ref struct ScanOptions
{
    /// <summary>Strikes, in the quote currency.</summary>
    public ReadOnlySpan<double> Strikes;

    /// <summary>Lognormal vols a year, per 1.00, each strike its own.</summary>
    public ReadOnlySpan<double> Vols;

    /// <summary>+1 call, -1 put.</summary>
    public ReadOnlySpan<double> Signs;

    public readonly int Length => Strikes.Length;
}

/// <summary>
/// Where the cells of a scan go: columns that the caller owns; an empty one is not written. Cell (option i, row j, spot k) stands at
/// (i rows + j) spots + k, so that each option's picture lies in one piece.
/// </summary>
public ref struct ScanColumns
{
    /// <summary>Present value.</summary>
    public Span<float> Price;

    /// <summary>dV/dS.</summary>
    public Span<float> Delta;

    /// <summary>d2V/dS2.</summary>
    public Span<float> Gamma;

    /// <summary>dV/dsigma per 1.00 of vol.</summary>
    public Span<float> Vega;

    internal readonly ScanColumns Part(int first, int count) => new()
    {
        Price = Price.IsEmpty ? Price : Price.Slice(first, count),
        Delta = Delta.IsEmpty ? Delta : Delta.Slice(first, count),
        Gamma = Gamma.IsEmpty ? Gamma : Gamma.Slice(first, count),
        Vega = Vega.IsEmpty ? Vega : Vega.Slice(first, count),
    };

    internal readonly void Fill(float value)
    {
        Price.Fill(value);
        Delta.Fill(value);
        Gamma.Fill(value);
        Vega.Fill(value);
    }
}
