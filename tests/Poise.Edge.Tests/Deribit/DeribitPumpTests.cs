using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Threading.Channels;
using Poise.Domain;
using Poise.Hedging;
using Poise.Venues;
using Poise.Venues.Deribit;

namespace Poise.Edge.Tests;

/// <summary>The pump over a real socket: frames in fragments, lost links, frames without end, orders from another thread.</summary>
public sealed class DeribitPumpTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private sealed class Desk : IVenueSink
    {
        private readonly Channel<object> _heard = Channel.CreateUnbounded<object>();

        public List<Contract> Contracts { get; } = [];
        public ConcurrentQueue<string> Notices { get; } = [];

        public async Task<T> Next<T>(Func<T, bool> isMeant)
        {
            using var late = new CancellationTokenSource(Patience);
            while (true)
            {
                object heard = await _heard.Reader.ReadAsync(late.Token);
                if (heard is T one && isMeant(one))
                    return one;
            }
        }

        public ContractIndex Listed(Instant at, Contract contract)
        {
            Contracts.Add(contract);
            return new(Contracts.Count - 1);
        }

        public void Quoted(Instant at, ContractIndex contract, in Quote quote, QuoteDetail? detail = null) => _heard.Writer.TryWrite(quote);

        public void Traded(Instant at, ContractIndex contract, Side aggressor, Lots quantity, Ticks price)
        {
        }

        public void Updated(Instant at, in OrderUpdate update) => _heard.Writer.TryWrite(update);

        public void Filled(Instant at, in Fill fill) => _heard.Writer.TryWrite(fill);

        public void Funded(Instant at, in FundingPayment payment)
        {
        }

        public void Settled(Instant at, ContractIndex contract, decimal price)
        {
        }

        public void LinkChanged(Instant at, bool isUp) => _heard.Writer.TryWrite(isUp);
    }

    private static (DeribitPump Pump, Desk Desk) Start(PeerServer server, Func<DeribitSettings, DeribitSettings>? change = null)
    {
        Desk desk = new();
        var settings = new DeribitSettings { Address = server.Address, Underlyings = ["BTC"], Books = [DeribitPeer.Perpetual], FirstBackOff = Duration.FromMilliseconds(5) };
        DeribitPump pump = new(change?.Invoke(settings) ?? settings, new DeribitKey(DeribitPeer.Key, DeribitPeer.Secret), 1, desk, TimeProvider.System, noted: (_, about, text) => desk.Notices.Enqueue($"{about} {text}"));
        pump.Start();
        return (pump, desk);
    }

    private static Approved<NewOrder> Order(long sequence, decimal price)
    {
        var order = new NewOrder(new OrderId(1, sequence), new ContractIndex(0), Side.Buy, new(3), new((long)(price / 0.5m)), TimeInForce.GoodTillCancelled, PostOnly: false, ReduceOnly: false);
        var gate = new RiskGate(new RiskLimits { MaxOrder = new(1000), MaxPosition = new(1000) });
        Instant now = Instant.FromUtc(2026, 1, 5);
        return gate.Check(order, new RiskView(TradingState.Normal, true, true, now, new Quote((double)price, (double)price, 1, 1, now), 0.5m, default, default, default, 0, 0)).Approved;
    }

    [Fact]
    public async Task OrdersGoOutAndFillsComeIn()
    {
        await using PeerServer server = new();
        (DeribitPump pump, Desk desk) = Start(server);
        await using DeribitPump _ = pump;
        Assert.True(await desk.Next<bool>(static _ => true));
        Assert.NotNull(pump.Account);
        await server.Do(p => p.News("book.BTC-PERPETUAL.raw", DeribitWorld.BookData("change", 100, 101, [DeribitWorld.Level("new", 90_000.0m, 70)], [], p.Now)));
        Assert.Equal(7, (await desk.Next<Quote>(static q => q.BidSize != 10)).BidSize);
        pump.Place(Order(1, 91_000));
        Fill fill = await desk.Next<Fill>(static _ => true);
        Assert.Equal((3L, new OrderId(1, 1)), (fill.Quantity.Count, fill.Order));
        Assert.Equal(OrderStatus.Filled, (await desk.Next<OrderUpdate>(static _ => true)).Status);
        pump.Place(Order(2, 80_000));
        Assert.Equal(OrderStatus.Open, (await desk.Next<OrderUpdate>(static _ => true)).Status);
        pump.Cancel(new Cancel(new OrderId(1, 2), new ContractIndex(0)));
        Assert.Equal(OrderStatus.Cancelled, (await desk.Next<OrderUpdate>(static _ => true)).Status);
    }

    [Fact]
    public async Task ALostLinkIsMadeAnewAndItsOrderIsCancelledByTheVenue()
    {
        await using PeerServer server = new();
        (DeribitPump pump, Desk desk) = Start(server);
        await using DeribitPump _ = pump;
        Assert.True(await desk.Next<bool>(static _ => true));
        pump.Place(Order(1, 80_000));
        Assert.Equal(OrderStatus.Open, (await desk.Next<OrderUpdate>(static _ => true)).Status);
        await server.Close();
        Assert.False(await desk.Next<bool>(static _ => true));
        OrderUpdate update = await desk.Next<OrderUpdate>(static _ => true);
        Assert.Equal((OrderStatus.Cancelled, (int)DeribitReason.CancelOnDisconnect), (update.Status, update.Reason));
        Assert.True(await desk.Next<bool>(static _ => true));
        Assert.Equal(2, server.Ask(static p => p.Connections));
        Assert.Contains(desk.Notices, static n => n.Contains("closed by the venue", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(DeribitSocket.LongestFrame + 1, WebSocketMessageType.Text, "longer")]
    [InlineData(10, WebSocketMessageType.Binary, "no text")]
    [InlineData(10, WebSocketMessageType.Text, "no JSON")]
    public async Task FramesThatCannotBeTakenCloseTheLink(int length, WebSocketMessageType type, string why)
    {
        await using PeerServer server = new();
        (DeribitPump pump, Desk desk) = Start(server);
        await using DeribitPump _ = pump;
        Assert.True(await desk.Next<bool>(static _ => true));
        byte[] bytes = new byte[length];
        Array.Fill(bytes, (byte)'x');
        await server.SendRaw(bytes, type);
        Assert.False(await desk.Next<bool>(static _ => true));
        Assert.True(await desk.Next<bool>(static _ => true));
        Assert.Contains(desk.Notices, n => n.Contains(why, StringComparison.Ordinal));
    }

    [Fact]
    public async Task NobodyThereIsTriedAgain()
    {
        Uri address;
        await using (PeerServer gone = new())
            address = gone.Address;
        Desk desk = new();
        var tries = new SemaphoreSlim(0);
        var settings = new DeribitSettings { Address = address, Underlyings = ["BTC"], FirstBackOff = Duration.FromMilliseconds(1) };
        await using DeribitPump pump = new(settings, null, 1, desk, TimeProvider.System, noted: (_, _, _) => tries.Release());
        pump.Start();
        for (int i = 0; i < 4; i++)
            Assert.True(await tries.WaitAsync(Patience));
        pump.Place(Order(1, 80_000));
        Assert.Equal((int)DeribitReason.NotListed, (await desk.Next<OrderUpdate>(static _ => true)).Reason);
    }

    [Fact]
    public async Task ADeskThatThrowsEndsThePump()
    {
        await using PeerServer server = new();
        var settings = new DeribitSettings { Address = server.Address, Underlyings = ["BTC"] };
        DeribitPump pump = new(settings, null, 1, new Throwing(), TimeProvider.System);
        pump.Start();
        InvalidDataException thrown = await Assert.ThrowsAsync<InvalidDataException>(() => pump.Completion.WaitAsync(Patience));
        Assert.Equal("broken", thrown.Message);
        await Assert.ThrowsAsync<InvalidDataException>(async () => await pump.DisposeAsync());
    }

    private sealed class Throwing : IVenueSink
    {
        public ContractIndex Listed(Instant at, Contract contract) => throw new InvalidDataException("broken");

        public void Quoted(Instant at, ContractIndex contract, in Quote quote, QuoteDetail? detail = null)
        {
        }

        public void Traded(Instant at, ContractIndex contract, Side aggressor, Lots quantity, Ticks price)
        {
        }

        public void Updated(Instant at, in OrderUpdate update)
        {
        }

        public void Filled(Instant at, in Fill fill)
        {
        }

        public void Funded(Instant at, in FundingPayment payment)
        {
        }

        public void Settled(Instant at, ContractIndex contract, decimal price)
        {
        }

        public void LinkChanged(Instant at, bool isUp)
        {
        }
    }
}
