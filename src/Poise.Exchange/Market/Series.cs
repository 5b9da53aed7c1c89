using Poise.Domain;
using Poise.Pricing;

namespace Poise.Exchange;

/// <summary>All options of one expiry, calls and puts paired by strike, and the calls' values as columns.</summary>
internal sealed class Series(DateOnly date, double step)
{
    private double[] _strikes = [];
    private double[] _vols = [];
    private double[] _signs = [];
    private double[] _prices = [];
    private double[] _vegas = [];

    public DateOnly Date => date;

    public Instant Expiry { get; } = ListingCalendar.ExpiryOf(date);

    public double StrikeStep => step;

    public int Count { get; private set; }

    public List<Instrument> Calls { get; } = [];

    public List<Instrument> Puts { get; } = [];

    public double StrikeAt(int row) => _strikes[row];

    /// <summary>Value of the call, in the quote currency, as of the last <see cref="Price"/>.</summary>
    public double CallAt(int row) => _prices[row];

    /// <summary>dV/dsigma per 1.00, the same for call and put.</summary>
    public double VegaAt(int row) => _vegas[row];

    public bool Has(double strike)
    {
        for (int i = 0; i < Count; i++)
        {
            if (Math.Abs(_strikes[i] - strike) < 1e-9 * strike)
                return true;
        }
        return false;
    }

    public void Add(double strike)
    {
        if (Count == _strikes.Length)
            Grow();
        _strikes[Count++] = strike;
    }

    public void Price(in SliceTerms terms, in MarketSurface surface)
    {
        for (int i = 0; i < Count; i++)
            _vols[i] = surface.Vol(_strikes[i], terms.Years);
        Black76.Evaluate(terms, _strikes, _vols, _signs, new GreekColumns { Price = _prices, Vega = _vegas });
    }

    private void Grow()
    {
        int from = _strikes.Length;
        int length = Math.Max(2 * from, 2 * Black76.PadTo);
        Array.Resize(ref _strikes, length);
        Array.Resize(ref _vols, length);
        Array.Resize(ref _signs, length);
        Array.Resize(ref _prices, length);
        Array.Resize(ref _vegas, length);
        _strikes.AsSpan(from).Fill(1);
        _vols.AsSpan(from).Fill(1);
        _signs.AsSpan(from).Fill(1);
    }
}
