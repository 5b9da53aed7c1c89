using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Deribit;

/// <summary>
/// An instrument's name: BTC-25DEC26-100000-C, BTC-25DEC26, BTC-PERPETUAL, XRP_USDC-25DEC26-0d5-C (d is the decimal point).
/// </summary>
public readonly ref struct DeribitName
{
    /// <summary>BTC for coin-margined instruments, BTC_USDC for those that settle in a stable coin.</summary>
    public ReadOnlySpan<byte> Prefix { get; private init; }

    public ContractKind Kind { get; private init; }

    public DateOnly Expiry { get; private init; }

    public double Strike { get; private init; }

    public OptionType Type { get; private init; }

    public bool IsInverse => !Prefix.Contains((byte)'_');

    /// <summary>False for combos, spot pairs and everything else that is no option, dated future or perpetual.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DeribitName name)
    {
        name = default;
        int dash = text.IndexOf((byte)'-');
        if (dash is < 2 or > 20 || text.Length > 60)
            return false;
        ReadOnlySpan<byte> prefix = text[..dash], rest = text[(dash + 1)..];
        foreach (byte b in prefix)
        {
            if (!char.IsAsciiLetterUpper((char)b) && !char.IsAsciiDigit((char)b) && b != '_')
                return false;
        }
        if (rest.SequenceEqual("PERPETUAL"u8))
        {
            name = new DeribitName { Prefix = prefix, Kind = ContractKind.Perpetual };
            return true;
        }
        dash = rest.IndexOf((byte)'-');
        if (!TryDate(dash < 0 ? rest : rest[..dash], out DateOnly expiry))
            return false;
        if (dash < 0)
        {
            name = new DeribitName { Prefix = prefix, Kind = ContractKind.Future, Expiry = expiry };
            return true;
        }
        rest = rest[(dash + 1)..];
        if (rest.Length < 3 || rest[^2] != '-' || rest[^1] is not ((byte)'C' or (byte)'P') || !TryStrike(rest[..^2], out double strike))
            return false;
        name = new DeribitName
        {
            Prefix = prefix,
            Kind = ContractKind.Option,
            Expiry = expiry,
            Strike = strike,
            Type = rest[^1] == 'C' ? OptionType.Call : OptionType.Put,
        };
        return true;
    }

    /// <summary>5JAN26 or 25DEC26.</summary>
    private static bool TryDate(ReadOnlySpan<byte> text, out DateOnly date)
    {
        date = default;
        if (text.Length is not (6 or 7))
            return false;
        int letters = text.Length - 5;
        ReadOnlySpan<byte> months = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"u8;
        int month = 0;
        for (int i = 0; i < 12; i++)
        {
            if (months.Slice(3 * i, 3).SequenceEqual(text.Slice(letters, 3)))
                month = i + 1;
        }
        if (month == 0 || !Numbers.TryReadWhole(text[..letters], out int day) || !Numbers.TryReadWhole(text[^2..], out int year)
            || day < 1 || day > DateTime.DaysInMonth(2000 + year, month))
            return false;
        date = new DateOnly(2000 + year, month, day);
        return true;
    }

    private static bool TryStrike(ReadOnlySpan<byte> text, out double strike)
    {
        Span<byte> plain = stackalloc byte[24];
        strike = double.NaN;
        if (text.IsEmpty || text.Length > plain.Length)
            return false;
        text.CopyTo(plain);
        int point = text.IndexOf((byte)'d');
        if (point >= 0)
            plain[point] = (byte)'.';
        return Numbers.TryRead(plain[..text.Length], out strike) && strike is > 0 and <= Bounds.Price;
    }
}
