using System.Buffers;
using System.Globalization;
using System.Text;
using Poise.Domain;

namespace Poise.Venues.Csv;

/// <summary>Writes trades as the table of docs/trades-csv.md; what was written reads back as it was.</summary>
public static class PoiseTrades
{
    /// <param name="withNames">False to append to a table that has its column names.</param>
    public static void Write(TradeTape tape, IBufferWriter<byte> output, bool withNames = true)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(output);
        var text = new StringBuilder(100);
        if (withNames)
            text.Append("time,underlying,venue,symbol,price,quantity,side,bid,ask,kind,id,package\n");
        foreach (OptionTrade t in tape.Trades)
        {
            string side = t.Taker switch { Side.Buy => "buy", Side.Sell => "sell", _ => "" };
            string kind = t.Kind switch { TradeKind.Single => "", TradeKind.Spread => "spread", TradeKind.Block => "block", _ => "bar" };
            text.Append(CultureInfo.InvariantCulture, $"{t.At},{Field(tape.Underlying)},{Field(t.Contract.Venue)},{Field(t.Contract.Symbol)},{t.Price:R},{t.Quantity:R},{side},{Number(t.Bid)},{Number(t.Ask)},{kind},{Field(t.Id ?? "")},{Field(t.Package ?? "")}\n");
            if (text.Length > 8000)
                Flush();
        }
        Flush();

        void Flush()
        {
            Encoding.UTF8.GetBytes(text.ToString(), output);
            text.Clear();
        }
    }

    private static string Number(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Field(string text) => text.AsSpan().IndexOfAny(",\"") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
