using Poise.Chains;
using Poise.Domain;
using Poise.Flow;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>Exposures, levels and flow on a market whose truth is known.</summary>
public class FlowReportTests
{
    private static readonly MarketSnapshot Market = new GeneratedChain().Snapshot();

    [Fact]
    public void Totals_are_the_naive_sums_over_contracts()
    {
        var settings = new FlowSettings();
        OptionChain chain = OptionChain.Of(Market, settings.Chain);
        double gex = 0, dex = 0, vex = 0, cex = 0, volga = 0, speed = 0, s = chain.Spot;
        foreach (ExpirySlice slice in chain.Slices)
        {
            ForwardQuote f = slice.Forward;
            double r = -Math.Log(f.Discount) / slice.Years, q = r - Math.Log(f.Forward / s) / slice.Years;
            for (int i = 0; i < slice.Count; i++)
            {
                foreach (OptionType type in (OptionType[])[OptionType.Call, OptionType.Put])
                {
                    double units = type == OptionType.Call ? slice.CallOpenInterest[i] * 100 : -slice.PutOpenInterest[i] * 100;
                    OptionGreeks now = Black76.Evaluate(type, s, slice.Strikes[i], slice.Years, r, q, slice.Vols[i]);
                    OptionGreeks later = Black76.Evaluate(type, s, slice.Strikes[i], slice.Years - 1 / 365.0, r, q, slice.Vols[i]);
                    gex += units * now.Gamma * s * s * 0.01;
                    dex += units * now.Delta * s;
                    vex += units * now.Vanna * s * 0.01;
                    volga += units * now.Volga * 1e-4;
                    speed += units * now.Speed * s * s * s * 1e-4;
                    cex += units * (later.Delta - now.Delta) * s;
                }
            }
        }
        TotalsView totals = FlowReport.Of(chain, settings).Totals;
        double gross = totals.CallGex!.Value - totals.PutGex!.Value;
        Assert.Equal(gex, totals.Gex!.Value, 1e-10 * gross);
        Assert.Equal(dex, totals.Dex!.Value, 1e-10 * Math.Abs(dex));
        Assert.Equal(vex, totals.Vex!.Value, 1e-9 * Math.Abs(vex));
        Assert.Equal(cex, totals.Cex!.Value, 1e-8 * Math.Abs(dex));
        Assert.Equal(volga, totals.Volga!.Value, 1e-9 * Math.Abs(volga));
        Assert.Equal(speed, totals.Speed!.Value, 1e-8 * gross);
        Assert.Equal(100 * gex / s, totals.GexPerPoint!.Value, 1e-10 * gross);
    }

    [Fact]
    public void Sides_strikes_and_expiries_add_up_to_the_totals()
    {
        FlowView view = FlowReport.Of(Market, new FlowSettings());
        TotalsView t = view.Totals;
        double[] total = [t.Gex!.Value, t.Dex!.Value, t.Vex!.Value, t.Cex!.Value, t.Volga!.Value, t.Speed!.Value];
        Assert.Equal((t.CallGex, t.PutGex), (t.Calls!.Gex, t.Puts!.Gex));
        Adds([t.Calls!, t.Puts!]);
        Adds([.. view.ByStrike.SelectMany(s => (ExposureView?[])[s.Calls, s.Puts]).OfType<ExposureView>()]);
        Adds([.. view.ByExpiry.SelectMany(e => (ExposureView?[])[e.Calls, e.Puts]).OfType<ExposureView>()]);
        Assert.All(view.ByExpiry, e => Assert.Equal(e.Calls!.Speed + e.Puts!.Speed, e.Speed!.Value, 1e-12 * Math.Abs(e.Calls.Speed)));
        Assert.All(view.ByStrike, s => Assert.Equal(s.Calls!.Volga + s.Puts!.Volga, s.Volga!.Value, 1e-12 * Math.Abs(s.Calls.Volga) + 1e-300));

        void Adds(ExposureView[] parts)
        {
            double[][] rows = [.. parts.Select(p => (double[])[p.Gex, p.Dex, p.Vex, p.Cex, p.Volga, p.Speed])];
            for (int k = 0; k < total.Length; k++)
                Assert.Equal(total[k], rows.Sum(r => r[k]), 1e-10 * rows.Sum(r => Math.Abs(r[k])));
        }
    }

