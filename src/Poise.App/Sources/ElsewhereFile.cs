using System.Globalization;
using Poise.Runtime;

namespace Poise.App;

/// <summary>What is held elsewhere, all of it: CSV with a header. symbol, quantity and price must be there; venue names who holds it; the terms of <see cref="HoldCommand"/> are columns of their names.</summary>
internal static class ElsewhereFile
{
    private const long Largest = 4 << 20;

    /// <summary>Where no column says who holds it.</summary>
    private const string UsualVenue = "elsewhere";

    private static readonly string[] _needed = ["symbol", "quantity", "price"];
    private static readonly string[] _known = [.. _needed, "venue", "kind", "underlying", "strike", "expiry", "style", "multiplier", "currency", "window"];

    /// <exception cref="BadInputException">It cannot be read, or a line is no position: none is taken then.</exception>
    public static IReadOnlyList<HeldLine> Read(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > Largest })
                throw new BadInputException($"{path}: more than {Largest} bytes are no list of positions");
            if (File.Exists(path) && SecretFile.IsWritableByAll(path))
                throw new BadInputException($"{path}: anybody on this machine can write it: chmod o-w it, and look what it says");
            return Parse(path, SourceFiles.ReadBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: {e.Message}", e);
        }
    }

    private static List<HeldLine> Parse(string path, byte[] bytes)
    {
        string[] header = [];
        var lines = new List<HeldLine>();
        Span<int> scratch = stackalloc int[TableFields.ScratchLength];
        ReadOnlySpan<byte> rest = bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsSpan(3) : bytes;
        for (int at = 1; !rest.IsEmpty; at++)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (end < 0 ? rest : rest[..end]).TrimEnd((byte)'\r');
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.Trim((byte)' ').IsEmpty)
                continue;
            var fields = new TableFields(scratch);
            if (fields.Split(line) is string fault)
                throw new BadInputException($"{path}: line {at}: {fault}");
            var texts = new string[fields.Count];
            for (int i = 0; i < texts.Length; i++)
                texts[i] = fields.Text(i).Trim();
            if (header.Length == 0)
                header = HeaderOf(path, texts);
            else if (texts.Length != header.Length)
                throw new BadInputException($"{path}: line {at}: {texts.Length} fields where the header has {header.Length}");
            else
                lines.Add(LineOf($"{path}: line {at}", header, texts));
        }
        return header.Length > 0 ? lines : throw new BadInputException($"{path}: line 1: a file of positions starts with a header that names symbol, quantity and price");
    }

    private static string[] HeaderOf(string path, string[] names)
    {
        string[] header = [.. names.Select(static n => n.ToLowerInvariant())];
        if (Array.Find(_needed, n => !header.Contains(n)) is string lacking)
            throw new BadInputException($"{path}: line 1: has no column {lacking}; symbol, quantity and price must be there");
        if (Array.Find(header, static h => !_known.Contains(h)) is string unknown)
            throw new BadInputException($"{path}: line 1: column \"{unknown}\" is not known; allowed: {string.Join(", ", _known)}");
        return header.Distinct(StringComparer.Ordinal).Count() == header.Length ? header : throw new BadInputException($"{path}: line 1: a column stands twice");
    }

    private static HeldLine LineOf(string where, string[] header, string[] texts)
    {
        var hold = new HoldCommand(
            Field("symbol") ?? "", Exact("quantity"), Exact("price"), Field("kind"), Field("underlying"), Number("strike"), Field("expiry"), Field("style"), Number("multiplier"), Field("currency"), Field("window"));
        return hold.TryLine(Field("venue") ?? UsualVenue, out HeldLine? line) is string refusal ? throw new BadInputException($"{where}: {refusal}") : line!;

        string? Field(string name) => Array.IndexOf(header, name) is >= 0 and int i && texts[i].Length > 0 ? texts[i] : null;

        decimal Exact(string name) => decimal.TryParse(Field(name), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value) ? value
            : throw new BadInputException($"{where}: {name}: \"{Field(name)}\" is no number");

        double? Number(string name) => Field(name) is not string said ? null : double.TryParse(said, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value
            : throw new BadInputException($"{where}: {name}: \"{said}\" is no number");
    }
}
