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
        reason = text.IsEmpty ? "no contract symbol" : $"'{Shown.Text(text)}' is not a contract symbol such as SPXW250902C06400000";
        int rootLength = text.Length - TailLength;
        if (rootLength is < 1 or > 6)
            return false;
        ReadOnlySpan<byte> root = text[..rootLength].TrimEnd((byte)' '), tail = text[rootLength..];
        foreach (byte b in root)
        {
            if (!char.IsAsciiLetterUpper((char)b) && !char.IsAsciiDigit((char)b))
                return false;
        }
        if (root.IsEmpty || !Numbers.TryReadWhole(tail[..6], out int date) || !Numbers.TryReadWhole(tail[7..], out int mills) || tail[6] is not ((byte)'C' or (byte)'P'))
            return false;
        int year = 2000 + date / 10_000, month = date / 100 % 100, day = date % 100;
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            reason = $"'{Shown.Text(text)}' holds no date";
            return false;
        }
        if (mills == 0)
        {
            reason = $"'{Shown.Text(text)}' has a strike of zero";
            return false;
        }
        symbol = new OsiSymbol
        {
            Root = root,
            Expiry = new DateOnly(year, month, day),
            Type = tail[6] == 'C' ? OptionType.Call : OptionType.Put,
            StrikeMills = mills,
        };
        reason = "";
        return true;
    }
}