    /// <summary>What a move of one point, or one contract, means is found by the numbers themselves: 1 % of spot is spot / 100 points.</summary>
    [Theory]
    [InlineData(50, PayoffStyle.Linear)]
    [InlineData(10, PayoffStyle.Inverse)]
    public void Exposures_in_three_units(double multiplier, PayoffStyle style)
    {
        var hedge = new HedgeInstrument("future", multiplier, style);
        FlowView view = FlowReport.Of(Market, new FlowSettings { Hedge = hedge });
        double s = view.Spot!.Value, gex = view.Totals.Gex!.Value, dex = view.Totals.Dex!.Value;
        double contractValue = style == PayoffStyle.Inverse ? multiplier : s * multiplier;
        Assert.Equal(["percent", "point", "contracts"], view.Units.Select(u => u.Name));
        Assert.All(view.Units[0].Exposures, e => Assert.Equal(1, e.Factor));
        Assert.All(view.Units, u => Assert.Equal(["gex", "dex", "vex", "cex", "volga", "speed"], u.Exposures.Select(e => e.Exposure)));
        Assert.Equal(view.Totals.GexPerPoint!.Value, gex * Factor("point", "gex"), 1e-12 * Math.Abs(gex));
        Assert.Equal(view.Totals.HedgeContractsPerPoint!.Value, gex * Factor("contracts", "gex"), 1e-12 * Math.Abs(gex / contractValue));
        Assert.Equal(dex / contractValue, dex * Factor("contracts", "dex"), 1e-12 * Math.Abs(dex / contractValue));
        // Gamma of one point further is gamma and speed: both in the units of a point.
        double further = view.Totals.Speed!.Value * Factor("point", "speed");
        Assert.Equal(s * SumOfSpeeds(), further, 1e-8 * Math.Abs(gex) / s);
        Assert.Null(view.Units[2].Exposures.Single(e => e.Exposure == "volga").Factor);

        double Factor(string unit, string exposure) => view.Units.Single(u => u.Name == unit).Exposures.Single(e => e.Exposure == exposure).Factor!.Value;

        double SumOfSpeeds()
        {
            OptionChain chain = OptionChain.Of(Market, new ChainSettings());
            double sum = 0;
            foreach (ExpirySlice slice in chain.Slices)
            {
                for (int i = 0; i < slice.Count; i++)
                {
                    double units = 100 * (slice.CallOpenInterest[i] - slice.PutOpenInterest[i]);
                    double r = -Math.Log(slice.Forward.Discount) / slice.Years, q = r - Math.Log(slice.Forward.Forward / s) / slice.Years;
                    sum += units * Black76.Evaluate(OptionType.Call, s, slice.Strikes[i], slice.Years, r, q, slice.Vols[i]).Speed;
                }
            }
            return sum;
        }
    }

    [Fact]
    public void Totals_regime_and_zero_gamma_agree_with_the_profile()
    {
        FlowView view = FlowReport.Of(Market, new FlowSettings());
        double atSpot = view.Profile.Single(p => p.Spot == view.Spot).Gex;
        Assert.Equal(atSpot, view.Totals.Gex!.Value, 1e-9 * Math.Abs(atSpot));
        double zero = view.Levels.ZeroGamma!.Value;
        Assert.Contains(zero, view.Levels.ZeroGammaAll);
        Assert.Equal(view.Levels.ZeroGammaAll.Count, view.Profile.Zip(view.Profile.Skip(1)).Count(p => p.First.Gex < 0 != p.Second.Gex < 0 && p.First.Gex != 0 && p.Second.Gex != 0));
        int below = view.Profile.TakeWhile(p => p.Spot < zero).Count() - 1;
        Assert.True(view.Profile[below].Gex * view.Profile[below + 1].Gex < 0);
        if (view.Levels.Regime != "transition")
            Assert.Equal(view.Totals.Gex > 0 ? "long-gamma" : "short-gamma", view.Levels.Regime);
    }

