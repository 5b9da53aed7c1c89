using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.Edge.Tests;

/// <summary>The demo book's worst scenario, the cheapest listed options that bring it inside a loss, and the desk that trades them by command.</summary>
public sealed class ProtectionTests
{
    private static BookProtectionView Ask(StartedDesk started, double mostLoss, double mostPremium = double.PositiveInfinity, double days = 0) =>
        ProtectionQuestion.Of(started.Run.Driver.Desk, started.Run.Driver.Desk.Hedgers[0]).Answer(mostLoss, mostPremium, new Duration((long)(days * 86_400e9)));

    private static double WorstAtOnce(StartedDesk started) => -DemoDesk.Risk(started).Layers[0].Pnl.Min(static row => row.Min(static p => p!.Value));

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void The_package_that_is_told_does_what_it_says_once_it_is_traded(PayoffStyle style)
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = DemoDesk.Bring(folder, style);
        Desk desk = started.Run.Driver.Desk;
        double before = WorstAtOnce(started);
        BookProtectionView view = Ask(started, 0.7 * before);
        Assert.Equal((before, -before), (view.Before!.Loss, DemoDesk.Risk(started).WorstAtOnce!.Pnl), (a, b) => Math.Abs(a.Item1 - b.Item1) < before * 1e-9 && a.Item2.Equals(b.Item2));
        Assert.True(view.Suffices, view.Status);
        Assert.NotEmpty(view.Legs);
        Assert.InRange(view.After!.Loss, 0, view.MostLoss * (1 + 1e-9));
        Assert.InRange(view.Cost!.Value, view.Bound!.Value * (1 - 1e-9), view.Bound.Value * 1.003 + 1e-9);
        Assert.Equal(view.Premium!.Value, view.Legs.Sum(static l => l.Premium), 1e-6);

