using System.Text;
using Poise.Domain;
using Poise.Hedging;

namespace Poise.Core.Tests.Hedging.Working;

public class WorkingTextTests
{
    private static IWorkingAlgorithm Parse(string json) => WorkingText.Parse(Encoding.UTF8.GetBytes(json));

    [Fact]
    public void Each_sort_is_read_as_it_is_written()
    {
        Assert.Equal(new Sweep(), Parse("""{ "work": "sweep" }"""));
        Assert.Equal(new BudgetedWorking(new Sweep(), 7.5), Parse("""{ "work": "sweep", "budget": 7.5 }"""));
        Assert.Equal(new CrossingLadder(5, 1, 0.2, Duration.Zero), Parse("""{ "work": "ladder" }"""));
        Assert.Equal(new CrossingLadder(3, 0.5, 0.1, Duration.FromSeconds(2)), Parse("""{ "work": "ladder", "rungs": 3, "step": 0.5, "share": 0.1, "every": "2s" }"""));
        Assert.Equal(new PeggedOrder(), Parse("""{ "work": "peg" }"""));
        Assert.Equal(new PeggedOrder { Chase = 5, ChaseTicks = 20, CrossesBeyond = true, Pause = Duration.FromMilliseconds(250) }, Parse("""{ "work": "peg", "chase": 5, "chaseTicks": 20, "beyond": "cross", "pause": "250ms" }"""));
        Assert.Equal(
            new BudgetedWorking(new PassiveThenCross(new PeggedOrder { Chase = 5 }, 1, Duration.FromSeconds(10)), 10),
            Parse("""{ "work": "passive-then-cross", "urgency": 1, "patience": "10s", "chase": 5, "budget": 10 }"""));
        Assert.Equal(new ScheduledWorking(new EvenSchedule(), Duration.FromSeconds(300), 10, double.PositiveInfinity, new Sweep()), Parse("""{ "work": "twap", "length": "5m" }"""));
        Assert.Equal(
            new ScheduledWorking(new AlmgrenChrissSchedule(Duration.FromSeconds(90)), Duration.FromSeconds(300), 6, 2, new PassiveThenCross(new PeggedOrder(), 2, Duration.FromSeconds(20))),
            Parse("""{ "work": "almgren-chriss", "length": "5m", "halfLife": "90s", "slices": 6, "urgency": 2, "by": { "work": "passive-then-cross", "urgency": 2, "patience": "20s" } }"""));
        Assert.Equal(new ScheduledWorking(new ObizhaevaWangSchedule(Duration.FromSeconds(30)), Duration.FromSeconds(300), 10, double.PositiveInfinity, new PeggedOrder()), Parse("""{ "work": "obizhaeva-wang", "length": "5m", "resilience": "30s", "by": { "work": "peg" } }"""));
        Assert.Equal(new Participation(0.1, double.PositiveInfinity, new Sweep()), Parse("""{ "work": "participation", "rate": 0.1 }"""));
    }