    [Fact]
    public void Zero_gamma_is_where_a_chain_moved_there_has_no_gamma()
    {
        double zero = FlowReport.Of(Market, new FlowSettings()).Levels.ZeroGamma!.Value;
        OptionChain chain = OptionChain.Of(Market, new ChainSettings());
        double gex = 0, gross = 0;
        foreach (ExpirySlice slice in chain.Slices)
        {
            double f = slice.Forward.Forward * zero / chain.Spot, r = -Math.Log(slice.Forward.Discount) / slice.Years, q = r - Math.Log(f / zero) / slice.Years;
            for (int i = 0; i < slice.Count; i++)
            {
                double gamma = Black76.Evaluate(OptionType.Call, zero, slice.Strikes[i], slice.Years, r, q, slice.Vols[i]).Gamma;
                gex += (slice.CallOpenInterest[i] - slice.PutOpenInterest[i]) * gamma;
                gross += (slice.CallOpenInterest[i] + slice.PutOpenInterest[i]) * gamma;
            }
        }
        Assert.True(Math.Abs(gex) < 1e-6 * gross, $"{gex} of {gross}");
    }

    [Fact]
    public void One_sign_of_gamma_has_no_zero_and_says_so()
    {
        FlowView view = FlowReport.Of(Market, new FlowSettings { Signs = SignModel.ShortAll });
        Assert.Null(view.Levels.ZeroGamma);
        Assert.Empty(view.Levels.ZeroGammaAll);
        Assert.Contains(view.Notes, n => n.Contains("one-signed", StringComparison.Ordinal));
        Assert.Equal("short-gamma", view.Levels.Regime);
        Assert.Null(view.Levels.CallWall);
        Assert.Contains(view.Notes, n => n.StartsWith("callWall:", StringComparison.Ordinal));
    }

    [Fact]
    public void Turning_the_signs_turns_every_exposure_and_the_flow()
    {
        FlowView one = FlowReport.Of(Market, new FlowSettings()), other = FlowReport.Of(Market, new FlowSettings { Signs = SignModel.CallsShortPutsLong });
        Assert.Equal(one.Totals.Gex!.Value, -other.Totals.Gex!.Value, 1e-6);
        Assert.Equal(one.Totals.Dex!.Value, -other.Totals.Dex!.Value, 1e-3);
        Assert.Equal(one.Totals.Cex!.Value, -other.Totals.Cex!.Value, 1e-3);
        Assert.Equal(one.Levels.ZeroGamma!.Value, other.Levels.ZeroGamma!.Value, 1e-3);
        Assert.Equal(one.Levels.CallWall, other.Levels.PutWall);
        Assert.Equal(one.Flow[0].Units!.Value, -other.Flow[0].Units!.Value, 1e-3);
    }

    [Fact]
    public void Positions_from_a_file_that_repeat_the_first_model_give_its_numbers()
    {
        var held = Market.Options.ToDictionary(r => r.Contract.Id.Symbol, r => r.Contract.Type == OptionType.Call ? r.OpenInterest : -r.OpenInterest);
        FlowView model = FlowReport.Of(Market, new FlowSettings()), file = FlowReport.Of(Market, new FlowSettings { Signs = SignModel.File, Positions = held });
        Assert.Equal(model.Totals.Gex, file.Totals.Gex);
        Assert.Equal("file", file.Conventions.Signs);
    }

