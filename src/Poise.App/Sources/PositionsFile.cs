using System.Globalization;

namespace Poise.App;

/// <summary>A user's own quantities: CSV with the columns symbol,quantity (signed contracts, + long).</summary>
internal static class PositionsFile
{
    public static IReadOnlyDictionary<string, double> Read(string path)
    {
        string[] lines = System.Text.Encoding.UTF8.GetString(SourceFiles.ReadBytes(path)).Split('\n');
        string[] header = lines[0].Trim().TrimStart('\uFEFF').Split(',');
        int symbol = Array.FindIndex(header, h => h.Trim().Equals("symbol", StringComparison.OrdinalIgnoreCase));
        int quantity = Array.FindIndex(header, h => h.Trim().Equals("quantity", StringComparison.OrdinalIgnoreCase));
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
            string name = fields[symbol].Trim();
            if (!double.TryParse(fields[quantity], NumberStyles.Float, CultureInfo.InvariantCulture, out double q) || !(Math.Abs(q) <= 1e12))
                throw new BadInputException($"{path}: line {i + 1}, column {quantity + 1} (quantity): \"{fields[quantity].Trim()}\" is not a quantity");
            if (!held.TryAdd(name, q))
                throw new BadInputException($"{path}: line {i + 1}: {name} stands twice");
        }
        return held.Count > 0 ? held : throw new BadInputException($"{path}: holds no position");
    }
}
