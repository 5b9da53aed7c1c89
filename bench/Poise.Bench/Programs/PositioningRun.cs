using System.Globalization;
using Poise.Domain;
using Poise.Exchange;
using Poise.Flow;

namespace Poise.Bench;

/// <summary>How much of the dealers' true gamma each sign model recovers, on generated markets whose truth is known.</summary>
internal static class PositioningRun
{
    /// <summary>The first days have almost no open interest.</summary>
    private const int Settled = 5;

    private static readonly double[] Wrong = [0, 0.1, 0.2, 0.3], Unsigned = [0, 0.25, 0.5];

    /// <summary>Shares of the variance, 1 is all of it, below 0 worse than saying nothing.</summary>
    /// <param name="ByContract">Of gamma times position, over contracts and days.</param>
    /// <param name="Total">Of total gamma, over days.</param>
    /// <param name="SignRight">Days on which the total has the right sign.</param>
    /// <param name="Doubt">Root mean square of a position's error over its stated deviation: 1 where doubts are stated rightly; NaN where none are.</param>
    private sealed record Score(double ByContract, double Total, double SignRight, double? Doubt);

    /// <param name="WonByContract">Markets of all in which inventory recovers more by contract than the better fixed model there.</param>
    /// <param name="WonTotal">The same of total gamma.</param>
    /// <remarks>Scores are medians over the markets.</remarks>
    private sealed record Row(string Calls, double WrongSide, double AtMid, Score VenueSigned, Score Inventory, Score Bars, Score CallsLongPutsShort, Score ShortAll, int WonByContract, int WonTotal);

    /// <param name="SignsRight">Share of trades whose side the quote rule gets, of those it signs.</param>
    /// <param name="BarError">Mean absolute error of a bar's net buying over its volume.</param>
    /// <param name="BarSignRight">Share of one-minute bars with a net side whose sign is right, by volume.</param>
    /// <param name="OneSide">What a bar's error would be if each were called balanced.</param>
    private sealed record SignRow(double WrongSide, double SignsRight, double BarError, double OneSide, double BarSignRight);

    /// <param name="Known">With packages signed as a whole.</param>
    /// <param name="Alone">The same tape, each leg signed alone.</param>
    private sealed record PackageRow(string Packages, double WrongSide, double AtMid, Score Known, Score Alone);

    private sealed record Figures(int Days, int Seeds, IReadOnlyList<Row> Rows, IReadOnlyList<PackageRow> Packages, IReadOnlyList<SignRow> Signs);

    public static BenchResult Of(int days, int seeds)
    {
        List<Row> rows =
        [
            .. from wrong in Wrong from unsigned in Unsigned select Measure("sold by customers", new CustomerSettings { WrongSide = wrong, AtMid = unsigned }, days, seeds),
            .. from wrong in Wrong from unsigned in Unsigned select Measure("bought by customers", new CustomerSettings { WrongSide = wrong, AtMid = unsigned, Overwriters = 0, CallBuyers = 120 }, days, seeds),
        ];
        CustomerSettings none = new() { Overwriters = 0, SpreadBuyers = 0, StraddleBuyers = 0, ButterflyBuyers = 0 };
        List<PackageRow> packages =
        [
            .. from wrong in Wrong select Packages("put spreads", none with { WrongSide = wrong, SpreadBuyers = 240 }, days, seeds),
            .. from wrong in Wrong select Packages("straddles", none with { WrongSide = wrong, StraddleBuyers = 240 }, days, seeds),
            .. from wrong in Wrong select Packages("butterflies", none with { WrongSide = wrong, ButterflyBuyers = 240 }, days, seeds),
        ];
        List<SignRow> signs = [.. Wrong.Select(w => Signs(w, days))];
        return new BenchResult("positioning", new Figures(days, seeds, rows, packages, signs),
        [
            new FigureTable("Dealers' gamma recovered, on generated markets", ["calls are", "wrong side", "at mid", "sides told", "inventory", "won", "from bars", "calls-long-puts-short", "short-all"],
                [.. rows.Select(r => (string[])[r.Calls, Percent(r.WrongSide), Percent(r.AtMid), Text(r.VenueSigned), Text(r.Inventory), $"{r.WonByContract} / {r.WonTotal}", Text(r.Bars), Text(r.CallsLongPutsShort), Text(r.ShortAll)])],
                "By contract / in total / days with the right sign. The first two are 1 - sum of squared errors over sum of squares: 100 % is all, 0 what zero would do. In brackets errors over stated deviations, root mean square. Medians over the markets; won: markets in which inventory is better than the better of the two fixed models, by contract / in total."),
            new FigureTable("With packages, and with each leg alone", ["customers buy", "wrong side", "at mid", "known packages", "legs alone"],
                [.. packages.Select(r => (string[])[r.Packages, Percent(r.WrongSide), Percent(r.AtMid), Text(r.Known), Text(r.Alone)])],
                "As above. 300 noise traders and 240 who buy packages; legs alone: the same tape with each leg named as a package of its own."),
            new FigureTable("Signs", ["wrong side", "single trades right", "bars: sign right by volume", "bars: mean error of net over volume", "the same if called balanced"],
                [.. signs.Select(s => (string[])[Percent(s.WrongSide), Percent(s.SignsRight), Percent(s.BarSignRight), Percent(s.BarError), Percent(s.OneSide)])]),
        ]);
    }

