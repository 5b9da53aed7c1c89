using System.Buffers.Text;
using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Csv;

/// <summary>Makes a row's contract; what is wrong with it goes to the row's fault.</summary>
internal static class PoiseCsvContract
{
    public static Contract? Read(in CsvRow row, ref RowFields fields, in PoiseCsvColumns at, string underlying)
    {
        ContractKind kind = Choose(row, ref fields, at.Kind, "kind", ContractKind.Option, ("option", ContractKind.Option), ("future", ContractKind.Future), ("perpetual", ContractKind.Perpetual));
        bool isOption = kind == ContractKind.Option;
        PayoffStyle style = Choose(row, ref fields, at.Style, "style", PayoffStyle.Linear, ("linear", PayoffStyle.Linear), ("inverse", PayoffStyle.Inverse));
        ExerciseStyle exercise = Choose(row, ref fields, at.Exercise, "exercise", ExerciseStyle.European, ("european", ExerciseStyle.European), ("american", ExerciseStyle.American));
        OptionType type = OptionType.Call;
        if (isOption)
        {
            type = Choose(
                row, ref fields, at.Type, "type", null,
                ("call", OptionType.Call), ("put", OptionType.Put), ("C", OptionType.Call), ("P", OptionType.Put), ("c", OptionType.Call), ("p", OptionType.Put));
        }
        double strike = isOption ? fields.Price(at.Strike, "strike") : 0;
        if (isOption && !(strike > 0))
            fields.Refuse(at.Strike, "strike", row[at.Strike].IsEmpty ? "an option needs a strike" : $"{strike} is not above zero");
        double multiplier = fields.Number(at.Multiplier, "multiplier");
        if (!(multiplier > 0 && multiplier <= 1e9))
            fields.Refuse(at.Multiplier, "multiplier", row[at.Multiplier].IsEmpty ? "is empty" : $"'{Shown.Text(row[at.Multiplier])}' is not a multiplier");
        double window = fields.Quantity(at.Window, "window", 86_400);
        (Instant expiry, DateOnly listed) = kind == ContractKind.Perpetual ? (Instant.Never, default) : Expiry(row, ref fields, at);
        decimal tick = Step(row, ref fields, at.PriceTick, "priceTick", 0.01m), lot = Step(row, ref fields, at.LotSize, "lotSize", 1m);
        if (fields.Fault is not null)
            return null;
        string root = row[at.Root].IsEmpty ? underlying : row.Text(at.Root);
        return new Contract
        {
            Id = new ContractId(row[at.Venue].IsEmpty ? "csv" : row.Text(at.Venue), row[at.Symbol].IsEmpty ? Symbol(root, kind, expiry, strike, type) : row.Text(at.Symbol)),
            Kind = kind,
            Underlying = underlying,
            Root = root,
            Style = style,
            Multiplier = multiplier,
            SettlementCurrency = !row[at.Currency].IsEmpty ? row.Text(at.Currency) : style == PayoffStyle.Inverse ? underlying : "USD",
            PriceTick = tick,
            LotSize = lot,
            Type = type,
            Strike = strike,
            Expiry = expiry,
            ListedExpiry = listed,
            Exercise = exercise,
            SettlementWindow = window > 0 ? Duration.FromMilliseconds((long)Math.Round(window * 1000)) : Duration.Zero,
        };
    }

    /// <summary>A name of our own for a contract that the file gives none: SPXW-20250902T200000Z-6400-C.</summary>
    private static string Symbol(string root, ContractKind kind, Instant expiry, double strike, OptionType type)
    {
        if (kind == ContractKind.Perpetual)
            return $"{root}-PERPETUAL";
        string end = expiry.ToString().Replace("-", "", StringComparison.Ordinal).Replace(":", "", StringComparison.Ordinal);
        return kind == ContractKind.Future ? $"{root}-{end}" : $"{root}-{end}-{strike}-{(type == OptionType.Call ? 'C' : 'P')}";
    }

    private static (Instant Expiry, DateOnly Listed) Expiry(in CsvRow row, ref RowFields fields, in PoiseCsvColumns at)
    {
        ReadOnlySpan<byte> text = row[at.Expiry];
        DateOnly listed = default;
        if (!row[at.ListedExpiry].IsEmpty && !Stamps.TryDate(row[at.ListedExpiry], out listed))
            fields.Refuse(at.ListedExpiry, "listedExpiry", $"'{Shown.Text(row[at.ListedExpiry])}' is not a date");
        if (Stamps.TryDate(text, out DateOnly date))
        {
            int settlement = Choose(row, ref fields, at.Settlement, "settlement", null, ("am", 0), ("pm", 1), ("08utc", 2));
            Instant end = settlement switch
            {
                0 => UsSessions.Open(date),
                1 => UsSessions.Close(date),
                _ => Instant.FromUtc(date.Year, date.Month, date.Day, 8),
            };
            return (end, listed == default ? date : listed);
        }
        if (!Stamps.TryRead(text, out Instant expiry, out bool hasZone))
            fields.Refuse(at.Expiry, "expiry", text.IsEmpty ? "is empty" : $"'{Shown.Text(text)}' is neither a date nor an instant");
        else if (!hasZone)
            fields.Refuse(at.Expiry, "expiry", $"'{Shown.Text(text)}' names no zone: end it with Z or an offset");
        return (expiry, listed == default ? DateOnly.FromDateTime(expiry.ToUtc()) : listed);
    }

    private static T Choose<T>(in CsvRow row, ref RowFields fields, int column, string field, T? otherwise, params ReadOnlySpan<(string Word, T Value)> choices)
        where T : struct
    {
        ReadOnlySpan<byte> text = row[column];
        if (text.IsEmpty && otherwise is { } value)
            return value;
        foreach ((string word, T chosen) in choices)
        {
            if (System.Text.Ascii.Equals(text, word))
                return chosen;
        }
        var words = new List<string>();
        foreach ((string word, _) in choices)
            words.Add(word);
        fields.Refuse(column, field, $"'{Shown.Text(text)}' is none of {string.Join(", ", words)}");
        return default;
    }

    private static decimal Step(in CsvRow row, ref RowFields fields, int column, string field, decimal otherwise)
    {
        ReadOnlySpan<byte> text = row[column];
        if (text.IsEmpty)
            return otherwise;
        if (text.Length <= 40 && Utf8Parser.TryParse(text, out decimal step, out int used) && used == text.Length && step is > 0 and <= 1_000_000)
            return step;
        fields.Refuse(column, field, $"'{Shown.Text(text)}' is not a step above zero");
        return otherwise;
    }
}
