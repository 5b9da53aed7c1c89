using Poise.Domain;
using Poise.Engine;

namespace Poise.Core.Tests;

/// <summary>Options that settle on a mean: delta decays with the part of the window that is left.</summary>
public sealed class SettlementWindowTests
{
    private static readonly Duration Window = Duration.FromSeconds(1800);

    private static NetGreeks PerLot(PayoffStyle style, double minutesLeft, Duration window, double strike = 70)
    {
        Instant at = DeskStory.Start;
        Contract perpetual = style == PayoffStyle.Inverse ? DeskStory.InversePerpetual : DeskStory.LinearPerpetual;
        Contract call = new()
        {
            Id = new("sim", "C"),
            Kind = ContractKind.Option,
            Underlying = "ABC",
            Type = OptionType.Call,
            Strike = strike,
            Expiry = at + Duration.FromSeconds((long)(60 * minutesLeft)),
            Style = style,
            SettlementWindow = window,
            SettlementCurrency = perpetual.SettlementCurrency,
        };
        Desk desk = new(DeskStory.Settings);
        desk.Apply(DeskEvent.Listed(at, perpetual));
        desk.Apply(DeskEvent.Listed(at, call));
        desk.Apply(DeskEvent.PositionOpened(at, new(1), new(1), 1));
        desk.Apply(DeskEvent.Quoted(at, new(0), new Quote(99.99, 100.01, 1, 1, at)));
        desk.Apply(DeskEvent.SurfaceFitted(at, new FittedSlice { Expiry = call.Expiry, AsOf = at, Basis = 1, Discount = 1, Contracts = [new(1)], Vols = [0.5] }));
        Effect[] buffer = new Effect[8];
        EffectWriter effects = new(buffer);
        desk.EndBatch(at, ref effects);
        return desk.Hedgers[0].Greeks.PerLot(new(1));
    }

    [Fact]
    public void The_published_example_comes_out()
    {
        // Call delta 1, mark .3 coin, 15 of 30 minutes left: .5 - .3 * (1 - 15/30) = .35.
        Assert.Equal(0.35, PerLot(PayoffStyle.Inverse, 15, Window).Delta, 9);
        Assert.Equal(0.5, PerLot(PayoffStyle.Linear, 15, Window).Delta, 9);
    }

    [Theory]
    [InlineData(PayoffStyle.Linear, 45, 1)]
    [InlineData(PayoffStyle.Linear, 30, 1)]
    [InlineData(PayoffStyle.Linear, 7.5, 0.25)]
    [InlineData(PayoffStyle.Inverse, 30, 1)]
    [InlineData(PayoffStyle.Inverse, 7.5, 0.25)]
    [InlineData(PayoffStyle.Inverse, 0, 0)]
    public void Delta_and_gamma_have_the_share_of_the_window_that_is_left(PayoffStyle style, double minutes, double share)
    {
        NetGreeks single = PerLot(style, minutes, Duration.Zero, 100.2), averaged = PerLot(style, minutes, Window, 100.2);
        Assert.Equal(share * single.Delta, averaged.Delta, 12);
        Assert.Equal(share * single.Gamma, averaged.Gamma, 12);
        Assert.Equal(single.Value, averaged.Value);
    }

    [Fact]
    public void One_expiry_may_hold_both_kinds()
    {
        Desk desk = new(DeskStory.Settings);
        Contract one = new()
        {
            Id = new("sim", "A"),
            Kind = ContractKind.Option,
            Underlying = "ABC",
            Strike = 100,
            Expiry = DeskStory.Expiry,
        };
        desk.Apply(DeskEvent.Listed(DeskStory.Start, one));
        desk.Apply(DeskEvent.Listed(DeskStory.Start, one with { Id = new("sim", "B"), SettlementWindow = Window }));
        Assert.Equal(2, desk.Hedgers[0].Greeks.Slices);
    }
}
