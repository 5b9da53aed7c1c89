using Poise.Domain;

namespace Poise.Exchange;

/// <summary>A maker's quotes of one instrument: so many levels a side, each a group of quotes by itself, whose size comes back a part at a time.</summary>
internal sealed class QuoteLadder(int account, ListedInstrument instrument, int levels, double size, double replenish)
{
    private readonly long[] _full = new long[2 * levels];

    public ListedInstrument Instrument => instrument;

    /// <summary>Contracts at the best price.</summary>
    public double Size => size;

    /// <summary>Stands at these prices from now on.</summary>
    /// <param name="bid">Best bid, in the contract's price unit; asks likewise.</param>
    /// <param name="gap">Between levels.</param>
    public void Quote(SimulatedExchange exchange, SeededRandom sizes, double bid, double ask, double gap)
    {
        double tick = instrument.Terms.Tick;
        long low = (long)Math.Floor(bid / tick), high = Math.Max(1, (long)Math.Ceiling(ask / tick)), step = Math.Max(1, (long)(gap / tick));
        for (int i = 0; i < levels; i++)
        {
            Quote(exchange, sizes, Side.Buy, i, instrument.OnGrid(low - i * step, Side.Buy));
            Quote(exchange, sizes, Side.Sell, i, instrument.OnGrid(high + i * step, Side.Sell));
        }
    }

    public void Save(StateWriter to) => to.WriteAll<long>(_full);

    public void Load(ref StateReader from) => from.ReadAll<long>().CopyTo(_full, 0);

    private void Quote(SimulatedExchange exchange, SeededRandom sizes, Side side, int level, long price)
    {
        ref long full = ref _full[2 * level + (int)side];
        bool isNew = full == 0;
        if (isNew || sizes.NextInt32(16) == 0)
            full = Math.Max(1, (long)Math.Round(size * (1 + level) * Math.Exp(0.4 * sizes.NextNormal()) / (double)instrument.Contract.LotSize));
        long stands = isNew ? full : exchange.Quoted(account, level + 1, instrument.Number, side);
        long lots = price < 1 ? 0 : stands >= full ? full : stands + (long)Math.Ceiling(replenish * (full - stands));
        var order = new OrderRequest(account, instrument.Number, side, lots, price, SelfTrade: SelfTrade.CancelMaker);
        // A quote that cannot move does not stay where it was.
        if (!exchange.Apply(ExchangeCommand.Quote(exchange.Now, order, level + 1)).IsDone)
            exchange.Apply(ExchangeCommand.Quote(exchange.Now, order with { Quantity = 0 }, level + 1));
    }
}
