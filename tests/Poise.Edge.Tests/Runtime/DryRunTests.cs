using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Storage;

namespace Poise.Edge.Tests;

/// <summary>A desk that decides and sends nothing: the market is that in which nobody hedges, to the bit.</summary>
public sealed class DryRunTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 1, 5, 9);

    private static StartedDesk Bring(TemporaryFolder folder, bool isDry, IHedgePolicy policy, PayoffStyle style = PayoffStyle.Linear) =>
        SimulatedDeskStart.Bring(new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 7, IsDry = isDry, Policy = policy, Style = style }, Start, new InlineLane());

    private static FixedBandPolicy Band(double half) => new(new DeltaBand(-half, 0, half, BandRebalance.ToTarget));

    private static void Live(StartedDesk started, int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            started.Dry?.Advance(started.Run.Driver, started.Run.Now);
            started.Run.AdvanceTo(started.Run.Now + Duration.FromSeconds(1));
        }
    }

    private static byte[] Bytes(StartedDesk started)
    {
        var writer = new StateWriter();
        started.Run.Venue.Market.Save(writer);
        return writer.Bytes.ToArray();
    }

    private static List<DeskEvent> Journalled(string folder, int desk)
    {
        using Journal journal = Journal.Open(new FileDisk(folder), new JournalOptions { Desk = desk }, out _);
        return [.. journal.ReadAll().Select(static r => DeskEventCodec.TryDecode(r.Payload.Span, out DeskEvent e, out _) ? e : default)];
    }

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void The_simulated_market_hears_of_no_order(PayoffStyle style)
    {
        using TemporaryFolder dry = new(), idle = new(), meant = new();
        byte[] tried, untouched, traded;
        using (StartedDesk started = Bring(dry, isDry: true, Band(0.15), style))
        {
            Live(started, 120);
            Desk desk = started.Run.Driver.Desk;
            Assert.True(desk.LastSequence >= 5, $"{desk.LastSequence} orders were decided on");
            Assert.Equal((0, TradingState.Normal), (desk.Book.Fills, desk.State));
            Assert.Equal(Lots.Zero, desk.Book.QuantityOf(desk.Hedgers[0].Hedge));
            for (long i = 1; i <= desk.LastSequence; i++)
                Assert.False(started.Run.Venue.TryOrder(new OrderId(DryGateway.DeskNumber, i), out _, []));
            desk.Invariants();
            tried = Bytes(started);
        }
        using (StartedDesk started = Bring(idle, isDry: false, Band(1e6), style)) // this one never trades
        {
            Live(started, 120);
            Assert.Equal(0, started.Run.Driver.Desk.LastSequence);
            untouched = Bytes(started);
        }
        using (StartedDesk started = Bring(meant, isDry: false, Band(0.15), style))
        {
            Live(started, 120);
            traded = Bytes(started);
        }
        Assert.Equal(untouched, tried);
        Assert.NotEqual(untouched, traded); // an order would have shown
    }

    [Fact]
    public void The_journal_closes_each_order_as_never_sent_and_has_no_word_of_the_market_about_one()
    {
        using TemporaryFolder folder = new();
        using (StartedDesk started = Bring(folder, isDry: true, Band(0.15)))
        {
            Live(started, 60);
            started.Run.Driver.FlushAll();
        }
        List<DeskEvent> events = Journalled(folder.Path, DryGateway.DeskNumber);
        OrderId[] placed = [.. events.Where(static e => e.Kind == DeskEventKind.Placed).Select(static e => e.Intent.Order.Id)];
        Assert.True(placed.Length > 2);
        Assert.All(placed, static id => Assert.Equal(DryGateway.DeskNumber, id.Desk));
        OrderId[] closed = [.. events.Where(static e => e.Kind == DeskEventKind.OrderNotFound).Select(static e => e.MissingOrder)];
        Assert.Equal(placed[..closed.Length], closed);
        Assert.InRange(placed.Length - closed.Length, 0, 2); // what was under way at the end
        Assert.DoesNotContain(events, static e => e.Kind is DeskEventKind.OrderUpdated or DeskEventKind.Filled);
    }

    [Fact]
    public void An_order_is_under_way_for_a_while_and_a_cancel_closes_it_at_once()
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = Bring(folder, isDry: true, Band(0.15));
        Desk desk = started.Run.Driver.Desk;
        while (desk.Working.Count == 0)
            Live(started, 1);
        Assert.Equal(DecisionReason.OrderUnderWay, desk.Hedgers[0].LastDecision.Reason);
        started.Run.Driver.Offer(DeskEvent.Kill(started.Run.Now));
        started.Run.Driver.Run(started.Run.Now);
        started.Dry!.Advance(started.Run.Driver, started.Run.Now);
        started.Run.Driver.Run(started.Run.Now);
        Assert.Equal((0, TradingState.Halted), (desk.Working.Count, desk.State));
    }

    [Fact]
    public void It_goes_on_from_no_desk_and_no_desk_goes_on_from_it()
    {
        using TemporaryFolder meant = new(), tried = new();
        foreach ((TemporaryFolder folder, bool isDry) in ((TemporaryFolder, bool)[])[(meant, false), (tried, true)])
        {
            using StartedDesk started = Bring(folder, isDry, Band(0.15));
            Live(started, 20);
            started.Run.Driver.FlushAll();
        }
        int before = Journalled(meant.Path, 1).Count;
        Assert.Contains("belongs to desk 1", Assert.Throws<JournalException>(() => Bring(meant, isDry: true, Band(0.15))).Message, StringComparison.Ordinal);
        Assert.Equal(before, Journalled(meant.Path, 1).Count);
        Assert.Contains("belongs to desk 0", Assert.Throws<JournalException>(() => Bring(tried, isDry: false, Band(0.15))).Message, StringComparison.Ordinal);
        Assert.Contains("a folder of its own", Assert.Throws<InvalidDataException>(() => Bring(tried, isDry: true, Band(0.15))).Message, StringComparison.Ordinal);
    }
}
