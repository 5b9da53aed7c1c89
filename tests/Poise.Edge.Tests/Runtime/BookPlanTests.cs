using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.Edge.Tests;

/// <summary>The demo book's gamma and vega, the trades that bring them within what is asked, and the desk that makes them.</summary>
public sealed class BookPlanTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 1, 5, 9);

    private static StartedDesk Bring(TemporaryFolder folder, PayoffStyle style = PayoffStyle.Linear)
    {
        StartedDesk started = SimulatedDeskStart.Bring(new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 7, Style = style }, Start, new InlineLane());
        started.Run.AdvanceTo(Start + Duration.FromSeconds(10));
        return started;
    }

    private static BookPlanView Ask(StartedDesk started, double gamma, double vega) => BookPlanQuestion.Of(started.Run.Driver.Desk, started.Run.Driver.Desk.Hedgers[0]).Answer(gamma, vega);

    private static (double Delta, double Gamma, double Vega) Now(StartedDesk started)
    {
        Hedger hedger = started.Run.Driver.Desk.Hedgers[0];
        return (hedger.Greeks.Net.Delta, 0.01 * hedger.Greeks.Spot * hedger.Greeks.Net.Gamma, 0.01 * hedger.Greeks.Net.Vega);
    }

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void The_plan_that_is_told_does_what_it_says_once_its_options_are_traded(PayoffStyle style)
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = Bring(folder, style);
        (_, double gamma, double vega) = Now(started);
        Assert.True(gamma < -3 && vega < -100, $"{gamma} {vega}");
        BookPlanView view = Ask(started, 0.5 * -gamma, 0.6 * -vega);
        Assert.True(view.IsFound, view.Status);
        Assert.Equal((gamma, vega), (view.Before.Gamma!.Value, view.Before.Vega!.Value), (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-9 && Math.Abs(a.Item2 - b.Item2) < 1e-6);
        Assert.InRange(view.After.Gamma!.Value, 0.5 * gamma - 1e-6, -0.5 * gamma + 1e-6);
        Assert.InRange(view.After.Vega!.Value, 0.6 * vega - 1e-6, -0.6 * vega + 1e-6);
        Assert.InRange(view.After.Delta!.Value, -0.15 - 1e-9, 0.15 + 1e-9);
        Assert.InRange(view.Cost!.Value, view.Bound!.Value * (1 - 1e-9), view.Bound.Value * 1.006 + 1e-9);

        BookPlanLegView[] options = [.. view.Legs.Where(static l => !l.IsHedge)];
        Assert.InRange(options.Length, 1, Package.MostLegs);
        Assert.Null(Packages.Trade(started.Run.Driver, [.. options.Select(static l => new PackageOrder(l.Contract, (decimal)l.Quantity, l.Limit!.Value))], started.Run.Driver.Desk.Hedgers[0].Underlying, started.Run.Now));
        started.Run.AdvanceTo(started.Run.Now + Duration.FromSeconds(5));
        (double delta, double gammaAfter, double vegaAfter) = Now(started);
        Assert.InRange(gammaAfter, 0.55 * gamma, -0.55 * gamma);
        Assert.InRange(vegaAfter, 0.65 * vega, -0.65 * vega);
        Assert.InRange(delta, -0.3, 0.3); // the policy has traded the rest
        Assert.Equal((TradingState.Normal, null), (started.Run.Driver.Desk.State, started.Run.Driver.BrokenBy));
    }

    [Fact]
    public void Where_nothing_is_asked_that_is_not_so_nothing_is_traded_and_where_nothing_will_do_it_says_so()
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = Bring(folder);
        (_, double gamma, double vega) = Now(started);
        BookPlanView calm = Ask(started, -2 * gamma, -2 * vega);
        Assert.True(calm.IsFound);
        Assert.DoesNotContain(calm.Legs, static l => !l.IsHedge);
        BookPlanView hopeless = Ask(started, 0, 0);
        Assert.Equal((false, 0), (hopeless.IsFound, hopeless.Legs.Count));
    }

    [Fact]
    public void A_book_that_is_not_known_is_no_question()
    {
        var desk = new Desk(AbcDesk.Settings);
        Assert.Throws<ArgumentException>(() => BookPlanQuestion.Of(desk, desk.Hedgers[0]));
    }
}
