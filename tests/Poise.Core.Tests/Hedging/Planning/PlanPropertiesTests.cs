using Poise.Domain;
using Poise.Hedging;

namespace Poise.Core.Tests.Hedging.Planning;

/// <summary>Small random plans and packages against every combination of lots, added up by formulas of the test's own.</summary>
public sealed class PlanPropertiesTests
{
    [Fact]
    public void Random_plans_are_the_cheapest_of_all_combinations()
    {
        var random = new SeededRandom(21);
        int infeasible = 0, traded = 0;
        for (int i = 0; i < Deep.Times(1500); i++)
        {
            HedgeProblem problem = Problem(random);
            double best = double.PositiveInfinity;
            ForAll(problem.Instruments, lots => best = Math.Min(best, Cost(problem, lots)));
            HedgePlan plan = HedgePlan.Of(problem, new SearchLimits());
            if (double.IsPositiveInfinity(best))
            {
                infeasible++;
                Assert.Equal(ProgramStatus.Infeasible, plan.Status);
                continue;
            }
            double found = plan.Cost.Total + plan.Penalty;
            Assert.True(plan.Status == ProgramStatus.Optimal, $"plan {i}: {plan.Status}");
            Assert.Equal(best, found, 1e-7 * (1 + Math.Abs(best)));
            Assert.True(plan.Bound <= best + 1e-12 * (1 + Math.Abs(best)), $"plan {i}: bound {plan.Bound:R} above {best:R}");
            Assert.Equal(Cost(problem, [.. plan.Lines.Select(static l => l.Lots.Count)]), found, 1e-7 * (1 + Math.Abs(found)));
            Assert.All(plan.Lines, static l => Assert.NotEmpty(l.Why));
            traded += plan.Lines.Any(static l => l.Lots != Lots.Zero) ? 1 : 0;
        }
        Assert.InRange(infeasible, Deep.Times(100), Deep.Times(1000));
        Assert.True(traded > Deep.Times(300), $"{traded} traded");
    }

    [Fact]
    public void Random_packages_are_the_cheapest_of_all_combinations_or_the_nearest()
    {
        var random = new SeededRandom(22);
        int infeasible = 0, bought = 0;
        for (int i = 0; i < Deep.Times(1500); i++)
        {
            int scenarios = 1 + random.NextInt32(4);
            var problem = new ProtectionProblem
            {
                Book = [.. Enumerable.Range(0, scenarios).Select(_ => 400 * (random.NextDouble() - 0.6))],
                MostLoss = 100 * random.NextDouble(),
                Options = [.. Enumerable.Range(0, 1 + random.NextInt32(4)).Select(k => Instrument(random, k, scenarios) with { Kind = ContractKind.Option, Style = PayoffStyle.Linear })],
                AllowsShort = random.NextInt32(2) == 0,
                MostPremium = random.NextInt32(3) == 0 ? 300 * random.NextDouble() : double.PositiveInfinity,
            };
            double best = double.PositiveInfinity, nearest = double.PositiveInfinity;
            ForAll(problem.Options, lots =>
            {
                double cost = 0, premium = 0;
                for (int k = 0; k < lots.Length; k++)
                {
                    Tradable o = problem.Options[k];
                    if (lots[k] < 0 && !problem.AllowsShort)
                        return;
                    cost += Spent(o, lots[k]);
                    premium += lots[k] * o.Multiplier * o.Rate * (lots[k] > 0 ? o.Ask : lots[k] < 0 ? o.Bid : 0);
                }
                if (premium > problem.MostPremium)
                    return;
                double loss = Enumerable.Range(0, scenarios).Max(s => cost - problem.Book[s] - lots.Select((l, k) => l * problem.Options[k].Scenarios[s]).Sum());
                nearest = Math.Min(nearest, loss);
                if (loss <= problem.MostLoss)
                    best = Math.Min(best, cost);
            });
            Protection package = Protection.Of(problem, new SearchLimits());
            if (double.IsPositiveInfinity(best))
            {
                infeasible++;
                Assert.Equal((ProgramStatus.Infeasible, false), (package.Status, package.Suffices));
                Assert.Equal(Math.Max(0, nearest), package.LossAfter, 1e-6);
                Assert.True(package.LossBound <= Math.Max(0, nearest) + 1e-12, $"package {i}: {package.LossBound} above {nearest}");
                continue;
            }
            Assert.True(package is { Status: ProgramStatus.Optimal, Suffices: true }, $"package {i}: {package.Status}");
            Assert.Equal(best, package.Cost, 1e-7 * (1 + best));
            Assert.True(package.Bound <= best + 1e-12 * best && package.LossAfter <= problem.MostLoss + 1e-6 && package.Premium <= problem.MostPremium + 1e-6, $"package {i}");
            bought += package.Legs.Length > 0 ? 1 : 0;
        }
        Assert.InRange(infeasible, Deep.Times(100), Deep.Times(1200));
        Assert.True(bought > Deep.Times(200), $"{bought} bought");
    }

    private static HedgeProblem Problem(SeededRandom random)
    {
        int scenarios = random.NextInt32(2) * random.NextInt32(4);
        return new HedgeProblem
        {
            Book = new(6 * random.NextNormal(), random.NextNormal(), 30 * random.NextNormal()),
            Delta = Band(random, 3),
            Gamma = Band(random, 0.7),
            Vega = Band(random, 20),
            Instruments = [.. Enumerable.Range(0, 1 + random.NextInt32(4)).Select(k => Instrument(random, k, scenarios))],
            Venues = random.NextInt32(2) == 0 ? [] : [new("v0", 400 * random.NextDouble())],
            CapitalCharge = random.NextInt32(2) * 0.05 * random.NextDouble(),
            ImpactFactor = random.NextInt32(3) * 0.5,
            CountsIncome = random.NextInt32(3) > 0,
            Scenarios = [.. Enumerable.Range(0, scenarios).Select(_ => 400 * (random.NextDouble() - 0.6))],
            MostScenarioMargin = random.NextInt32(3) == 0 ? 200 * random.NextDouble() : double.PositiveInfinity,
        };
    }

