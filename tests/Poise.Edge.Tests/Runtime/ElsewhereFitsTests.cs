using Poise.Domain;
using Poise.Runtime;

namespace Poise.Edge.Tests;

public sealed class ElsewhereFitsTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 1, 5, 9);
    private static readonly Instant Near = Now + Duration.FromDays(10), Far = Now + Duration.FromDays(40);

    private static readonly FittedSmile[] Smiles =
    [
        new(Near, (Near - Now).Years, 1.01, 0.999, new[] { 90.0, 100, 110 }, new[] { 0.6, 0.5, 0.55 }, static k => k * (k < 100 ? -0.01 : 0.005)),
        new(Far, (Far - Now).Years, 1.03, 0.995, new[] { 80.0, 100, 120 }, new[] { 0.7, 0.6, 0.62 }, static k => k * (k < 100 ? -0.005 : 0.001)),
    ];

    private static FittedSlice? Of(Instant expiry, double strike, params Instant[] unfitted) => ElsewhereFits.Of(
        Smiles, 100, Now, [(new(7), new Contract { Id = new("x", "y"), Kind = ContractKind.Option, Underlying = "ABC", Strike = strike, Expiry = expiry })], [Near, Far, .. unfitted]).SingleOrDefault();

    [Theory]
    [InlineData(90, 0.6)]
    [InlineData(95, 0.55)]
    [InlineData(104, 0.52)]
    [InlineData(50, 0.6)]
    [InlineData(200, 0.55)]
    public void Of_a_listed_expiry_it_is_that_smile(double strike, double vol)
    {
        FittedSlice fit = Of(Near, strike)!;
        Assert.Equal((1.01, 0.999), (Math.Round(fit.Basis, 12), Math.Round(fit.Discount, 12)));
        Assert.Equal(vol, fit.Vols[0], 1e-12);
        Assert.Equal(new ContractIndex(7), Assert.Single(fit.Contracts));
    }

    [Fact]
    public void Between_two_total_variance_and_carry_are_linear_in_time()
    {
        Instant between = Now + Duration.FromDays(25);
        FittedSlice fit = Of(between, 100)!;
        double along = 0.5, basis = Math.Sqrt(1.01 * 1.03), moneyness = 100 / (100 * basis);
        Assert.Equal(basis, fit.Basis, 1e-12);
        Assert.Equal(Math.Sqrt(0.999 * 0.995), fit.Discount, 1e-12);
        double near = Smiles[0].VolAt(moneyness * 101), far = Smiles[1].VolAt(moneyness * 103);
        Assert.Equal(((1 - along) * near * near * 10 + along * far * far * 40) / 25, fit.Vols[0] * fit.Vols[0], 1e-12);
    }

    /// <summary>The smiles are straight lines here, and so are their slopes.</summary>
    [Theory]
    [InlineData(10, 94)]
    [InlineData(25, 96)]
    [InlineData(25, 106)]
    [InlineData(5, 97)]
    [InlineData(80, 93)]
    public void The_slope_is_that_of_the_vol_by_the_strikes_logarithm(int days, double strike)
    {
        Instant expiry = Now + Duration.FromDays(days);
        const double step = 1e-5;
        double up = Of(expiry, strike * Math.Exp(step))!.Vols[0], down = Of(expiry, strike * Math.Exp(-step))!.Vols[0];
        Assert.Equal((up - down) / (2 * step), Of(expiry, strike)!.Slopes[0], 1e-8);
        Assert.True(double.IsNaN(ElsewhereFits.Of([Smiles[0] with { Slope = null }], 100, Now, [(new(7), new Contract { Id = new("x", "y"), Kind = ContractKind.Option, Underlying = "ABC", Strike = strike, Expiry = expiry })], [Near]).Single().Slopes[0]));
    }

    [Fact]
    public void Before_the_first_and_beyond_the_last_vol_and_rates_are_flat()
    {
        FittedSlice early = Of(Now + Duration.FromDays(5), 101 * 0.9)!, late = Of(Now + Duration.FromDays(80), 100)!;
        Assert.Equal(Math.Sqrt(1.01), early.Basis, 1e-12);
        Assert.Equal(Smiles[0].VolAt(101 * 101 * 0.9 / (100 * Math.Sqrt(1.01))), early.Vols[0], 1e-12);
        Assert.Equal(1.03 * 1.03, late.Basis, 1e-12);
        Assert.Equal(0.995 * 0.995, late.Discount, 1e-12);
        Assert.Equal(Smiles[1].VolAt(100 / 1.03), late.Vols[0], 1e-12);
    }

    [Fact]
    public void What_the_venue_lists_and_could_not_be_fitted_keeps_its_last_fit()
    {
        Instant listed = Now + Duration.FromDays(20);
        Assert.Null(Of(listed, 100, listed));
        Assert.Null(Of(Now, 100));
        Assert.Empty(ElsewhereFits.Of([], 100, Now, [(new(7), new Contract { Id = new("x", "y"), Kind = ContractKind.Option, Underlying = "ABC", Strike = 1, Expiry = Near })], []));
    }
}
