using Poise.Domain;
using Poise.Flow;

namespace Poise.Core.Tests;

/// <summary>Levels as lines, and where the regime is called transition.</summary>
public class LevelLinesTests
{
    private static readonly MarketSnapshot Market = new GeneratedChain().Snapshot();

    [Fact]
    public void Lines_are_the_levels_of_the_view_in_their_order()
    {
        FlowView view = FlowReport.Of(Market, new FlowSettings { Walls = WallDefinition.AroundZeroGamma, Hedge = new("future", 50, PayoffStyle.Linear) });
        LevelsView l = view.Levels;
        Assert.Single(l.ZeroGammaAll);
        Assert.Equal(
            [
                ("zero gamma", "zero-gamma", l.ZeroGamma!.Value), ("transition low", "transition-low", l.TransitionZone!.Low), ("transition high", "transition-high", l.TransitionZone.High),
                ("call wall", "call-wall", l.CallWalls[0]), ("call wall 2", "call-wall", l.CallWalls[1]), ("put wall", "put-wall", l.PutWalls[0]), ("put wall 2", "put-wall", l.PutWalls[1]),
                ("day low", "day-low", view.DayRange!.Low), ("day high", "day-high", view.DayRange.High),
            ],
            LevelLines.Of(view).Select(x => (x.Name, x.Kind, x.Price)));
        Assert.All(LevelLines.Of(view), x => Assert.Equal(x.Price * view.OnHedge!.Ratio, x.OnHedge));
        Assert.All(LevelLines.Of(FlowReport.Of(Market, new FlowSettings())), x => Assert.Null(x.OnHedge));
    }

    [Fact]
    public void Every_crossing_is_a_line_and_the_primary_one_comes_first()
    {
        FlowView view = FlowReport.Of(Market, new FlowSettings());
        FlowView several = view with { Levels = view.Levels with { ZeroGamma = 5000, ZeroGammaAll = [4800, 5000, 5300] } };
        Assert.Equal([("zero gamma", 5000), ("zero gamma 2", 4800), ("zero gamma 3", 5300)], LevelLines.Of(several).Where(x => x.Kind == "zero-gamma").Select(x => (x.Name, x.Price)));
    }

    [Fact]
    public void A_level_that_does_not_exist_is_no_line()
    {
        FlowView view = FlowReport.Of(Market, new FlowSettings { Signs = SignModel.ShortAll });
        Assert.Null(view.Levels.ZeroGamma);
        Assert.Null(view.Levels.TransitionZone);
        Assert.Equal(["put-wall", "day-low", "day-high"], LevelLines.Of(view).Select(x => x.Kind));
    }

    [Theory]
    [InlineData(0.003)]
    [InlineData(0.05)]
    public void The_transition_zone_is_where_the_regime_is_called_so(double zone)
    {
        FlowView view = FlowReport.Of(Market, new FlowSettings { TransitionZone = zone });
        (double zero, RangeView range) = (view.Levels.ZeroGamma!.Value, view.Levels.TransitionZone!);
        Assert.InRange(zero, range.Low, range.High);
        foreach ((double spot, bool isWithin) in ((double, bool)[])[(range.Low * (1 - 1e-9), false), (range.Low * (1 + 1e-9), true), (range.High * (1 - 1e-9), true), (range.High * (1 + 1e-9), false)])
            Assert.Equal(isWithin, FlowReport.Regime(1, zero, spot, zone, []) == "transition");
    }
}