    [Fact]
    public void A_dealer_who_is_short_a_call_buys_as_the_price_rises()
    {
        var held = new Dictionary<string, double>(StringComparer.Ordinal) { ["G18-5000-Call"] = -10 };
        FlowView view = FlowReport.Of(Market, new FlowSettings { Signs = SignModel.File, Positions = held });
        Assert.True(view.Totals.Gex < 0);
        Assert.True(Scenario(view, "spot +1 %").Units > 0);
        Assert.True(Scenario(view, "spot -1 %").Units < 0);
        Assert.InRange(Scenario(view, "spot +1 %").Units!.Value, 1, 1000);
    }

    [Fact]
    public void Flow_parts_add_up_and_small_moves_follow_gamma_vanna_and_charm()
    {
        FlowView view = FlowReport.Of(Market, new FlowSettings());
        Assert.All(view.Flow, f => Assert.Equal(f.Units!.Value, f.Gamma!.Value + f.Vanna!.Value + f.Charm!.Value + f.Residual!.Value, 1e-6 * Math.Abs(f.Units!.Value) + 1e-9));
        double s = view.Spot!.Value;
        HedgingFlowView day = Scenario(view, "+1 day");
        Assert.Equal(-view.Totals.Cex!.Value / s, day.Units!.Value, 1e-9 * Math.Abs(view.Totals.Dex!.Value / s));
        double half = Scenario(view, "spot +0.5 %").Units!.Value - Scenario(view, "spot -0.5 %").Units!.Value;
        Assert.Equal(-view.Totals.Gex!.Value / s, half, 0.05 * Math.Abs(half));
        double vol = 0.5 * (Scenario(view, "vol +1 pt").Units!.Value - Scenario(view, "vol -1 pt").Units!.Value);
        Assert.Equal(-view.Totals.Vex!.Value / s, vol, 0.05 * Math.Abs(vol));
        HedgingFlowView crash = Scenario(view, "spot -3 % with spot-vol beta");
        Assert.True(crash.Gamma != 0 && crash.Vanna != 0 && crash.Residual != 0);
        Assert.Equal(crash.Units!.Value * s * 0.97, crash.Currency!.Value, 1e-6 * Math.Abs(crash.Currency!.Value));
    }

    [Fact]
    public void Strikes_expiries_and_cells_each_add_up_to_the_total()
    {
        FlowView view = FlowReport.Of(Market, new FlowSettings());
        double tolerance = 1e-9 * (view.Totals.CallGex!.Value - view.Totals.PutGex!.Value);
        Assert.Equal(view.Totals.Gex!.Value, view.ByStrike.Sum(x => x.NetGex!.Value), tolerance);
        Assert.Equal(view.Totals.Gex!.Value, view.ByExpiry.Sum(x => x.Gex!.Value), tolerance);
        Assert.Equal(view.Totals.Dex!.Value, view.ByStrike.Sum(x => x.Dex!.Value), 1e-9 * Math.Abs(view.Totals.Dex!.Value));
    }

