using System.Globalization;

namespace Poise.App;

/// <summary>Inputs of a row that are possible and still look like a slip of units: percents for fractions, days for years.</summary>
[Flags]
internal enum UnitSlips
{
    None = 0,
    Vol = 1,
    Rate = 2,
    Yield = 4,
    Years = 8,
    Discount = 16,
}

/// <summary>How many rows look like a slip of units. Nothing is refused for it.</summary>
internal sealed class UnitSlipTally
{
    public const double MostVol = 5;
    public const double MostRate = 1;
    public const double MostYears = 50;
    public const double MostDiscount = 2;

    private static readonly (UnitSlips Slip, string Text)[] Words =
    [
        (UnitSlips.Vol, $"vol above {MostVol}"),
        (UnitSlips.Rate, $"r beyond {MostRate}"),
        (UnitSlips.Yield, $"q beyond {MostRate}"),
        (UnitSlips.Years, $"T above {MostYears}"),
        (UnitSlips.Discount, $"DF above {MostDiscount}"),
    ];

    private readonly long[] _counts = new long[Words.Length];
    private long _rows;

    public void Clear()
    {
        _rows = 0;
        Array.Clear(_counts);
    }

    public void Add(UnitSlips slips)
    {
        if (slips == UnitSlips.None)
            return;
        _rows++;
        for (int i = 0; i < Words.Length; i++)
            _counts[i] += (slips & Words[i].Slip) == Words[i].Slip ? 1 : 0;
    }

    public void Add(UnitSlipTally next)
    {
        _rows += next._rows;
        for (int i = 0; i < _counts.Length; i++)
            _counts[i] += next._counts[i];
    }

    /// <summary>One line for people; null when no row looks like a slip.</summary>
    /// <param name="rows">Rows in all.</param>
    public string? Note(long rows)
    {
        if (_rows == 0)
            return null;
        var found = Words.Select((w, i) => (w.Text, Count: _counts[i])).Where(w => w.Count > 0);
        string which = rows == 1
            ? $"the option looks like another unit: {string.Join(", ", found.Select(w => w.Text))}"
            : string.Create(CultureInfo.InvariantCulture, $"{_rows:#,0} of {rows:#,0} rows look like another unit: {string.Join(", ", found.Select(w => string.Create(CultureInfo.InvariantCulture, $"{w.Text} ({w.Count:#,0})")))}");
        return $"{which}; 20 % is 0.2, and T is in years";
    }
}
