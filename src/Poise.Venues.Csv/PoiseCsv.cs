using System.Buffers;
using System.Globalization;
using System.Text;
using Poise.Domain;

namespace Poise.Venues.Csv;

/// <summary>Writes snapshots as the table of docs/chain-csv.md; what was written reads back as it was.</summary>
public static class PoiseCsv
{
    /// <summary>Writes the snapshot's rows, options first, under a line of column names.</summary>
    /// <param name="withNames">False to append to a table that has its column names.</param>
    public static void Write(MarketSnapshot snapshot, IBufferWriter<byte> output, bool withNames = true)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(output);
        var line = new StringBuilder(400);
        if (withNames)
        {
            line.AppendJoin(',', PoiseCsvColumns.All);
            End(line, output);
        }
        foreach (OptionRow row in snapshot.Options)
        {
            WriteStart(line, snapshot, row.Contract);
            WriteQuote(line, row.Quote, row.Mark, row.OpenInterest);
            Add(line, row.Volume);
            WriteVendor(line, row.Vendor);
            Add(line, row.Forward);
            Add(line, row.ForwardName ?? "");
            line.Length--;
            End(line, output);
        }
        foreach (FutureRow row in snapshot.Futures)
        {
            WriteStart(line, snapshot, row.Contract);
            WriteQuote(line, row.Quote, row.Mark, row.OpenInterest);
            Add(line, double.NaN);
            WriteVendor(line, VendorGreeks.Absent);
            line.Append(',');
            End(line, output);
        }
    }

    private static void WriteStart(StringBuilder line, MarketSnapshot snapshot, Contract contract)
    {
        Add(line, snapshot.Underlying);
        Add(line, snapshot.AsOf);
        Add(line, snapshot.QuoteDate);
        Add(line, snapshot.Spot);
        Add(line, double.IsNaN(snapshot.Spot) ? "" : snapshot.SpotSource);
        Add(line, contract.Id.Venue);
        Add(line, contract.Id.Symbol);
        Add(line, contract.Root);
        Add(line, contract.Kind switch { ContractKind.Option => "option", ContractKind.Future => "future", _ => "perpetual" });
        Add(line, contract.Expiry == Instant.Never ? default : contract.Expiry);
        Add(line, contract.ListedExpiry);
        Add(line, "");
        Add(line, contract.IsOption ? contract.Strike : double.NaN);
        Add(line, !contract.IsOption ? "" : contract.Type == OptionType.Call ? "call" : "put");
        Add(line, contract.Style == PayoffStyle.Linear ? "linear" : "inverse");
        Add(line, contract.Exercise == ExerciseStyle.European ? "european" : "american");
        Add(line, contract.Multiplier);
        Add(line, contract.SettlementCurrency);
        Add(line, contract.PriceTick.ToString(CultureInfo.InvariantCulture));
        Add(line, contract.LotSize.ToString(CultureInfo.InvariantCulture));
        Add(line, contract.SettlementWindow.Nanoseconds == 0 ? double.NaN : contract.SettlementWindow.Seconds);
    }

    private static void WriteQuote(StringBuilder line, in Quote quote, double mark, double openInterest)
    {
        Add(line, quote.Bid);
        Add(line, quote.Ask);
        Add(line, quote.BidSize);
        Add(line, quote.AskSize);
        Add(line, quote.At);
        Add(line, mark);
        Add(line, openInterest);
    }

    private static void WriteVendor(StringBuilder line, in VendorGreeks vendor)
    {
        Add(line, vendor.Vol);
        Add(line, vendor.Delta);
        Add(line, vendor.Gamma);
        Add(line, vendor.Vega);
        Add(line, vendor.Theta);
        Add(line, vendor.Rho);
    }

    private static void Add(StringBuilder line, double value)
    {
        if (double.IsFinite(value))
            line.Append(CultureInfo.InvariantCulture, $"{value:R}");
        line.Append(',');
    }

    private static void Add(StringBuilder line, DateOnly date)
    {
        if (date != default)
            line.Append(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd}");
        line.Append(',');
    }

    /// <summary>To the nanosecond; nothing for an instant that is not known.</summary>
    private static void Add(StringBuilder line, Instant at)
    {
        if (at.IsKnown)
        {
            long fraction = at.UnixNanoseconds % 1_000_000_000;
            line.Append(CultureInfo.InvariantCulture, $"{at.ToUtc():yyyy-MM-ddTHH:mm:ss}");
            if (fraction > 0)
                line.Append(CultureInfo.InvariantCulture, $".{fraction:000000000}");
            line.Append('Z');
        }
        line.Append(',');
    }

    private static void Add(StringBuilder line, string text)
    {
        ReadOnlySpan<char> outer = text.AsSpan().Trim();
        if (text.AsSpan().IndexOfAny(",\"\r\n") < 0 && outer.Length == text.Length)
            line.Append(text);
        else
            line.Append('"').Append(text.ReplaceLineEndings(" ").Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        line.Append(',');
    }

    private static void End(StringBuilder line, IBufferWriter<byte> output)
    {
        line.Append('\n');
        Encoding.UTF8.GetBytes(line.ToString(), output);
        line.Clear();
    }
}