    /// <summary>Each cell is the sum over the contracts of its strike and expiry, to six figures.</summary>
    [Fact]
    public void Cells_are_the_sums_of_their_calls_and_puts()
    {
        // One strike without a vol, one side that tells no open interest and one no volume, and one that only traded.
        MarketSnapshot market = new GeneratedChain
        {
            Days = [4, 46],
            Change = r => (r.Contract.Strike, r.Contract.Type) switch
            {
                (4900, _) => r with { Quote = Quote.Absent, Vendor = VendorGreeks.Absent },
                (4950, OptionType.Call) => r with { OpenInterest = double.NaN },
                (5000, OptionType.Put) => r with { Volume = double.NaN },
                (4000, _) => r with { OpenInterest = 0, Volume = 3 },
                (4025, _) => r with { OpenInterest = 0 },
                _ => r with { Volume = r.Contract.Strike / 100 },
            },
        }.Snapshot();
        OptionChain chain = OptionChain.Of(market, new ChainSettings());
        FlowView view = FlowReport.Of(chain, new FlowSettings());
        List<ContractExposure> contracts = Exposures.Of(DealerBook.Of(chain, new FlowSettings()));
        Assert.Equal([0, 1], view.Cells.Select(r => r.Expiry));
        foreach (HeatRowView row in view.Cells)
        {
            Assert.Equal(row.Strikes.Order(), row.Strikes);
            Assert.DoesNotContain(4025, row.Strikes);
            for (int i = 0; i < row.Strikes.Count; i++)
            {
                double strike = row.Strikes[i];
                ContractExposure[] own = [.. contracts.Where(c => c.Slice == row.Expiry && c.Strike == strike)];
                OptionRow[] rows = [.. own.Select(c => market.Options[c.Row])];
                Assert.Equal(2, own.Length);
                foreach ((decimal? told, Func<Exposure, double> part) in ((decimal?, Func<Exposure, double>)[])[(row.Gex[i], e => e.Gex), (row.Dex[i], e => e.Dex), (row.Vex[i], e => e.Vex), (row.Cex[i], e => e.Cex)])
                    IsNear(strike == 4900 ? null : part(own[0].Exposure) + part(own[1].Exposure), told);
                IsNear(strike == 4950 ? null : rows.Sum(r => r.OpenInterest), row.OpenInterest[i]);
                IsNear(strike == 5000 ? null : rows.Sum(r => r.Volume), row.Volume[i]);
            }
            Assert.Equal(6, row.Volume[row.Strikes.ToList().IndexOf(4000)]);
        }
        Assert.Equal(view.Totals.Gex!.Value, view.Cells.Sum(r => (double)r.Gex.Sum()!.Value), 1e-6 * (view.Totals.CallGex!.Value - view.Totals.PutGex!.Value));
        Assert.Contains("openInterest: the source tells of none for 2 of 324 contracts", view.Notes);
        Assert.Contains("volume: the source tells of none for 2 of 324 contracts", view.Notes);

        static void IsNear(double? expected, decimal? told)
        {
            Assert.Equal(expected is null, told is null);
            if (expected is double e)
                Assert.Equal(e, (double)told!.Value, 5e-6 * Math.Abs(e));
        }
    }

    [Fact]
    public void Walls_follow_their_definitions()
    {
        FlowView net = FlowReport.Of(Market, new FlowSettings());
        Assert.Equal(net.ByStrike.MaxBy(x => x.NetGex)!.Strike, net.Levels.CallWall);
        Assert.Equal(net.ByStrike.MinBy(x => x.NetGex)!.Strike, net.Levels.PutWall);
        double s = net.Spot!.Value;
        FlowView open = FlowReport.Of(Market, new FlowSettings { Walls = WallDefinition.OpenInterest });
        Assert.Equal(net.ByStrike.Where(x => x.Strike >= s).MaxBy(x => x.CallOi)!.Strike, open.Levels.CallWall);
        Assert.Equal(net.ByStrike.Where(x => x.Strike <= s).OrderByDescending(x => x.PutOi).ThenByDescending(x => x.Strike).First().Strike, open.Levels.PutWall);
        FlowView side = FlowReport.Of(Market, new FlowSettings { Walls = WallDefinition.SideGamma });
        Assert.Equal(net.ByStrike.Where(x => x.Strike >= s).MaxBy(x => x.CallGex)!.Strike, side.Levels.CallWall);
        Assert.Equal(net.ByStrike.Where(x => x.Strike <= s).MinBy(x => x.PutGex)!.Strike, side.Levels.PutWall);
        FlowView around = FlowReport.Of(Market, new FlowSettings { Walls = WallDefinition.AroundZeroGamma });
        double zero = net.Levels.ZeroGamma!.Value;
        Assert.Equal(net.ByStrike.Where(x => x.Strike > zero).OrderByDescending(x => Math.Abs(x.NetGex!.Value)).Take(2).Select(x => x.Strike), around.Levels.CallWalls);
        Assert.Equal(net.ByStrike.Where(x => x.Strike < zero).OrderByDescending(x => Math.Abs(x.NetGex!.Value)).Take(2).Select(x => x.Strike), around.Levels.PutWalls);
    }

