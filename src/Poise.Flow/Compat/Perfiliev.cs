using Poise.Domain;
using Poise.Pricing;

namespace Poise.Flow;

/// <summary>
/// The widely published method, reproduced to the letter so that others' numbers can be checked (compat mode
/// <c>perfiliev</c>, conventions in docs/units.md): no row is dropped as expired, the forward is spot, time is weekdays
/// over 262, each side has its vendor IV, and totals come from vendor gamma.
/// </summary>
internal sealed class Perfiliev
{
    private const int Nodes = 60;
    private const int StrikesAside = 30;
    private const double DaysAYear = 262;

    private Perfiliev(double[] spots, double[] gex)
    {
        Spots = spots;
        Gex = gex;
    }

    public double[] Spots { get; }

    public double[] Gex { get; }

    public double? ZeroGamma { get; private set; }

    public double? CallWall { get; private set; }

    public double? PutWall { get; private set; }

    /// <summary>Null, like its two sides, where no row has a vendor gamma.</summary>
    public double? TotalGex { get; private set; }

    public double? CallGex { get; private set; }

    public double? PutGex { get; private set; }

    /// <summary>Vendor-gamma GEX of each strike, ascending.</summary>
    public List<StrikeView> Strikes { get; } = [];

    /// <summary>Vendor-gamma GEX of each listed expiry date, ascending.</summary>
    public List<(DateOnly Date, double Years, double Gex)> Expiries { get; } = [];

    public int Used { get; private set; }

    /// <summary>Share of all open interest whose rows have a vol; null where there is none.</summary>
    public double? OpenInterestUsed { get; private set; }

    public int WithoutVol { get; private set; }

    public int BeforeQuoteDate { get; private set; }

    public List<string> Notes { get; } = [];

    public static Perfiliev Of(MarketSnapshot snapshot, SignModel signs)
    {
        var spots = new double[Nodes];
        for (int j = 0; j < Nodes; j++)
            spots[j] = snapshot.Spot * (0.8 + 0.4 * j / (Nodes - 1));
        var method = new Perfiliev(spots, new double[Nodes]);
        method.AddProfile(snapshot, signs);
        method.ZeroGamma = method.FirstCrossing();
        method.AddVendorTotals(snapshot, signs);
        method.FindWalls(snapshot.Spot);
        return method;
    }

