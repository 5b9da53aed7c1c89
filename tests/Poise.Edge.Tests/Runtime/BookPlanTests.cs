using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.Edge.Tests;

/// <summary>The demo book's gamma and vega, the trades that bring them within what is asked, and the desk that makes them.</summary>
public sealed class BookPlanTests
{
    private static BookPlanView Ask(StartedDesk started, double gamma, double vega) => Ask(started, new PlanWish(gamma, vega));

    private static BookPlanView Ask(StartedDesk started, PlanWish wish) => BookPlanQuestion.Of(started.Run.Driver.Desk, started.Run.Driver.Desk.Hedgers[0]).Answer(wish);

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
        using StartedDesk started = DemoDesk.Bring(folder, style);
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
        Assert.Null(DemoDesk.Trade(started, options.Select(static l => new PackageOrder(l.Contract, (decimal)l.Quantity, l.Limit!.Value))));
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
        using StartedDesk started = DemoDesk.Bring(folder);
        (_, double gamma, double vega) = Now(started);
        BookPlanView calm = Ask(started, -2 * gamma, -2 * vega);
        Assert.True(calm.IsFound);
        Assert.DoesNotContain(calm.Legs, static l => !l.IsHedge);
        BookPlanView hopeless = Ask(started, 0, 0);
        Assert.Equal((false, 0), (hopeless.IsFound, hopeless.Legs.Count));
    }

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void Where_options_are_bought_alone_none_is_sold_and_none_ends_sooner_than_asked(PayoffStyle style)
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = DemoDesk.Bring(folder, style);
        (_, double gamma, double vega) = Now(started);
        BookRiskView risk = DemoDesk.Risk(started);
        Assert.Equal((gamma, vega), (risk.Net.Gamma!.Value, risk.Net.Vega!.Value));
        var wish = new PlanWish(0.6 * -gamma, 0.6 * -vega);
        BookPlanView any = Ask(started, wish), bought = Ask(started, wish with { BuysAlone = true }), later = Ask(started, wish with { BuysAlone = true, Lasts = Duration.FromDays(3) });
        Assert.All(bought.Legs.Concat(later.Legs).Where(static l => !l.IsHedge), static l => Assert.True(l.Quantity > 0, l.Contract));
        Assert.Contains(bought.Legs, static l => !l.IsHedge);
        Assert.All(later.Legs.Where(static l => !l.IsHedge), l => Assert.True(started.Run.Driver.Desk.TryIndexOf(new("sim", l.Contract), out ContractIndex index) && started.Run.Driver.Desk.Book.ContractOf(index).Expiry - started.Run.Now >= Duration.FromDays(3)));
        Assert.True(any.IsFound && bought.IsFound && later.IsFound);
        // What may do less costs no less, but for the gap.
        Assert.True(bought.Cost >= any.Bound * (1 - 1e-9) && later.Cost >= bought.Bound * (1 - 1e-9), $"{any.Cost} {bought.Cost} {later.Cost}");
    }

    /// <summary>Small orders, so that a plan needs more options than a package may have.</summary>
    [Theory]
    [InlineData(0.9)]
    [InlineData(0.7)]
    [InlineData(0.3)]
    public void A_package_has_no_more_options_than_can_be_traded(double share)
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = DemoDesk.Bring(folder, options: new OptionLimits { MaxOrder = 1, MaxPosition = 400 });
        (_, double gamma, double vega) = Now(started);
        var wish = new PlanWish(share * -gamma, share * -vega);
        BookPlanView view = Ask(started, wish with { IsPackage = true });
        PackageOrder[] options = [.. view.Legs.Where(static l => !l.IsHedge).Select(static l => new PackageOrder(l.Contract, (decimal)l.Quantity, l.Limit!.Value))];
        Assert.InRange(options.Length, 0, Package.MostLegs);
        Assert.Equal(share < 0.8, Ask(started, wish).Legs.Count(static l => !l.IsHedge) > Package.MostLegs);
        if (view.IsFound)
            Assert.Null(DemoDesk.Trade(started, options));
    }

    /// <summary>What longs pay makes hedges that are bought dearer by the value times the days, and margin that is freed pays for a plan.</summary>
    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void Carry_and_margin_until_a_horizon_are_in_the_cost(PayoffStyle style)
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = DemoDesk.Bring(folder, style);
        (_, double gamma, double vega) = Now(started);
        // Decided on and not yet traded: three coins must be bought.
        started.Run.Driver.Offer(DeskEvent.BandSet(started.Run.Now, new DeltaBand(3, 3, 3.5, BandRebalance.ToTarget)));
        started.Run.Driver.Step(started.Run.Now);
        var calm = new PlanWish(-2 * gamma, -2 * vega);
        PlanWish held = calm with { Horizon = Duration.FromDays(10) };
        BookPlanView now = Ask(started, calm), dear = Ask(started, held with { FundingPerDay = 0.00001 }), paid = Ask(started, held with { FundingPerDay = -0.00001 });
        Assert.Equal((0, 0, 0), (now.Costs!.Carry, now.Costs.Margin, Ask(started, held).Costs!.Carry));
        Assert.Equal(now.Cost!.Value, now.Costs.Spread + now.Costs.Fee, 1e-9 * now.Cost.Value);
        BookPlanLegView hedge = Assert.Single(dear.Legs, static l => l.IsHedge);
        Assert.True(hedge.Quantity > 0);
        double value = style == PayoffStyle.Inverse ? hedge.Quantity * 10 / (double)hedge.Price : hedge.Quantity * (double)hedge.Price;
        Assert.Equal(10 * 0.00001 * value, dear.Costs!.Carry, 0.01 * 10 * 0.00001 * value);
        Assert.Equal(dear.Cost!.Value, dear.Costs.Spread + dear.Costs.Fee + dear.Costs.Carry, 1e-9 * dear.Cost.Value);
        Assert.Equal(0, paid.Costs!.Carry); // income counts as none

        var wish = new PlanWish(0.6 * -gamma, 0.6 * -vega);
        BookPlanView lent = Ask(started, wish with { Horizon = Duration.FromDays(30), CapitalRate = 0.5 });
        Assert.True(lent.IsFound, lent.Status);
        Assert.True(lent.Costs!.Margin < 0, $"{lent.Costs}"); // short options that are bought back free margin
        Assert.Equal(lent.Cost!.Value, lent.Costs.Spread + lent.Costs.Fee + lent.Costs.Carry + lent.Costs.Margin, 1e-9 * (1 + Math.Abs(lent.Costs.Margin)));
    }

    /// <summary>The square-root law by what is traded a day: as the venue tells it, else as it is named; of what is not known there is none, and that is said.</summary>
    [Fact]
    public void Size_costs_by_what_is_traded_a_day()
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = DemoDesk.Bring(folder);
        Desk desk = started.Run.Driver.Desk;
        Hedger hedger = desk.Hedgers[0];
        (_, double gamma, double vega) = Now(started);
        started.Run.Driver.Offer(DeskEvent.BandSet(started.Run.Now, new DeltaBand(3, 3, 3.5, BandRebalance.ToTarget)));
        started.Run.Driver.Step(started.Run.Now);
        PlanWish calm = new PlanWish(-2 * gamma, -2 * vega) { ImpactFactor = 1, Lasts = Duration.FromDays(3650) }; // hedge instruments alone
        BookPlanView unknown = Ask(started, calm), named = Ask(started, calm with { DailyVolume = 5_000 }), half = Ask(started, calm with { DailyVolume = 5_000, ImpactFactor = 0.5 });
        Assert.Equal((null, 0), (Assert.Single(unknown.Legs).Impact, unknown.Costs!.Impact));
        BookPlanLegView leg = Assert.Single(named.Legs);
        double law = hedger.Greeks.Mean.Vol / Math.Sqrt(365) * Math.Sqrt(leg.Quantity / 5_000) * leg.Quantity * hedger.Greeks.Spot;
        Assert.InRange(leg.Impact!.Value, law * 0.999, law * 1.006);
        Assert.Equal(leg.Impact.Value, named.Costs!.Impact, 1e-9 * law);
        Assert.Equal(named.Cost!.Value, named.Costs.Spread + named.Costs.Fee + named.Costs.Impact, 1e-9 * named.Cost.Value);
        Assert.Equal(0.5 * leg.Impact.Value, Assert.Single(half.Legs).Impact!.Value, 1e-9 * law);
        Assert.Null(Assert.Single(Ask(started, calm with { DailyVolume = 5_000, ImpactFactor = 0 }).Legs).Impact);

        // What the venue tells goes before what is named.
        started.Run.Driver.Offer(DeskEvent.Quoted(started.Run.Now, hedger.Hedge, hedger.LeadQuote, new QuoteDetail { DailyVolume = 20_000 }));
        started.Run.Driver.Run(started.Run.Now);
        Assert.Equal(0.5 * leg.Impact.Value, Assert.Single(Ask(started, calm with { DailyVolume = 5_000 }).Legs).Impact!.Value, 1e-6 * law);

        PlanWish wish = new PlanWish(0.6 * -gamma, 0.6 * -vega) { ImpactFactor = 1 };
        BookPlanView without = Ask(started, wish), with = Ask(started, wish with { OptionVolume = 500 });
        Assert.All(without.Legs.Where(static l => !l.IsHedge), static l => Assert.Null(l.Impact));
        Assert.All(with.Legs.Where(static l => !l.IsHedge), static l => Assert.True(l.Impact > 0, l.Contract));
        Assert.True(with.Cost > without.Cost, $"{with.Cost} {without.Cost}");
        Assert.Equal(with.Costs!.Impact, with.Legs.Sum(static l => l.Impact!.Value), 1e-6 * with.Costs.Impact);
    }

    /// <summary>Ten coins are to be bought, a hundred lots: at the second venue without a fee, at the first for 5 bp.</summary>
    private static BookPlanView AskTwo(double? here, double? there, PlanWish wish, QuoteDetail? detail = null)
    {
        Instant now = AbcDesk.Now;
        Contract second = AbcDesk.Perpetual with { Id = new("u", "PERP") };
        var desk = new Desk(AbcDesk.Settings with
        {
            Hedgers =
            [
                AbcDesk.Settings.Hedgers[0] with
                {
                    Policy = new FixedBandPolicy(new DeltaBand(10, 10, 10.05, BandRebalance.ToTarget)),
                    Further = [new OutletSettings { Hedge = second.Id, TakerFee = 0, MaxOrder = new(1000), MaxPosition = new(1000) }],
                },
            ],
        });
        desk.Apply(DeskEvent.Listed(now, AbcDesk.Perpetual));
        desk.Apply(DeskEvent.Listed(now, second));
        desk.Apply(DeskEvent.Started(now));
        foreach ((string venue, int contract, double? room) in (ReadOnlySpan<(string, int, double?)>)[("", 0, here), ("u", 1, there)])
        {
            desk.Apply(DeskEvent.LinkUp(now, venue));
            desk.Apply(DeskEvent.Reconciled(now, venue));
            desk.Apply(DeskEvent.Quoted(now, new(contract), new Quote(99.99, 100.01, 10, 10, now), detail));
            if (room is double free)
                desk.Apply(DeskEvent.MarginReported(now, AbcDesk.Perpetual.SettlementCurrency, new MarginReport(500 + free, 500, 200), venue));
        }
        EffectWriter effects = new(new Effect[16]);
        desk.EndBatch(now, ref effects);
        return BookPlanQuestion.Of(desk, desk.Hedgers[0]).Answer(wish);
    }

    private static readonly PlanWish Any = new(double.PositiveInfinity, double.PositiveInfinity) { IsWithinMargin = true };

    private static (double Here, double There) Bought(BookPlanView view) =>
        (view.Legs.Where(static l => l.Venue == "t").Sum(static l => 10 * l.Quantity), view.Legs.Where(static l => l.Venue == "u").Sum(static l => 10 * l.Quantity));

    [Fact]
    public void No_venue_gets_more_than_its_margin_and_what_is_brought_there_has_room_for()
    {
        BookPlanView never = AskTwo(null, null, Any), ample = AskTwo(1e6, 1e6, Any);
        Assert.Equal(((0, 100), 0), (Bought(never), never.Margins.Count)); // nobody told, and nothing is limited
        Assert.Equal((0, 100), Bought(ample));
        Assert.Equal(["t", "u"], ample.Margins.Select(static m => m.Venue));
        Assert.Equal((0, 1e6, 0), (ample.Margins[0].Used, ample.Margins[0].Room, ample.Margins[0].Brought));
        double lot = ample.Margins[1].Used!.Value / 100;
        Assert.Equal(0.16 * 10, lot, 1e-9);
        Assert.Equal(0, ample.Costs!.Margin);

        Assert.Equal((60, 40), Bought(AskTwo(1e6, 40.5 * lot, Any)));
        Assert.False(AskTwo(30 * lot, 40.5 * lot, Any).IsFound);
        Assert.Equal((0, 100), Bought(AskTwo(70 * lot, 40.5 * lot, Any with { Transfers = 1e9 })));
        BookPlanView some = AskTwo(70 * lot, 40.5 * lot, Any with { Transfers = 20 * lot });
        Assert.Equal((40, 60), Bought(some));
        Assert.Equal((40.5 * lot, 20 * lot, 60 * lot), (some.Margins[1].Room, some.Margins[1].Brought, some.Margins[1].Used!.Value), static (a, b) => Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) + Math.Abs(a.Item3 - b.Item3) < 1e-6);
        Assert.False(AskTwo(30 * lot, 40.5 * lot, Any with { Transfers = 1e9 }).IsFound); // what one gets the other has no more
        Assert.False(AskTwo(-1, 99 * lot, Any with { Transfers = 1e9 }).IsFound); // a call has nothing to give
        Assert.Equal((0, 100), Bought(AskTwo(-1, 0, Any with { IsWithinMargin = false }))); // a rule repairs the book where margin is short
    }

    [Fact]
    public void Funding_that_is_not_named_is_what_the_venue_tells()
    {
        PlanWish held = Any with { Horizon = Duration.FromDays(10) };
        BookPlanView told = AskTwo(null, null, held with { FundingPerDay = double.NaN }, new QuoteDetail { FundingPerDay = 0.0004, ToldAt = AbcDesk.Now });
        Assert.Equal(10 * 0.0004 * 1000, told.Costs!.Carry, 0.01);
        Assert.Equal(0, AskTwo(null, null, held, new QuoteDetail { FundingPerDay = 0.0004, ToldAt = AbcDesk.Now }).Costs!.Carry);
        Assert.Equal(0, AskTwo(null, null, held with { FundingPerDay = double.NaN }).Costs!.Carry);
    }

    [Fact]
    public void A_book_that_is_not_known_is_no_question()
    {
        var desk = new Desk(AbcDesk.Settings);
        Assert.Throws<ArgumentException>(() => BookPlanQuestion.Of(desk, desk.Hedgers[0]));
    }
}
