using System.Globalization;
using Poise.Domain;

namespace Poise.App;

/// <summary>A user's own quantities: CSV with the columns symbol,quantity (signed contracts, + long).</summary>
internal static class PositionsFile
{
    public static IReadOnlyDictionary<string, double> Read(string path)
    {
        string[] lines = System.Text.Encoding.UTF8.GetString(SourceFiles.ReadBytes(path)).Split('\n');
        string[] header = lines[0].Trim().TrimStart('\uFEFF').Split(',');
        int symbol = Array.FindIndex(header, h => Bare(h).Equals("symbol", StringComparison.OrdinalIgnoreCase));
        int quantity = Array.FindIndex(header, h => Bare(h).Equals("quantity", StringComparison.OrdinalIgnoreCase));
        if (symbol < 0 || quantity < 0)
            throw new BadInputException($"{path}: line 1: a positions file starts with a header that names symbol and quantity");
        var held = new Dictionary<string, double>(StringComparer.Ordinal);
        for (int i = 1; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0)
                continue;
            string[] fields = line.Split(',');
            if (fields.Length <= Math.Max(symbol, quantity))
                throw new BadInputException($"{path}: line {i + 1}: {fields.Length} fields where the header has {header.Length}");
            string name = Bare(fields[symbol]);
            if (!double.TryParse(Bare(fields[quantity]), NumberStyles.Float, CultureInfo.InvariantCulture, out double q) || !(Math.Abs(q) <= 1e12))
                throw new BadInputException($"{path}: line {i + 1}, column {quantity + 1} (quantity): \"{Bare(fields[quantity])}\" is not a quantity");
            if (!held.TryAdd(name, q))
                throw new BadInputException($"{path}: line {i + 1}: {name} stands twice");
        }
        return held.Count > 0 ? held : throw new BadInputException($"{path}: holds no position");
    }

    /// <summary>Stops where not one position is in any of the chains: zeros would look like an answer.</summary>
    public static void CheckAgainst(IReadOnlyList<MarketSnapshot> chains, IReadOnlyDictionary<string, double> held, string path)
    {
        if (!chains.Any(chain => chain.Options.Any(row => held.ContainsKey(row.Contract.Id.Symbol))))
            throw new BadInputException($"{path}: none of its {held.Count} symbols is in the chain, whose symbols look like {chains[0].Options[0].Contract.Id.Symbol}");
    }

    private static string Bare(string field) => field.Trim().Trim('"').Trim();
}
