using Poise.Domain;

namespace Poise.Venues;

/// <summary>Reads the fields of one row and remembers the first that is wrong, with its column, name and reason.</summary>
public ref struct RowFields(CsvRow row, int line)
{
    private readonly CsvRow _row = row;
    private readonly int _line = line;

    /// <summary>The first thing that is wrong with the row; null while all is well.</summary>
    public Refusal? Fault { get; private set; }

    public void Refuse(int column, string field, string reason) => Fault ??= new Refusal(_line, column + 1, field, reason);

    /// <summary>A finite number; NaN where the field is empty or the column absent (-1).</summary>
    public double Number(int column, string field)
    {
        if (Numbers.TryRead(_row[column], out double value))
            return value;
        Refuse(column, field, $"'{Shown.Text(_row[column])}' is not a number");
        return double.NaN;
    }

    /// <summary>A number from 0 to <see cref="Bounds.Price"/>; NaN for none.</summary>
    public double Price(int column, string field) => Check(column, field, Number(column, field), Bounds.Price);

    /// <summary>One side of a quote: a price above zero; zero and nothing both mean that the side is absent.</summary>
    public double Side(int column, string field) => Bounds.Present(Price(column, field));

    /// <summary>Contracts or coins: a number from 0 to <paramref name="most"/>; NaN for none.</summary>
    public double Quantity(int column, string field, double most = Bounds.Quantity) => Check(column, field, Number(column, field), most);

    /// <summary>A volatility as a fraction; zero and nothing both mean none.</summary>
    /// <param name="unit">What the file's 1 is worth: 0.01 for per cent.</param>
    public double Vol(int column, string field, double unit = 1) =>
        Bounds.Present(Check(column, field, Number(column, field) * unit, Bounds.Vol));

    private double Check(int column, string field, double value, double most)
    {
        if (Bounds.Complaint(value, most) is not { } reason)
            return value;
        Refuse(column, field, reason);
        return double.NaN;
    }
}

/// <summary>Numbers beyond these are damage, not a market.</summary>
public static class Bounds
{
    public const double Price = 1e9;
    public const double Quantity = 1e9;

    /// <summary>Futures on coins count their open interest in dollars.</summary>
    public const double Notional = 1e13;

    /// <summary>Volatility as a fraction.</summary>
    public const double Vol = 1000;

    /// <summary>Why the value is none between 0 and <paramref name="most"/>; null when it is, or is NaN (absent).</summary>
    public static string? Complaint(double value, double most) =>
        value < 0 ? $"{value} is negative" : value > most ? $"{value} is absurd (above {most:0})" : null;

    /// <summary>The value, or NaN when it is not above zero.</summary>
    public static double Present(double value) => value > 0 ? value : double.NaN;
}
