using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>An option as the put that it is by symmetry, and which of the ways to price it is its own.</summary>
internal readonly record struct AmericanPut(double Spot, double Strike, double Years, double Rate, double Yield, double Vol, AmericanRegime Regime)
{
    /// <summary>Deviations so small that nothing is left to happen on the way.</summary>
    private const double Settled = 1e-10;

    public static AmericanPut Of(double spot, double strike, double years, double rate, double yield, double vol, double sign)
    {
        if (double.IsNaN(sign))
            return new AmericanPut(spot, strike, years, rate, yield, vol, AmericanRegime.NotANumber);
        if (sign > 0)
            (spot, strike, rate, yield) = (strike, spot, yield, rate);
        return new AmericanPut(spot, strike, years, rate, yield, vol, Classify(spot, strike, years, rate, yield, vol));
    }

    /// <summary>How finely this put has to be resolved: thresholds from the errors measured in docs/pricing-american.md.</summary>
    public AmericanLevel Level(AmericanSetting setting)
    {
        if (Regime != AmericanRegime.Bounded)
            return AmericanLevel.None;
        var deviation = Vol * Math.Sqrt(Years);
        var drift = Math.Abs((Rate - Yield) * Years / deviation);
        if (drift > (setting == AmericanSetting.Fast ? 4 : 5))
            return AmericanLevel.Sharp;
        if (deviation > 2.5)
            return AmericanLevel.Wide;
        return setting == AmericanSetting.Fast && (deviation > 0.5 || drift > 1.5) ? AmericanLevel.Middle : AmericanLevel.Base;
    }

    private static AmericanRegime Classify(double spot, double strike, double years, double rate, double yield, double vol)
    {
        var finite = double.IsFinite(spot) && double.IsFinite(strike) && double.IsFinite(years) && double.IsFinite(rate) && double.IsFinite(yield) && double.IsFinite(vol);
        if (!finite || spot < 0 || strike < 0)
            return AmericanRegime.NotANumber;
        if (years <= 0)
            return AmericanRegime.Expired;
        if (spot == 0 || strike == 0)
            return AmericanRegime.Nothing;
        if (vol <= 0 || vol * Math.Sqrt(years) < Settled)
            return AmericanRegime.Settled;
        if (rate <= 0 && yield >= rate)
            return AmericanRegime.European;
        return rate < 0 ? AmericanRegime.Banded : AmericanRegime.Bounded;
    }
}

/// <summary>Which scheme resolves a put.</summary>
internal enum AmericanLevel : byte
{
    /// <summary>Not by a boundary.</summary>
    None,

    /// <summary>The setting's own scheme.</summary>
    Base,

    /// <summary>More than a few months at usual vols: more than the fast scheme's few points see.</summary>
    Middle,

    /// <summary>Decades, or vols of hundreds of per cent.</summary>
    Wide,

    /// <summary>A drift large beside the vol.</summary>
    Sharp,
}

internal enum AmericanRegime : byte
{
    /// <summary>One boundary that falls from min(K, K r / q) at expiry: the integral equation.</summary>
    Bounded,
    NotANumber,

    /// <summary>No time left.</summary>
    Expired,

    /// <summary>Spot or strike 0.</summary>
    Nothing,

    /// <summary>No vol left.</summary>
    Settled,

    /// <summary>Exercise never pays before expiry.</summary>
    European,

    /// <summary>Yield below rate below 0: exercise pays in a band of spots, between two boundaries.</summary>
    Banded,
}
