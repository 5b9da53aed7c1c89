using Poise.Domain;

namespace Poise.Pricing;

/// <summary>
/// American prices under cash dividends, fast and rough. The European price is Bos and Vandermark's ("Finessing fixed dividends", Risk 15 (2002) 157-158):
/// near dividends come off the spot, late ones go on the strike. Early exercise adds what it adds under the continuous yield that pays the same
/// present value. A call is worth at least its European price to the eve of any dividend (Black, Financial Analysts Journal 31 (1975) 36-72).
/// Measured errors are in docs/pricing-american.md; <see cref="AmericanGrid"/> has none of them.
/// </summary>
internal static class AmericanDividends
{
    /// <summary>From here on the formula is no guide.</summary>
    private const double LargestShare = 0.5;

    public static double Price(OptionType type, double spot, double strike, double years, double rate, double yield, double vol, ReadOnlySpan<CashDividend> dividends, AmericanSetting setting, out AmericanStatus status)
    {
        var present = 0.0;
        foreach (var dividend in dividends)
        {
            if (!(dividend.Amount >= 0 && double.IsFinite(dividend.Amount)) || double.IsNaN(dividend.Years))
            {
                status = AmericanStatus.NotANumber;
                return double.NaN;
            }

            if (AmericanCalendar.Counts(dividend, years))
                present += dividend.Amount * LoneFunctions.Exp(-rate * dividend.Years);
        }

        var plain = present == 0 || !(spot > 0 && strike > 0 && years > 0 && vol > 0) || !double.IsFinite(spot + strike + years + rate + yield + vol);
        if (plain)
            return American.Price(type, spot, strike, years, rate, yield, vol, setting, out status);
        if (!(present < LargestShare * spot))
        {
            status = AmericanStatus.DividendsTooLarge;
            return double.NaN;
        }

        var smooth = yield - LoneFunctions.Log(1 - present / spot) / years;
        var american = American.Price(type, spot, strike, years, rate, smooth, vol, setting, out status);
        var premium = american - Black76.Evaluate(type, spot, strike, years, rate, smooth, vol).Price;
        var price = European(type, spot, strike, years, rate, yield, vol, dividends, years) + Math.Max(premium, 0);
        price = Math.Max(price, type == OptionType.Call ? spot - strike : strike - spot);
        if (type == OptionType.Put)
            return price;
        foreach (var eve in dividends)
        {
            if (AmericanCalendar.Counts(eve, years))
                price = Math.Max(price, European(type, spot, strike, eve.Years, rate, yield, vol, dividends, eve.Years));
        }

        return price;
    }

    /// <summary>The European price to a moment, of dividends strictly before it.</summary>
    private static double European(OptionType type, double spot, double strike, double years, double rate, double yield, double vol, ReadOnlySpan<CashDividend> dividends, double until)
    {
        var near = 0.0;
        var late = 0.0;
        foreach (var dividend in dividends)
        {
            if (!AmericanCalendar.Counts(dividend, until))
                continue;
            var present = dividend.Amount * LoneFunctions.Exp(-rate * dividend.Years);
            near += present * (years - dividend.Years) / years;
            late += present * dividend.Years / years;
        }

        return Black76.Evaluate(type, spot - near, strike + late * LoneFunctions.Exp(rate * years), years, rate, yield, vol).Price;
    }
}
