using Poise.Domain;
using Poise.Hedging;

namespace Poise.Core.Tests.Hedging.Planning;

public sealed class ProtectionTests
{
    private static readonly SearchLimits Exact = new();

    private static Tradable Put(string name, double bid, double ask, params double[] scenarios) => new()
    {
        Name = name,
        Venue = "one",
        Kind = ContractKind.Option,
        Bid = bid,
        Ask = ask,
        BidSize = new(40),
        AskSize = new(40),
        Scenarios = [.. scenarios],
    };

    /// <summary>
    /// A book that loses 1,000 in a fall and nothing else, to lose 400 at most. The near put brings 100 a lot and costs 2 against mid, net 98: 600 / 98 = 6.1, so 7 lots at 14. The far one brings 61 for 1, net 60: ten lots at 10,
    /// for 210 of premium. Both together: any that cost 10 bring less than 600.
    /// </summary>
    [Fact]
    public void By_hand()
    {
        var problem = new ProtectionProblem { Book = [-1000, 0, 200], MostLoss = 400, Options = [Put("near", 48, 52, 100, -30, -50), Put("far", 19, 21, 61, -15, -20)] };
        Protection package = Protection.Of(problem, Exact);
        ProtectionLeg leg = Assert.Single(package.Legs);
        Assert.Equal(("far", 10L, 21.0), (leg.Option.Name, leg.Lots.Count, leg.Price));
        Assert.Equal((210.0, 10.0, ProgramStatus.Optimal, true), (package.Premium, package.Cost, package.Status, package.Suffices));
        // -1,000 + 10 * 61 - 10.
        Assert.Equal((1000.0, 400.0, 0), (package.LossBefore, package.LossAfter, package.Worst));
        Assert.InRange(package.Bound, 10 - 1e-6, 10);
        // A premium of 200 at most: seven near ask for 364, nine far for 189 and bring 540.
        Protection none = Protection.Of(problem with { MostPremium = 200 }, Exact);
        Assert.Equal((ProgramStatus.Infeasible, false, double.PositiveInfinity), (none.Status, none.Suffices, none.Bound));
        Assert.Equal((460.0, 189.0), (none.LossAfter, none.Premium));
        Assert.InRange(none.LossBound, 460 - 1e-6, 460);
    }

    /// <summary>Sold calls pay for the puts: the premium of 6 lots at 52 is more than may be paid, unless 6 calls are sold at 40.</summary>
    [Fact]
    public void Short_legs_are_used_only_where_they_are_allowed()
    {
        var problem = new ProtectionProblem
        {
            Book = [-1000, 0, 500],
            MostLoss = 425,
            MostPremium = 100,
            AllowsShort = true,
            Options = [Put("put", 48, 52, 100, -30, -50), Put("call", 40, 42, -38, 10, 60) with { Scenarios = [-38, 10, 60], AskSize = new(0) }],
        };
        Protection package = Protection.Of(problem, Exact);
        Assert.True(package.Suffices && package.Premium <= 100);
        Assert.Equal(["put", "call"], package.Legs.Select(static l => l.Option.Name));
        Assert.True(package.Legs[0].Lots > Lots.Zero && package.Legs[1].Lots < Lots.Zero);
        Assert.Equal(package.Legs[0].Lots.Count * 52 - -package.Legs[1].Lots.Count * 40, package.Premium);
        Protection unsold = Protection.Of(problem with { AllowsShort = false }, Exact);
        Assert.Equal((ProgramStatus.Infeasible, 1L, 1000 - 98.0), (unsold.Status, Assert.Single(unsold.Legs).Lots.Count, unsold.LossAfter));
    }

    [Fact]
    public void A_book_that_is_inside_already_needs_nothing()
    {
        Protection package = Protection.Of(new ProtectionProblem { Book = [-300, 50], MostLoss = 400, Options = [Put("put", 48, 52, 100, -30)] }, Exact);
        Assert.Empty(package.Legs);
        Assert.Equal((0.0, 0.0, 300.0, 300.0), (package.Cost, package.Premium, package.LossBefore, package.LossAfter));
    }

    [Fact]
    public void Without_options_what_is_lost_is_lost()
    {
        Protection inside = Protection.Of(new ProtectionProblem { Book = [-300, 50], MostLoss = 400, Options = [] }, Exact);
        Assert.Equal((ProgramStatus.Optimal, true, 300.0), (inside.Status, inside.Suffices, inside.LossAfter));
        Protection beyond = Protection.Of(new ProtectionProblem { Book = [-500, 50], MostLoss = 400, Options = [] }, Exact);
        Assert.Equal((ProgramStatus.Infeasible, false, 500.0), (beyond.Status, beyond.Suffices, beyond.LossAfter));
        Assert.InRange(beyond.LossBound, 500 - 1e-6, 500);
    }

    [Fact]
    public void Every_scenario_bears_what_the_package_costs()
    {
        // 600 is exactly what six lots bring; they cost 12, so a seventh is needed.
        Protection package = Protection.Of(new ProtectionProblem { Book = [-1000, 0], MostLoss = 400, Options = [Put("put", 48, 52, 100, -10)] }, Exact);
        Assert.Equal((7L, 1000 - 700 + 14.0), (package.Legs[0].Lots.Count, package.LossAfter));
    }

    [Fact]
    public void What_is_no_number_is_refused()
    {
        var problem = new ProtectionProblem { Book = [-1000, 0], MostLoss = 400, Options = [Put("put", 48, 52, 100, -10)] };
        Assert.Throws<ArgumentException>(() => Protection.Of(problem with { Book = [double.NaN, 0] }));
        Assert.Throws<ArgumentException>(() => Protection.Of(problem with { Book = [] }));
        Assert.Throws<ArgumentException>(() => Protection.Of(problem with { Options = [problem.Options[0] with { Kind = ContractKind.Future }] }));
        Assert.Throws<ArgumentException>(() => Protection.Of(problem with { MostLoss = -1 }));
        Assert.Throws<ArgumentException>(() => Protection.Of(problem with { Options = [Put("put", 48, 52, 100)] }));
        Assert.Throws<ArgumentException>(() => Protection.Of(problem with { Options = [Put("put", 48, 52, 100, double.NaN)] }));
    }
}
