using Poise.Domain;

namespace Poise.Hedging;

/// <summary>One rung: what the policy would have the desk trade if spot were there now, with nothing under way.</summary>
/// <param name="NetDelta">What the policy brings into its band there, units of the underlying: of what is held, and of equity where that counts.</param>
/// <param name="Trade">Lots of the hedge instrument, + buy; all of them, however many orders that takes.</param>
/// <param name="Reason">Why, or why not.</param>
/// <param name="Band">Where net delta might stand there; not valid where the policy cannot tell.</param>
public readonly record struct HedgeRung(double Move, RiskPoint At, double NetDelta, DeltaBand Band, Lots Trade, DecisionReason Reason);

/// <summary>What is traded if the price goes somewhere: the desk's own policy, asked on the book revalued there.</summary>
public static class HedgeLadder
{
    /// <param name="now">What the policy is given now; what spot, greeks and vols are at a rung takes the place of the present ones.</param>
    /// <param name="beyondMarket">By how much the policy's delta is above Black-Scholes' now, units of the underlying: where it hedges another convention that difference is taken to stay; its scale of variance is followed exactly.</param>
    /// <param name="deltaPerLot">Delta of one lot of the hedge instrument at a spot.</param>
    /// <param name="equityAt">What coin equity counts as delta after a move, units of the underlying, NaN where it is not known; null where it does not count.</param>
    public static HedgeRung[] Of(RiskBook book, IHedgePolicy policy, in PolicyInput now, double beyondMarket, in CrossingPlan plan, Func<double, double> deltaPerLot, ReadOnlySpan<double> moves, Func<double, double>? equityAt = null)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(deltaPerLot);
        var rungs = new HedgeRung[moves.Length];
        CrossingPlan whole = plan with { Clip = new(long.MaxValue / 4) };
        for (int i = 0; i < moves.Length; i++)
        {
            RiskPoint at = book.At(moves[i]);
            double net = at.Delta + (equityAt?.Invoke(moves[i]) ?? 0);
            PolicyOutput output = policy.Decide(now with { Spot = at.Spot, NetDelta = net, OptionDelta = at.OptionDelta, Gamma = at.Gamma, Years = at.Years, CarriedYears = at.CarriedYears, Vol = at.Vol });
            double hedged = output.Delta.IsMarket ? at.Delta
                : output.Delta.Kind == DeltaKind.BlackScholes ? book.At(moves[i], varianceScale: output.Delta.VarianceScale).Delta
                : at.Delta + beyondMarket;
            DeltaBand band = output.Band.Shifted(at.Delta - hedged);
            HedgeWish wish = HedgeWish.Of(output, new BandInput(band, net, 0, 0), whole, deltaPerLot(at.Spot));
            rungs[i] = double.IsNaN(net) && !double.IsNaN(at.Delta)
                ? new HedgeRung(moves[i], at, net, band, Lots.Zero, DecisionReason.EquityUnknown)
                : new HedgeRung(moves[i], at, net, band, wish.Trade, wish.Reason);
        }
        return rungs;
    }
}