    [Theory]
    [InlineData("""{ "work": "iceberg" }""", "work.work: \"iceberg\"; allowed: sweep, ladder, peg, passive-then-cross, twap, almgren-chriss, obizhaeva-wang, participation")]
    [InlineData("""{ }""", "work.work: absent; allowed: sweep,")]
    [InlineData("""{ "work": "sweep", "budget": -1 }""", "work.budget: -1; allowed: a number from 0 to 9999")]
    [InlineData("""{ "work": "sweep", "chase": 1 }""", "work.chase: no such setting; allowed: work, budget")]
    [InlineData("""{ "work": "peg", "beyond": "stop" }""", "work.beyond: \"stop\"; allowed: rest, cross")]
    [InlineData("""{ "work": "peg", "pause": "0s" }""", "work.pause: \"0s\"; allowed: a number and its unit")]
    [InlineData("""{ "work": "passive-then-cross", "urgency": 1 }""", "work.patience: absent; allowed: a number and its unit")]
    [InlineData("""{ "work": "passive-then-cross", "urgency": 0, "patience": "1s" }""", "work.urgency: 0; allowed: a number above 0")]
    [InlineData("""{ "work": "twap", "length": 300 }""", "work.length: 300; allowed: a number and its unit")]
    [InlineData("""{ "work": "twap", "length": "5m", "slices": 0 }""", "work.slices: 0; allowed: a whole number from 1 to 1000")]
    [InlineData("""{ "work": "twap", "length": "5m", "slices": 2.5 }""", "work.slices: 2.5; allowed: a whole number from 1 to 1000")]
    [InlineData("""{ "work": "ladder", "rungs": 51 }""", "work.rungs: 51; allowed: a whole number from 1 to 50")]
    [InlineData("""{ "work": "almgren-chriss", "length": "5m" }""", "work.halfLife: absent; allowed: a number and its unit")]
    [InlineData("""{ "work": "obizhaeva-wang", "length": "5m" }""", "work.resilience: absent; allowed")]
    [InlineData("""{ "work": "participation", "rate": 1.5 }""", "work.rate: 1.5; allowed: a number above 0 to 1")]
    [InlineData("""{ "work": "twap", "length": "5m", "by": { "work": "twap", "length": "1m" } }""", "work.by.work: \"twap\"; allowed: sweep, ladder, peg, passive-then-cross")]
    [InlineData("""{ "work": "twap", "length": "5m", "by": { "work": "peg", "budget": 3 } }""", "work.by.budget: no such setting")]
    [InlineData("""{ "work": "twap", "length": "5m", "by": 3 }""", "work.by: 3; allowed: an object")]
    [InlineData("[]", "work: []; allowed: an object")]
    [InlineData("", "work is no JSON, line 1, column 1")]
    public void What_cannot_be_is_refused_by_key_value_and_what_is_allowed(string json, string message) =>
        Assert.StartsWith(message, Assert.Throws<SettingsException>(() => Parse(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_algorithm_is_the_same_again_from_its_text()
    {
        var random = new SeededRandom(31);
        for (int i = 0; i < 2000; i++)
        {
            IWorkingAlgorithm algorithm = Random(random);
            Assert.Equal(algorithm, WorkingText.Parse(WorkingText.Of(algorithm)!));
        }
    }

    [Fact]
    public void Damaged_text_is_refused_or_read_and_nothing_else()
    {
        var random = new SeededRandom(32);
        int refused = 0;
        for (int i = 0; i < Deep.Times(3000); i++)
        {
            byte[] text = WorkingText.Of(Random(random))!;
            for (int hits = 1 + random.NextInt32(3); hits > 0; hits--)
                text[random.NextInt32(text.Length)] = (byte)(random.NextInt32(4) == 0 ? random.NextInt32(256) : "0123456789{}[]\",:-.e"[random.NextInt32(20)]);
            try
            {
                WorkingText.Parse(text);
            }
            catch (SettingsException e)
            {
                Assert.NotEmpty(e.Message);
                refused++;
            }
        }
        Assert.True(refused > Deep.Times(1500), $"{refused} refused");
    }

    [Fact]
    public void An_algorithm_of_somebodys_own_has_no_text_nor_one_that_holds_it()
    {
        var own = new OwnAlgorithm();
        foreach (IWorkingAlgorithm algorithm in (IWorkingAlgorithm[])[own, new BudgetedWorking(own, 3), new Participation(0.1, 1, own), new ScheduledWorking(new EvenSchedule(), Duration.FromSeconds(9), 3, 1, own), new ScheduledWorking(new OwnSchedule(), Duration.FromSeconds(9), 3, 1, new Sweep()), new BudgetedWorking(new BudgetedWorking(new Sweep(), 1), 2)])
            Assert.Null(WorkingText.Of(algorithm));
    }

    internal static IWorkingAlgorithm Random(SeededRandom random)
    {
        IWorkingAlgorithm algorithm = random.NextInt32(8) switch
        {
            < 4 => Inner(random),
            < 7 => new ScheduledWorking(
                random.NextInt32(3) switch { 0 => new EvenSchedule(), 1 => new AlmgrenChrissSchedule(Time(random, 200)), _ => new ObizhaevaWangSchedule(Time(random, 100)) },
                Time(random, 150), 1 + random.NextInt32(20), Urgency(random), Inner(random)),
            _ => new Participation(1 - random.NextDouble(), Urgency(random), Inner(random)),
        };
        return random.NextInt32(3) == 0 ? new BudgetedWorking(algorithm, 20 * random.NextDouble()) : algorithm;
    }

    private static IWorkingAlgorithm Inner(SeededRandom random) => random.NextInt32(4) switch
    {
        0 => new Sweep(),
        1 => new CrossingLadder(1 + random.NextInt32(6), 3 * random.NextDouble(), 0.001 + 0.9 * random.NextDouble(), Time(random, 3)),
        2 => Peg(random),
        _ => new PassiveThenCross(Peg(random), 0.1 + 2 * random.NextDouble(), Time(random, 60)),
    };

    private static PeggedOrder Peg(SeededRandom random) => new()
    {
        Chase = random.NextInt32(2) == 0 ? double.PositiveInfinity : 10 * random.NextDouble(),
        ChaseTicks = random.NextInt32(2) == 0 ? null : random.NextInt32(50),
        CrossesBeyond = random.NextInt32(2) == 0,
        Pause = Time(random, 2),
    };

    private static double Urgency(SeededRandom random) => random.NextInt32(2) == 0 ? double.PositiveInfinity : 0.1 + 2 * random.NextDouble();

    private static Duration Time(SeededRandom random, double seconds) => Duration.FromMilliseconds(1 + (long)(1000 * seconds * random.NextDouble()));

    private sealed record OwnAlgorithm : IWorkingAlgorithm
    {
        public string Name => "own";

        public WorkOutput Work(in WorkInput input) => default;
    }

    private sealed record OwnSchedule : IExecutionSchedule
    {
        public string Name => "own";

        public double Due(int due, int slices, Duration length) => 1;
    }
}
