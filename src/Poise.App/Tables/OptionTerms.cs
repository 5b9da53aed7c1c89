namespace Poise.App;

/// <summary>
/// The columns that say which option a row is: type, K, T and either S, r, q or F, DF; exercise and style. A file may hold both ways to say the
/// carry; each row fills one. Without a column DF it is 1.
/// </summary>
internal sealed class OptionTerms
{
    /// <summary>Names that every table has.</summary>
    public static readonly string[] Needed = ["type", "K", "T"];

    private static readonly string[] Spot = ["S", "r", "q"];

    private readonly int _type, _strike, _years, _spot, _rate, _yield, _forward, _discount, _exercise, _style;
    private readonly bool _mayExpireNow;

    /// <param name="mayExpireNow">Whether T may be 0.</param>
    public OptionTerms(TableHeader header, int rows, bool mayExpireNow)
    {
        _mayExpireNow = mayExpireNow;
        _type = header.Use("type");
        _strike = header.Use("K");
        _years = header.Use("T");
        bool hasSpot = Spot.All(header.Has);
        _spot = hasSpot ? header.Use("S") : -1;
        _rate = hasSpot ? header.Use("r") : -1;
        _yield = hasSpot ? header.Use("q") : -1;
        _forward = header.Use("F");
        _discount = _forward >= 0 ? header.Use("DF") : -1;
        _exercise = header.Use("exercise");
        _style = header.Use("style");
        Signs = new double[rows];
        Strikes = new double[rows];
        Years = new double[rows];
        Spots = new double[rows];
        Rates = new double[rows];
        Yields = new double[rows];
        Forwards = new double[rows];
        Discounts = new double[rows];
        IsByForward = new bool[rows];
        IsAmerican = new bool[rows];
        IsInverse = new bool[rows];
    }

    public double[] Signs { get; }

    public double[] Strikes { get; }

    public double[] Years { get; }

    /// <summary>Spot, rate and yield; harmless in a row by forward.</summary>
    public double[] Spots { get; }

    public double[] Rates { get; }

    public double[] Yields { get; }

    /// <summary>Forward and discount; harmless in a row by spot.</summary>
    public double[] Forwards { get; }

    public double[] Discounts { get; }

    public bool[] IsByForward { get; }

    public bool[] IsAmerican { get; }

    public bool[] IsInverse { get; }

    /// <summary>Rows by forward have no column DF.</summary>
    public bool IsUndiscounted => _forward >= 0 && _discount < 0;

    /// <summary>Rows may be priced in coin.</summary>
    public bool HasStyle => _style >= 0;

    /// <summary>What is missing among the names, as a list for a complaint; null when a row can be read.</summary>
    public static string? Missing(Func<string, bool> has, string last)
    {
        List<string> missing = [.. Needed.Append(last).Where(n => !has(n))];
        if (!has("F") && !Spot.All(has))
            missing.AddRange(Spot.Any(has) ? Spot.Where(n => !has(n)) : ["S, r, q (or F, DF)"]);
        return missing.Count == 0 ? null : string.Join(", ", missing);
    }

    /// <summary>Why the names contradict each other; null when they do not.</summary>
    public static string? Conflict(Func<string, bool> has)
    {
        if (!has("F") || Spot.All(has) || (!has("r") && !has("q")))
            return null;
        return $"{(has("r") ? "r" : "q")} stands beside F: a row by forward is discounted by DF; leave r and q out, or give S, r and q";
    }

    /// <summary>Why a name of one option would be passed over beside the others; null when all are read.</summary>
    public static string? Idle(Func<string, bool> has)
    {
        if (has("F"))
            return has("S") ? "--S: stands beside --F, which says the same in another way: leave one out" : null;
        return has("DF") ? "--DF: discounts a forward, and a spot is discounted by --r: leave it out, or give --F in place of --S, --r and --q" : null;
    }

    /// <summary>Spot or forward: what the greeks are by, and what turns coin into the quote currency.</summary>
    public double Underlying(int row) => IsByForward[row] ? Forwards[row] : Spots[row];

    /// <summary>Reads a row's terms; what is wrong is in the cells' fault.</summary>
    public void Take(int row, ref RowCells cells)
    {
        Signs[row] = cells.Sign(_type, "type");
        Strikes[row] = cells.Positive(_strike, "K");
        Years[row] = _mayExpireNow ? cells.NotNegative(_years, "T") : cells.Positive(_years, "T");
        IsAmerican[row] = cells.IsSecond(_exercise, "exercise", "european"u8, "american"u8);
        IsInverse[row] = cells.IsSecond(_style, "style", "linear"u8, "inverse"u8);
        bool byForward = _spot < 0 || (_forward >= 0 && cells.IsFilled(_forward));
        IsByForward[row] = byForward;
        if (byForward)
        {
            Spots[row] = 1;
            Rates[row] = Yields[row] = 0;
            Forwards[row] = cells.Positive(_forward, "F");
            Discounts[row] = _discount < 0 ? 1 : cells.Positive(_discount, "DF");
            Beside(ref cells, _spot, "S", "F");
            Beside(ref cells, _rate, "r", "F");
            Beside(ref cells, _yield, "q", "F");
            return;
        }
        Forwards[row] = Discounts[row] = 1;
        Spots[row] = cells.Positive(_spot, "S");
        Rates[row] = cells.Number(_rate, "r");
        Yields[row] = cells.Number(_yield, "q");
        Beside(ref cells, _discount, "DF", "S");
    }

    /// <summary>Which of a row's terms look like a slip of units.</summary>
    public UnitSlips Slips(int row) =>
        (Years[row] > UnitSlipTally.MostYears ? UnitSlips.Years : UnitSlips.None)
        | (Math.Abs(Rates[row]) > UnitSlipTally.MostRate ? UnitSlips.Rate : UnitSlips.None)
        | (Math.Abs(Yields[row]) > UnitSlipTally.MostRate ? UnitSlips.Yield : UnitSlips.None)
        | (Discounts[row] > UnitSlipTally.MostDiscount ? UnitSlips.Discount : UnitSlips.None);

    /// <summary>An option that harms no kernel, in place of a row that cannot be read.</summary>
    public void Blank(int row)
    {
        Signs[row] = Strikes[row] = Years[row] = Spots[row] = Forwards[row] = Discounts[row] = 1;
        Rates[row] = Yields[row] = 0;
        IsByForward[row] = IsAmerican[row] = IsInverse[row] = false;
    }

    private static void Beside(ref RowCells cells, int column, string name, string other)
    {
        if (column >= 0 && cells.IsFilled(column))
            cells.Refuse($"{RowStatus.Malformed}: {name} is filled beside {other}");
    }
}
