using Poise.Chains;
using Poise.Domain;
using Poise.Pricing;

namespace Poise.Flow;

/// <summary>Exposures of one side of a strike, a strike, an expiry or all, in the units of a 1 % move (docs/units.md).</summary>
public record struct Exposure(double Gex, double Dex, double Vex, double Cex, double Volga, double Speed)
{
    public static Exposure operator +(Exposure a, Exposure b) =>
        new(a.Gex + b.Gex, a.Dex + b.Dex, a.Vex + b.Vex, a.Cex + b.Cex, a.Volga + b.Volga, a.Speed + b.Speed);
}

/// <summary>One side of one strike in one expiry.</summary>
/// <param name="UnsignedGex">Of the whole open interest held long.</param>
/// <param name="ContractGex">Of one contract held long.</param>
internal readonly record struct ContractExposure(
    double Strike, bool IsCall, int Slice, int Row, double OpenInterest, bool HasVol, double UnsignedGex, double ContractGex, Exposure Exposure);

/// <summary>Exposures of each contract, all from one set of greeks: our model, the ladder's forward, one vol a strike.</summary>
internal static class Exposures
{
    private static readonly Duration Day = Duration.FromDays(1);

    /// <summary>Contracts in order of slice, strike, call before put.</summary>
    public static List<ContractExposure> Of(DealerBook book)
    {
        var all = new List<ContractExposure>();
        double spot = book.Chain.Spot;
        for (int s = 0; s < book.Slices.Count; s++)
        {
            DealerSlice dealers = book.Slices[s];
            ExpirySlice slice = dealers.Slice;
            int n = slice.Strikes.Length;
            double[] gamma = new double[n], vanna = new double[n], volga = new double[n], speed = new double[n], callDelta = new double[n], tomorrow = new double[n];
            SliceTerms terms = slice.Terms(spot);
            double[] calls = new double[n];
            calls.AsSpan().Fill(1);
            Black76.Evaluate(terms, slice.LogStrikes, slice.Vols, calls, new GreekColumns { Delta = callDelta, Gamma = gamma, Vanna = vanna, Volga = volga, Speed = speed });
            double yieldNow = terms.Discount * terms.Forward / spot;
            double yieldThen = DeltaLater.CallDeltas(slice, terms, slice.Expiry - book.Chain.AsOf, Day, slice.Vols, tomorrow);
            for (int i = 0; i < slice.Count; i++)
            {
                bool hasVol = slice.VolSources[i] != VolSource.None;
                if (slice.CallRows[i] >= 0)
                    all.Add(Contract(isCall: true, slice.CallRows[i], dealers.CallUnits[i], slice.CallOpenInterest[i], 0, 0));
                if (slice.PutRows[i] >= 0)
                    all.Add(Contract(isCall: false, slice.PutRows[i], dealers.PutUnits[i], slice.PutOpenInterest[i], yieldNow, yieldThen));

                ContractExposure Contract(bool isCall, int row, double units, double openInterest, double now, double then)
                {
                    if (!hasVol)
                        return new(slice.BookStrikes[i], isCall, s, row, openInterest, false, 0, 0, default);
                    double perUnit = gamma[i] * spot * spot * 0.01;
                    return new(slice.BookStrikes[i], isCall, s, row, openInterest, true, perUnit * openInterest * slice.Multiplier, perUnit * slice.Multiplier, new Exposure(
                        units * perUnit,
                        units * (callDelta[i] - now) * spot,
                        units * vanna[i] * spot * 0.01,
                        units * (tomorrow[i] - then - (callDelta[i] - now)) * spot,
                        units * volga[i] * 0.01 * 0.01,
                        units * speed[i] * spot * spot * spot * 0.01 * 0.01));
                }
            }
        }
        return all;
    }
}

/// <summary>Call deltas after time has passed at fixed spot, carry and strike vol.</summary>
internal static class DeltaLater
{
    /// <summary>
    /// Fills call deltas at min(now + by, expiry); at expiry a delta is 1 in the money, 0 out, half at the strike.
    /// </summary>
    /// <param name="terms">Today's terms, at the spot that is held.</param>
    /// <param name="left">Time from now to expiry.</param>
    /// <returns>What a put's delta lies below a call's: the carry factor DF F / S then, 1 at expiry.</returns>
    public static double CallDeltas(ExpirySlice slice, in SliceTerms terms, Duration left, Duration by, ReadOnlySpan<double> vols, Span<double> deltas)
    {
        if (by >= left)
        {
            for (int i = 0; i < deltas.Length; i++)
                deltas[i] = terms.Spot > slice.Strikes[i] ? 1 : terms.Spot < slice.Strikes[i] ? 0 : 0.5;
            return 1;
        }
        SliceTerms later = After(terms, (left - by).Years);
        Black76.CallDelta(later, slice.LogStrikes, vols, deltas);
        return later.Discount * later.Forward / later.Spot;
    }

    /// <summary>The terms with less time to go: same spot, same annual rate and carry.</summary>
    public static SliceTerms After(in SliceTerms terms, double years)
    {
        double share = years / terms.Years;
        return new SliceTerms(terms.Spot, terms.Spot * Math.Pow(terms.Forward / terms.Spot, share), Math.Pow(terms.Discount, share), years);
    }
}
