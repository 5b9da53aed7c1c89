using Poise.Pricing;

namespace Poise.App;

/// <summary>
/// The rows of a batch that may be exercised early, gathered so that they are answered together: the one place that knows who answers them, and how accurately.
/// A row by forward is one on a spot of F whose rate and yield are both -ln(DF) / T.
/// </summary>
internal sealed class AmericanRows
{
    /// <summary>Numbers that a priced row has, the first of a European row's: price, delta, gamma, vega, theta.</summary>
    public const int Numbers = 5;

    /// <summary>The status of an option with two exercise boundaries that cannot be priced.</summary>
    public const string DoubleBoundary = "double-boundary";

    private readonly int[] _rows = new int[TableAnswers.Batch];
    private readonly string[] _statuses = new string[TableAnswers.Batch];
    private readonly AmericanStatus[] _priced = new AmericanStatus[TableAnswers.Batch];
    private readonly ImpliedVolStatus[] _found = new ImpliedVolStatus[TableAnswers.Batch];
    private readonly double[][] _inputs = Columns(7);
    private readonly double[][] _numbers = Columns(Numbers);

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    /// <summary>Takes a row of the batch.</summary>
    /// <param name="given">What is given beside the terms: the vol to <see cref="Price"/> it, the price to find its vol.</param>
    public void Add(int row, OptionTerms terms, double given)
    {
        double years = terms.Years[row];
        double carry = years > 0 ? -Math.Log(terms.Discounts[row]) / years : 0;
        bool byForward = terms.IsByForward[row];
        ReadOnlySpan<double> inputs =
        [
            terms.Underlying(row), terms.Strikes[row], years, byForward ? carry : terms.Rates[row], byForward ? carry : terms.Yields[row], given, terms.Signs[row],
        ];
        for (int i = 0; i < inputs.Length; i++)
            _inputs[i][Count] = inputs[i];
        _rows[Count++] = row;
    }

    /// <summary>The row of the batch that was taken in this place.</summary>
    public int Row(int place) => _rows[place];

    /// <summary>What came of it.</summary>
    public string Status(int place) => _statuses[place];

    /// <summary>A number of it, where the status is ok; the vol is number 0.</summary>
    public double Number(int number, int place) => _numbers[number][place];

    /// <summary>Prices what was gathered.</summary>
    public void Price()
    {
        int padded = Pad();
        var into = new AmericanColumns
        {
            Price = _numbers[0].AsSpan(0, padded),
            Delta = _numbers[1].AsSpan(0, padded),
            Gamma = _numbers[2].AsSpan(0, padded),
            Vega = _numbers[3].AsSpan(0, padded),
            Theta = _numbers[4].AsSpan(0, padded),
        };
        American.Evaluate(Rows(padded), AmericanSetting.Accurate, into, _priced.AsSpan(0, padded));
        for (int place = 0; place < Count; place++)
        {
            _statuses[place] = _priced[place] switch
            {
                AmericanStatus.Ok => RowStatus.Ok,
                AmericanStatus.DoubleBoundary => DoubleBoundary,
                _ => $"{RowStatus.NotANumber}: an American option needs a spot and a strike above 0",
            };
        }
    }

    /// <summary>Finds the implied vols of what was gathered.</summary>
    public void FindVols()
    {
        int padded = Pad();
        American.ImpliedVol(Rows(padded), _inputs[5].AsSpan(0, padded), AmericanSetting.Accurate, _numbers[0].AsSpan(0, padded), _found.AsSpan(0, padded));
        for (int place = 0; place < Count; place++)
            _statuses[place] = _found[place] == ImpliedVolStatus.Ok ? RowStatus.Ok : VolAnswers.NameOf(_found[place]);
    }

    // The end of the last lane: any option at all.
    private int Pad()
    {
        int padded = (Count + Black76.PadTo - 1) / Black76.PadTo * Black76.PadTo;
        foreach (double[] column in _inputs)
            column.AsSpan(Count, padded - Count).Fill(column[Count - 1]);
        return padded;
    }

    private OptionRows Rows(int padded) => new()
    {
        Spots = _inputs[0].AsSpan(0, padded),
        Strikes = _inputs[1].AsSpan(0, padded),
        Years = _inputs[2].AsSpan(0, padded),
        Rates = _inputs[3].AsSpan(0, padded),
        Yields = _inputs[4].AsSpan(0, padded),
        Vols = _inputs[5].AsSpan(0, padded),
        Signs = _inputs[6].AsSpan(0, padded),
    };

    private static double[][] Columns(int count)
    {
        double[][] columns = new double[count][];
        for (int i = 0; i < count; i++)
            columns[i] = new double[TableAnswers.Batch];
        return columns;
    }
}
