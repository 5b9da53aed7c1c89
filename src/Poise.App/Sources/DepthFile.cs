using System.Globalization;
using System.Text;
using Poise.Flow;

namespace Poise.App;

/// <summary>An order book: CSV with the columns side,price,size (bid or ask, units of the underlying).</summary>
internal static class DepthFile
{
    /// <summary>An amount for 1 % of mid, or a file of levels.</summary>
    public static MarketDepth Read(string amountOrPath)
    {
        if (double.TryParse(amountOrPath, NumberStyles.Float, CultureInfo.InvariantCulture, out double amount))
            return amount is > 0 and < 1e20 ? MarketDepth.Within1Percent(amount) : throw new BadInputException($"--depth: \"{amountOrPath}\" is not an amount above zero (write 2e9, or a file of side,price,size)");
        string[] lines = Encoding.UTF8.GetString(SourceFiles.ReadBytes(amountOrPath)).Split('\n');
        string[] header = [.. lines[0].Trim().TrimStart('\uFEFF').Split(',').Select(static h => h.Trim().ToLowerInvariant())];
        int[] columns = [Array.IndexOf(header, "side"), Array.IndexOf(header, "price"), Array.IndexOf(header, "size")];
        if (columns.Min() < 0)
            throw new BadInputException($"{amountOrPath}: line 1: an order book starts with a header that names side, price and size");
        var bids = new List<(double, double)>();
        var asks = new List<(double, double)>();
        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].Trim() is not { Length: > 0 } line)
                continue;
            string[] fields = line.Split(',');
            if (fields.Length <= columns.Max())
                throw new BadInputException($"{amountOrPath}: line {i + 1}: {fields.Length} fields where the header has {header.Length}");
            List<(double, double)> side = fields[columns[0]].Trim() switch
            {
                "bid" => bids,
                "ask" => asks,
                string other => throw new BadInputException($"{amountOrPath}: line {i + 1}, column {columns[0] + 1} (side): \"{other}\" is neither bid nor ask"),
            };
            side.Add((Number(1, "price"), Number(2, "size")));

            double Number(int column, string name) => double.TryParse(fields[columns[column]].Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value > 0 && double.IsFinite(value)
                ? value
                : throw new BadInputException($"{amountOrPath}: line {i + 1}, column {columns[column] + 1} ({name}): \"{fields[columns[column]].Trim()}\" is not a number above zero");
        }
        try
        {
            return MarketDepth.OfBook(bids, asks);
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"{amountOrPath}: {e.Message}");
        }
    }
}
