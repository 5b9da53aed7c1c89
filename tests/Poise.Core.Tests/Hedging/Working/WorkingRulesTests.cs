using Poise.Domain;
using Poise.Hedging;

namespace Poise.Core.Tests.Hedging.Working;

/// <summary>What holds whatever an algorithm says, its own or somebody's.</summary>
public class WorkingRulesTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 1, 5, 9);

    [Fact]
    public void No_order_is_for_more_than_is_wanted_nor_worse_than_allowed_nor_beside_another()
    {
        var random = new SeededRandom(21);
        int placed = 0, waited = 0;
        for (int i = 0; i < Deep.Times(40_000); i++)
        {
            IWorkingAlgorithm algorithm = WorkingTextTests.Random(random);
            WorkInput input = Input(random);
            WorkOutput output = WorkingRules.Decide(algorithm, input);
            if (output.Action != WorkAction.Place)
            {
                waited++;
                if (output.Action != WorkAction.Wait)
                    Assert.NotNull(input.Child);
                continue;
            }
            placed++;
            Assert.Null(input.Child);
            Assert.InRange(output.Quantity.Count, 1, Math.Min(input.Left.Count, input.Most.Count));
            Assert.False(input.IsWorse(output.Limit, input.Furthest), $"{algorithm}: {output}");
            if (output.PostOnly)
                Assert.True(input.IsWorse(input.Far, output.Limit), $"{algorithm} would take: {output}");
            else
                Assert.Equal(TimeInForce.ImmediateOrCancel, output.TimeInForce);
            if (algorithm is BudgetedWorking budgeted)
                Assert.False(input.IsWorse(output.Limit, input.FromArrival(budgeted.Budget)), $"{algorithm}: {output}");
            if (output.Quantity < input.Least && output.Quantity < input.Left)
                Assert.True(algorithm is Sweep or BudgetedWorking or PassiveThenCross || input.Most < input.Least, $"{algorithm}: {output}");
        }
        Assert.True(placed > Deep.Times(4000) && waited > Deep.Times(4000), $"{placed} placed, {waited} waited");
    }

    [Fact]
    public void A_child_on_its_way_out_or_that_ends_by_itself_is_waited_for()
    {
        var random = new SeededRandom(22);
        for (int i = 0; i < 1000; i++)
        {
            ChildOrder child = new(Side.Buy, new(5), new(100), Start, Rests: true, IsOpen: true, IsCancelSent: true);
            WorkInput input = Input(random) with { Child = child };
            Assert.Equal(WorkOutput.Wait(DecisionReason.TakingOff), WorkingRules.Decide(new Greedy(), input));
            Assert.Equal(WorkOutput.Wait(DecisionReason.OrderUnderWay), WorkingRules.Decide(new Greedy(), input with { Child = child with { IsCancelSent = false, Rests = false } }));
        }
    }

    /// <summary>Somebody's own algorithm that wants too much, too dear, beside what it has.</summary>
    [Fact]
    public void A_greedy_algorithm_gets_what_is_wanted_at_what_is_allowed()
    {
        var random = new SeededRandom(23);
        for (int i = 0; i < 1000; i++)
        {
            WorkInput input = Input(random) with { Child = null };
            WorkOutput output = WorkingRules.Decide(new Greedy(), input);
            Assert.Equal((Math.Min(input.Left.Count, input.Most.Count), input.Furthest), (output.Quantity.Count, output.Limit));
            ChildOrder own = new(input.Side, new(1), input.Near, Start, Rests: true, IsOpen: true, IsCancelSent: false);
            Assert.Equal(WorkOutput.Wait(DecisionReason.OrderUnderWay), WorkingRules.Decide(new Greedy(), input with { Child = own }));
            Assert.Equal(WorkOutput.Wait(DecisionReason.Urgent), WorkingRules.Decide(new Canceller(), input)); // there is nothing to cancel
        }
    }

    [Fact]
    public void Working_allocates_nothing()
    {
        var random = new SeededRandom(24);
        IWorkingAlgorithm[] algorithms = [.. Enumerable.Range(0, 200).Select(_ => WorkingTextTests.Random(random))];
        WorkInput[] inputs = [.. Enumerable.Range(0, 200).Select(_ => Input(random))];
        long sum = 0;
        Assert.Equal(0, AllocatedBytes.Of(() =>
        {
            foreach (IWorkingAlgorithm algorithm in algorithms)
                foreach (WorkInput input in inputs)
                    sum += WorkingRules.Decide(algorithm, input).Quantity.Count;
        }));
        Assert.True(sum > 0);
    }

    private static WorkInput Input(SeededRandom random)
    {
        double mid = 100 * Math.Exp(0.001 * random.NextNormal()), half = 0.01 * random.NextInt32(4);
        bool isBuy = random.NextInt32(2) == 0;
        long wanted = 1 + random.NextInt32(100);
        Instant now = Start + Duration.FromMilliseconds(random.NextInt32(200_000));
        long done = random.NextInt32(3) == 0 ? 0 : random.NextInt32(100);
        return new WorkInput
        {
            Now = now,
            Wanted = new(isBuy ? wanted : -wanted),
            Urgency = random.NextInt32(5) == 0 ? double.PositiveInfinity : 2 * random.NextDouble(),
            Quote = new Quote(Math.Round(mid - half, 2), Math.Round(mid + half, 2), 5, 5, now),
            PriceTick = 0.01m,
            Furthest = new(10_000 + (isBuy ? 1 : -1) * random.NextInt32(60)),
            Least = new(random.NextInt32(2) == 0 ? 0 : Math.Min(wanted, random.NextInt32(20))),
            Most = new(1 + random.NextInt32(200)),
            Slack = new(random.NextInt32(10)),
            Wish = new WorkedWish(isBuy ? Side.Buy : Side.Sell, Start, 100, new(done), random.NextInt32(9), random.NextInt32(2) == 0 ? default : now - Duration.FromMilliseconds(random.NextInt32(5000)), new(random.NextInt32(1000)), new(random.NextInt32((int)done + 1))),
            Child = random.NextInt32(2) == 0 ? null : new ChildOrder(random.NextInt32(8) == 0 ? Side.Buy : isBuy ? Side.Buy : Side.Sell, new(1 + random.NextInt32(120)), new(9990 + random.NextInt32(20)), now - Duration.FromMilliseconds(random.NextInt32(5000)), random.NextInt32(4) > 0, random.NextInt32(4) > 0, random.NextInt32(4) == 0),
        };
    }

    private sealed record Greedy : IWorkingAlgorithm
    {
        public string Name => "greedy";

        public WorkOutput Work(in WorkInput input) => WorkOutput.Take(new(1_000_000), new(input.Side == Side.Buy ? 1_000_000 : 1));
    }

    private sealed record Canceller : IWorkingAlgorithm
    {
        public string Name => "canceller";

        public WorkOutput Work(in WorkInput input) => WorkOutput.Cancel(DecisionReason.Urgent);
    }
}
