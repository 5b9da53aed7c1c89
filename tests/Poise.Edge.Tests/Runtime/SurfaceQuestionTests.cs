using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Pricing;
using Poise.Runtime;

namespace Poise.Edge.Tests;

public sealed class SurfaceQuestionTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 1, 5, 9), Expiry = Now + Duration.FromDays(40);
    private const double Spot = 1000, Forward = 1010, Discount = 0.995;

    private static double TrueVol(double strike) => 0.5 + 2e-7 * (strike - 1000) * (strike - 1000);

    /// <summary>A desk that sees a perpetual and an exactly priced chain of 13 strikes; the widest call is not quoted.</summary>
    private static Desk Seeing(PayoffStyle style, Func<double, double>? smile = null)
    {
        smile ??= TrueVol;
        Contract perpetual = new() { Id = new("t", "P"), Kind = ContractKind.Perpetual, Underlying = "ABC", LotSize = 0.1m };
        Desk desk = new(new DeskSettings
        {
            Hedgers =
            [
                new HedgerSettings
                {
                    Underlying = "ABC",
                    Hedge = perpetual.Id,
                    Policy = new FixedBandPolicy(new DeltaBand(-1, 0, 1, BandRebalance.ToTarget)),
                    Limits = new RiskLimits { MaxOrder = new(100), MaxPosition = new(100) },
                    Plan = new CrossingPlan(0, new(100)),
                },
            ],
        });
        desk.Apply(DeskEvent.Listed(Now, perpetual));
        desk.Apply(DeskEvent.Quoted(Now, new(0), new Quote(Spot - 0.1, Spot + 0.1, 1, 1, Now)));
        for (double strike = 700; strike <= 1300; strike += 50)
        {
            foreach (OptionType type in new[] { OptionType.Call, OptionType.Put })
            {
                ContractIndex index = new(desk.Book.Count);
                desk.Apply(DeskEvent.Listed(Now, new Contract
                {
                    Id = new("t", $"{type}{strike}"),
                    Kind = ContractKind.Option,
                    Underlying = "ABC",
                    Type = type,
                    Strike = strike,
                    Expiry = Expiry,
                    Style = style,
                    PriceTick = 0.0001m,
                    SettlementCurrency = style == PayoffStyle.Inverse ? "ABC" : "USD",
                }));
                if (strike == 1300)
                    continue;
                double value = Black76.EvaluateForward(type, Forward, strike, (Expiry - Now).Years, style == PayoffStyle.Inverse ? 1 : Discount, smile(strike)).Price;
                double price = style == PayoffStyle.Inverse ? value / Forward : value;
                desk.Apply(DeskEvent.Quoted(Now, index, new Quote(price * 0.999, price * 1.001, 1, 1, Now)));
            }
        }
        return desk;
    }

    [Fact]
    public void Quotes_that_stand_for_hours_are_fitted_still()
    {
        Desk desk = Seeing(PayoffStyle.Linear);
        desk.Apply(DeskEvent.TimerFired(Now + Duration.FromHours(5)));
        Assert.Equal(Forward / Spot, Assert.Single(SurfaceQuestion.Of(desk).Fit()).Basis, 6);
    }

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void A_fit_gives_back_forward_discount_and_vols(PayoffStyle style)
    {
        Desk desk = Seeing(style);
        FittedSlice fit = Assert.Single(SurfaceQuestion.Of(desk).Fit());

        Assert.Equal(Forward / Spot, fit.Basis, 6);
        Assert.Equal(style == PayoffStyle.Inverse ? Spot / Forward : Discount, fit.Discount, 5);
        Assert.Equal(26, fit.Contracts.Length);
        Assert.Equal(fit.Contracts.OrderBy(c => c.Value), fit.Contracts);
        for (int i = 0; i < fit.Contracts.Length; i++)
        {
            double strike = desk.Book.ContractOf(fit.Contracts[i]).Strike;
            Assert.Equal(TrueVol(Math.Min(strike, 1250)), fit.Vols[i], 4); // without a quote: as its neighbour
        }
        desk.Apply(DeskEvent.SurfaceFitted(Now, fit));
    }

    /// <summary>Quotes of a known smile: the fit has its slopes, and the desk's delta is the formula's, which the difference between neighbours is not.</summary>
    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void A_fit_gives_back_the_smiles_slopes_and_the_desk_hedges_by_them(PayoffStyle style)
    {
        double years = (Expiry - Now).Years;
        var svi = new RawSvi(0.012, 0.06, -0.45, 0.02, 0.09);
        Desk desk = Seeing(style, k => svi.Vol(Math.Log(k / Forward), years)), byNeighbours = Seeing(style);
        FittedSlice fit = Assert.Single(SurfaceQuestion.Of(desk).Fit());
        for (int i = 0; i < fit.Contracts.Length; i++)
            Assert.Equal(svi.VolSlope(Math.Log(desk.Book.ContractOf(fit.Contracts[i]).Strike / Forward), years), fit.Slopes[i], 1e-5);
        double fitted = StickyDelta(desk, fit);
        double neighbours = StickyDelta(byNeighbours, new FittedSlice { Expiry = fit.Expiry, AsOf = fit.AsOf, Basis = fit.Basis, Discount = fit.Discount, Contracts = fit.Contracts, Vols = fit.Vols });

        double k = Math.Log(1050 / Forward), basis = Forward / Spot, discount = style == PayoffStyle.Inverse ? Spot / Forward : Discount;
        OptionGreeks call = Black76.EvaluateForward(OptionType.Call, Forward, 1050, years, discount, svi.Vol(k, years));
        double expected = call.Delta * basis - call.Vega / Spot * svi.VolSlope(k, years) - (style == PayoffStyle.Inverse ? call.Price / Spot : 0);
        Assert.Equal(expected, fitted, 1e-6);
        Assert.NotEqual(expected, neighbours, 1e-4);
    }

    /// <summary>Of one call struck at 1050.</summary>
    private static double StickyDelta(Desk desk, FittedSlice fit)
    {
        Assert.True(desk.TryIndexOf(new ContractId("t", "Call1050"), out ContractIndex call));
        desk.Apply(DeskEvent.SurfaceFitted(Now, fit));
        desk.Apply(DeskEvent.PositionOpened(Now, call, new(1), 0.01m));
        EffectWriter effects = new(new Effect[8]);
        desk.EndBatch(Now, ref effects);
        return desk.Hedgers[0].Greeks.DeltaOf(new HedgeDelta(1, DeltaKind.StickyMoneyness)) / desk.Hedgers[0].Greeks.UnitsPerLot(call);
    }

    [Fact]
    public void An_expiry_that_no_smile_fits_has_no_slopes()
    {
        Desk desk = Seeing(PayoffStyle.Linear);
        for (int i = 0; i < desk.Book.Count; i++)
            if (desk.Book.ContractOf(new(i)) is { IsOption: true, Strike: < 900 or > 1100 })
                desk.Apply(DeskEvent.Quoted(Now, new(i), Quote.Absent));
        FittedSlice fit = Assert.Single(SurfaceQuestion.Of(desk).Fit());
        Assert.All(fit.Slopes, static s => Assert.True(double.IsNaN(s)));
        desk.Apply(DeskEvent.SurfaceFitted(Now, fit));
    }

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void The_desk_prices_its_options_back_and_its_delta_is_the_slope_of_its_money(PayoffStyle style)
    {
        Desk desk = Seeing(style);
        ContractIndex call = desk.TryIndexOf(new ContractId("t", "Call1100"), out ContractIndex found) ? found : default;
        desk.Apply(DeskEvent.SurfaceFitted(Now, Assert.Single(SurfaceQuestion.Of(desk).Fit())));
        desk.Apply(DeskEvent.PositionOpened(Now, call, new(1), 0.01m));

        double Price(double spot)
        {
            desk.Apply(DeskEvent.Quoted(Now, new(0), new Quote(spot - 0.1, spot + 0.1, 1, 1, Now)));
            EffectWriter effects = new(new Effect[8]);
            desk.EndBatch(Now, ref effects);
            double value = desk.Hedgers[0].Greeks.PerLot(call).Value;
            return style == PayoffStyle.Inverse ? value / spot : value;
        }

        double middle = Price(Spot), delta = desk.Hedgers[0].Greeks.PerLot(call).Delta, gamma = desk.Hedgers[0].Greeks.PerLot(call).Gamma;
        Assert.Equal(desk.QuoteOf(call).Mid, middle, style == PayoffStyle.Inverse ? 6 : 3);
        double slope = (Price(Spot + 0.5) - Price(Spot - 0.5)) * (style == PayoffStyle.Inverse ? Spot : 1);
        // Inverse: profit in coin per relative move, which is what coins of the perpetual take away.
        Assert.Equal(slope, delta, 5);
        Assert.True(gamma > 0);
    }

    [Fact]
    public void Nothing_quoted_is_nothing_fitted()
    {
        Desk desk = Seeing(PayoffStyle.Linear);
        for (int i = 1; i < desk.Book.Count; i++)
            desk.Apply(DeskEvent.Quoted(Now, new(i), Quote.Absent));
        Assert.Empty(SurfaceQuestion.Of(desk).Fit());
    }
}
