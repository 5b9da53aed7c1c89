namespace Poise.App;

/// <summary>
/// The rows of a batch that may be exercised early, gathered so that they are answered together: the one place that knows who answers them.
/// A row by forward is one on a spot of F whose rate and yield are both -ln(DF) / T.
/// </summary>
internal sealed class AmericanRows
{
    /// <summary>The status of a row whose early exercise nobody prices yet.</summary>
    public const string NotAvailable = "american-not-available";

    /// <summary>Numbers that a priced row has, the first of a European row's: price, delta, gamma, vega, theta.</summary>
    public const int Numbers = 5;

    private readonly int[] _rows = new int[TableAnswers.Batch];
    private readonly string[] _statuses = new string[TableAnswers.Batch];
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
    public void Price() => _statuses.AsSpan(0, Count).Fill(NotAvailable);

    /// <summary>Finds the implied vols of what was gathered.</summary>
    public void FindVols() => _statuses.AsSpan(0, Count).Fill(NotAvailable);

    private static double[][] Columns(int count)
    {
        double[][] columns = new double[count][];
        for (int i = 0; i < count; i++)
            columns[i] = new double[TableAnswers.Batch];
        return columns;
    }
}
