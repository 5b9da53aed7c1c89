using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>The sticky-moneyness delta by the slopes of the fitted smile, beside that by the neighbouring strikes' vols.</summary>
public sealed class FittedSlopeStories
{
    private const double Spot = 100, Basis = 1.02, Discount = 0.99;

    private static readonly HedgeDelta Sticky = new(1, DeltaKind.StickyMoneyness);
    private static readonly RawSvi Smile = new(0.006, 0.05, -0.4, 0.01, 0.08);
    private static readonly double Years = Duration.FromDays(30).Years;
    private static readonly double[] Strikes = [80, 92, 95, 100, 104, 120];

    private static double K(double strike) => Math.Log(strike / (Spot * Basis));

    private readonly List<ContractIndex> _options = [];

    /// <summary>Holds ten of each of several options, of which none is at either end of the smile.</summary>
    private DeskStory Holding(bool isInverse, double[] slopes)
    {
        DeskStory story = new(DeskStory.With(h => h with { Policy = new DeltaPolicy(new FixedBandPolicy(DeltaBand.Around(0, 1)), DeltaKind.StickyMoneyness) }), isInverse);
        _options.Clear();
        foreach (double strike in Strikes)
        {
            foreach (OptionType type in new[] { OptionType.Put, OptionType.Call })
            {
                _options.Add(new(story.Desk.Book.Count));
                story.Apply(DeskEvent.Listed(story.Now, story.Call with { Id = new("sim", $"{type}{strike}"), Type = type, Strike = strike }));
            }
        }
        return Holds(story.Opens().Quotes(Spot).Apply(Fit(story, slopes)), isInverse);
    }

    private DeskStory Holds(DeskStory story, bool isInverse)
    {
        foreach (int at in Held)
            story.Holds(_options[at], 10, isInverse ? 0.05m : 5m);
        return story.EndsBatch();
    }

    private static readonly int[] Held = [3, 4, 7, 9];

    private DeskEvent Fit(DeskStory story, double[] slopes) => DeskEvent.SurfaceFitted(story.Now, new FittedSlice
    {
        Expiry = DeskStory.Expiry,
        AsOf = story.Now,
        Basis = Basis,
        Discount = Discount,
        Contracts = [.. _options],
        Vols = [.. _options.Select(o => Smile.Vol(K(story.Desk.Book.ContractOf(o).Strike), Years))],
        Slopes = slopes,
    });

    private static double[] Slopes => [.. Strikes.SelectMany(static k => new[] { Smile.VolSlope(K(k), Years), Smile.VolSlope(K(k), Years) })];

    private static double Expected(bool isInverse)
    {
        double sum = 0;
        foreach (int at in Held)
        {
            (double strike, OptionType type) = (Strikes[at / 2], at % 2 == 0 ? OptionType.Put : OptionType.Call);
            OptionGreeks own = Black76.EvaluateForward(type, Spot * Basis, strike, Years, Discount, Smile.Vol(K(strike), Years));
            double sticky = SmileDelta.StickyMoneyness(own.Delta * Basis, own.Vega, Spot, strike, Smile.VolSlope(K(strike), Years) / strike);
            sum += 10 * (isInverse ? SmileDelta.PremiumAdjusted(sticky, own.Price, Spot) : sticky);
        }
        return sum;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void By_the_fitted_slopes_it_is_the_formulas_to_the_last_digits(bool isInverse)
    {
        DeskStory story = Holding(isInverse, Slopes);
        double expected = Expected(isInverse), own = story.Desk.Hedgers[0].Greeks.DeltaOf(Sticky);
        Assert.Equal(expected, own, 1e-10 * Math.Abs(expected));
        double net = story.Desk.Hedgers[0].Greeks.Net.Delta;
        Assert.Equal(net - own - 1, story.Decision.Band.Lower, 1e-9); // it is what the policy hedges

        double neighbours = Holding(isInverse, []).Desk.Hedgers[0].Greeks.DeltaOf(Sticky);
        Assert.InRange(Math.Abs(neighbours - expected), 1e-4 * Math.Abs(expected), 0.1 * Math.Abs(expected)); // near, and no more
    }

    [Fact]
    public void A_strike_without_a_slope_and_a_fit_without_any_go_by_the_neighbours()
    {
        double[] none = [.. Slopes.Select(static _ => double.NaN)], one = Slopes;
        one[Held[0]] = double.NaN;
        DeskStory story = Holding(false, []);
        DeskGreeks greeks = story.Desk.Hedgers[0].Greeks;
        double neighbours = greeks.DeltaOf(Sticky);
        ulong before = story.Desk.StateHash();
        story.Apply(Fit(story, Slopes)).EndsBatch();
        double fitted = greeks.DeltaOf(Sticky);
        Assert.NotEqual(neighbours, fitted, 1e-4);
        Assert.NotEqual(before, story.Desk.StateHash());
        story.Apply(Fit(story, one)).EndsBatch();
        double mixed = greeks.DeltaOf(Sticky);
        Assert.NotEqual(fitted, mixed);
        Assert.NotEqual(neighbours, mixed);
        story.Apply(Fit(story, none)).EndsBatch();
        Assert.Equal(neighbours, greeks.DeltaOf(Sticky));
        story.Apply(Fit(story, Slopes)).EndsBatch().Apply(Fit(story, [])).EndsBatch(); // one of an older build
        Assert.Equal(neighbours, greeks.DeltaOf(Sticky));
        Assert.Throws<ArgumentException>(() => story.Desk.Apply(Fit(story, [0.1])));
    }

    [Fact]
    public void A_replay_through_the_journals_bytes_has_the_same_bits()
    {
        DeskStory story = Holding(false, Slopes);
        var replay = new Replay(new Desk(story.Desk.Settings));
        byte[] bytes = new byte[DeskEventCodec.UsualLength];
        foreach (DeskEvent e in story.Recording)
        {
            Assert.True(DeskEventCodec.TryEncode(e, bytes, out int length));
            Assert.True(DeskEventCodec.TryDecode(bytes.AsSpan(0, length), out DeskEvent read, out string? refusal), refusal);
            Assert.True(replay.Step(read), replay.Difference);
        }
        Assert.True(replay.Step(DeskEvent.StateHashed(story.Now, story.Desk.StateHash())), replay.Difference);
    }
}