    private static Row Measure(string calls, CustomerSettings settings, int days, int seeds)
    {
        var worlds = new List<Score[]>();
        for (int seed = 1; seed <= seeds; seed++)
        {
            Scorer told = new(), inventory = new(), bars = new(), fixedModel = new(), shortAll = new();
            var market = new CustomerMarket(settings with { Seed = (ulong)seed });
            DealerInventory[] estimates = [new(new SignAccuracy()), new(new SignAccuracy()), new(new SignAccuracy())];
            var contracts = new Dictionary<ContractId, Contract>();
            for (int day = 0; day < days; day++)
            {
                CustomerDay one = market.Next();
                foreach (CustomerPosition p in one.Positions)
                {
                    // Born with no open interest.
                    if (contracts.TryAdd(p.Contract.Id, p.Contract))
                    {
                        foreach (DealerInventory e in estimates)
                            e.Print(p.Contract.Id, p.Contract.Type, 0);
                    }
                }
                estimates[0].Apply([.. one.Trades.Select((t, i) => t with { Taker = one.Takers[i] })], id => contracts[id]);
                estimates[1].Apply(one.Trades, id => contracts[id]);
                estimates[2].Apply(TradeBars.Of(one.Trades, Duration.FromSeconds(60)), id => contracts[id]);
                foreach (CustomerPosition p in one.Positions)
                {
                    foreach (DealerInventory e in estimates)
                        e.Print(p.Contract.Id, p.Contract.Type, p.OpenInterest);
                }
                if (day < Settled)
                    continue;
                told.Day(one.Positions, estimates[0]);
                inventory.Day(one.Positions, estimates[1]);
                bars.Day(one.Positions, estimates[2]);
                fixedModel.Day(one.Positions, p => SignModel.CallsLongPutsShort.Sign(p.Contract.Type) * p.OpenInterest);
                shortAll.Day(one.Positions, p => -p.OpenInterest);
            }
            worlds.Add([told.Score, inventory.Score, bars.Score, fixedModel.Score, shortAll.Score]);
        }
        return new Row(
            calls, settings.WrongSide, settings.AtMid, Medians(worlds, 0), Medians(worlds, 1), Medians(worlds, 2), Medians(worlds, 3), Medians(worlds, 4),
            worlds.Count(w => w[1].ByContract > Math.Max(w[3].ByContract, w[4].ByContract)), worlds.Count(w => w[1].Total > Math.Max(w[3].Total, w[4].Total)));
    }

    private static PackageRow Packages(string packages, CustomerSettings settings, int days, int seeds)
    {
        var worlds = new List<Score[]>();
        for (int seed = 1; seed <= seeds; seed++)
        {
            var market = new CustomerMarket(settings with { Seed = (ulong)seed });
            DealerInventory[] estimates = [new(new SignAccuracy()), new(new SignAccuracy())];
            Scorer[] scorers = [new(), new()];
            for (int day = 0; day < days; day++)
            {
                CustomerDay one = market.Next();
                Dictionary<ContractId, Contract> contracts = one.Positions.ToDictionary(static p => p.Contract.Id, static p => p.Contract);
                foreach (CustomerPosition p in one.Positions)
                    Array.ForEach(estimates, e => e.Print(p.Contract.Id, p.Contract.Type, p.OpenInterestBefore));
                estimates[0].Apply(one.Trades, id => contracts[id]);
                estimates[1].Apply([.. one.Trades.Select((t, i) => t with { Package = $"{i}" })], id => contracts[id]);
                for (int i = 0; day >= Settled && i < estimates.Length; i++)
                    scorers[i].Day(one.Positions, estimates[i]);
            }
            worlds.Add([scorers[0].Score, scorers[1].Score]);
        }
        return new PackageRow(packages, settings.WrongSide, settings.AtMid, Medians(worlds, 0), Medians(worlds, 1));
    }

