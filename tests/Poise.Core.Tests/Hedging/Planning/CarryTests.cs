using Poise.Domain;
using Poise.Hedging;

namespace Poise.Core.Tests.Hedging.Planning;

public sealed class CarryTests
{
    private static Tradable Lot(double mid, PayoffStyle style = PayoffStyle.Linear, double multiplier = 1) =>
        new() { Name = "x", Venue = "v", Kind = ContractKind.Future, Bid = mid - 1, Ask = mid + 1, BidSize = new(1), AskSize = new(1), Style = style, Multiplier = multiplier };

    [Fact]
    public void Who_is_long_pays_funding_above_zero()
    {
        Assert.Equal(-100_000 * 3e-4 / 3, Carry.Funding(Lot(100_000), 3e-4, 8 / 24.0), 1e-9);
        Assert.Equal(10 * 3e-4, Carry.Funding(Lot(100_000, PayoffStyle.Inverse, 10), -3e-4, 1), 1e-12);
    }

    /// <summary>A tenth above spot with two years to go: after one it is at the root of 1.1, after two or more at spot.</summary>
    [Fact]
    public void A_basis_runs_off_until_the_end()
    {
        Assert.Equal(100 * Math.Sqrt(1.1) - 110, Carry.Basis(Lot(110), 100, 2, 1), 1e-9);
        Assert.Equal(-10, Carry.Basis(Lot(110), 100, 2, 2), 1e-9);
        Assert.Equal(-10, Carry.Basis(Lot(110), 100, 2, 3), 1e-9);
        Assert.Equal(100 - 90, Carry.Basis(Lot(90), 100, 2, 2), 1e-9);
        // N (1/F - 1/F') coin, told at F.
        Assert.Equal(10 * (1 / 110.0 - 1 / 100.0) * 110, Carry.Basis(Lot(110, PayoffStyle.Inverse, 10), 100, 2, 2), 1e-9);
        Assert.Equal(0, Carry.Basis(Lot(110), 100, 2, 0), 1e-12);
    }

    [Fact]
    public void Pieces_of_impact_are_convex_and_within_half_a_percent_above_the_law()
    {
        Tradable lot = Lot(100) with { DailyVolume = 5000, DailyVol = 0.03 };
        Assert.Equal(0.5 * 0.03 * Math.Sqrt(7 / 5000.0) * 7 * 100, ImpactSteps.Of(lot, 0.5, 7), 1e-12);
        double most = 0, slope = 0;
        for (long lots = 1; lots < 5000; lots++)
        {
            double law = ImpactSteps.Law(lot, 1, lots), pieces = ImpactSteps.Of(lot, 1, lots), next = pieces - ImpactSteps.Of(lot, 1, lots - 1);
            Assert.True(pieces >= law * (1 - 1e-12) && next >= slope * (1 - 1e-9), $"{lots}");
            (most, slope) = (Math.Max(most, pieces / law - 1), next);
        }
        Assert.InRange(most, 0.003, 0.005);
    }
}
