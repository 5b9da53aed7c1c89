using Poise.Domain;

namespace Poise.Exchange;

/// <summary>The book of one instrument: who stands where, in price-time priority. It knows nothing of who may trade what.</summary>
internal sealed class OrderBook(int instrument, OrderPool orders)
{
    private readonly BookSide _bids = new(Side.Buy), _asks = new(Side.Sell);

    public int Instrument => instrument;

    /// <summary>Orders are taken.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>Sellers are not let below it: prices there are refused, and end what a market order takes. Ticks.</summary>
    public long LeastPrice { get; set; } = 1;

    /// <summary>Buyers are not let above it.</summary>
    public long MostPrice { get; set; } = long.MaxValue / 4;

    /// <summary>From this price on, ticks, prices are multiples of <see cref="CoarseStep"/>; below it any tick will do.</summary>
    public long CoarseFrom { get; set; } = long.MaxValue;

    public long CoarseStep { get; set; } = 1;

    /// <summary>Ticks; 0 before the first trade.</summary>
    public long LastPrice { get; set; }

    public BookSide Of(Side side) => side == Side.Buy ? _bids : _asks;

    public BookSide Against(Side side) => side == Side.Buy ? _asks : _bids;

    /// <summary>No buyer pays more than the most, no seller gets less than the least; what is better for the other side is nobody's harm.</summary>
    public bool IsInBand(Side side, long price) => price >= 1 && (side == Side.Buy ? price <= MostPrice : price >= LeastPrice);

    public bool IsOnGrid(long price) => price < CoarseFrom || price % CoarseStep == 0;

    /// <summary>The price nearest to the best one of the other side, which stands at <paramref name="price"/>, that takes nothing of it.</summary>
    public long Before(Side side, long price)
    {
        long next = side == Side.Buy ? price - 1 : price + 1;
        long over = next < CoarseFrom ? 0 : next % CoarseStep;
        return side == Side.Buy || over == 0 ? next - over : next - over + CoarseStep;
    }

    /// <summary>An order of this side and limit may trade at a price.</summary>
    public static bool Reaches(Side side, long limit, long price) => side == Side.Buy ? price <= limit : price >= limit;

    /// <summary>Some order of the other side is within the limit.</summary>
    public bool WouldTake(Side side, long limit)
    {
        BookSide against = Against(side);
        return against.Count > 0 && Reaches(side, limit, against.At(against.Best).Price);
    }

    /// <summary>Puts an order last in the queue of its price.</summary>
    public void Rest(int slot)
    {
        ref RestingOrder order = ref orders.At(slot);
        BookSide side = Of(order.Side);
        int at = side.FindOrAdd(order.Price);
        ref PriceLevel level = ref side.At(at);
        order.Level = at;
        level.Shown += order.Shown;
        level.Total += order.Left;
        Append(ref level, slot, ref order);
    }

    /// <summary>Takes an order out of its queue; a price without orders goes with it.</summary>
    public void Remove(int slot)
    {
        ref RestingOrder order = ref orders.At(slot);
        BookSide side = Of(order.Side);
        ref PriceLevel level = ref side.At(order.Level);
        level.Shown -= order.Shown;
        level.Total -= order.Left;
        Unlink(ref level, ref order);
        if (level.First < 0)
            side.Remove(order.Level);
        order.Level = -1;
    }

    /// <summary>Lots of a resting order have traded, out of what it shows. When all that it showed has, the next part comes last in the queue.</summary>
    public void Fill(int slot, long lots)
    {
        ref RestingOrder order = ref orders.At(slot);
        ref PriceLevel level = ref Of(order.Side).At(order.Level);
        order.Shown -= lots;
        order.Filled += lots;
        level.Shown -= lots;
        level.Total -= lots;
        if (order.Shown > 0 || order.Hidden == 0)
            return;
        order.Shown = Math.Min(order.Display, order.Hidden);
        order.Hidden -= order.Shown;
        level.Shown += order.Shown;
        Unlink(ref level, ref order);
        Append(ref level, slot, ref order);
    }

    /// <summary>Takes lots off a resting order, the hidden ones first; its place in the queue stays. Some are left.</summary>
    public void Shrink(int slot, long lots)
    {
        ref RestingOrder order = ref orders.At(slot);
        ref PriceLevel level = ref Of(order.Side).At(order.Level);
        long hidden = Math.Min(order.Hidden, lots);
        order.Hidden -= hidden;
        order.Shown -= lots - hidden;
        level.Shown -= lots - hidden;
        level.Total -= lots;
    }

    private void Append(ref PriceLevel level, int slot, ref RestingOrder order)
    {
        order.Next = -1;
        order.Previous = level.Last;
        if (level.Last >= 0)
            orders.At(level.Last).Next = slot;
        else
            level.First = slot;
        level.Last = slot;
    }

    private void Unlink(ref PriceLevel level, ref RestingOrder order)
    {
        if (order.Previous >= 0)
            orders.At(order.Previous).Next = order.Next;
        else
            level.First = order.Next;
        if (order.Next >= 0)
            orders.At(order.Next).Previous = order.Previous;
        else
            level.Last = order.Previous;
    }

    /// <summary>No order stands in it, and none is taken from now on.</summary>
    public void End()
    {
        IsOpen = false;
        _bids.End();
        _asks.End();
    }

    public void Save(StateWriter to)
    {
        to.Write(IsOpen);
        foreach (long number in (ReadOnlySpan<long>)[LeastPrice, MostPrice, LastPrice])
            to.Write(number);
        _bids.Save(to);
        _asks.Save(to);
    }

    public void Load(ref StateReader from)
    {
        IsOpen = from.Read<bool>();
        (LeastPrice, MostPrice, LastPrice) = (from.Read<long>(), from.Read<long>(), from.Read<long>());
        _bids.Load(ref from);
        _asks.Load(ref from);
        if (!IsOpen)
            End();
    }
}
