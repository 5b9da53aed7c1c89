using Poise.Pricing;

namespace Poise.Chains;

/// <summary>The one vol of each strike of an expiry from the mids of its quotes: the out-of-the-money side's, else the other side's.</summary>
public sealed class SliceVols
{
    private readonly ExpirySlice _slice;
    private readonly double[] _prices, _signs, _vols;
    private readonly ImpliedVolStatus[] _statuses;

    /// <summary>Keeps work space for the slice.</summary>
    public SliceVols(ExpirySlice slice)
    {
        _slice = slice;
        int n = slice.Strikes.Length;
        (_prices, _signs, _vols, _statuses) = (new double[n], new double[n], new double[n], new ImpliedVolStatus[n]);
    }

    /// <summary>Writes the slice's vols and their sources; a strike whose mids give none is left without a vol. It allocates nothing.</summary>
    /// <param name="terms">The market of the expiry.</param>
    /// <param name="calls">Present value of the calls' mids in the quote currency, one a strike (padding included); NaN for none.</param>
    /// <param name="puts">The puts'.</param>
    /// <exception cref="ArgumentException">A column is not as long as the slice's.</exception>
    public void Fit(in SliceTerms terms, ReadOnlySpan<double> calls, ReadOnlySpan<double> puts)
    {
        if (calls.Length != _prices.Length || puts.Length != _prices.Length)
            throw new ArgumentException($"columns of {calls.Length} and {puts.Length} mids for {_prices.Length} strikes");
        _slice.VolSources.AsSpan().Clear();
        _slice.Vols.AsSpan().Fill(1);
        foreach (bool outOfTheMoney in (ReadOnlySpan<bool>)[true, false])
        {
            int asked = 0;
            for (int i = 0; i < _prices.Length; i++)
            {
                bool isCall = _slice.Strikes[i] >= terms.Forward == outOfTheMoney;
                _signs[i] = isCall ? 1 : -1;
                _prices[i] = i < _slice.Count && _slice.VolSources[i] == VolSource.None ? (isCall ? calls[i] : puts[i]) : double.NaN;
                if (!double.IsNaN(_prices[i]))
                    asked++;
            }
            if (asked == 0)
                continue;
            ImpliedVol.Solve(terms, _prices, _slice.Strikes, _signs, _vols, _statuses);
            for (int i = 0; i < _slice.Count; i++)
            {
                if (double.IsNaN(_prices[i]) || _statuses[i] != ImpliedVolStatus.Ok || !(_vols[i] > 0))
                    continue;
                _slice.Vols[i] = _vols[i];
                _slice.VolSources[i] = outOfTheMoney ? VolSource.OutOfTheMoneyMid : VolSource.OtherSideMid;
            }
        }
    }
}
