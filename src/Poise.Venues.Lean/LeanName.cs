using System.Text;
using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Lean;

/// <summary>What the lines of an entry tell.</summary>
internal enum LeanKind : byte
{
    Quote,
    Trade,
    OpenInterest,
}

/// <summary>What the bars of an entry are of.</summary>
internal enum LeanOf : byte
{
    /// <summary>An equity or an index.</summary>
    Spot,
    Future,
    Option,
}

/// <summary>How far a name is one of LEAN's.</summary>
internal enum LeanForm : byte
{
    Foreign,

    /// <summary>LEAN's, but of another resolution than a minute.</summary>
    OtherResolution,

    /// <summary>An option's minute entry whose contract does not read; date, root and kind do.</summary>
    NoContract,
    Minute,
}

/// <summary>
/// The name of an entry, which tells all that its lines do not:
/// 20151224_goog_minute_quote_american_call_4000000_20170120.csv, 20210104_spx_minute_trade.csv, 20200106_es_minute_trade_202003.csv.
/// </summary>
internal readonly record struct LeanName
{
    private const int Longest = 128;

    public DateOnly Date { get; private init; }

    /// <summary>Underlying or root in capitals.</summary>
    public string Root { get; private init; }

    public LeanKind Kind { get; private init; }

    public LeanOf Of { get; private init; }

    /// <summary>Futures: the contract month as 202003.</summary>
    public int Month { get; private init; }

    public ExerciseStyle Exercise { get; private init; }

    public OptionType Type { get; private init; }

    /// <summary>The strike in thousandths.</summary>
    public int StrikeMills { get; private init; }

    public DateOnly Listed { get; private init; }

    /// <summary>Reads a name without its folder.</summary>
    /// <param name="reason">What is wrong with it, or which resolution it is of.</param>
    public static LeanForm Read(ReadOnlySpan<byte> text, out LeanName name, out string reason)
    {
        name = default;
        reason = "is not named as LEAN names minute data";
        if (text.Length > Longest || !text.EndsWith(".csv"u8))
            return LeanForm.Foreign;
        text = text[..^4];
        Span<Range> parts = stackalloc Range[10];
        int count = Split(text, parts);
        if (IsLong(text, parts[..count]))
        {
            reason = "is of hours or days; only minute bars are read";
            return LeanForm.OtherResolution;
        }
        if (count is < 4 or 7 or > 8 || !TryDate(text[parts[0]], out DateOnly date) || !TryRoot(text[parts[1]], out string root) || !TryKind(text[parts[3]], out LeanKind kind))
            return LeanForm.Foreign;
        ReadOnlySpan<byte> resolution = text[parts[2]];
        if (!resolution.SequenceEqual("minute"u8))
        {
            bool isKnown = resolution.SequenceEqual("tick"u8) || resolution.SequenceEqual("second"u8) || resolution.SequenceEqual("hour"u8) || resolution.SequenceEqual("daily"u8);
            reason = isKnown ? $"is of resolution '{Encoding.ASCII.GetString(resolution)}'; only minute bars are read" : reason;
            return isKnown ? LeanForm.OtherResolution : LeanForm.Foreign;
        }
        name = new LeanName { Date = date, Root = root, Kind = kind };
        return count switch
        {
            4 => LeanForm.Minute,
            8 => ReadOption(text, parts, ref name, out reason),
            _ => ReadFuture(text, parts[4..count], ref name),
        };
    }

    private static LeanForm ReadFuture(ReadOnlySpan<byte> text, ReadOnlySpan<Range> tail, ref LeanName name)
    {
        ReadOnlySpan<byte> monthText = text[tail[0]];
        bool isMonth = monthText.Length == 6 && Numbers.TryReadWhole(monthText, out int month) && month / 100 is >= 1990 and <= 2099 && month % 100 is >= 1 and <= 12;
        if (!isMonth || (tail.Length == 2 && !TryDate(text[tail[1]], out _)))
            return LeanForm.Foreign;
        Numbers.TryReadWhole(monthText, out month);
        name = name with { Of = LeanOf.Future, Month = month };
        return LeanForm.Minute;
    }

    private static LeanForm ReadOption(ReadOnlySpan<byte> text, ReadOnlySpan<Range> parts, ref LeanName name, out string reason)
    {
        name = name with { Of = LeanOf.Option };
        ReadOnlySpan<byte> style = text[parts[4]], right = text[parts[5]], strike = text[parts[6]], listed = text[parts[7]];
        reason = "";
        DateOnly date = default;
        int tenThousandths = 0;
        if (!IsEither(style, "american"u8, "european"u8))
            reason = $"'{Shown.Text(style)}' is neither american nor european";
        else if (!IsEither(right, "call"u8, "put"u8))
            reason = $"'{Shown.Text(right)}' is neither call nor put";
        else if (!Numbers.TryReadWhole(strike, out tenThousandths) || tenThousandths == 0 || tenThousandths % 10 != 0)
            reason = $"'{Shown.Text(strike)}' is no strike in ten-thousandths that steps by thousandths";
        else if (!TryDate(listed, out date) || date.Year < 2000)
            reason = $"'{Shown.Text(listed)}' is no date of expiry";
        if (reason.Length > 0)
            return LeanForm.NoContract;
        name = name with
        {
            Exercise = style[0] == 'a' ? ExerciseStyle.American : ExerciseStyle.European,
            Type = right[0] == 'c' ? OptionType.Call : OptionType.Put,
            StrikeMills = tenThousandths / 10,
            Listed = date,
        };
        return LeanForm.Minute;
    }

    /// <summary>Files of hours and days hold all dates in one entry, so that its name begins with the symbol.</summary>
    private static bool IsLong(ReadOnlySpan<byte> text, ReadOnlySpan<Range> parts) =>
        parts.Length is >= 3 and <= 6 && TryKind(text[parts[1]], out _) && !TryDate(text[parts[0]], out _)
        && (IsEither(text[parts[2]], "american"u8, "european"u8) || (text[parts[2]].Length == 6 && Numbers.TryReadWhole(text[parts[2]], out _)));

    private static bool IsEither(ReadOnlySpan<byte> text, ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => text.SequenceEqual(one) || text.SequenceEqual(other);

    private static int Split(ReadOnlySpan<byte> text, Span<Range> parts)
    {
        int count = 0;
        foreach (Range part in text.Split((byte)'_'))
        {
            if (count == parts.Length)
                break;
            parts[count++] = part;
        }
        return count;
    }

    private static bool TryKind(ReadOnlySpan<byte> text, out LeanKind kind)
    {
        kind = text.SequenceEqual("quote"u8) ? LeanKind.Quote : text.SequenceEqual("trade"u8) ? LeanKind.Trade : LeanKind.OpenInterest;
        return kind != LeanKind.OpenInterest || text.SequenceEqual("openinterest"u8);
    }

    private static bool TryRoot(ReadOnlySpan<byte> text, out string root)
    {
        root = "";
        if (text.IsEmpty || text.Length > 6 || text.ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789"u8))
            return false;
        root = Encoding.ASCII.GetString(text).ToUpperInvariant();
        return true;
    }

    private static bool TryDate(ReadOnlySpan<byte> text, out DateOnly date)
    {
        date = default;
        if (text.Length != 8 || !Numbers.TryReadWhole(text, out int number))
            return false;
        int year = number / 10_000, month = number / 100 % 100, day = number % 100;
        if (year is < 1990 or > 2099 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        date = new DateOnly(year, month, day);
        return true;
    }
}
