using System.Text;
using Poise.Venues;

namespace Poise.App;

/// <summary>Reads the cells of one row and remembers the first that is wrong, as the row's status says it.</summary>
internal ref struct RowCells(TableFields fields)
{
    private readonly TableFields _fields = fields;

    /// <summary>The first thing that is wrong; null while all is well.</summary>
    public string? Fault { get; private set; }

    public readonly bool IsFilled(int column) => !_fields[column].IsEmpty;

    public void Refuse(string status) => Fault ??= status;

    /// <summary>A finite number; NaN with a fault where there is none. Thousands are not set apart here: 1,234 may be 1.234.</summary>
    public double Number(int column, string name)
    {
        ReadOnlySpan<byte> cell = _fields[column];
        if (Numbers.TryRead(cell, out double value) && !cell.IsEmpty && !cell.Contains((byte)','))
            return value;
        Refuse(cell.IsEmpty ? $"{RowStatus.NotANumber}: {name} is empty" : $"{RowStatus.NotANumber}: {name} is {Shown(cell)}");
        return double.NaN;
    }

    public double Positive(int column, string name)
    {
        double value = Number(column, name);
        if (value <= 0)
            Refuse($"{RowStatus.NotANumber}: {name} is {Shown(_fields[column])}, not a positive number");
        return value;
    }

    public double NotNegative(int column, string name)
    {
        double value = Number(column, name);
        if (value < 0)
            Refuse($"{RowStatus.NotANumber}: {name} is {Shown(_fields[column])}, a negative number");
        return value;
    }

    /// <summary>+1 for a call, -1 for a put.</summary>
    public double Sign(int column, string name)
    {
        ReadOnlySpan<byte> cell = _fields[column];
        if (Is(cell, "call"u8) || Is(cell, "c"u8))
            return 1;
        if (Is(cell, "put"u8) || Is(cell, "p"u8))
            return -1;
        Refuse(cell.IsEmpty ? $"{RowStatus.Malformed}: {name} is empty" : $"{RowStatus.Malformed}: {name} is {Shown(cell)}, not call or put");
        return double.NaN;
    }

    /// <summary>Whether the cell holds the second of two words; an empty or absent one holds the first.</summary>
    public bool IsSecond(int column, string name, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        ReadOnlySpan<byte> cell = _fields[column];
        if (cell.IsEmpty || Is(cell, first))
            return false;
        if (Is(cell, second))
            return true;
        Refuse($"{RowStatus.Malformed}: {name} is {Shown(cell)}, not {Encoding.UTF8.GetString(first)} or {Encoding.UTF8.GetString(second)}");
        return false;
    }

    private static bool Is(ReadOnlySpan<byte> cell, ReadOnlySpan<byte> word)
    {
        if (cell.Length != word.Length)
            return false;
        for (int i = 0; i < cell.Length; i++)
        {
            if ((cell[i] | 0x20) != word[i])
                return false;
        }
        return true;
    }

    private static string Shown(ReadOnlySpan<byte> cell) => $"'{Poise.Venues.Shown.Text(cell, 32)}'";
}

/// <summary>The words with which a row's status begins.</summary>
internal static class RowStatus
{
    public const string Ok = "ok";

    /// <summary>A cell is not a number, or not one that can stand there.</summary>
    public const string NotANumber = "not-a-number";

    /// <summary>The row's form is wrong: its number of fields, a quote, an unknown word, two ways to say one thing.</summary>
    public const string Malformed = "malformed";

    /// <summary>The word itself, without what follows it.</summary>
    public static string Word(string status)
    {
        int colon = status.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? status : status[..colon];
    }

    /// <summary>The row itself is bad, not merely without an answer.</summary>
    public static bool IsBad(string status) =>
        status.StartsWith(NotANumber, StringComparison.Ordinal) || status.StartsWith(Malformed, StringComparison.Ordinal);
}
