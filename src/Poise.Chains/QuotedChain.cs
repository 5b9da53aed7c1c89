using Poise.Domain;

namespace Poise.Chains;

/// <summary>
/// A chain that quotes keep current: an expiry whose quotes changed gets its forward (by parity, at the rate it has) and its vols anew, alone. Rates, which contracts
/// there are, and which quotes are stale stay as they were when the chain was made: for those it is made anew from <see cref="Now"/>.
/// </summary>
public sealed class QuotedChain
{
    private readonly ChainSettings _settings;
    private readonly OptionRow[] _rows;
    private readonly (int Slice, int Strike)[] _places;
    private readonly double[][] _calls, _puts;
    private readonly SliceVols[] _fits;
    private readonly bool[] _isTouched;
    private MarketSnapshot _current;

    /// <exception cref="ArgumentException">The snapshot has no spot.</exception>
    public QuotedChain(MarketSnapshot snapshot, ChainSettings settings)
    {
        _settings = settings;
        _rows = [.. snapshot.Options];
        Picture = _current = snapshot;
        Chain = OptionChain.Of(snapshot.With(options: _rows), settings);
        _places = new (int, int)[_rows.Length];
        _places.AsSpan().Fill((-1, -1));
        for (int s = 0; s < Chain.Slices.Count; s++)
        {
            ExpirySlice slice = Chain.Slices[s];
            for (int i = 0; i < slice.Count; i++)
            {
                if (slice.CallRows[i] >= 0)
                    _places[slice.CallRows[i]] = (s, i);
                if (slice.PutRows[i] >= 0)
                    _places[slice.PutRows[i]] = (s, i);
            }
        }
        _calls = [.. Chain.Slices.Select(static s => new double[s.Strikes.Length])];
        _puts = [.. Chain.Slices.Select(static s => new double[s.Strikes.Length])];
        _fits = [.. Chain.Slices.Select(static s => new SliceVols(s))];
        _isTouched = new bool[Chain.Slices.Count];
    }

    /// <summary>As it was when last fitted; its numbers are rewritten in place.</summary>
    public OptionChain Chain { get; }

    /// <summary>The options as they now are, in the order of the snapshot that the chain was made from.</summary>
    public ReadOnlySpan<OptionRow> Rows => _rows;

    /// <summary>The last whole picture: what it says besides options (futures, notes, what was refused) is what <see cref="Now"/> says.</summary>
    public MarketSnapshot Picture
    {
        get;
        set
        {
            field = value;
            _current = value.With(options: _rows);
        }
    }

    /// <summary>Quotes came for contracts that the chain does not hold (their old quotes were stale): only a chain made anew has them.</summary>
    public bool HasOutgrown { get; private set; }

    /// <summary>What a source now says of one option: its quote, marks and open interest; the contract stays.</summary>
    /// <param name="touches">Its expiry is to be fitted anew.</param>
    /// <exception cref="ArgumentException">It is another contract's row.</exception>
    public void Take(int row, in OptionRow now, bool touches = true)
    {
        if (!ReferenceEquals(_rows[row].Contract, now.Contract) && _rows[row].Contract.Id != now.Contract.Id)
            throw new ArgumentException($"row {row} is {_rows[row].Contract.Id.Symbol}, not {now.Contract.Id.Symbol}", nameof(now));
        _rows[row] = now;
        if (touches)
            Touch(row);
    }

    /// <summary>A new quote of one option, by its row.</summary>
    public void Take(int row, in Quote quote)
    {
        _rows[row] = _rows[row] with { Quote = quote };
        Touch(row);
    }

    /// <summary>Time passes and spot moves: each forward keeps its ratio to spot, each discount factor its rate, each strike its vol.</summary>
    /// <returns>False, with nothing done, when an expiry has ended by then: the chain must be made anew.</returns>
    public bool Move(Instant to, double spot)
    {
        if (Chain.Slices.Count > 0 && Chain.Slices[0].Expiry <= to)
            return false;
        double ratio = spot / Chain.Spot;
        foreach (ExpirySlice slice in Chain.Slices)
        {
            double years = (slice.Expiry - to).Years, passed = years / slice.Years;
            ForwardQuote f = slice.Forward;
            slice.Forward = f with { Forward = f.Forward * ratio, Discount = slice.Style == PayoffStyle.Inverse || passed == 1 ? f.Discount : Math.Pow(f.Discount, passed) };
            slice.Years = years;
        }
        (Chain.AsOf, Chain.Spot) = (to, spot);
        return true;
    }

    /// <summary>Fits every expiry that was touched since the last call.</summary>
    /// <param name="touched">Gets their places in the chain's slices, ascending.</param>
    public void Fit(List<int> touched)
    {
        touched.Clear();
        var ladder = new ForwardLadder(_current, Chain.Spot);
        for (int s = 0; s < _isTouched.Length; s++)
        {
            if (!_isTouched[s])
                continue;
            _isTouched[s] = false;
            touched.Add(s);
            ExpirySlice slice = Chain.Slices[s];
            ladder.Refit(slice);
            slice.VolSources.AsSpan().Clear();
            if (!_settings.VendorVols)
            {
                ChainBuilder.MidValues(slice, slice.CallRows, _rows, Chain.Spot, _calls[s]);
                ChainBuilder.MidValues(slice, slice.PutRows, _rows, Chain.Spot, _puts[s]);
                _fits[s].Fit(slice.Terms(Chain.Spot), _calls[s], _puts[s]);
            }
            ChainBuilder.FillWithVendor(slice, _rows);
        }
    }

    /// <summary>All that the quotes now say, to make the chain anew from; later quotes do not change it.</summary>
    public MarketSnapshot Now() => Picture.With(spot: Chain.Spot, spotSource: Picture.SpotSource, asOf: Chain.AsOf, options: [.. _rows]);

    private void Touch(int row)
    {
        (int s, int strike) = _places[row];
        if (s < 0)
        {
            HasOutgrown = true;
            return;
        }
        _isTouched[s] = true;
        ref readonly OptionRow now = ref _rows[row];
        ExpirySlice slice = Chain.Slices[s];
        double[] openInterest = now.Contract.Type == OptionType.Call ? slice.CallOpenInterest : slice.PutOpenInterest;
        openInterest[strike] = now.OpenInterest > 0 ? now.OpenInterest : 0;
    }
}
