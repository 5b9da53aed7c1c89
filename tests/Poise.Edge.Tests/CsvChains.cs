using System.Globalization;
using Poise.Domain;
using Poise.Pricing;

namespace Poise.Edge.Tests;

/// <summary>Chains in lines of Poise CSV, one expiry at 30 % vol each.</summary>
public static class CsvChains
{
    public const string Names = "underlying,asOf,quoteDate,spot,venue,symbol,expiry,strike,type,multiplier,bid,ask,openInterest";

    /// <summary>A chain at what it is worth; symbols by strike.</summary>
    /// <param name="peak">Calls two steps above have ten times the open interest, puts as far below.</param>
    /// <param name="quotedAt">Spot that prices are made at; the chain's own where it is not said.</param>
    public static IEnumerable<string> Of(string asOf, double spot, double step, double peak, double contracts = 1, string underlying = "AAPL", string venue = "cboe", double quotedAt = double.NaN)
    {
        Instant now = Instant.FromUtc(DateTime.Parse(asOf, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal)), end = Instant.FromUtc(2014, 6, 20, 20);
        for (int i = -8; i <= 8; i++)
        {
            double strike = Math.Round(Math.Round(peak / step + i) * step, 2);
            foreach (OptionType type in (OptionType[])[OptionType.Call, OptionType.Put])
            {
                double price = Black76.EvaluateForward(type, double.IsNaN(quotedAt) ? spot : quotedAt, strike, (end - now).Years, 1, 0.3).Price, openInterest = contracts * (i == (type == OptionType.Call ? 2 : -2) ? 1000 : 100);
                yield return string.Create(CultureInfo.InvariantCulture, $"{underlying},{asOf},{asOf[..10]},{spot},{venue},{underlying} {strike:0.##} {type},2014-06-20T20:00:00Z,{strike:0.##},{type.ToString().ToLowerInvariant()},100,{price * 0.99:0.0000},{price * 1.01:0.0000},{openInterest}");
            }
        }
    }

    /// <summary>Two chains before Apple's split of 2014 and two after it.</summary>
    public static IEnumerable<string> AcrossASplit() =>
    [
        Names, .. Of("2014-06-05T19:55:00Z", 647.35, 5, 645), .. Of("2014-06-06T19:55:00Z", 645.57, 5, 645),
        .. Of("2014-06-09T14:00:00Z", 93.7, 5 / 7.0, 645 / 7.0, 7), .. Of("2014-06-09T15:00:00Z", 93.8, 5 / 7.0, 645 / 7.0, 7),
    ];

    /// <summary>An index, and a fund at a tenth of it with options on as much.</summary>
    public static IEnumerable<string> IndexAndFund() =>
    [
        Names, .. Of("2014-06-09T14:00:00Z", 1950, 25, 1950, underlying: "SPX"), .. Of("2014-06-09T14:04:00Z", 195, 2.5, 195, 10, "SPY"),
        .. Of("2014-06-09T15:00:00Z", 1952, 25, 1950, underlying: "SPX"), .. Of("2014-06-09T15:10:00Z", 195.2, 2.5, 195, 10, "SPY"),
    ];
}