    [Fact]
    public void A_tie_goes_to_the_strike_nearest_to_spot()
    {
        var even = new GeneratedChain { OpenInterest = c => c.Type == OptionType.Call && c.Strike is 5100 or 5200 or 5300 ? 500 : 0 };
        Assert.Equal(5100, FlowReport.Of(even.Snapshot(), new FlowSettings { Walls = WallDefinition.OpenInterest }).Levels.CallWall);
    }

    [Fact]
    public void Sticky_moneyness_with_a_skew_moves_zero_gamma_and_keeps_the_totals()
    {
        FlowView strike = FlowReport.Of(Market, new FlowSettings()), moneyness = FlowReport.Of(Market, new FlowSettings { VolRule = VolRule.StickyMoneyness });
        Assert.Equal(strike.Totals.Gex, moneyness.Totals.Gex);
        Assert.NotEqual(strike.Levels.ZeroGamma!.Value, moneyness.Levels.ZeroGamma!.Value, 0.1);
        double atSpot = moneyness.Profile.Single(p => p.Spot == moneyness.Spot).Gex;
        Assert.Equal(atSpot, moneyness.Totals.Gex!.Value, 1e-9 * Math.Abs(atSpot));
    }

    [Fact]
    public void Filters_keep_the_expiries_they_name()
    {
        Assert.Equal(6, Expiries(ExpiryFilter.All));
        Assert.Equal(2, Expiries(ExpiryFilter.Week));
        Assert.Equal(3, Expiries(ExpiryFilter.Month));
        FlowView none = FlowReport.Of(Market, new FlowSettings { Expiries = ExpiryFilter.ZeroDays });
        Assert.Null(none.Totals.Gex);
        Assert.Contains(none.Notes, n => n.StartsWith("totals: no expiry within", StringComparison.Ordinal));

        static int Expiries(ExpiryFilter filter) => FlowReport.Of(Market, new FlowSettings { Expiries = filter }).ByExpiry.Count;
    }

    [Fact]
    public void At_expiry_within_a_day_delta_is_one_zero_or_half()
    {
        var held = new Dictionary<string, double>(StringComparer.Ordinal) { ["G0-5000-Call"] = 1, ["G0-4900-Put"] = 1, ["G0-5100-Put"] = 1 };
        MarketSnapshot today = new GeneratedChain { Days = [0] }.Snapshot();
        var settings = new FlowSettings { Signs = SignModel.File, Positions = held };
        FlowView view = FlowReport.Of(today, settings);
        double later = view.Totals.Dex!.Value + view.Totals.Cex!.Value;
        Assert.Equal(100 * 5000 * (0.5 + 0 - 1), later, 1e-6);
        Assert.Equal(view.Totals.Dex!.Value / 5000, Scenario(view, "through next expiry").Units!.Value, 1e-6);
    }