    /// <summary>Weekdays from <paramref name="from"/> (counted) to <paramref name="to"/> (not counted); 0 when not before.</summary>
    internal static int Weekdays(DateOnly from, DateOnly to)
    {
        int days = to.DayNumber - from.DayNumber;
        if (days <= 0)
            return 0;
        int count = days / 7 * 5;
        for (int i = days / 7 * 7; i < days; i++)
        {
            if (from.AddDays(i).DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                count++;
        }
        return count;
    }

    private void AddProfile(MarketSnapshot snapshot, SignModel signs)
    {
        IReadOnlyList<OptionRow> rows = snapshot.Options;
        int[] order = new int[rows.Count];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(order, (x, y) =>
        {
            int c = rows[x].Contract.ListedExpiry.CompareTo(rows[y].Contract.ListedExpiry);
            return c != 0 ? c : x.CompareTo(y);
        });
        double all = 0, used = 0;
        for (int i = 0; i < order.Length; i++)
            all += OpenInterest(rows[i]);
        for (int start = 0, end; start < order.Length; start = end)
        {
            DateOnly date = rows[order[start]].Contract.ListedExpiry;
            for (end = start; end < order.Length && rows[order[end]].Contract.ListedExpiry == date; end++)
            {
            }
            if (date < snapshot.QuoteDate)
            {
                BeforeQuoteDate += end - start;
                continue;
            }
            int padded = (end - start + Black76.PadTo - 1) / Black76.PadTo * Black76.PadTo;
            double[] strikes = new double[padded], vols = new double[padded], units = new double[padded];
            strikes.AsSpan().Fill(1);
            vols.AsSpan().Fill(1);
            for (int i = start; i < end; i++)
            {
                OptionRow row = rows[order[i]];
                if (!(row.Vendor.Vol > 0))
                {
                    WithoutVol++;
                    continue;
                }
                Used++;
                used += OpenInterest(row);
                strikes[i - start] = row.Contract.Strike;
                vols[i - start] = row.Vendor.Vol;
                units[i - start] = signs.Sign(row.Contract.Type) * OpenInterest(row) * row.Contract.Multiplier;
            }
            double years = Math.Max(Weekdays(snapshot.QuoteDate, date), 1) / DaysAYear;
            var gamma = new double[Nodes];
            Black76.AddGammaProfile(new SliceTerms(snapshot.Spot, snapshot.Spot, 1, years), strikes, vols, units, Spots, gamma);
            for (int j = 0; j < Nodes; j++)
                Gex[j] += gamma[j] * Spots[j] * Spots[j] * 0.01;
        }
        OpenInterestUsed = all > 0 ? used / all : null;
    }

    private double? FirstCrossing()
    {
        for (int j = 1; j < Nodes; j++)
        {
            if (Math.Sign(Gex[j - 1]) != Math.Sign(Gex[j]))
                return Spots[j] - (Spots[j] - Spots[j - 1]) * Gex[j] / (Gex[j] - Gex[j - 1]);
        }
        Notes.Add("zeroGamma: one-signed over 0.8 to 1.2 of spot");
        return null;
    }

    private void AddVendorTotals(MarketSnapshot snapshot, SignModel signs)
    {
        var byStrike = new SortedDictionary<double, (double Call, double Put, double CallOi, double PutOi)>();
        var byDate = new SortedDictionary<DateOnly, double>();
        int withoutGamma = 0;
        double calls = 0, puts = 0;
        foreach (OptionRow row in snapshot.Options)
        {
            double gamma = row.Vendor.Gamma;
            if (double.IsNaN(gamma))
            {
                withoutGamma++;
                gamma = 0;
            }
            double gex = signs.Sign(row.Contract.Type) * gamma * OpenInterest(row) * row.Contract.Multiplier * snapshot.Spot * snapshot.Spot * 0.01;
            byStrike.TryGetValue(row.Contract.Strike, out var sums);
            if (row.Contract.Type == OptionType.Call)
            {
                calls += gex;
                sums = (sums.Call + gex, sums.Put, sums.CallOi + OpenInterest(row), sums.PutOi);
            }
            else
            {
                puts += gex;
                sums = (sums.Call, sums.Put + gex, sums.CallOi, sums.PutOi + OpenInterest(row));
            }
            byStrike[row.Contract.Strike] = sums;
            byDate.TryGetValue(row.Contract.ListedExpiry, out double date);
            byDate[row.Contract.ListedExpiry] = date + gex;
        }
        if (withoutGamma == snapshot.Options.Count)
        {
            Notes.Add("totals, byStrike, byExpiry, walls: the file has no vendor gamma");
            return;
        }
        (TotalGex, CallGex, PutGex) = (calls + puts, calls, puts);
        if (withoutGamma > 0)
            Notes.Add($"compat totals: {withoutGamma} contracts have no vendor gamma and count nothing");
        foreach ((double strike, var s) in byStrike)
            Strikes.Add(new(strike, s.Call, s.Put, s.Call + s.Put, s.CallOi, s.PutOi, null, null, null, null, null, null, null));
        foreach ((DateOnly date, double gex) in byDate)
            Expiries.Add((date, Math.Max(Weekdays(snapshot.QuoteDate, date), 1) / DaysAYear, gex));
    }

    private void FindWalls(double spot)
    {
        if (TotalGex is null)
            return;
        int nearest = 0;
        for (int i = 1; i < Strikes.Count; i++)
        {
            if (Math.Abs(Strikes[i].Strike - spot) < Math.Abs(Strikes[nearest].Strike - spot))
                nearest = i;
        }
        double best = 0, worst = 0;
        for (int i = Math.Max(0, nearest - StrikesAside); i <= Math.Min(Strikes.Count - 1, nearest + StrikesAside); i++)
        {
            double net = Strikes[i].NetGex ?? 0;
            if (net > best)
                (best, CallWall) = (net, Strikes[i].Strike);
            if (net < worst)
                (worst, PutWall) = (net, Strikes[i].Strike);
        }
        if (CallWall is null)
            Notes.Add("callWall: no listed strike near spot has positive net vendor gamma");
        if (PutWall is null)
            Notes.Add("putWall: no listed strike near spot has negative net vendor gamma");
    }

    private static double OpenInterest(in OptionRow row) => row.OpenInterest > 0 ? row.OpenInterest : 0;
}
