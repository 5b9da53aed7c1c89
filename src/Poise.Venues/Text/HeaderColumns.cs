using System.Text;

namespace Poise.Venues;

/// <summary>Finds a table's columns by name and gathers the required ones that are missing or stand twice.</summary>
public ref struct HeaderColumns
{
    private readonly CsvRow _names;
    private readonly List<string> _missing = [];
    private readonly List<string> _twice = [];

    public HeaderColumns(CsvRow names) => _names = names;

    /// <summary>The 0-based column, or -1 where the table has none.</summary>
    public readonly int Optional(string name)
    {
        Span<byte> bytes = stackalloc byte[64];
        int column = _names.IndexOf(bytes[..Encoding.ASCII.GetBytes(name, bytes)]);
        if (column >= 0 && _names.IndexOf(bytes[..name.Length], column + 1) >= 0)
            _twice.Add(name);
        return column;
    }

    /// <summary>The 0-based column; one that is not there is remembered as missing.</summary>
    public readonly int Required(string name)
    {
        int column = Optional(name);
        if (column < 0)
            _missing.Add(name);
        return column;
    }

    /// <summary>What is wrong with the column names; null when nothing is.</summary>
    public readonly string? Complaint =>
        _missing.Count > 0 ? $"columns are missing: {string.Join(", ", _missing)}"
        : _twice.Count > 0 ? $"columns stand twice: {string.Join(", ", _twice)}" : null;
}
