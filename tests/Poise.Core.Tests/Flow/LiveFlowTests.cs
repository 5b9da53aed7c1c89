using Poise.Chains;
using Poise.Domain;
using Poise.Flow;
using Poise.TestShared;

namespace Poise.Core.Tests;

/// <summary>Levels of a chain that is fed, under any order of quotes, moves and choices, are those of a report of what it holds.</summary>
public class LiveFlowTests
{
    private static readonly FlowChoice[] Choices = [default, new(SignModel.ShortAll, WallDefinition.SideGamma), new(SignModel.CallsShortPutsLong, WallDefinition.AroundZeroGamma)];

    private static FlowSettings Settings(FlowChoice choice) => new()
    {
        Signs = choice.Signs ?? SignModel.CallsLongPutsShort,
        Walls = choice.Walls,
        CompareWithCompat = false,
        CompareSigns = false,
        MapsHedging = false,
    };

    private static LiveFlow Live() => new(new QuotedChain(new GeneratedChain().Snapshot(), new ChainSettings()), Settings);

    private static void Same(LiveFlow live, IReadOnlyList<FlowChoice> choices)
    {
        Dictionary<FlowChoice, LevelsNow> levels = live.Levels(choices);
        Assert.Equal(choices, levels.Keys);
        foreach ((FlowChoice choice, LevelsNow now) in levels)
        {
            FlowView view = FlowReport.Of(live.Chain.Chain, Settings(choice));
            Assert.Equal(view.Totals.Gex!.Value, now.Gex!.Value, 1e-9 * view.Profile.Max(static p => Math.Abs(p.Gex)));
            Assert.Equal(view.Levels.ZeroGammaAll, now.ZeroGammaAll);
            Assert.Equal((view.Levels.ZeroGamma, view.Levels.CallWall, view.Levels.PutWall, view.Levels.Regime), (now.ZeroGamma, now.CallWall, now.PutWall, now.Regime));
        }
    }

    [Fact]
    public void They_follow_quotes_spot_and_time()
    {
        LiveFlow live = Live();
        var random = new SeededRandom(11);
        Instant at = GeneratedChain.Now;
        double spot = 5000;
        for (int step = 0; step < Deep.Times(40); step++)
        {
            if (random.NextInt32(3) == 0)
                Assert.True(live.TryMove(at += Duration.FromSeconds(random.NextInt32(90)), spot *= 1 + 0.004 * (random.NextDouble() - 0.5)));
            int first = random.NextInt32(live.Chain.Rows.Length - 40);
            for (int row = first; row < first + random.NextInt32(40); row++)
            {
                Quote q = live.Chain.Rows[row].Quote;
                live.Chain.Take(row, random.NextInt32(8) == 0 ? Quote.Absent : q with { Bid = q.Bid * 0.99, Ask = q.Ask * 1.02 });
            }
            Same(live, random.NextInt32(2) == 0 ? Choices : Choices[..(1 + random.NextInt32(2))]);
        }
    }

    [Fact]
    public void The_next_picture_is_taken_by_what_changed_in_it()
    {
        LiveFlow live = Live(), fed = Live();
        live.Levels(Choices);
        fed.Levels(Choices);
        MarketSnapshot next = new GeneratedChain { Change = r => r.Line % 7 == 0 ? r with { OpenInterest = r.OpenInterest + 500, Quote = r.Quote with { Ask = r.Quote.Ask + 0.1 } } : r }.Snapshot()
            .With(spot: 5010, asOf: GeneratedChain.Now + Duration.FromSeconds(60));
        Assert.True(live.TryTake(next));
        Same(live, Choices);
        Assert.Equal(next.Options, live.Chain.Now().Options);
        Assert.True(fed.TryMove(next.AsOf, next.Spot));
        for (int row = 6; row < next.Options.Count; row += 7)
            fed.Chain.Take(row, next.Options[row]);
        LevelsNow a = fed.Levels(Choices)[default], b = live.Levels(Choices)[default];
        Assert.Equal((a.Gex, a.ZeroGamma, a.CallWall), (b.Gex, b.ZeroGamma, b.CallWall));
    }

    [Fact]
    public void Other_contracts_or_a_later_day_need_a_chain_made_anew()
    {
        LiveFlow live = Live();
        MarketSnapshot market = live.Chain.Now();
        Assert.False(live.TryTake(market.With(options: [.. market.Options.Skip(1)])));
        Assert.False(live.TryTake(market.With(options: [.. market.Options.Reverse()])));
        Assert.False(live.TryTake(market.With(asOf: GeneratedChain.Now + Duration.FromDays(3))));
        Assert.Throws<ArgumentException>(() => live.TryTake(market.With(spot: double.NaN)));
        Assert.Equal(GeneratedChain.Now, live.Chain.Chain.AsOf);
        Same(live, Choices);
    }

    [Fact]
    public void What_a_picture_says_beside_quotes_is_taken_too()
    {
        static OptionRow Said(OptionRow r, double forward, double volume) => r with { Forward = forward, ForwardName = "F", Volume = volume, Mark = volume };
        var generated = new GeneratedChain { Style = PayoffStyle.Inverse };
        MarketSnapshot first = generated.Snapshot();
        first = first.With(options: [.. first.Options.Select(static r => Said(r, 5020, 1))]);
        MarketSnapshot next = first.With(asOf: GeneratedChain.Now + Duration.FromSeconds(60), options: [.. first.Options.Select(static r => Said(r, 5150, 50))]);
        var live = new LiveFlow(new QuotedChain(first, new ChainSettings()), Settings);
        live.Levels(Choices);
        Assert.True(live.TryTake(next));
        Assert.Equal(next.Options, live.Chain.Now().Options);
        LevelsNow levels = live.Levels(Choices)[default], own = new LiveLevels(OptionChain.Of(next, new ChainSettings()), Settings(default)).Now();
        Assert.Equal(own.Gex!.Value, levels.Gex!.Value, 1e-9 * Math.Abs(own.Gex.Value));
        Assert.All(live.Chain.Chain.Slices, static s => Assert.Equal((5150, ForwardRung.ListedFuture), (s.Forward.Forward, s.Forward.Rung)));
    }
}
