using Poise.Domain;

namespace Poise.Pricing;

/// <summary>Options whose price is a limit, a European price or a grid's.</summary>
internal static class AmericanLimits
{
    public static AmericanGreeks Evaluate(AmericanRegime regime, bool isCall, double spot, double strike, double years, double rate, double yield, double vol, AmericanSetting setting, bool vega, out AmericanStatus status)
    {
        status = regime == AmericanRegime.NotANumber ? AmericanStatus.NotANumber : AmericanStatus.Ok;
        switch (regime)
        {
            case AmericanRegime.Expired:
                return Expired(isCall ? spot - strike : strike - spot, isCall ? 1 : -1);
            case AmericanRegime.Nothing:
                return Nothing(isCall, spot, strike, years, rate, yield);
            case AmericanRegime.Settled:
                return Settled(isCall, spot, strike, years, rate, yield);
            case AmericanRegime.European:
                var g = Black76.Evaluate(isCall ? OptionType.Call : OptionType.Put, spot, strike, years, rate, yield, vol);
                return new AmericanGreeks(g.Price, g.Delta, g.Gamma, g.Vega, g.Theta);
            case AmericanRegime.Banded when AmericanGrid.Banded(isCall, spot, strike, years, rate, yield, vol, setting, vega, out var banded):
                return banded;
            case AmericanRegime.Banded:
                status = AmericanStatus.DoubleBoundary;
                return NoNumber;
            default:
                return NoNumber;
        }
    }

    private static AmericanGreeks NoNumber => new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

    private static AmericanGreeks Expired(double intrinsic, int sign) =>
        new(Math.Max(intrinsic, 0), intrinsic > 0 ? sign : intrinsic < 0 ? 0 : 0.5 * sign, 0, 0, 0);

    /// <summary>A call on nothing, a put on nothing, or either for nothing: what is certain, taken now or at expiry.</summary>
    private static AmericanGreeks Nothing(bool isCall, double spot, double strike, double years, double rate, double yield)
    {
        var certain = isCall ? spot : strike;
        var growth = isCall ? yield : rate;
        if (certain == 0)
            return default;
        var waits = growth < 0;
        var factor = waits ? LoneFunctions.Exp(-growth * years) : 1;
        var price = certain * factor;
        // A call without strike is the stock; a put on a stock of nothing is the strike, less the stock.
        var delta = isCall ? factor : -(waits ? LoneFunctions.Exp(-yield * years) : 1);
        return new AmericanGreeks(price, delta, 0, 0, waits ? growth * price : 0);
    }

    /// <summary>
    /// Without vol the spot moves as e^((r - q) t): the best of exercise now, at expiry, and where K r e^(-rt) = S q e^(-qt), if that is a maximum between.
    /// </summary>
    internal static AmericanGreeks Settled(bool isCall, double spot, double strike, double years, double rate, double yield)
    {
        var sign = isCall ? 1 : -1;
        var now = sign * (spot - strike);
        var spotShare = LoneFunctions.Exp(-yield * years);
        var end = sign * (spot * spotShare - strike * LoneFunctions.Exp(-rate * years));
        var best = Math.Max(Math.Max(now, end), 0);
        var (share, delta, gamma, theta) = (1.0, (double)sign, 0.0, 0.0);
        if (best == 0)
            (share, delta) = (0, now == 0 ? 0.5 * sign : 0);
        else if (best > now)
            (share, delta, theta) = (spotShare, sign * spotShare, double.NaN);

        var (gain, cost) = (yield * spot, rate * strike);
        if (yield != rate && gain * cost > 0)
        {
            var moment = LoneFunctions.Log(gain / cost) / (yield - rate);
            if (moment > 0 && moment < years)
            {
                var middle = sign * (spot * LoneFunctions.Exp(-yield * moment) - strike * LoneFunctions.Exp(-rate * moment));
                if (middle > best)
                {
                    best = middle;
                    delta = sign * LoneFunctions.Exp(-yield * moment);
                    gamma = -sign * yield * LoneFunctions.Exp(-yield * moment) / (spot * (yield - rate));
                    theta = double.NaN;
                }
            }
        }

        if (double.IsNaN(theta))
            theta = rate * best - (rate - yield) * spot * delta;
        return new AmericanGreeks(best, delta, gamma, 0, theta);
    }
}
