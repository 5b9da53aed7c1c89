using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Cboe;

/// <summary>When in the day of its expiry a listed class ends.</summary>
public enum SettlementTime : byte
{
    /// <summary>On the opening print: 09:30 New York.</summary>
    Am,

    /// <summary>On the session's close: 16:00 New York, 13:00 on half days.</summary>
    Pm,
}

/// <summary>A listed option class: what it is on and how it ends. The multiplier is 100 for all of them.</summary>
/// <param name="Root">The class as its symbols begin: SPXW.</param>
/// <param name="PriceTick">The finest price step; classes above 3.00 mostly step twice as wide.</param>
public sealed record ListedRoot(string Root, string Underlying, SettlementTime Settlement, ExerciseStyle Exercise, decimal PriceTick)
{
    private static readonly ListedRoot[] _indexRoots =
    [
        Index("SPX", "SPX", SettlementTime.Am),
        Index("SPXW", "SPX", SettlementTime.Pm),
        Index("XSP", "XSP", SettlementTime.Pm, 0.01m),
        Index("NDX", "NDX", SettlementTime.Am),
        Index("NDXP", "NDX", SettlementTime.Pm),
        Index("XND", "XND", SettlementTime.Pm, 0.01m),
        Index("RUT", "RUT", SettlementTime.Am),
        Index("RUTW", "RUT", SettlementTime.Pm),
        Index("MRUT", "MRUT", SettlementTime.Pm, 0.01m),
        Index("VIX", "VIX", SettlementTime.Am, 0.01m),
        Index("VIXW", "VIX", SettlementTime.Am, 0.01m),
        Index("DJX", "DJX", SettlementTime.Am, 0.01m),
    ];

    private static ListedRoot Index(string root, string underlying, SettlementTime settlement, decimal tick = 0.05m) =>
        new(root, underlying, settlement, ExerciseStyle.European, tick);

    /// <summary>The index class of this root, or null.</summary>
    public static ListedRoot? Find(ReadOnlySpan<byte> root)
    {
        foreach (ListedRoot known in _indexRoots)
        {
            if (SameText(root, known.Root))
                return known;
        }
        return null;
    }

    /// <summary>An equity's or ETF's own class: PM-settled, American, in pennies.</summary>
    public static ListedRoot Equity(string symbol) => new(symbol, symbol, SettlementTime.Pm, ExerciseStyle.American, 0.01m);

    /// <summary>The underlying index that a quote table's title names, or null: SPX for "S&amp;P 500 INDEX".</summary>
    public static string? UnderlyingOfTitle(string title)
    {
        if (!Has(title, "INDEX") || Has(title, "ETF") || Has(title, "TRUST") || Has(title, "FUND"))
            return null;
        if (Has(title, "MINI"))
            return Has(title, "SPX") || Has(title, "S&P") ? "XSP" : Has(title, "RUSSELL") ? "MRUT" : null;
        if (Has(title, "VIX") || Has(title, "VOLATILITY"))
            return "VIX";
        if (Has(title, "S&P 500") || Has(title, "POORS 500") || Has(title, "POOR'S 500") || Has(title, "SPX"))
            return "SPX";
        if (Has(title, "NASDAQ 100") || Has(title, "NASDAQ-100") || Has(title, "NDX"))
            return "NDX";
        if (Has(title, "RUSSELL 2000") || Has(title, "RUT"))
            return "RUT";
        return Has(title, "DOW JONES") || Has(title, "DJX") ? "DJX" : null;
    }

    /// <summary>The instant at which a series listed for this date ends.</summary>
    public Instant ExpiryOf(DateOnly listed) => Settlement == SettlementTime.Am ? UsSessions.Open(listed) : UsSessions.Close(listed);

    /// <summary>The contract of this class, under its OSI symbol.</summary>
    /// <param name="strikeMills">The strike in thousandths, at most eight digits.</param>
    public Contract ContractOf(OptionType type, int strikeMills, DateOnly listed) =>
        ContractOf(OsiSymbol.Write(Root, listed, type, strikeMills), type, strikeMills, listed, ExpiryOf(listed));

    internal Contract ContractOf(string symbol, OptionType type, int strikeMills, DateOnly listed, Instant expiry) => new()
    {
        Id = new ContractId("cboe", symbol),
        Kind = ContractKind.Option,
        Underlying = Underlying,
        Root = Root,
        Style = PayoffStyle.Linear,
        Multiplier = 100,
        PriceTick = PriceTick,
        Type = type,
        Strike = strikeMills / 1000.0,
        Expiry = expiry,
        ListedExpiry = listed,
        Exercise = Exercise,
    };

    private static bool Has(string title, string word) => title.Contains(word, StringComparison.OrdinalIgnoreCase);

    internal static bool SameText(ReadOnlySpan<byte> bytes, string text) => System.Text.Ascii.Equals(bytes, text);
}
