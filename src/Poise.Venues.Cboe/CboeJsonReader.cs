using System.Text;
using System.Text.Json;
using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Cboe;

/// <summary>
/// CBOE's delayed quotes as JSON: { timestamp, data: { symbol, current_price, ..., options: [ ... ] } }.
/// Calls and puts stand in any order; each is known by its symbol.
/// </summary>
public sealed class CboeJsonReader : ISourceReader
{
    public string Name => "cboe-json";

    public bool Recognises(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = Shown.Trim(head);
        return !text.IsEmpty && text[0] == '{'
            && text.IndexOf("\"data\""u8) >= 0
            && (text.IndexOf("\"options\""u8) >= 0 || text.IndexOf("\"current_price\""u8) >= 0)
            && text.IndexOf("\"instrument_name\""u8) < 0;
    }

    public Reading Read(ReadOnlySpan<byte> bytes, in ReadingOptions options)
    {
        if (UnknownSource.Refusal(bytes) is { } refused)
            return refused;
        ReadOnlySpan<byte> text = bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? bytes[3..] : bytes;
        var answer = new CboeJsonAnswer();
        try
        {
            answer.Read(text);
        }
        catch (JsonException thrown)
        {
            return JsonDamage.Refuse(text, thrown);
        }
        if (answer.Message.Length > 0 && !answer.HasOptions)
            return Reading.Refused($"is an error answer: {answer.Message}");
        if (!answer.HasOptions)
            return Reading.Refused("holds no data.options");
        string symbol = answer.Symbol.TrimStart('^', '_');
        if (symbol.Length == 0)
            return Reading.Refused("names no symbol", 0, 0, "data.symbol");
        if (answer.Options.Count == 0)
            return Reading.Refused("has no options", 0, 0, "data.options");

        var notes = new List<string>();
        Instant asOf = options.AsOf.IsKnown ? options.AsOf : answer.AsOf(notes);
        if (!asOf.IsKnown)
            return Reading.Refused($"'{answer.Timestamp}' is not a date and time", 0, 0, "timestamp");
        var log = new RefusalLog();
        List<OptionRow> rows = Rows(text, answer, symbol, log);
        if (rows.Count == 0)
            return Reading.Refused($"none of its {log.Count} contracts can be read; the first: {log.Refusals[0]}");
        (double spot, string source) = options.HasSpot ? (options.Spot, "given")
            : answer.CurrentPrice > 0 ? (answer.CurrentPrice, "last")
            : answer.Close > 0 ? (answer.Close, "close") : (double.NaN, "none");
        return Reading.Of([new MarketSnapshot
        {
            Underlying = symbol,
            Source = Name,
            AsOf = asOf,
            QuoteDate = NewYork.DateOf(asOf),
            Spot = spot,
            SpotSource = source,
            Options = rows,
            Rows = rows.Count + log.Count,
            Refusals = log.Refusals,
            RefusedCount = log.Count,
            Notes = notes,
        }]);
    }

    private static List<OptionRow> Rows(ReadOnlySpan<byte> text, CboeJsonAnswer answer, string underlying, RefusalLog log)
    {
        bool isIndex = ListedRoot.Find(Encoding.ASCII.GetBytes(underlying)) is not null
            || string.Equals(answer.SecurityType, "index", StringComparison.OrdinalIgnoreCase);
        var contracts = new ListedContracts(underlying, isIndex);
        var rows = new List<OptionRow>(answer.Options.Count);
        for (int i = 0; i < answer.Options.Count; i++)
        {
            CboeJsonOption option = answer.Options[i];
            ReadOnlySpan<byte> name = text.Slice(option.SymbolStart, option.SymbolLength);
            if (option.Fault is { } fault)
                log.Add(fault);
            else if (!OsiSymbol.TryParse(name, out OsiSymbol parsed, out string reason) || !contracts.TryTake(parsed, name, i + 1, out Contract contract, out reason))
                log.Add(0, 0, $"options[{i}].option", reason.Replace("of line", "of option number", StringComparison.Ordinal));
            else
                rows.Add(new OptionRow(
                    contract, option.Quote, double.NaN, option.OpenInterest, option.Volume, option.Vendor, double.NaN, null, i + 1));
        }
        return rows;
    }
}
