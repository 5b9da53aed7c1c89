using Poise.Domain;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Venues.TestKit;

namespace Poise.Edge.Tests;

/// <summary>The market inside a desk forgets contracts and gives their numbers to others: behind the venue's port no desk takes one for the other.</summary>
public class SimulatedVenueTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 25, 9);

    private static readonly MarketSettings Still = MarketSettings.Inverse with
    {
        Expiries = 1,
        Strikes = 3,
        Step = Duration.FromHours(12),
        PerpetualTradesPerSecond = 1e-9,
        OptionTradesPerSecond = 1e-9,
        TrendFollowers = 0,
        LeveragedAccounts = 0,
        Vol = 0.1,
    };

    [Fact]
    public void What_the_account_has_and_needs_is_told_at_once_and_each_second_at_most()
    {
        var market = new SimulatedMarket(MarketSettings.Inverse with { PathSeed = 3 }, 5, Start);
        var venue = new SimulatedVenue(market);
        var heard = new VenueRecorder();
        venue.Connect(heard);
        Assert.Equal(("BTC", new MarginReport(10_000, 0, 0)), (heard.Margins[0].Currency, heard.Margins[0].Report));
        venue.AdvanceTo(Start + Duration.FromSeconds(2));
        Quote quote = venue.ShownOf(market.Perpetual);
        int known = heard.Contracts.ToList().FindIndex(c => c.Id == market.ContractAt(market.Perpetual).Id);
        var gate = new RiskGate(new RiskLimits { MaxOrder = new(100), MaxPosition = new(1000), Collar = 0.5 }, new OrderLimits());
        decimal tick = market.ContractAt(market.Perpetual).PriceTick;
        var order = new NewOrder(new OrderId(1, 1), new(known), Side.Buy, new(100), new((long)((decimal)quote.Ask * 1.01m / tick)), TimeInForce.ImmediateOrCancel, PostOnly: false, ReduceOnly: false);
        venue.Place(gate.Check(order, new RiskView(TradingState.Normal, IsReconciled: true, IsLinkUp: true, market.Now, quote with { At = market.Now }, tick, Lots.Zero, Lots.Zero, Lots.Zero, 0, 0)).Approved);
        venue.AdvanceTo(Start + Duration.FromSeconds(10));
        Assert.InRange(heard.Margins.Count, 8, 12);
        Assert.All(heard.Margins.Zip(heard.Margins.Skip(1)), static p => Assert.True(p.Second.At - p.First.At >= Duration.FromSeconds(1)));
        MarginReport last = heard.Margins[^1].Report;
        Assert.True(last.Maintenance > 0 && last.Initial >= last.Maintenance && last.State == MarginState.Ok, last.ToString());
        venue.Disconnect();
        int told = heard.Margins.Count;
        venue.AdvanceTo(Start + Duration.FromSeconds(20));
        Assert.Equal(told, heard.Margins.Count);
        Assert.Empty(heard.Faults);
    }

    [Fact]
    public void What_stands_behind_the_perpetuals_best_prices_is_told_with_them()
    {
        var market = new SimulatedMarket(MarketSettings.Inverse with { PathSeed = 3 }, 5, Start);
        var venue = new SimulatedVenue(market);
        var heard = new VenueRecorder();
        venue.Connect(heard);
        venue.AdvanceTo(Start + Duration.FromSeconds(2));
        int perpetual = heard.Contracts.ToList().FindIndex(c => c.Id == market.ContractAt(market.Perpetual).Id), told = 0;
        foreach (Side side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            double best = side == Side.Buy ? heard.Quotes[perpetual].Ask : heard.Quotes[perpetual].Bid;
            foreach (BookLevel level in heard.Details[perpetual]!.TakenBy(side))
            {
                Assert.True(side == Side.Buy ? level.Price > best : level.Price < best);
                Assert.True(level.Size > 0);
                (best, told) = (level.Price, told + 1);
            }
        }
        Assert.InRange(told, 4, 8);
        Assert.InRange(heard.Details[perpetual]!.FundingPerDay, -0.015, 0.015);
        Assert.InRange((market.Now - heard.Details[perpetual]!.ToldAt).Seconds, 0, 2);
        Assert.All(heard.Details.Where((_, i) => i != perpetual && heard.Contracts[i].IsOption), static d => Assert.Null(d));
    }

    [Fact]
    public void A_number_that_is_given_to_another_contract_is_that_one_alone()
    {
        var market = new SimulatedMarket(Still, 5, Start);
        var venue = new SimulatedVenue(market);
        var heard = new VenueRecorder();
        venue.Connect(heard);
        ContractId carried = market.ContractAt(new(1)).Id, unknown = new("sim", "SOMETHING-ELSE");
        venue.Carry(carried, new(7));
        venue.Carry(unknown, new(3));
        Assert.True(venue.TryPosition(carried, out Lots lots) && lots == new Lots(7));
        int traded = 0;
        long sent = 0;
        var gate = new RiskGate(new RiskLimits { MaxOrder = new(100), MaxPosition = new(1000), Collar = 0.99 }, new OrderLimits());
        for (int day = 0; day < 130; day++)
        {
            venue.AdvanceTo(Start + Duration.FromHours(13 + 24 * day)); // an hour after the options were quoted
            for (int i = 0; i < market.Contracts; i++)
            {
                ContractIndex number = new(i);
                ContractId id = market.ContractAt(number).Id;
                int known = heard.Contracts.ToList().FindIndex(c => c.Id == id);
                Assert.True(known >= 0);
                if (!market.IsLive(number))
                    continue;
                Quote shown = venue.ShownOf(number);
                Assert.Equal(known < heard.Quotes.Count ? heard.Quotes[known] : Quote.Absent, shown);
                if (day % 10 == 0 && shown.IsTwoSided && market.ContractAt(number).Kind == ContractKind.Option)
                    traded += Trade(known, shown, market.ContractAt(number));
            }
            Assert.True(venue.TryPosition(unknown, out lots) && lots == new Lots(3));
            if (day > 0) // it ended on the first morning
                Assert.Equal(Lots.Zero, venue.TryPosition(carried, out lots) ? lots : Lots.Zero);
        }
        long given = market.ListedSoFar - market.Contracts;
        Assert.True(given > 20 && traded > 5, $"{given} numbers were given again, {traded} orders traded");
        Assert.False(venue.TryPosition(carried, out _));
        Assert.Throws<ArgumentException>(() => venue.Cancel(new Cancel(new OrderId(1, 1), new(1))));
        Assert.Empty(heard.Faults);

        int Trade(int known, in Quote shown, Contract contract)
        {
            Lots before = heard.HeldOf(new(known));
            Ticks limit = new((long)Math.Round(shown.Ask / (double)contract.PriceTick));
            var order = new NewOrder(new OrderId(1, ++sent), new(known), Side.Buy, new(1), limit, TimeInForce.ImmediateOrCancel, PostOnly: false, ReduceOnly: false);
            venue.Place(gate.Check(order, new RiskView(
                TradingState.Normal, IsReconciled: true, IsLinkUp: true, market.Now, shown with { At = market.Now }, contract.PriceTick, Lots.Zero, Lots.Zero, Lots.Zero, 0, 0)).Approved);
            venue.AdvanceTo(market.Now + Duration.FromSeconds(5));
            Assert.True(venue.TryOrder(order.Id, out OrderUpdate state, []) && state.Contract == new ContractIndex(known));
            Assert.Equal(before + state.Filled, heard.HeldOf(new(known)));
            return state.Filled == Lots.Zero ? 0 : 1;
        }
    }
}
