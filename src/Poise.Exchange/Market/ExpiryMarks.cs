using Poise.Domain;
using Poise.Pricing;

namespace Poise.Exchange;

/// <summary>
/// The options of one expiry and their marks, from a smile fitted to what stands in their books: raw SVI through the quotes that are out of the money. Between two fits the smile moves with the forward; where there is
/// too little to fit, its level follows the quotes, or it stays as it was.
/// </summary>
/// <param name="vol">Until the first fit, as a fraction.</param>
internal sealed class ExpiryMarks(DateOnly date, Instant expiry, double step, double vol)
{
    private readonly List<double> _strikes = [];
    private readonly List<(ListedInstrument Call, ListedInstrument Put)> _pairs = [];
    private double _fitYears = 1;

    public DateOnly Date => date;

    public Instant Expiry => expiry;

    public double StrikeStep => step;

    public IReadOnlyList<double> Strikes => _strikes;

    public IReadOnlyList<(ListedInstrument Call, ListedInstrument Put)> Pairs => _pairs;

    /// <summary>Total variances at the time of the last fit.</summary>
    public RawSvi Smile { get; private set; } = RawSvi.OfSlopes(vol * vol, 0, 0, 0, 0.1);

    public bool Has(double strike) => _strikes.BinarySearch(strike) >= 0;

    public void Add(double strike, ListedInstrument call, ListedInstrument put)
    {
        int at = ~_strikes.BinarySearch(strike);
        _strikes.Insert(at, strike);
        _pairs.Insert(at, (call, put));
    }

    /// <summary>The smile's vol, as a fraction.</summary>
    public double Vol(double strike, double forward)
    {
        double variance = Smile.TotalVariance(Math.Log(strike / forward)) / _fitYears;
        return Math.Sqrt(Math.Clamp(variance, 1e-4, 100));
    }

    /// <summary>Fits the smile to the books.</summary>
    public void Fit(SviFit fit, FitColumns columns, MatchingEngine<MarginAccounts> books, double forward, double years)
    {
        columns.Clear();
        for (int i = 0; i < _strikes.Count; i++)
        {
            ListedInstrument option = _strikes[i] < forward ? _pairs[i].Put : _pairs[i].Call;
            double unit = option.Contract.Style == PayoffStyle.Inverse ? forward : 1;
            columns.Add(option.Contract, forward, years, Best(Side.Buy, option) * unit, Best(Side.Sell, option) * unit);
        }
        SmileQuotes quotes = columns.Quotes;
        // The smile so far is the shape that a level alone is fitted on.
        double scale = years / _fitYears;
        RawSvi before = Smile with { A = Smile.A * scale, B = Smile.B * scale };
        SmileFit found = fit.Fit(quotes, SviFence.None, before);
        RawSvi smile = found.IsFitted ? found.Smile : columns.TwoSided > 0 ? Lifted(before, quotes) : before;
        if (smile.IsSmile)
            (Smile, _fitYears) = (smile, years);

        double Best(Side side, ListedInstrument option)
        {
            Span<DepthLevel> best = stackalloc DepthLevel[1];
            return books.Depth(option.Number, side, best) > 0 ? best[0].Price.Count * option.Terms.Tick : double.NaN;
        }
    }

    public void Save(StateWriter to) => to.Write((Smile, _fitYears));

    public void Load(ref StateReader from) => (Smile, _fitYears) = from.Read<(RawSvi, double)>();

    /// <summary>The same shape through the middle of what few quotes there are.</summary>
    private static RawSvi Lifted(in RawSvi smile, in SmileQuotes quotes)
    {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < quotes.Length; i++)
        {
            if (quotes.Bid[i] > 0)
            {
                sum += quotes.Mid[i] / smile.TotalVariance(quotes.K[i]);
                count++;
            }
        }
        double scale = count > 0 ? sum / count : 1;
        return smile with { A = smile.A * scale, B = smile.B * scale };
    }
}

/// <summary>The columns of one fit, used by all expiries in turn.</summary>
internal sealed class FitColumns(int capacity)
{
    private readonly double[] _k = new double[capacity], _bid = new double[capacity], _mid = new double[capacity], _ask = new double[capacity];
    private int _count;

    public int TwoSided { get; private set; }

    public SmileQuotes Quotes => new()
    {
        K = _k.AsSpan(0, _count),
        Bid = _bid.AsSpan(0, _count),
        Mid = _mid.AsSpan(0, _count),
        Ask = _ask.AsSpan(0, _count),
    };

    public void Clear() => (_count, TwoSided) = (0, 0);

    /// <summary>A quote, USD; one that no vol explains is left out.</summary>
    public void Add(Contract option, double forward, double years, double bid, double ask)
    {
        double high = Variance(ask);
        if (!(high > 0))
            return;
        double low = bid > 0 ? Variance(bid) : 0, middle = bid > 0 ? Variance(0.5 * (bid + ask)) : 0;
        bool isTwoSided = low > 0 && middle > 0 && low <= high;
        (_k[_count], _bid[_count], _mid[_count], _ask[_count]) = (Math.Log(option.Strike / forward), isTwoSided ? low : 0, isTwoSided ? middle : 0, high);
        _count++;
        TwoSided += isTwoSided ? 1 : 0;

        double Variance(double price)
        {
            if (!(price > 0))
                return double.NaN;
            double vol = ImpliedVol.Solve(option.Type, price, forward, option.Strike, years, 1, out ImpliedVolStatus status);
            return status == ImpliedVolStatus.Ok && vol > 0 ? vol * vol * years : double.NaN;
        }
    }
}