        long[] held = [.. Enumerable.Range(0, desk.Book.Count).Select(i => desk.Book.QuantityOf(new(i)).Count)];
        Assert.Null(DemoDesk.Trade(started, view.Legs.Select(static l => new PackageOrder(l.Contract, (decimal)l.Quantity, l.Limit))));
        Assert.Equal(view.Legs.Count, desk.Working.Count);
        started.Run.AdvanceTo(started.Run.Now + Duration.FromMilliseconds(200));
        Assert.Equal(0, Enumerable.Range(0, desk.Working.Count).Count(i => desk.Book.ContractOf(desk.Working[i].Order.Contract).IsOption));
        double bought = 0;
        foreach (BookProtectionLegView leg in view.Legs)
        {
            Assert.True(desk.TryIndexOf(new("sim", leg.Contract), out ContractIndex index));
            bought += (desk.Book.QuantityOf(index).Count - held[index.Value]) * (double)desk.Book.ContractOf(index).LotSize;
        }
        double wanted = view.Legs.Sum(static l => l.Quantity);
        Assert.InRange(bought, 0.99 * wanted, wanted + 1e-9);
        Assert.Equal(TradingState.Normal, desk.State);
        Assert.Null(started.Run.Driver.BrokenBy);
        // What it bought is hedged as the rest.
        started.Run.AdvanceTo(started.Run.Now + Duration.FromSeconds(20));
        Assert.InRange(desk.Hedgers[0].Greeks.Net.Delta, -0.3, 0.3);
        Assert.InRange(WorstAtOnce(started), 0.6 * before, 0.73 * before); // as it was told, its delta hedged
        Assert.True(started.Run.Venue.TryPosition(new("sim", view.Legs[0].Contract), out Lots there) && desk.TryIndexOf(new("sim", view.Legs[0].Contract), out ContractIndex first) && there == desk.Book.QuantityOf(first));
    }

    /// <summary>Prices above half a hundredth of a coin are on a coarser grid than a contract's tick: a limit between is one on it, no worse.</summary>
    [Fact]
    public void A_limit_between_the_steps_of_a_coarse_grid_is_taken()
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = DemoDesk.Bring(folder, PayoffStyle.Inverse);
        Desk desk = started.Run.Driver.Desk;
        ContractIndex dear = Enumerable.Range(0, desk.Book.Count).Select(static i => new ContractIndex(i)).First(i => desk.Book.ContractOf(i) is { IsOption: true, PriceTick: 0.0001m } && desk.QuoteOf(i) is { IsTwoSided: true, Ask: > 0.006 and < 0.05 });
        Lots before = desk.Book.QuantityOf(dear);
        Assert.Null(DemoDesk.Trade(started, [new PackageOrder(desk.Book.ContractOf(dear).Id.Symbol, 0.1m, (decimal)desk.QuoteOf(dear).Ask + 0.0007m)]));
        started.Run.AdvanceTo(started.Run.Now + Duration.FromMilliseconds(200));
        Assert.Equal(before + new Lots(1), desk.Book.QuantityOf(dear));
    }

    /// <summary>No single option, in whatever number of lots, suffices for less than the bound.</summary>
    [Fact]
    public void No_single_option_suffices_for_less()
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = DemoDesk.Bring(folder, options: new OptionLimits { MaxOrder = 200, MaxPosition = 400 });
        Desk desk = started.Run.Driver.Desk;
        Hedger hedger = desk.Hedgers[0];
        double most = 0.99 * WorstAtOnce(started);
        BookProtectionView view = Ask(started, most);
        Assert.True(view.Suffices);
        RiskBook book = RiskSnapshot.Of(desk, hedger).Book()!;
        BookRiskView grid = RiskSnapshot.Of(desk, hedger).View();
        double spot = hedger.Greeks.Spot;
        int sufficed = 0;
        for (int i = 0; i < desk.Book.Count; i++)
        {
            Contract option = desk.Book.ContractOf(new(i));
            Quote quote = desk.QuoteOf(new(i));
            if (!option.IsOption || !quote.IsTwoSided || !(hedger.Greeks.VolOf(new(i)) > 0))
                continue;
            GreekSlice slice = hedger.Greeks.SliceOf(new(i))!;
            double units = (double)option.LotSize * option.Multiplier;
            var alone = new RiskBook(spot, false, [new RiskLeg(option, units, double.NaN, hedger.Greeks.VolOf(new(i)), (option.Expiry - desk.Now).Years, slice.Basis, slice.Discount, slice.OpenShare)]);
            double delta = alone.At(0).Delta, half = 0.5 * (hedger.LeadQuote.Ask - hedger.LeadQuote.Bid) / hedger.LeadQuote.Mid;
            double cost = units * (quote.Ask - quote.Mid + Math.Min(0.0003 * spot, 0.125 * quote.Ask)) + Math.Abs(delta) * spot * (hedger.Settings.Costs.TakerFee + half);
            for (int lots = 1; lots <= (int)(quote.AskSize / (double)option.LotSize + 1e-9); lots++)
            {
                double worst = 0;
                foreach (double change in grid.VolChanges)
                    foreach (double move in grid.Moves)
                        worst = Math.Max(worst, lots * cost - book.Pnl(move, change, default) - lots * (alone.Pnl(move, change, default) - delta * spot * move));
                if (worst > most)
                    continue;
                sufficed++;
                Assert.True(lots * cost >= view.Bound!.Value * (1 - 1e-9), $"{lots} of {option.Id.Symbol} cost {lots * cost}, and the bound is {view.Bound}");
                break;
            }
        }
        Assert.True(sufficed > 2, $"{sufficed} suffice alone");
    }

    [Fact]
    public void Where_nothing_is_needed_or_nothing_suffices_it_says_so()
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = DemoDesk.Bring(folder);
        double before = WorstAtOnce(started);
        BookProtectionView calm = Ask(started, 1.01 * before);
        Assert.Equal(("none", true, 0, 0.0), (calm.Status, calm.Suffices, calm.Legs.Count, calm.Cost));
        BookProtectionView hopeless = Ask(started, 0.7 * before, mostPremium: 1);
        Assert.Equal(("infeasible", false), (hopeless.Status, hopeless.Suffices));
        Assert.InRange(hopeless.LossBound!.Value, 0.7 * before, before);
        BookProtectionView impossible = Ask(started, 0);
        Assert.False(impossible.Suffices);
    }

    /// <summary>A book larger than a few touches: no more legs than one package may have, or it says that none suffices.</summary>
    [Theory]
    [InlineData(0.75)]
    [InlineData(0.5)]
    [InlineData(0.3)]
    public void A_package_has_no_more_legs_than_can_be_traded(double share)
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = DemoDesk.Bring(folder, options: new OptionLimits { MaxOrder = 2, MaxPosition = 400 });
        BookProtectionView view = Ask(started, share * WorstAtOnce(started));
        Assert.InRange(view.Legs.Count, 1, Package.MostLegs);
        if (view.Suffices)
            Assert.Null(DemoDesk.Trade(started, view.Legs.Select(static l => new PackageOrder(l.Contract, (decimal)l.Quantity, l.Limit))));
    }

    /// <summary>What the orders may pay is bounded, not the touch alone.</summary>
    [Fact]
    public void The_premium_at_the_orders_limits_is_within_its_bound()
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = DemoDesk.Bring(folder);
        double loss = 0.7 * WorstAtOnce(started), free = Ask(started, loss, days: 2).Premium!.Value;
        foreach (double most in (double[])[1.2 * free, 1.005 * free, 0.9 * free])
        {
            BookProtectionView view = Ask(started, loss, most, days: 2);
            if (view.Suffices)
                Assert.InRange(view.Legs.Sum(static l => l.Premium * (double)(l.Limit / l.Price)), 0, most * (1 + 1e-9));
        }
        Assert.True(Ask(started, loss, 1.2 * free, days: 2).Suffices);
    }

    [Fact]
    public void Options_that_end_sooner_than_it_is_to_last_are_left_out()
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = DemoDesk.Bring(folder, options: new OptionLimits { MaxOrder = 200, MaxPosition = 400 });
        double most = 0.8 * WorstAtOnce(started);
        BookProtectionView soon = Ask(started, most), later = Ask(started, most, days: 3);
        Assert.True(soon.Suffices && later.Suffices && soon.Options > later.Options);
        Assert.All(later.Legs, l => Assert.True(started.Run.Driver.Desk.TryIndexOf(new("sim", l.Contract), out ContractIndex index) && started.Run.Driver.Desk.Book.ContractOf(index).Expiry - started.Run.Now >= Duration.FromDays(3)));
        Assert.True(later.Premium > 2 * soon.Premium, "what lasts longer costs more");
    }

    [Fact]
    public void Without_limits_of_options_none_is_offered_or_traded()
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = SimulatedDeskStart.Bring(new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 7, Options = null }, DemoDesk.Start, new InlineLane());
        started.Run.AdvanceTo(DemoDesk.Start + Duration.FromSeconds(10));
        BookProtectionView view = Ask(started, 0.7 * WorstAtOnce(started));
        Assert.Equal((0, false, 0), (view.Options, view.Suffices, view.Legs.Count));
        string any = Enumerable.Range(0, started.Run.Driver.Desk.Book.Count).Select(i => started.Run.Driver.Desk.Book.ContractOf(new(i))).First(static c => c.IsOption).Id.Symbol;
        Assert.Equal($"{any}: this desk trades no options: its settings set no limits for them", DemoDesk.Trade(started, [new PackageOrder(any, 1, 100)]));
    }

    [Theory]
    [InlineData("NONE", "1", "100", "NONE is no option of BTC that sim lists")]
    [InlineData("BTC_USDC-PERPETUAL", "1", "100", "BTC_USDC-PERPETUAL is no option of BTC that sim lists")]
    [InlineData("", "0", "100", "quantity 0; allowed: whole lots of 0.1")]
    [InlineData("", "0.05", "100", "quantity 0.05; allowed: whole lots of 0.1")]
    [InlineData("", "79228162514264337593543950335", "100", "quantity 79228162514264337593543950335; allowed")]
    [InlineData("", "1", "-5", "limit -5; allowed: above 0, in steps of 1")]
    [InlineData("", "1", "0.5", "limit 0.5; allowed")]
    [InlineData("", "1", "79228162514264337593543950335", "limit 79228162514264337593543950335; allowed")]
    [InlineData("", "30", "1", "more than one order of options may be")]
    [InlineData("", "1", "90000", "its limit is further from the mid than the settings' collar")]
    public void What_cannot_be_traded_is_refused_with_its_reason_and_nothing_leaves(string contract, string quantity, string limit, string says)
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = DemoDesk.Bring(folder);
        Desk desk = started.Run.Driver.Desk;
        (Contract option, Quote quote) = Enumerable.Range(0, desk.Book.Count).Select(i => (desk.Book.ContractOf(new(i)), desk.QuoteOf(new(i)))).First(static o => o.Item1.IsOption && o.Item2.IsTwoSided);
        decimal price = says.Contains("more than one", StringComparison.Ordinal) ? (decimal)quote.Ask : decimal.Parse(limit, System.Globalization.CultureInfo.InvariantCulture);
        string? refused = DemoDesk.Trade(started, [new PackageOrder(contract.Length > 0 ? contract : option.Id.Symbol, decimal.Parse(quantity, System.Globalization.CultureInfo.InvariantCulture), price)]);
        Assert.Contains(says, refused, StringComparison.Ordinal);
        Assert.Equal(0, Enumerable.Range(0, desk.Working.Count).Count(i => desk.Book.ContractOf(desk.Working[i].Order.Contract).IsOption));
    }

    [Fact]
    public void A_dry_run_takes_a_package_and_sends_nothing()
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = DemoDesk.Bring(folder, isDry: true);
        BookProtectionView view = Ask(started, 0.7 * WorstAtOnce(started));
        Assert.Null(DemoDesk.Trade(started, view.Legs.Select(static l => new PackageOrder(l.Contract, (decimal)l.Quantity, l.Limit))));
        started.Run.AdvanceTo(started.Run.Now + Duration.FromSeconds(1));
        Assert.True(started.Run.Venue.TryPosition(new("sim", view.Legs[0].Contract), out Lots there));
        Assert.Equal(started.Run.Driver.Desk.TryIndexOf(new("sim", view.Legs[0].Contract), out ContractIndex index) ? started.Run.Driver.Desk.Book.QuantityOf(index) : default, there);
        Assert.Contains(Enumerable.Range(0, started.Run.Driver.Desk.Working.Count), i => started.Run.Driver.Desk.Working[i].Order.Contract == index);
    }

    /// <summary>A journal with packages is replayed to the bit, and taken up again.</summary>
    [Fact]
    public void A_desk_that_traded_a_package_is_taken_up_with_it()
    {
        using TemporaryFolder folder = new();
        string contract;
        Lots held;
        using (StartedDesk started = DemoDesk.Bring(folder))
        {
            BookProtectionView view = Ask(started, 0.8 * WorstAtOnce(started));
            contract = view.Legs[0].Contract;
            Assert.Null(DemoDesk.Trade(started, view.Legs.Select(static l => new PackageOrder(l.Contract, (decimal)l.Quantity, l.Limit))));
            started.Run.AdvanceTo(started.Run.Now + Duration.FromSeconds(1));
            Assert.True(started.Run.Driver.Desk.TryIndexOf(new("sim", contract), out ContractIndex index));
            held = started.Run.Driver.Desk.Book.QuantityOf(index);
            Assert.True(started.Run.Driver.FlushAll());
        }
        using StartedDesk again = SimulatedDeskStart.Bring(new SimulatedDeskSettings { DataFolder = folder.Path }, DemoDesk.Start, new InlineLane());
        Assert.True(again.Run.Driver.Desk.TryIndexOf(new("sim", contract), out ContractIndex now));
        Assert.Equal(held, again.Run.Driver.Desk.Book.QuantityOf(now));
        Assert.Equal(TradingState.Normal, again.Run.Driver.Desk.State);
    }
}