    private static GreekBand Band(SeededRandom random, double width)
    {
        double lower = -width * random.NextDouble(), upper = width * random.NextDouble();
        return new(random.NextInt32(4) == 0 ? double.NegativeInfinity : lower, random.NextInt32(4) == 0 ? double.PositiveInfinity : upper, random.NextInt32(2) == 0 ? double.PositiveInfinity : 20 * random.NextDouble());
    }

    private static Tradable Instrument(SeededRandom random, int k, int scenarios)
    {
        double mid = 20 + 100 * random.NextDouble(), half = random.NextInt32(4) == 0 ? 0 : 5 * random.NextDouble();
        bool isOption = random.NextInt32(2) == 0;
        return new Tradable
        {
            Name = $"i{k}",
            Venue = $"v{random.NextInt32(2)}",
            Kind = isOption ? ContractKind.Option : ContractKind.Perpetual,
            Greeks = new(3 * random.NextNormal(), isOption ? random.NextNormal() : 0, isOption ? 20 * random.NextNormal() : 0),
            Bid = mid - half,
            Ask = mid + half,
            BidSize = new(random.NextInt32(4)),
            AskSize = new(random.NextInt32(5)),
            Multiplier = 1 + random.NextInt32(3),
            Rate = random.NextInt32(2) == 0 ? 1 : 0.7,
            Style = !isOption && random.NextInt32(3) == 0 ? PayoffStyle.Inverse : PayoffStyle.Linear,
            FeeRate = 1e-3 * random.NextInt32(3),
            FeePerLot = random.NextInt32(2) * 0.3,
            DailyVolume = random.NextInt32(2) * 1000,
            DailyVol = 0.1 * random.NextDouble(),
            Carry = random.NextInt32(2) * random.NextNormal(),
            MarginLong = 100 * random.NextDouble(),
            MarginShort = 100 * random.NextDouble(),
            Scenarios = [.. Enumerable.Range(0, scenarios).Select(_ => 60 * random.NextNormal())],
        };
    }

    private static void ForAll(IReadOnlyList<Tradable> instruments, Action<long[]> see)
    {
        long[] lots = [.. instruments.Select(static x => -x.BidSize.Count)];
        while (true)
        {
            see(lots);
            int at = 0;
            while (at < lots.Length && lots[at] == instruments[at].AskSize.Count)
            {
                lots[at] = -instruments[at].BidSize.Count;
                at++;
            }
            if (at == lots.Length)
                return;
            lots[at]++;
        }
    }

    /// <summary>Cost and penalty; infinite for what is forbidden.</summary>
    private static double Cost(HedgeProblem problem, long[] lots)
    {
        double cost = 0, margin = 0, before = 0, used = 0;
        for (int k = 0; k < lots.Length; k++)
        {
            Tradable x = problem.Instruments[k];
            double n = Math.Abs(lots[k]), initial = n * (lots[k] > 0 ? x.MarginLong : x.MarginShort), carry = -lots[k] * x.Carry;
            double value = x.Style == PayoffStyle.Inverse ? x.Multiplier * x.Rate : x.Multiplier * x.Rate * 0.5 * (x.Bid + x.Ask);
            // Up to eight lots the pieces are the law itself.
            double impact = x.DailyVolume == 0 ? 0 : problem.ImpactFactor * x.DailyVol * value / Math.Sqrt(x.DailyVolume) * Math.Pow(n, 1.5);
            cost += Spent(x, lots[k]) + impact + (problem.CountsIncome ? carry : Math.Max(0, carry)) + problem.CapitalCharge * initial;
            used += problem.Venues.Any(v => v.Venue == x.Venue) ? initial : 0;
        }
        if (problem.Venues.Any(v => used > v.Most))
            return double.PositiveInfinity;
        for (int greek = 0; greek < 3; greek++)
        {
            GreekBand band = problem.Band(greek);
            double after = problem.Book[greek] + lots.Select((l, k) => l * problem.Instruments[k].Greeks[greek]).Sum(), outside = Math.Max(0, Math.Max(band.Lower - after, after - band.Upper));
            if (outside > 0 && double.IsPositiveInfinity(band.Penalty))
                return double.PositiveInfinity;
            cost += outside == 0 ? 0 : band.Penalty * outside;
        }
        for (int s = 0; s < problem.Scenarios.Length; s++)
        {
            before = Math.Max(before, -problem.Scenarios[s]);
            margin = Math.Max(margin, -problem.Scenarios[s] - lots.Select((l, k) => l * problem.Instruments[k].Scenarios[s]).Sum());
        }
        return margin > problem.MostScenarioMargin ? double.PositiveInfinity : cost + problem.CapitalCharge * (margin - before);
    }

    private static double Spent(Tradable x, long lots)
    {
        if (lots == 0)
            return 0;
        double mid = 0.5 * (x.Bid + x.Ask), price = lots > 0 ? x.Ask : x.Bid, n = Math.Abs(lots);
        bool isInverse = x.Style == PayoffStyle.Inverse;
        double spread = isInverse ? x.Multiplier * Math.Abs(1 / mid - 1 / price) * mid : x.Multiplier * Math.Abs(price - mid), value = isInverse ? x.Multiplier : x.Multiplier * price;
        return n * (x.Rate * (spread + x.FeeRate * value) + x.FeePerLot);
    }
}
