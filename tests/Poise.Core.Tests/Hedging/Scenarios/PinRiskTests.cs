using Poise.Domain;
using Poise.Hedging;

namespace Poise.Core.Tests;

public class PinRiskTests
{
    private static readonly Instant End = Instant.FromUtc(2026, 1, 6, 8);

    private static RiskLeg Leg(OptionType type, double strike, double units, double years = 1 / 365.0, double open = 1, double basis = 1) => new(
        new Contract { Id = new("t", $"{type}{strike}"), Kind = ContractKind.Option, Underlying = "ABC", Type = type, Strike = strike, Expiry = End }, units, double.NaN, 0.5, years, basis, 1, open);

    [Fact]
    public void Deltas_on_either_side_are_those_of_the_book_a_moment_before_the_end()
    {
        RiskLeg[] legs = [Leg(OptionType.Call, 100, -5, 1e-9), Leg(OptionType.Put, 100, -3, 1e-9), Leg(OptionType.Call, 105, 2, 1e-9)];
        PinRisk[] pins = PinRisk.Of(100, legs, Duration.FromDays(2));
        Assert.Equal([100.0, 105], pins.Select(static p => p.Strike));
        Assert.Equal((-8.0, 3.0, -5.0), (pins[0].Units, pins[0].DeltaBelow, pins[0].DeltaAbove));
        Assert.Equal(pins[0].Units, pins[0].DeltaAbove - pins[0].DeltaBelow);
        var book = new RiskBook(100, false, legs);
        Assert.Equal(pins[0].DeltaBelow + pins[1].DeltaBelow, book.At(-0.01).Delta, 1e-9);
        Assert.Equal(pins[0].DeltaAbove + pins[1].DeltaBelow, book.At(0.01).Delta, 1e-9);
        Assert.Equal(pins[0].DeltaAbove + pins[1].DeltaAbove, book.At(0.06).Delta, 1e-9);
    }

    /// <summary>N(d2): Hull ch. 15; F = K: d2 = -vol sqrt(T) / 2.</summary>
    [Fact]
    public void Probabilities_are_those_of_d2()
    {
        PinRisk[] pins = PinRisk.Of(100, [Leg(OptionType.Call, 101, 10, basis: 1.01), Leg(OptionType.Put, 101, -4, basis: 1.01)], Duration.FromDays(2));
        double half = 0.25 / Math.Sqrt(365); // of the deviation
        Assert.Equal(0, pins[0].Sigmas, 1e-12);
        Assert.Equal(0.5 - half / Math.Sqrt(2 * Math.PI), pins[0].Above, 1e-6);
        Assert.Equal(10 * pins[0].Above - 4 * (1 - pins[0].Above), pins[0].Assigned, 1e-12);
    }

    [Fact]
    public void Within_the_averaging_window_and_without_a_vol_nothing_is_claimed()
    {
        PinRisk pin = Assert.Single(PinRisk.Of(100, [Leg(OptionType.Call, 100, 1, 1e-5, open: 0.5)], Duration.FromDays(2)));
        Assert.True(double.IsNaN(pin.Sigmas) && double.IsNaN(pin.Above) && double.IsNaN(pin.Assigned) && pin.DeltaAbove == 1);
        Assert.True(double.IsNaN(Assert.Single(PinRisk.Of(100, [Leg(OptionType.Call, 100, 1) with { Vol = double.NaN }], Duration.FromDays(2))).Above));
        Assert.Empty(PinRisk.Of(100, [Leg(OptionType.Call, 100, 1, 3 / 365.0), Leg(OptionType.Call, 100, 1, 0)], Duration.FromDays(2)));
    }
}
