using System.Globalization;
using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Cboe;

/// <summary>
/// A listed option's symbol: root, yymmdd, C or P, strike in thousandths on eight digits
/// (Options Symbology Initiative, OCC 2010), without the padding blanks.
/// </summary>
internal readonly ref struct OsiSymbol
{
    private const int TailLength = 15;

    public ReadOnlySpan<byte> Root { get; private init; }

    /// <summary>The date as listed: an old Saturday stays a Saturday.</summary>
    public DateOnly Expiry { get; private init; }

    public OptionType Type { get; private init; }

    /// <summary>The strike in thousandths.</summary>
    public int StrikeMills { get; private init; }

    public double Strike => StrikeMills / 1000.0;

    /// <summary>The symbol's fields, or what is wrong with it.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out OsiSymbol symbol, out string reason)
    {
        symbol = default;
        reason = "";
        int rootLength = text.Length - TailLength;
        if (rootLength is < 1 or > 6)
            return Refuse(text, "is not a contract symbol such as SPXW250902C06400000", out reason);
        ReadOnlySpan<byte> root = text[..rootLength].TrimEnd((byte)' '), tail = text[rootLength..];
        foreach (byte b in root)
        {
            if (!char.IsAsciiLetterUpper((char)b) && !char.IsAsciiDigit((char)b))
                return Refuse(text, "has a root that is not letters and digits", out reason);
        }
        if (root.IsEmpty || !Numbers.TryReadWhole(tail[..6], out int date) || !Numbers.TryReadWhole(tail[7..], out int mills) || tail[6] is not ((byte)'C' or (byte)'P'))
            return Refuse(text, "is not a contract symbol such as SPXW250902C06400000", out reason);
        int year = 2000 + date / 10_000, month = date / 100 % 100, day = date % 100;
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return Refuse(text, "holds no date", out reason);
        if (mills == 0)
            return Refuse(text, "has a strike of zero", out reason);
        symbol = new OsiSymbol
        {
            Root = root,
            Expiry = new DateOnly(year, month, day),
            Type = tail[6] == 'C' ? OptionType.Call : OptionType.Put,
            StrikeMills = mills,
        };
        return true;
    }

    /// <summary>The symbol of these fields; the strike in thousandths, at most eight digits.</summary>
    public static string Write(string root, DateOnly expiry, OptionType type, int strikeMills) =>
        string.Create(CultureInfo.InvariantCulture, $"{root}{expiry:yyMMdd}{(type == OptionType.Call ? 'C' : 'P')}{strikeMills:00000000}");

    private static bool Refuse(ReadOnlySpan<byte> text, string what, out string reason)
    {
        reason = text.IsEmpty ? "no contract symbol" : $"'{Shown.Text(text)}' {what}";
        return false;
    }
}
