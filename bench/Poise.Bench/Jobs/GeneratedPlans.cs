using Poise.Domain;
using Poise.Hedging;
using Poise.Pricing;

namespace Poise.Bench;

/// <summary>Hedge problems as an options desk has them: a coin at 100,000, a tenth of the instruments outrights at two venues, the rest options of six expiries; a short book, nine moves of spot by three of vol as scenarios.</summary>
internal static class GeneratedPlans
{
    private const double Spot = 100_000;
    private static readonly double[] Days = [7, 14, 30, 61, 91, 182];
    private static readonly (double Move, double Vol)[] Shocks = [.. from move in (double[])[-0.16, -0.12, -0.08, -0.04, 0, 0.04, 0.08, 0.12, 0.16] from vol in (double[])[1.4, 1, 0.78] select (move, vol)];

    /// <summary>Delta in coins and gamma, a 1 % move, must come into their bands; vega, a vol point, is penalised outside.</summary>
    public static HedgeProblem Of(int instruments, ulong seed)
    {
        var random = new SeededRandom(seed);
        Tradable[] traded = [.. Enumerable.Range(0, instruments).Select(i => i % 10 == 0 ? Outright(i) : Option(i, random))];
        PlanGreeks book = default;
        double[] profits = new double[Shocks.Length];
        for (int held = 0; held < 30; held++)
        {
            (OptionType type, double strike, double years, double vol) = Terms(random);
            double coins = 34 * random.NextDouble() - 22;
            book += coins * Greeks(type, strike, years, vol);
            for (int s = 0; s < profits.Length; s++)
                profits[s] += coins * Gain(type, strike, years, vol, Shocks[s]);
        }
        return new HedgeProblem
        {
            Book = book,
            Delta = new(-0.25, 0.25),
            Gamma = new(-0.05, 0.05),
            Vega = new(-150, 150, 5),
            Instruments = [.. traded],
            Scenarios = [.. profits],
            CapitalCharge = 0.1 / 365,
            Venues = [new("one", 2e6), new("two", 2e6)],
        };
    }

    private static Tradable Outright(int i)
    {
        bool isPerpetual = i == 0;
        double days = Days[i / 10 % Days.Length], mid = Spot * (isPerpetual ? 1 : 1 + 0.08 * days / 365), half = 0.5 + i % 7;
        return new Tradable
        {
            Name = $"outright {i}",
            Venue = i % 20 == 0 ? "one" : "two",
            Kind = isPerpetual ? ContractKind.Perpetual : ContractKind.Future,
            Greeks = new(0.01 * mid / Spot, 0, 0),
            Bid = mid - half,
            Ask = mid + half,
            BidSize = new(9000),
            AskSize = new(9000),
            Multiplier = 0.01,
            FeeRate = 3e-4,
            DailyVolume = 2e6,
            DailyVol = 0.03,
            Carry = -0.01 * mid * (isPerpetual ? 1e-4 : 7e-5),
            MarginLong = 0.0002 * mid,
            MarginShort = 0.0002 * mid,
            Scenarios = [.. Shocks.Select(s => 0.01 * mid * s.Move)],
        };
    }

    private static Tradable Option(int i, SeededRandom random)
    {
        const double lot = 0.1;
        (OptionType type, double strike, double years, double vol) = Terms(random);
        double mark = Black76.EvaluateForward(type, Spot, strike, years, 1, vol).Price, half = Math.Max(10, mark * 0.01 * (0.5 + 2 * random.NextDouble())), bid = Math.Max(5, mark - half);
        return new Tradable
        {
            Name = $"option {i}",
            Venue = i % 3 == 0 ? "one" : "two",
            Kind = ContractKind.Option,
            Greeks = lot * Greeks(type, strike, years, vol),
            Bid = bid,
            Ask = Math.Max(bid, mark + half),
            Mark = Math.Max(bid, mark),
            BidSize = new(50 + random.NextInt32(1000)),
            AskSize = new(50 + random.NextInt32(1000)),
            Multiplier = lot,
            FeePerLot = lot * Math.Min(3e-4 * Spot, 0.125 * mark),
            DailyVolume = 2000 + random.NextInt32(20_000),
            DailyVol = 0.3,
            MarginLong = lot * mark,
            MarginShort = lot * Spot * 0.12,
            Scenarios = [.. Shocks.Select(s => lot * Gain(type, strike, years, vol, s))],
        };
    }

    private static (OptionType Type, double Strike, double Years, double Vol) Terms(SeededRandom random)
    {
        double years = Days[random.NextInt32(Days.Length)] / 365, strike = Math.Round(Spot * Math.Exp(0.3 * Math.Sqrt(years) * random.NextNormal()) / 1000) * 1000;
        return (strike > Spot ? OptionType.Call : OptionType.Put, strike, years, 0.5 + 0.1 * Math.Abs(Math.Log(strike / Spot)));
    }

    private static PlanGreeks Greeks(OptionType type, double strike, double years, double vol)
    {
        OptionGreeks greeks = Black76.EvaluateForward(type, Spot, strike, years, 1, vol);
        return new PlanGreeks(greeks.Delta, greeks.Gamma * Spot / 100, greeks.Vega / 100);
    }

    private static double Gain(OptionType type, double strike, double years, double vol, (double Move, double Vol) shock) =>
        Black76.EvaluateForward(type, Spot * (1 + shock.Move), strike, years, 1, vol * shock.Vol).Price - Black76.EvaluateForward(type, Spot, strike, years, 1, vol).Price;
}
