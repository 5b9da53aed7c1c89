using Poise.Chains;
using Poise.Pricing;

namespace Poise.Flow;

/// <summary>The levels of a chain now.</summary>
/// <param name="Gex">Currency of delta per +1 %; null where nothing is known of the dealers' positions.</param>
/// <param name="ZeroGamma">The crossing nearest to spot; null where there is none.</param>
/// <param name="Regime">long-gamma, short-gamma, transition; null without GEX.</param>
public sealed record LevelsNow(double? Gex, double? ZeroGamma, IReadOnlyList<double> ZeroGammaAll, double? CallWall, double? PutWall, string? Regime);

/// <summary>
/// The levels of a chain that is fed by quotes: an expiry whose vols have moved is repriced alone, the sums over all are taken anew, so that no rounding gathers. The
/// same numbers as a <see cref="FlowReport"/> of the chain.
/// </summary>
public sealed class LiveLevels
{
    private readonly FlowSettings _settings;
    private readonly DealerBook _book;
    private readonly GexProfile _profile;
    private readonly StrikeGamma[] _slices;
    private readonly StrikeLevel[] _levels;

    /// <param name="chain">Vols, forwards and open interest of its expiries, its spot and its instant may be rewritten in place (<see cref="QuotedChain"/>); strikes stay.</param>
    /// <param name="settings">Sign model, wall definition, rule of vols, nodes of the profile.</param>
    /// <remarks>Where vols are to follow spot by the skew there are levels for as long as the chain has one.</remarks>
    public LiveLevels(OptionChain chain, FlowSettings settings)
    {
        _settings = settings;
        _book = DealerBook.Of(chain, settings);
        _profile = GexProfile.Of(_book, settings);
        double[] strikes = [.. _book.Slices.SelectMany(static s => s.Slice.BookStrikes[..s.Slice.Count]).Distinct().Order()];
        _levels = Array.ConvertAll(strikes, static k => new StrikeLevel(k, 0, 0, 0, 0, 0));
        _slices = [.. _book.Slices.Select(s => new StrikeGamma(s, Array.ConvertAll(s.Slice.BookStrikes[..s.Slice.Count], k => Array.BinarySearch(strikes, k))))];
        foreach (StrikeGamma slice in _slices)
            slice.Reprice(chain.Spot);
    }

    /// <summary>Expiries that count, ascending in time.</summary>
    public IReadOnlyList<ExpirySlice> Slices => [.. _book.Slices.Select(static s => s.Slice)];

    /// <summary>All expiries anew: spot or time has moved.</summary>
    public void Reprice()
    {
        _profile.Move();
        for (int s = 0; s < _slices.Length; s++)
            Reprice(s);
    }

    /// <summary>One expiry anew, as its quotes now are.</summary>
    /// <param name="slice">Index into <see cref="Slices"/>.</param>
    public void Reprice(int slice)
    {
        _book.Reweigh(slice, _settings);
        _profile.Reprice(slice);
        _slices[slice].Reprice(_book.Chain.Spot);
    }

    /// <summary>The levels as all expiries now are.</summary>
    public LevelsNow Now()
    {
        // A new skew moves the vols of all expiries.
        if (_settings.VolRule == VolRule.SpotVolBeta && _book.Reslope(_settings))
        {
            for (int s = 0; s < _slices.Length; s++)
                _profile.Reprice(s);
        }
        _profile.Sum();
        double spot = _book.Chain.Spot, gex = _profile.Gex[_profile.AtSpot];
        bool isKnown = _book.Slices.Any(static s => s.HasPositions) && double.IsFinite(gex);
        for (int k = 0; k < _levels.Length; k++)
            _levels[k] = new StrikeLevel(_levels[k].Strike, 0, 0, 0, 0, 0);
        foreach (StrikeGamma slice in _slices)
            slice.AddTo(_levels);
        List<double> crossings = _profile.Crossings();
        double? zero = GexProfile.Primary(crossings, spot);
        WallLevels walls = WallLevels.Of(_levels, _settings.Walls, spot, zero);
        return new(isKnown ? gex : null, zero, crossings, walls.Call, walls.Put, isKnown ? FlowReport.Regime(gex, zero, spot, _settings.TransitionZone, []) : null);
    }

    /// <summary>GEX of the strikes of one expiry.</summary>
    private sealed class StrikeGamma(DealerSlice dealers, int[] places)
    {
        private readonly double[] _gamma = new double[dealers.Slice.Strikes.Length];

        /// <summary>A call and a put of one strike have one gamma.</summary>
        private readonly double[] _calls = [.. Enumerable.Repeat(1.0, dealers.Slice.Strikes.Length)];

        public void Reprice(double spot)
        {
            Black76.Evaluate(dealers.Terms(spot), dealers.Slice.LogStrikes, dealers.Slice.Vols, _calls, new GreekColumns { Gamma = _gamma });
            double perUnit = spot * spot * 0.01;
            for (int i = 0; i < places.Length; i++)
                _gamma[i] = dealers.Slice.VolSources[i] == VolSource.None ? 0 : _gamma[i] * perUnit;
        }

        public void AddTo(StrikeLevel[] levels)
        {
            ExpirySlice slice = dealers.Slice;
            for (int i = 0; i < places.Length; i++)
            {
                ref StrikeLevel level = ref levels[places[i]];
                double gamma = _gamma[i], contract = gamma * slice.Multiplier;
                level = new StrikeLevel(
                    level.Strike, level.NetGex + gamma * dealers.NetUnits[i], level.UnsignedCallGex + contract * slice.CallOpenInterest[i], level.UnsignedPutGex + contract * slice.PutOpenInterest[i],
                    level.CallOpenInterest + slice.CallOpenInterest[i], level.PutOpenInterest + slice.PutOpenInterest[i]);
            }
        }
    }
}
