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
}
