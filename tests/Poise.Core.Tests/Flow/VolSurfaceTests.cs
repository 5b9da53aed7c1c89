using Poise.Chains;
using Poise.Domain;
using Poise.Flow;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>The surface as the faces show it, of chains whose smiles are known.</summary>
public class VolSurfaceTests
{
    private static readonly int[] Days = [9, 30, 91];
    private static readonly RawSvi[] Truth = [new(0.0002, 0.011, -0.45, 0.004, 0.03), new(0.0006, 0.022, -0.5, 0.01, 0.06), new(0.0022, 0.04, -0.55, 0.02, 0.11)];

    /// <summary>Quotes round the prices of known SVI smiles, all within the deltas that a market quotes.</summary>
    private static OptionChain Known(Func<OptionRow, OptionRow>? change = null)
    {
        GeneratedChain generated = new() { Days = Days };
        OptionRow Quoted(OptionRow row)
        {
            Duration left = row.Contract.Expiry - GeneratedChain.Now;
            RawSvi smile = Truth[Array.FindIndex(Days, d => row.Contract.Expiry == GeneratedChain.Now + Duration.FromDays(d) + Duration.FromHours(5))];
            double vol = smile.Vol(Math.Log(row.Contract.Strike / generated.Forward(left)), left.Years);
            double price = Black76.EvaluateForward(row.Contract.Type, generated.Forward(left), row.Contract.Strike, left.Years, generated.Discount(left), vol).Price;
            row = row with { Quote = price > 0.2 ? new Quote(price - 0.01, price + 0.01, 10, 10, default) : Quote.Absent };
            return change?.Invoke(row) ?? row;
        }
        return OptionChain.Of((generated with { Change = Quoted }).Snapshot(), new ChainSettings());
    }

    [Fact]
    public void A_chain_made_from_a_known_surface_gives_it_back()
    {
        VolSurfaceView view = VolSurface.Fit(Known()).View(ExpiryFilter.All);
        Assert.Equal(GeneratedChain.Now.ToString(), view.AsOf);
        Assert.Empty(view.Notes);
        Assert.Equal(3, view.Smiles.Count);
        for (int i = 0; i < 3; i++)
        {
            SmileView smile = view.Smiles[i];
            Assert.Equal(("ok", null, true, true), (smile.Status, smile.Note, smile.ButterflyFree, smile.CalendarFree));
            SmileShape truth = SmileShape.Of(Truth[i], smile.Years);
            Assert.Equal(truth.AtmVol, smile.AtmVol!.Value, 2e-4);
            Assert.Equal(truth.Skew, smile.Skew!.Value, 0.02);
            Assert.Equal(truth.RiskReversal, smile.RiskReversal25!.Value, 5e-4);
            Assert.Equal(truth.Butterfly, smile.Butterfly25!.Value, 5e-4);
            Assert.Equal(Truth[i].B, smile.Svi!.B, 0.05 * Truth[i].B);
            Assert.Equal(Truth[i].Rho, smile.Svi.Rho, 0.05);
            Assert.InRange(smile.RmsErrorNear!.Value, 0, 3e-4);
            Assert.InRange(smile.InsideShare!.Value, 0.95, 1);
            Assert.Equal(i == 0, smile.LeastGap is null);
            for (int j = 0; j < smile.Points.Strikes.Count; j++)
                Assert.Equal(Truth[i].Vol(Math.Log(smile.Points.Strikes[j] / smile.Forward), smile.Years), (double)smile.Points.Fitted[j]!.Value, 2e-3);
        }
    }

    [Fact]
    public void Every_number_follows_from_the_parameters_and_the_points()
    {
        foreach (SmileView smile in VolSurface.Fit(Known()).View(ExpiryFilter.All).Smiles)
        {
            SviView p = smile.Svi!;
            var svi = new RawSvi(p.A, p.B, p.Rho, p.M, p.Sigma);
            double Vol(double k) => svi.Vol(k, smile.Years);
            const double h = 1e-4;
            Assert.Equal(Vol(0), smile.AtmVol!.Value, 1e-12);
            Assert.Equal((Vol(h) - Vol(-h)) / (2 * h), smile.Skew!.Value, 1e-4);
            Assert.Equal((Vol(h) - 2 * Vol(0) + Vol(-h)) / (h * h), smile.Curvature!.Value, 1e-3 * Math.Abs(smile.Curvature.Value) + 1e-5);
            SmilePointsView points = smile.Points;
            int[] quoted = [.. Enumerable.Range(0, points.Strikes.Count).Where(i => points.Bid[i] is not null)];
            Assert.Equal((smile.Quotes, smile.AsksOnly), (quoted.Length, points.Strikes.Count - quoted.Length));
            Assert.Equal(quoted.Count(i => points.Fitted[i] >= points.Bid[i] && points.Fitted[i] <= points.Ask[i]), smile.InsideShare!.Value * smile.Quotes, 1.0);
            Assert.Equal(Math.Sqrt(quoted.Average(i => Math.Pow((double)(points.Fitted[i] - points.Mid[i])!.Value, 2))), smile.RmsError!.Value, 2e-6);
            Assert.All(points.Strikes.Index(), s => Assert.Equal(Math.Round(Vol(Math.Log(s.Item / smile.Forward)), 6), (double)points.Fitted[s.Index]!.Value, 1e-6));
        }
    }

