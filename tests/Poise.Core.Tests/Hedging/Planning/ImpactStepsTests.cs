using Poise.Domain;
using Poise.Hedging;

namespace Poise.Core.Tests.Hedging.Planning;

public sealed class ImpactStepsTests
{
    private static readonly Tradable _lot = new()
    {
        Name = "x",
        Venue = "v",
        Kind = ContractKind.Future,
        Bid = 99,
        Ask = 101,
        BidSize = new(1),
        AskSize = new(1),
        DailyVolume = 5000,
        DailyVol = 0.03,
    };

    [Fact]
    public void The_law_is_the_square_roots()
    {
        Assert.Equal(0.5 * 0.03 * Math.Sqrt(7 / 5000.0) * 7 * 100, ImpactSteps.Of(_lot, 0.5, 7), 1e-12);
        Assert.Equal(0, ImpactSteps.Of(_lot, 0.5, 0));
        Assert.Equal(0, ImpactSteps.Of(_lot with { DailyVolume = 0 }, 0.5, 7));
    }

    [Fact]
    public void Pieces_are_convex_and_within_half_a_percent_above_the_law()
    {
        double most = 0, slope = 0;
        for (long lots = 1; lots < 5000; lots++)
        {
            double law = ImpactSteps.Law(_lot, 1, lots), pieces = ImpactSteps.Of(_lot, 1, lots), next = pieces - ImpactSteps.Of(_lot, 1, lots - 1);
            Assert.True(pieces >= law * (1 - 1e-12) && next >= slope * (1 - 1e-9), $"{lots}");
            (most, slope) = (Math.Max(most, pieces / law - 1), next);
        }
        Assert.InRange(most, 0.003, 0.005);
    }
}
