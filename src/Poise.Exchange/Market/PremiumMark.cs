using Poise.Domain;

namespace Poise.Exchange;

/// <summary>How a perpetual is marked, and what longs pay shorts for it being dear. Defaults are Deribit's as published.</summary>
/// <param name="Memory">Time constant of the mean of the fair price's premium.</param>
/// <param name="MostPremium">The mark is no further from the index, as a fraction.</param>
/// <param name="Dead">Premiums up to this cost nothing.</param>
/// <param name="MostRate">Funding of eight hours at most.</param>
public sealed record PremiumRules(double Memory = 30, double MostPremium = 0.005, double Dead = 0.0005, double MostRate = 0.005);

/// <summary>
/// Mark and funding of one perpetual: the mark is the index and an exponential mean of the fair price's premium over it (the book's middle, its best prices kept within the band); funding runs all the time, by the premium beyond
/// the dead zone, at a rate of eight hours.
/// </summary>
public sealed class PremiumMark(PremiumRules rules)
{
    private const double FundingPeriod = 8 * 3600;

    private double _premium;
    private Instant _at;

    /// <summary>Of the index, as a fraction.</summary>
    public double Premium => Math.Clamp(_premium, -rules.MostPremium, rules.MostPremium);

    /// <summary>Funding accrued since <see cref="TakeFunding"/>: longs owe so much of their notional.</summary>
    public double Funding { get; private set; }

    /// <summary>For eight hours at the premium as it now is.</summary>
    public double Rate => Math.Clamp(Math.Max(rules.Dead, Premium) + Math.Min(-rules.Dead, Premium), -rules.MostRate, rules.MostRate);

    /// <summary>The mark at an index.</summary>
    public double Mark(double index) => index * (1 + Premium);

    /// <summary>Time passes, under the premium so far; then the book is looked at.</summary>
    /// <param name="bid">NaN where there is none.</param>
    /// <param name="ask">NaN where there is none.</param>
    public void See(Instant now, double index, double bid, double ask)
    {
        if (!(index > 0))
            return;
        double seconds = _at.IsKnown ? (now - _at).Seconds : 0;
        if (seconds > 0)
            Funding += Rate * seconds / FundingPeriod;
        _at = now;
        // A book with one side says that its price is beyond it, no more.
        double fair = bid > 0 && ask > 0 ? 0.5 * (bid + ask) : bid > 0 ? Math.Max(bid, index) : ask > 0 ? Math.Min(ask, index) : index;
        double premium = Math.Clamp(fair / index - 1, -2 * rules.MostPremium, 2 * rules.MostPremium);
        _premium += (1 - Math.Exp(-seconds / rules.Memory)) * (premium - _premium);
    }

    /// <summary>What has accrued, to be paid now.</summary>
    public double TakeFunding()
    {
        double due = Funding;
        Funding = 0;
        return due;
    }

    public void Save(StateWriter to) => to.Write((_premium, Funding, _at));

    public void Load(ref StateReader from) => (_premium, Funding, _at) = from.Read<(double, double, Instant)>();
}
