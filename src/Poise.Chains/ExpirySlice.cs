using Poise.Domain;
using Poise.Pricing;

namespace Poise.Chains;

/// <summary>Where the one vol of a strike came from.</summary>
public enum VolSource : byte
{
    None,

    /// <summary>Mid of the out-of-the-money side.</summary>
    OutOfTheMoneyMid,

    /// <summary>Mid of the in-the-money side, where the other has no two-sided quote.</summary>
    OtherSideMid,

    /// <summary>The vendor's implied vol, where neither side has a usable mid.</summary>
    Vendor,
}

/// <summary>
/// All options of one class that end at one instant: strikes ascending, calls and puts of a strike in one row, columns
/// padded to <see cref="Black76.PadTo"/> with harmless options (strike 1, vol 1, no open interest).
/// </summary>
public sealed class ExpirySlice
{
    private readonly double[] _logHigh, _logLow;
    private double _anchor = 1;

    internal ExpirySlice(Instant expiry, DateOnly listedExpiry, string root, PayoffStyle style, double multiplier, double years, int count)
    {
        Expiry = expiry;
        ListedExpiry = listedExpiry;
        Root = root;
        Style = style;
        Multiplier = multiplier;
        Years = years;
        Count = count;
        int padded = (count + Black76.PadTo - 1) / Black76.PadTo * Black76.PadTo;
        Strikes = BookStrikes = Filled(padded, 1);
        Vols = Filled(padded, 1);
        _logHigh = new double[padded];
        _logLow = new double[padded];
        VolSources = new VolSource[padded];
        CallOpenInterest = new double[padded];
        PutOpenInterest = new double[padded];
        CallRows = new int[padded];
        PutRows = new int[padded];
        CallRows.AsSpan().Fill(-1);
        PutRows.AsSpan().Fill(-1);
    }

    public Instant Expiry { get; }

    public DateOnly ListedExpiry { get; }

    public string Root { get; }

    public PayoffStyle Style { get; }

    /// <summary>Units of underlying a contract.</summary>
    public double Multiplier { get; }

    /// <summary>Years to expiry, Act/365, greater than zero.</summary>
    public double Years { get; internal set; }

    /// <summary>Strikes that are real; the columns are longer by their padding.</summary>
    public int Count { get; }

    /// <summary>The forward, with the rung of the ladder that gave it.</summary>
    public ForwardQuote Forward { get; internal set; }

    public double[] Strikes { get; }

    /// <summary>The strike that each strike's exposures count at: itself, or of a product that was brought onto another's scale the nearest one listed there.</summary>
    public double[] BookStrikes { get; internal init; }

    /// <summary>The product that the expiry is of, in a chain of several; null for the chain's own underlying.</summary>
    public ChainProduct? Product { get; internal init; }

    /// <summary>Contracts as the columns count them in one contract as listed: 1 but for such a product.</summary>
    public double ContractSize { get; internal init; } = 1;

    /// <summary>The strikes with their logarithms, which are taken once.</summary>
    public LogStrikes LogStrikes => new(Strikes, _anchor, _logHigh, _logLow);

    /// <summary>One vol a strike for both sides, a year; where <see cref="VolSources"/> is None it is 1 and must carry no weight.</summary>
    public double[] Vols { get; }

    public VolSource[] VolSources { get; }

    /// <summary>Contracts; zero where there is none or the source was silent.</summary>
    public double[] CallOpenInterest { get; }

    public double[] PutOpenInterest { get; }

    /// <summary>Index of the option in the snapshot's rows, -1 where that side is not listed.</summary>
    public int[] CallRows { get; }

    public int[] PutRows { get; }

    public SliceTerms Terms(double spot) => new(spot, Forward.Forward, Forward.Discount, Years);

    /// <summary>To be called once all strikes stand.</summary>
    internal void KeepLogarithms()
    {
        _anchor = Strikes[Count / 2] > 0 ? Strikes[Count / 2] : 1;
        LogStrikes.Fill(Strikes, _anchor, _logHigh, _logLow);
    }

    private static double[] Filled(int length, double value)
    {
        var column = new double[length];
        column.AsSpan().Fill(value);
        return column;
    }
}
