using Poise.Domain;
using Poise.Engine;
using Poise.Runtime;

namespace Poise.Edge.Tests;

/// <summary>The risk of a live desk's book, as the API tells it.</summary>
public sealed class RiskViewTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public async Task The_demo_book_is_short_gamma_loses_far_away_and_hedges_with_the_move(PayoffStyle style)
    {
        using TemporaryFolder folder = new();
        await using SimulatedDesk desk = SimulatedDesk.Start(new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 11, Style = style, Speed = 20 }, TimeProvider.System);
        TaskCompletionSource<BookRiskView> known = new(TaskCreationOptions.RunContinuationsAsynchronously);
        desk.Viewed = () =>
        {
            if (desk.View().Fills.Count > 0 && desk.Risks()[0].View() is { Missing: 0, Positions: > 2, Worst: not null } view)
                known.TrySetResult(view);
        };
        BookRiskView risk = await known.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        int still = risk.Moves.ToList().IndexOf(0), same = risk.VolChanges.ToList().IndexOf(0);
        IReadOnlyList<IReadOnlyList<double?>> now = risk.Layers[0].Pnl;
        Assert.Equal((risk.VolChanges.Count, risk.Moves.Count), (now.Count, now[0].Count));
        Assert.Equal(0, now[same][still]!.Value, 1e-9);
        Assert.True(now[same][0] < 0 && now[same][^1] < 0, "short gamma");
        Assert.True(now[^1][still] < 0 && now[0][still] > 0, "short vega");
        Assert.True(risk.Layers[1].Pnl[same][still] > 0, "what is short earns by time");
        Assert.Equal(risk.Layers.SelectMany(static l => l.Pnl).SelectMany(static r => r).Min(), risk.Worst!.Pnl);
        Assert.Equal(style == PayoffStyle.Inverse ? "BTC" : "USDC", risk.Currency);
        Assert.InRange(risk.Margin!.Equity!.Value / (style == PayoffStyle.Inverse ? 10_000 : 1e9), 0.999, 1.001);
        Assert.Equal(risk.Margin.Maintenance!.Value / risk.Margin.Equity.Value, risk.Margin.Ratio!.Value, 1e-12);
        Assert.Equal((risk.Currency, "ok", false), (risk.MarginTold!.Currency, risk.MarginTold.State, risk.MarginTold.IsOld)); // of the hedges
        Assert.Equal(risk.Margin.Equity.Value, risk.MarginTold.Equity, 0.01 * risk.Margin.Equity.Value);
        Assert.Equal((risk.MarginTold.Venue, risk.Currency), (Assert.Single(desk.View().Margin).Venue, desk.View().Margin[0].Currency));

        Assert.Equal(0.0, risk.Ladder[risk.Ladder.Count / 2].Move);
        Assert.True(risk.Ladder[0].Trade < 0 && risk.Ladder[^1].Trade > 0, "it sells what falls");
        Assert.True(risk.Ladder[0].Delta > risk.Ladder[0].Upper && risk.Ladder[^1].Delta < risk.Ladder[^1].Lower);
    }

    /// <summary>At each price what the account's coin would be there is among net delta: what it is now, and what the book earns by the move.</summary>
    [Fact]
    public void The_ladder_counts_equity_where_the_desk_does()
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = SimulatedDeskStart.Bring(new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 11, Style = PayoffStyle.Inverse }, Instant.FromUtc(2026, 1, 5, 9), new InlineLane());
        started.Run.AdvanceTo(started.Run.Now + Duration.FromSeconds(60));
        Desk desk = started.Run.Driver.Desk;
        Hedger hedger = desk.Hedgers[0];
        BookRiskView without = RiskSnapshot.Of(desk, hedger).View();
        desk.Apply(DeskEvent.SettingsSet(desk.Now, hedger.Live with { EquityAsDelta = true }));
        EffectWriter effects = new(new Effect[64]);
        desk.EndBatch(desk.Now, ref effects);
        BookRiskView counted = RiskSnapshot.Of(desk, hedger).View();
        Assert.True(hedger.EquityDelta > 1, $"{hedger.EquityDelta}");
        Assert.Equal(hedger.NetDelta, Rung(counted, 0), 1e-6 * hedger.NetDelta);
        foreach (double move in (double[])[-0.02, 0, 0.02])
        {
            double earned = counted.Layers[0].Pnl[counted.VolChanges.ToList().IndexOf(0)][counted.Moves.ToList().IndexOf(move)]!.Value;
            Assert.Equal(hedger.EquityDelta + earned, Rung(counted, move) - Rung(without, move), 1e-6);
        }

        static double Rung(BookRiskView view, double move) => view.Ladder.Single(r => r.Move.Equals(move)).Delta!.Value;
    }

    /// <summary>Options at one venue, their hedge half here and half there, and something held elsewhere: without each of them.</summary>
    [Fact]
    public void Without_a_venue_what_is_left_stands_unhedged()
    {
        using TemporaryFolder folder = new();
        var market = new Poise.Exchange.MarketSettings { PathSeed = 3, Impact = 0 };
        var settings = new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 7, CustomMarket = market, Further = [new FurtherVenue(market with { Venue = "cheap", Expiries = 0, Fees = new Poise.Exchange.FeeTier(FutureTaker: 0.0001) }, 8)] };
        using StartedDesk started = SimulatedDeskStart.Bring(settings, Instant.FromUtc(2026, 1, 5, 9), new InlineLane());
        started.Run.AdvanceTo(started.Run.Now + Duration.FromSeconds(60));
        Hedger hedger = started.Run.Driver.Desk.Hedgers[0];
        BookRiskView view = RiskSnapshot.Of(started.Run.Driver.Desk, hedger).View();
        Assert.Equal(["sim", "cheap"], view.WithoutVenue.Select(static v => v.Venue));
        double there = hedger.Greeks.PositionOf(hedger.Outlets[1].Contract).Delta;
        Assert.True(Math.Abs(there) > 0.5, $"{there}");
        Assert.Equal(hedger.Greeks.Net.Delta - there, view.WithoutVenue[1].Delta!.Value, 1e-6);
        Assert.Equal(there, view.WithoutVenue[0].Delta!.Value, 1e-6);
        Assert.Equal((0.0, 1), (view.WithoutVenue[0].Gamma, view.WithoutVenue[1].Positions));
        Assert.Equal(-0.16 * Math.Abs(there) * view.Spot!.Value, view.WithoutVenue[0].Worst!.Value, 0.001 * Math.Abs(view.WithoutVenue[0].Worst!.Value));
        Assert.Equal(view.Positions, view.WithoutVenue.Sum(static v => v.Positions));
    }

    [Fact]
    public void A_position_without_a_vol_leaves_nothing_known_and_says_so()
    {
        var desk = new Desk(AbcDesk.Settings);
        Contract call = AbcDesk.Perpetual with { Id = new("t", "C"), Kind = ContractKind.Option, Type = OptionType.Call, Strike = 100, Expiry = AbcDesk.Now + Duration.FromDays(10) };
        desk.Apply(DeskEvent.Listed(AbcDesk.Now, AbcDesk.Perpetual));
        desk.Apply(DeskEvent.Listed(AbcDesk.Now, call));
        desk.Apply(DeskEvent.PositionOpened(AbcDesk.Now, new(1), new(-10), 1m));
        desk.Apply(DeskEvent.Quoted(AbcDesk.Now, new(0), new Quote(99.9, 100.1, 1, 1, AbcDesk.Now)));
        BookRiskView risk = RiskSnapshot.Of(desk, desk.Hedgers[0]).View();
        Assert.Equal((1, 1), (risk.Positions, risk.Missing));
        Assert.Null(risk.Worst);
        Assert.Empty(risk.Ladder);
        Assert.All(risk.Layers.SelectMany(static l => l.Pnl).SelectMany(static r => r), static cell => Assert.Null(cell));
    }
}
