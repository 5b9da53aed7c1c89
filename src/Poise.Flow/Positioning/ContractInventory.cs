namespace Poise.Flow;

/// <summary>What is known of the dealers' position in one contract, in contracts, + long.</summary>
/// <param name="Position">Best estimate; the customers' is its negative.</param>
/// <param name="Deviation">Its standard deviation.</param>
/// <param name="Bound">No position can be larger: open interest, and what traded since it was printed. Where it never was, only what traded is known, not what was held before.</param>
/// <param name="Ignorance">The deviation if nothing were told: any position within open interest, and any net of what traded since, as likely as another.</param>
/// <param name="Volume">Contracts traded, as far as told.</param>
/// <param name="HasOpenInterest">It was printed at least once.</param>
public readonly record struct InventoryEstimate(double Position, double Deviation, double Bound, double Ignorance, double Volume, bool HasOpenInterest)
{
    /// <summary>From 0, no better than <see cref="Ignorance"/>, to 1, certain; null where open interest was never printed.</summary>
    public double? Confidence => !HasOpenInterest ? null : Ignorance > 0 ? Math.Clamp(1 - Deviation / Ignorance, 0, 1) : 1;
}

/// <summary>
/// The dealers' position in one contract. Dealers are taken to be on the other side of every taker. They buy with
/// some unknown lean, uniform on -1..1 at first; each trade's sign is that lean plus chance, and each observed sign right with a known
/// frequency. The position is the best linear estimate (Buehlmann's credibility): observed signs count by their weight, and trades without a sign by the lean of the others.
/// </summary>
internal sealed class ContractInventory(double prior)
{
    private const double LeanVariance = 1.0 / 3, ChanceVariance = 2.0 / 3;

    /// <summary>Of the evidence of a contract's lean, from one print of open interest to the next: those who sold it go on selling it for a while.</summary>
    private const double LeanKept = 0.9;

    /// <summary>At the last print. What errors in the lean make of the position adds up from print to print, since it is one lean; chance adds by its squares.</summary>
    private double _mean, _variance, _leanDeviation, _openInterest = double.NaN;

    /// <summary>Since then: contracts, what of them is told by their own signs, evidence of the lean, chance that is left.</summary>
    private double _traded, _told, _toldSigned, _precision, _evidence, _chance;

    public TradeSigner Signer;

    public double Volume { get; private set; }

    public ContractInventory Copy() => (ContractInventory)MemberwiseClone();

    /// <param name="quantity">Contracts, above zero.</param>
    /// <param name="sign">-1..1, + where takers bought.</param>
    /// <param name="weight">2 p - 1 of a sign that is right with p.</param>
    public void Trade(double quantity, double sign, double weight)
    {
        double noise = weight * weight * ChanceVariance + 1 - weight * weight;
        double own = ChanceVariance * weight / noise;
        _precision += weight * weight / noise;
        _evidence += weight * sign / noise;
        _traded += quantity;
        _told += quantity * own * weight;
        _toldSigned += quantity * own * sign;
        _chance += quantity * quantity * ChanceVariance * (1 - own * weight);
        Volume += quantity;
    }

    /// <summary>Open interest as printed: bounds the position, and tells of positions that no trade here told of.</summary>
    /// <returns>By how much the estimate had to move to lie within it.</returns>
    public double Print(double openInterest)
    {
        InventoryEstimate now = Estimate();
        double bound = openInterest, mean = now.Position, variance = _variance + _chance, lean = _leanDeviation + LeanError;
        if (double.IsNaN(_openInterest))
        {
            // Never seen before: whatever was held then may be held by anyone.
            mean += prior * Math.Max(0, openInterest - _traded);
            variance += LeanVariance * bound * bound;
        }
        else if (openInterest - _openInterest > _traded)
        {
            double opened = openInterest - _openInterest - _traded;
            mean += prior * opened;
            variance += LeanVariance * opened * opened;
        }
        else if (_openInterest - openInterest > _traded)
        {
            // Closed by all holders alike.
            double kept = openInterest / (_openInterest - _traded);
            mean *= kept;
            variance *= kept * kept;
            lean *= kept;
        }
        double held = Math.Clamp(mean, -bound, bound);
        _mean = held;
        // Nobody can know less than nothing.
        double all = variance + lean * lean, most = LeanVariance * bound * bound, share = all > most ? most / all : 1;
        _variance = Math.Max(0, variance * share);
        _leanDeviation = lean * Math.Sqrt(share);
        _openInterest = openInterest;
        _traded = _told = _toldSigned = _chance = 0;
        _precision *= LeanKept;
        _evidence *= LeanKept;
        return held - mean;
    }

    /// <summary>The same position in the shares after a split: so many times the contracts, at prices divided by as much.</summary>
    public void Split(double ratio)
    {
        _mean *= ratio;
        _variance *= ratio * ratio;
        _leanDeviation *= ratio;
        _openInterest *= ratio;
        _traded *= ratio;
        _told *= ratio;
        _toldSigned *= ratio;
        _chance *= ratio * ratio;
        Volume *= ratio;
        Signer = default;
    }

    /// <summary>Of the net since the last print: what is left to the lean, times how little is known of it.</summary>
    private double LeanError => (_traded - _told) / Math.Sqrt(1 / LeanVariance + _precision);

    public InventoryEstimate Estimate()
    {
        double precision = 1 / LeanVariance + _precision;
        double lean = _evidence / precision;
        double untold = _traded - _told;
        double net = lean * untold + _toldSigned;
        double printed = double.IsNaN(_openInterest) ? 0 : _openInterest, bound = printed + _traded;
        // What rounding leaves of nothing may be below it; beyond the bound there is nothing.
        double lasting = _leanDeviation + LeanError, variance = _variance + _chance + lasting * lasting;
        return new(Math.Clamp(_mean - Math.Clamp(net, -_traded, _traded), -bound, bound), Math.Sqrt(Math.Clamp(variance, 0, bound * bound)), bound,
            Math.Sqrt(LeanVariance * (printed * printed + _traded * _traded)), Volume, !double.IsNaN(_openInterest));
    }
}