    [Fact]
    public void With_nothing_to_compute_every_number_is_null_and_a_note_says_why()
    {
        FlowView view = FlowReport.Of(new GeneratedChain { OpenInterest = _ => double.NaN }.Snapshot(), new FlowSettings());
        Assert.Null(view.Totals.Gex);
        Assert.Null(view.Levels.ZeroGamma);
        Assert.Null(view.Levels.Regime);
        Assert.Empty(view.Profile);
        Assert.Contains(view.Notes, n => n.StartsWith("totals: no contract has both", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_that_carries_weight_is_no_number_never_zero()
    {
        FlowView gone = FlowReport.Of(Market, new FlowSettings { Signs = SignModel.File, Positions = new Dictionary<string, double>(StringComparer.Ordinal) { ["G-1-5000-Call"] = 5 } });
        Assert.Null(gone.Totals.Gex);
        Assert.Empty(gone.Flow);
        Assert.Contains(gone.Notes, n => n.StartsWith("positions: 1 of 1", StringComparison.Ordinal));

        FlowView blind = FlowReport.Of(new GeneratedChain { Change = r => r.Contract.Id.Symbol.StartsWith("G4-", StringComparison.Ordinal) ? r with { Quote = Quote.Absent, Vendor = VendorGreeks.Absent } : r }.Snapshot(), new FlowSettings());
        Assert.Null(blind.ByExpiry[1].Gex);
        Assert.NotNull(blind.ByExpiry[2].Gex);
        Assert.NotNull(blind.Totals.Gex);
    }

    [Fact]
    public void Positions_need_no_open_interest()
    {
        var held = new Dictionary<string, double>(StringComparer.Ordinal) { ["G18-5000-Call"] = -10 };
        FlowView view = FlowReport.Of(new GeneratedChain { OpenInterest = _ => double.NaN }.Snapshot(), new FlowSettings { Signs = SignModel.File, Positions = held });
        Assert.True(view.Totals.Gex < 0);
    }

    [Fact]
    public void Coin_options_have_the_usd_delta_that_venues_print()
    {
        MarketSnapshot coin = new GeneratedChain { Style = PayoffStyle.Inverse, Days = [290] }.Snapshot();
        OptionChain chain = OptionChain.Of(coin, new ChainSettings());
        ExpirySlice slice = chain.Slices[0];
        int atm = Array.FindIndex(slice.Strikes, k => k == 5000);
        var held = new Dictionary<string, double>(StringComparer.Ordinal) { ["G290-5000-Call"] = 1 };
        double dex = FlowReport.Of(chain, new FlowSettings { Signs = SignModel.File, Positions = held }).Totals.Dex!.Value;
        double sd = slice.Vols[atm] * Math.Sqrt(slice.Years), d1 = Math.Log(slice.Forward.Forward / 5000) / sd + 0.5 * sd;
        Assert.Equal(Normal.Cumulative(d1), dex / (100 * chain.Spot), 1e-12);
    }

    [Fact]
    public void Hedge_contracts_follow_the_instrument()
    {
        FlowView linear = FlowReport.Of(Market, new FlowSettings { Hedge = new HedgeInstrument("F", 50, PayoffStyle.Linear) });
        FlowView inverse = FlowReport.Of(Market, new FlowSettings { Hedge = new HedgeInstrument("P", 10, PayoffStyle.Inverse) });
        double gex = linear.Totals.Gex!.Value;
        Assert.Equal(100 * gex / (5000.0 * 5000) / 50, linear.Totals.HedgeContractsPerPoint!.Value, 1e-9 * Math.Abs(gex));
        Assert.Equal(100 * gex / 5000 / 10, inverse.Totals.HedgeContractsPerPoint!.Value, 1e-9 * Math.Abs(gex));
        // What they must trade: 50 units of the underlying a contract, or 10 of currency.
        foreach ((HedgingFlowView l, HedgingFlowView i) in linear.Flow.Zip(inverse.Flow).Where(static both => both.First.Units is not null))
            Assert.Equal((l.Units!.Value / 50, l.Currency!.Value / 10), (l.Contracts!.Value, i.Contracts!.Value));
    }

    [Theory]
    [InlineData("2025-08-27", "2025-08-27", 0)]
    [InlineData("2025-08-27", "2025-08-28", 1)]
    [InlineData("2025-08-29", "2025-09-01", 1)]
    [InlineData("2025-08-30", "2025-09-01", 0)]
    [InlineData("2025-08-27", "2025-09-10", 10)]
    [InlineData("2025-08-27", "2025-08-20", 0)]
    public void Weekdays_count_the_first_day_and_not_the_last(string from, string to, int days) =>
        Assert.Equal(days, Perfiliev.Weekdays(DateOnly.Parse(from), DateOnly.Parse(to)));

    private static HedgingFlowView Scenario(FlowView view, string name) => view.Flow.Single(f => f.Scenario == name);
}