    private static SignRow Signs(double wrong, int days)
    {
        var market = new CustomerMarket(new CustomerSettings { WrongSide = wrong });
        double signed = 0, right = 0, error = 0, balanced = 0, volume = 0, barRight = 0, barSided = 0;
        for (int day = 0; day < days; day++)
        {
            CustomerDay one = market.Next();
            var net = new Dictionary<(ContractId, long), double>();
            for (int i = 0; i < one.Trades.Count; i++)
            {
                OptionTrade t = one.Trades[i];
                double side = one.Takers[i] == Side.Buy ? 1 : -1;
                (ContractId, long) key = (t.Contract, TradeBars.EndOf(t.At, Duration.FromSeconds(60)).UnixNanoseconds);
                net[key] = net.GetValueOrDefault(key) + side * t.Quantity;
                double mid = 0.5 * (t.Bid + t.Ask);
                if (t.Kind != TradeKind.Single || Math.Abs(t.Price - mid) <= 1e-9 * mid)
                    continue;
                signed++;
                right += Math.Sign(t.Price - mid) == side ? 1 : 0;
            }
            foreach (OptionTrade bar in TradeBars.Of(one.Trades, Duration.FromSeconds(60)))
            {
                double truth = net[(bar.Contract, bar.At.UnixNanoseconds)], seen = Math.Clamp(2 * (bar.Price - bar.Bid) / (bar.Ask - bar.Bid) - 1, -1, 1) * bar.Quantity;
                volume += bar.Quantity;
                error += Math.Abs(seen - truth);
                balanced += Math.Abs(truth);
                if (truth == 0)
                    continue;
                barSided += bar.Quantity;
                barRight += Math.Sign(seen) == Math.Sign(truth) ? bar.Quantity : 0;
            }
        }
        return new SignRow(wrong, right / signed, error / volume, balanced / volume, barRight / barSided);
    }

    /// <summary>Errors of a model's gamma against the truth, day by day.</summary>
    private sealed class Scorer
    {
        private double _error, _size, _totalError, _totalSize, _doubts;
        private int _days, _right, _doubted;

        public Score Score => new(1 - _error / _size, 1 - _totalError / _totalSize, (double)_right / _days, _doubted > 0 ? Math.Sqrt(_doubts / _doubted) : null);

        public void Day(IReadOnlyList<CustomerPosition> positions, DealerInventory inventory) => Day(positions, p =>
        {
            InventoryEstimate known = inventory.Of(p.Contract.Id)!.Value;
            // With every side told only rounding is left of it.
            if (known.Deviation > 1e-3)
            {
                _doubts += Math.Pow((known.Position - p.Dealers) / known.Deviation, 2);
                _doubted++;
            }
            return known.Position;
        });

        public void Day(IReadOnlyList<CustomerPosition> positions, Func<CustomerPosition, double> model)
        {
            double truth = 0, seen = 0;
            foreach (CustomerPosition p in positions)
            {
                double right = p.Gamma * p.Dealers, ours = p.Gamma * model(p);
                _error += (ours - right) * (ours - right);
                _size += right * right;
                truth += right;
                seen += ours;
            }
            _totalError += (seen - truth) * (seen - truth);
            _totalSize += truth * truth;
            _days++;
            _right += Math.Sign(seen) == Math.Sign(truth) ? 1 : 0;
        }
    }

    private static Score Medians(List<Score[]> worlds, int model)
    {
        return new(Of(static s => s.ByContract), Of(static s => s.Total), Of(static s => s.SignRight), worlds.TrueForAll(w => w[model].Doubt is not null) ? Of(static s => s.Doubt!.Value) : null);

        double Of(Func<Score, double> figure) => Quantile(worlds.ConvertAll(w => figure(w[model])), 0.5);
    }

    private static double Quantile(List<double> values, double share)
    {
        values.Sort();
        double at = share * (values.Count - 1);
        int below = (int)at;
        return below + 1 < values.Count ? values[below] + (at - below) * (values[below + 1] - values[below]) : values[below];
    }

    private static string Text(Score s) => $"{Percent(s.ByContract)} / {Percent(s.Total)} / {Percent(s.SignRight)}" + (s.Doubt is double doubt ? $" ({doubt.ToString("0.0", CultureInfo.InvariantCulture)})" : "");

    private static string Percent(double share) => (100 * share).ToString("0", CultureInfo.InvariantCulture) + " %";
}
