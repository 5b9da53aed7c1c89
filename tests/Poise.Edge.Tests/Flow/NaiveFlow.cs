using System.Globalization;
using Poise.Domain;

namespace Poise.Edge.Tests;

/// <summary>One option as the naive reader sees it.</summary>
internal sealed record NaiveOption(string Symbol, string Root, DateTime ExpiryUtc, DateOnly Date, bool IsCall, double Strike, double Bid, double Ask, double OpenInterest, double Iv, double Gamma, double Multiplier = 100, bool IsInverse = false);

/// <summary>
/// The oracle: exposures and levels again, in plain loops over plain lists, with its own normal distribution, its own
/// vols by bisection and its own reading of a CBOE file. It shares no line with the product.
/// </summary>
internal static class NaiveFlow
{
    public static (double Spot, DateTime AsOfUtc, DateOnly Date, List<NaiveOption> Options) ReadCboe(string path, DateTime asOfNewYork)
    {
        var options = new List<NaiveOption>();
        double spot = double.NaN;
        foreach (string line in File.ReadLines(path))
        {
            if (line.Contains("Last:"))
                spot = double.Parse(line.Split("Last:")[1].Split(',')[0], CultureInfo.InvariantCulture);
            string[] f = line.Split(',');
            if (f.Length < 22 || f[0] == "Expiration Date")
                continue;
            var date = DateOnly.ParseExact(f[0], "ddd MMM dd yyyy", CultureInfo.InvariantCulture);
            Add(f[1], true, f[4], f[5], f[7], f[9], f[10]);
            Add(f[12], false, f[15], f[16], f[18], f[20], f[21]);

            void Add(string symbol, bool isCall, string bid, string ask, string iv, string gamma, string oi)
            {
                string root = symbol[..^15];
                bool isHalfDay = date is { Month: 11, DayOfWeek: DayOfWeek.Friday, Day: > 22 and < 30 } or { Month: 12, Day: 24 };
                var at = date.ToDateTime(root is "SPX" or "RUT" ? new TimeOnly(9, 30) : new TimeOnly(isHalfDay ? 13 : 16, 0));
                options.Add(new(symbol, root, ToUtc(at), date, isCall, N(f[11]), N(bid), N(ask), N(oi), N(iv), N(gamma)));
            }
        }
        return (spot, ToUtc(asOfNewYork), DateOnly.FromDateTime(asOfNewYork), options);

        static double N(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <summary>What a reader of the product reported, for formats whose reading is tested on its own.</summary>
    public static List<NaiveOption> Of(MarketSnapshot snapshot) =>
    [
        .. snapshot.Options.Select(r => new NaiveOption(
            r.Contract.Id.Symbol, r.Contract.Root, r.Contract.Expiry.ToUtc(), r.Contract.ListedExpiry, r.Contract.Type == OptionType.Call, r.Contract.Strike,
            Known(r.Quote.Bid), Known(r.Quote.Ask), Known(r.OpenInterest), Known(r.Vendor.Vol), Known(r.Vendor.Gamma), r.Contract.Multiplier, r.Contract.Style == PayoffStyle.Inverse)),
    ];

    private static double Known(double value) => double.IsNaN(value) ? 0 : value;

    // Enough of a calendar for these files: New York on daylight time between the second Sunday of March and the first of November.
    public static DateTime ToUtc(DateTime newYork)
    {
        DateTime start = Sunday(new DateTime(newYork.Year, 3, 1), 2).AddHours(2), end = Sunday(new DateTime(newYork.Year, 11, 1), 1).AddHours(2);
        return newYork.AddHours(newYork >= start && newYork < end ? 4 : 5);

        static DateTime Sunday(DateTime month, int nth) => month.AddDays((7 - (int)month.DayOfWeek) % 7 + 7 * (nth - 1));
    }

    /// <summary>Normal distribution by series near zero and Lentz's continued fraction in the tail.</summary>
    public static double Cdf(double x)
    {
        if (double.IsNaN(x))
            return double.NaN;
        double a = Math.Abs(x);
        if (a < 3)
        {
            double term = a, sum = a;
            for (int n = 1; n < 200 && Math.Abs(term) > 1e-18 * Math.Abs(sum); n++)
            {
                term *= a * a / (2 * n + 1);
                sum += term;
            }
            double half = sum * Pdf(a);
            return x >= 0 ? 0.5 + half : 0.5 - half;
        }
        double fraction = 0;
        for (int n = 120; n >= 1; n--)
            fraction = n / (a + fraction);
        double tail = Pdf(a) / (a + fraction);
        return x >= 0 ? 1 - tail : tail;
    }

    public static double Pdf(double x) => Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI);

    public static double Price(bool isCall, double f, double k, double t, double df, double vol)
    {
        double sd = vol * Math.Sqrt(t), d1 = Math.Log(f / k) / sd + 0.5 * sd, d2 = d1 - sd;
        return isCall ? df * (f * Cdf(d1) - k * Cdf(d2)) : df * (k * Cdf(-d2) - f * Cdf(-d1));
    }

    public static double Gamma(double s, double f, double k, double t, double df, double vol)
    {
        double sd = vol * Math.Sqrt(t), d1 = Math.Log(f / k) / sd + 0.5 * sd;
        return df * Pdf(d1) / (f * sd) * (f / s) * (f / s);
    }

    public static double CallDelta(double s, double f, double k, double t, double df, double vol)
    {
        double sd = vol * Math.Sqrt(t), d1 = Math.Log(f / k) / sd + 0.5 * sd;
        return df * f / s * Cdf(d1);
    }

    /// <summary>NaN outside of the no-arbitrage bounds.</summary>
    public static double Vol(bool isCall, double price, double f, double k, double t, double df)
    {
        double intrinsic = df * Math.Max(isCall ? f - k : k - f, 0), most = df * (isCall ? f : k);
        if (!(price > intrinsic && price < most))
            return double.NaN;
        double lo = 1e-6, hi = 20;
        for (int i = 0; i < 200; i++)
        {
            double mid = 0.5 * (lo + hi);
            if (Price(isCall, f, k, t, df, mid) < price)
                lo = mid;
            else
                hi = mid;
        }
        return 0.5 * (lo + hi);
    }

    /// <summary>The published method: zero gamma, call wall, put wall and total vendor GEX.</summary>
    public static (double? Zero, double? CallWall, double? PutWall, double Total) Perfiliev(double spot, DateOnly today, List<NaiveOption> options)
    {
        double[] spots = new double[60], gex = new double[60];
        for (int j = 0; j < 60; j++)
        {
            spots[j] = 0.8 * spot + j * (0.4 * spot) / 59;
            foreach (NaiveOption o in options)
            {
                if (o.Date < today || o.Iv <= 0)
                    continue;
                int days = 0;
                for (DateOnly d = today; d < o.Date; d = d.AddDays(1))
                    days += d.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0 : 1;
                double t = Math.Max(days, 1) / 262.0;
                gex[j] += (o.IsCall ? 1 : -1) * o.OpenInterest * o.Multiplier * spots[j] * spots[j] * 0.01 * Gamma(spots[j], spots[j], o.Strike, t, 1, o.Iv);
            }
        }
        double? zero = null;
        for (int j = 0; j + 1 < 60 && zero is null; j++)
        {
            if (Math.Sign(gex[j]) != Math.Sign(gex[j + 1]))
                zero = spots[j + 1] - (spots[j + 1] - spots[j]) * gex[j + 1] / (gex[j + 1] - gex[j]);
        }
        var net = new SortedDictionary<double, double>();
        double total = 0;
        foreach (NaiveOption o in options)
        {
            double g = (o.IsCall ? 1 : -1) * o.Gamma * o.OpenInterest * o.Multiplier * spot * spot * 0.01;
            total += g;
            net[o.Strike] = net.GetValueOrDefault(o.Strike) + g;
        }
        List<double> strikes = [.. net.Keys];
        int nearest = strikes.IndexOf(strikes.MinBy(k => Math.Abs(k - spot)));
        List<double> window = [.. strikes.Skip(Math.Max(0, nearest - 30)).Take(Math.Min(nearest, 30) + 31)];
        double call = window.MaxBy(k => net[k]), put = window.MinBy(k => net[k]);
        return (zero, net[call] > 0 ? call : null, net[put] < 0 ? put : null, total);
    }

    /// <summary>One strike of the default mode: its vol, signed units a side, and its expiry's terms.</summary>
    public sealed record Leg(double Strike, double Vol, double CallUnits, double PutUnits, double Forward, double Discount, double Years);

    /// <summary>The default mode's inputs with calls plus, puts minus; forwards and discounts are given or found by simple parity.</summary>
    public static List<Leg> Legs(double spot, DateTime asOfUtc, List<NaiveOption> options, Func<DateTime, string, (double F, double Df)?> given)
    {
        var legs = new List<Leg>();
        foreach (var expiry in options.Where(o => o.ExpiryUtc > asOfUtc).GroupBy(o => (o.ExpiryUtc, o.Root)).OrderBy(g => g.Key.ExpiryUtc))
        {
            double t = (expiry.Key.ExpiryUtc - asOfUtc).TotalDays / 365;
            (double f, double df) = given(expiry.Key.ExpiryUtc, expiry.Key.Root) ?? Parity(spot, t, expiry);
            foreach (var strike in expiry.GroupBy(o => o.Strike))
            {
                NaiveOption? call = strike.FirstOrDefault(o => o.IsCall), put = strike.FirstOrDefault(o => !o.IsCall);
                bool callSide = strike.Key >= f;
                double vol = MidVol(callSide ? call : put, f, t, df);
                if (double.IsNaN(vol))
                    vol = MidVol(callSide ? put : call, f, t, df);
                if (double.IsNaN(vol))
                    vol = (callSide ? call : put)?.Iv ?? 0;
                if (!(vol > 0))
                    vol = (callSide ? put : call)?.Iv ?? 0;
                if (vol > 0)
                    legs.Add(new(strike.Key, vol, (call?.OpenInterest ?? 0) * (call?.Multiplier ?? 0), -(put?.OpenInterest ?? 0) * (put?.Multiplier ?? 0), f, df, t));
            }
        }
        return legs;

        static double MidVol(NaiveOption? o, double f, double t, double df) =>
            o is { Bid: > 0 } && o.Ask >= o.Bid ? Vol(o.IsCall, 0.5 * (o.Bid + o.Ask) * (o.IsInverse ? f : 1), f, o.Strike, t, o.IsInverse ? 1 : df) : double.NaN;
    }

    /// <summary>Vanna, volga and speed exposures as differences of delta, price and gamma.</summary>
    public static (double Vex, double Volga, double Speed) HigherOrder(List<Leg> legs, double spot)
    {
        double vex = 0, volga = 0, speed = 0;
        foreach (Leg l in legs)
        {
            double units = l.CallUnits + l.PutUnits, h = 1e-3 * l.Vol, ds = 1e-4 * l.Vol * Math.Sqrt(l.Years) * spot;
            vex += units * (CallDelta(spot, l.Forward, l.Strike, l.Years, l.Discount, l.Vol + h) - CallDelta(spot, l.Forward, l.Strike, l.Years, l.Discount, l.Vol - h)) / (2 * h) * spot * 0.01;
            volga += units * (Vega(l, l.Vol + h) - Vega(l, l.Vol - h)) / (2 * h) * 1e-4;
            speed += units * (GammaAt(l, spot + ds) - GammaAt(l, spot - ds)) / (2 * ds) * spot * spot * spot * 1e-4;
        }
        return (vex, volga, speed);

        double GammaAt(Leg l, double at) => Gamma(at, l.Forward * at / spot, l.Strike, l.Years, l.Discount, l.Vol);

        static double Vega(Leg l, double vol)
        {
            double sd = vol * Math.Sqrt(l.Years);
            return l.Discount * l.Forward * Pdf(Math.Log(l.Forward / l.Strike) / sd + 0.5 * sd) * Math.Sqrt(l.Years);
        }
    }

    public static double Gex(List<Leg> legs, double spot, double at)
    {
        double sum = 0;
        foreach (Leg l in legs)
            sum += (l.CallUnits + l.PutUnits) * Gamma(at, l.Forward * at / spot, l.Strike, l.Years, l.Discount, l.Vol) * at * at * 0.01;
        return sum;
    }

    public static double Dex(List<Leg> legs, double spot)
    {
        double sum = 0;
        foreach (Leg l in legs)
        {
            double call = CallDelta(spot, l.Forward, l.Strike, l.Years, l.Discount, l.Vol), put = call - l.Discount * l.Forward / spot;
            sum += (l.CallUnits * call + l.PutUnits * put) * spot;
        }
        return sum;
    }

    /// <summary>The crossing nearest to spot on a fine linear grid, bisected.</summary>
    public static double? ZeroGamma(List<Leg> legs, double spot)
    {
        double? best = null;
        double step = spot * 0.002, previous = Gex(legs, spot, spot * 0.9);
        for (double x = spot * 0.9; x < spot * 1.1; x += step)
        {
            double next = Gex(legs, spot, x + step);
            if (previous < 0 != next < 0)
            {
                double lo = x, hi = x + step;
                for (int i = 0; i < 40; i++)
                {
                    double mid = 0.5 * (lo + hi);
                    if (Gex(legs, spot, mid) < 0 == previous < 0)
                        lo = mid;
                    else
                        hi = mid;
                }
                if (best is null || Math.Abs(lo - spot) < Math.Abs(best.Value - spot))
                    best = lo;
            }
            previous = next;
        }
        return best;
    }

    // Rate flat at 4 % where parity is too short to show one: an oracle may be crude, it must only be its own.
    private static (double F, double Df) Parity(double spot, double t, IEnumerable<NaiveOption> options)
    {
        double df = Math.Exp(-0.04 * t);
        var forwards = new List<double>();
        foreach (var strike in options.GroupBy(o => o.Strike).Where(g => Math.Abs(g.Key / spot - 1) < 0.03))
        {
            NaiveOption? c = strike.FirstOrDefault(o => o.IsCall), p = strike.FirstOrDefault(o => !o.IsCall);
            if (c is { Bid: > 0 } && p is { Bid: > 0 } && c.Ask >= c.Bid && p.Ask >= p.Bid)
                forwards.Add(strike.Key + (c.Bid + c.Ask - p.Bid - p.Ask) / 2 / df);
        }
        forwards.Sort();
        return forwards.Count > 0 ? (forwards[forwards.Count / 2], df) : (spot, df);
    }
}