    [Fact]
    public void Quarter_deltas_are_the_models_own()
    {
        foreach (RawSvi smile in (RawSvi[])[.. Truth, new(1.2, 0.4, -0.3, 0.1, 0.5)])
        {
            const double years = 0.7;
            SmileShape shape = SmileShape.Of(smile, years);
            foreach ((double k, OptionType type, double delta) in ((double, OptionType, double)[])[(shape.Put25, OptionType.Put, -0.25), (shape.Call25, OptionType.Call, 0.25)])
                Assert.Equal(delta, Black76.EvaluateForward(type, 100, 100 * Math.Exp(k), years, 1, smile.Vol(k, years)).Delta, 1e-9);
            Assert.Equal(smile.Vol(shape.Call25, years) - smile.Vol(shape.Put25, years), shape.RiskReversal, 1e-12);
        }
        Assert.True(double.IsNaN(SmileShape.Of(RawSvi.None, 1).AtmVol));
    }

    [Fact]
    public void An_expiry_that_cannot_be_fitted_is_null_with_its_reason_and_its_quotes_stay()
    {
        Instant first = GeneratedChain.Now + Duration.FromDays(9) + Duration.FromHours(5), second = GeneratedChain.Now + Duration.FromDays(30) + Duration.FromHours(5);
        OptionChain chain = Known(row => row.Contract.Expiry == first && row.Quote.IsTwoSided ? row with { Quote = row.Quote with { Bid = double.NaN } }
            : row.Contract.Expiry == second && row.Contract.Strike % 100 != 0 ? row with { Quote = Quote.Absent } : row);
        VolSurfaceView view = VolSurface.Fit(chain).View(ExpiryFilter.All);
        SmileView none = view.Smiles[0];
        Assert.Equal("no-quotes", none.Status);
        Assert.Equal("not fitted: no out-of-the-money quote has a bid", none.Note);
        Assert.Equal((0, true), (none.Quotes, none.AsksOnly > 0));
        Assert.Null(none.Svi);
        Assert.Equal([null, null, null, null, null, null, null, null], (double?[])[none.AtmVol, none.Skew, none.Curvature, none.RiskReversal25, none.RmsError, none.MedianError, none.InsideShare, none.LeastG]);
        Assert.Equal([null, null], (bool?[])[none.ButterflyFree, none.CalendarFree]);
        Assert.All(none.Points.Fitted, static f => Assert.Null(f));
        Assert.All(none.Points.Ask, static a => Assert.NotNull(a));
        Assert.NotNull(view.Smiles[1].Svi);
        Assert.Null(view.Smiles[1].LeastGap); // nothing fitted is before it
        Assert.Equal(["smiles: 1 of 3 expiries could not be fitted"], view.Notes);
    }

    [Fact]
    public void Quarter_deltas_beyond_the_quoted_strikes_are_not_guessed()
    {
        OptionChain chain = Known(static row => Math.Abs(row.Contract.Strike / 5000 - 1) > 0.02 ? row with { Quote = Quote.Absent } : row);
        SmileView last = VolSurface.Fit(chain).View(ExpiryFilter.All).Smiles[^1];
        Assert.NotNull(last.AtmVol);
        Assert.Equal((null, null), (last.RiskReversal25, last.Butterfly25));
        Assert.Equal("a delta of 25 lies beyond the quoted strikes: no risk reversal, no butterfly", last.Note);
    }

    [Fact]
    public void The_filter_shows_fewer_of_the_same_smiles()
    {
        VolSurface surface = VolSurface.Fit(Known());
        IReadOnlyList<SmileView> all = surface.View(ExpiryFilter.All).Smiles;
        Assert.Equal(all.Take(2), surface.View(ExpiryFilter.Month).Smiles);
        VolSurfaceView none = surface.View(ExpiryFilter.ZeroDays);
        Assert.Empty(none.Smiles);
        Assert.Equal("0dte", none.Conventions.Expiries);
        Assert.Equal(["smiles: no expiry within \"0dte\""], none.Notes);
    }

    [Fact]
    public void A_chain_without_live_expiries_has_a_surface_without_smiles()
    {
        VolSurfaceView view = VolSurface.Fit(OptionChain.Of(new GeneratedChain { Days = [-3] }.Snapshot(), new ChainSettings())).View(ExpiryFilter.All);
        Assert.Empty(view.Smiles);
        Assert.Equal(["smiles: no live expiry"], view.Notes);
    }
}
