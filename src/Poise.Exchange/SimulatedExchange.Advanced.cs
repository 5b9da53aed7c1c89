using Poise.Domain;
using Poise.Pricing;

namespace Poise.Exchange;

/// <summary>Advanced orders, of options, whose price is said in USD or vol: with each mark they stand where that is now, behind those who stand there already.</summary>
public sealed partial class SimulatedExchange
{
    private readonly SortedSet<(int Account, long Number)> _following = [];

    /// <summary>Where a price stands now, ticks: rounded away from the market, and no further beyond it than the band; below 1 where a buy is worth less than a tick. Null where it cannot be said.</summary>
    /// <param name="asked">USD, or vol as a fraction.</param>
    private long? TicksOf(ListedInstrument option, PricedIn unit, double asked, Side side)
    {
        Contract contract = option.Contract;
        if (!(option.Forward > 0))
            return null;
        double usd = unit == PricedIn.Usd ? asked : Black76.EvaluateForward(contract.Type, option.Forward, contract.Strike, Math.Max(0, (contract.Expiry - Now).Years), 1, asked).Price;
        double ticks = usd / (contract.Style == PayoffStyle.Inverse ? option.Forward : 1) / option.Terms.Tick;
        (long least, long most) = BandOf(option.Number);
        if (!(ticks >= 0 && ticks < long.MaxValue))
            return null;
        // What is a tick but for the last bits is that tick.
        return side == Side.Buy ? option.OnGrid(Math.Min((long)Math.Floor(ticks + 1e-9), most), side) : option.OnGrid(Math.Max((long)Math.Ceiling(ticks - 1e-9), least), side);
    }

    /// <summary>Whether an order may be priced so; <paramref name="ticks"/> is where it stands then.</summary>
    private VenueReason Priced(in OrderRequest order, PricedIn unit, double asked, out long ticks)
    {
        ticks = 0;
        if ((uint)order.Instrument >= (uint)_instruments.Count)
            return VenueReason.UnknownContract;
        ListedInstrument option = _instruments[order.Instrument];
        bool isSaid = unit == PricedIn.Vol || option.Contract.Style == PayoffStyle.Inverse;
        if (!option.Contract.IsOption || !isSaid || unit > PricedIn.Vol || order.Kind != OrderKind.Limit || order.PostOnly != PostOnly.No || !(asked > 0 && double.IsFinite(asked)))
            return VenueReason.Contradiction;
        if (!option.IsOpen)
            return VenueReason.Expired;
        if (TicksOf(option, unit, asked, order.Side) is not { } now)
            return VenueReason.NoMark;
        ticks = now;
        return ticks > 0 ? VenueReason.None : VenueReason.PriceStep;
    }

    /// <summary>The marks are new. Where an order's price cannot be said it stays where it is; where it is worth less than a tick, or its account has not enough for it, it ends.</summary>
    private void FollowMarks()
    {
        if (_following.Count == 0)
            return;
        foreach ((int account, long number) in _following.ToArray())
        {
            OrderRecord order = RecordOf(number);
            if (!_following.Contains((account, number)))
                continue; // it met another of them
            if (TicksOf(_instruments[order.Instrument], order.In, order.Asked, order.Side) is not { } ticks || ticks == order.Price)
                continue;
            _refusal = ticks < 1 ? VenueReason.PriceStep : VenueReason.None;
            if (ticks >= 1)
            {
                _engine.Edit(new OrderEdit(account, number, order.Quantity, ticks, SelfTrade: order.SelfTrade));
                Follow();
            }
            if (_refusal is VenueReason.Funds or VenueReason.PriceStep)
            {
                _engine.Cancel(account, number, _refusal);
                Follow();
            }
        }
        PlaceFired();
    }

    /// <summary>An edit says a price in another unit than before, or in the same anew.</summary>
    private ExchangeAnswer EditPriced(in ExchangeCommand command)
    {
        OrderEdit edit = command.Edit;
        if (!TryFind(edit.Order, out OrderRecord before) || before.Account != edit.Account || before.Stage != OrderStage.Open)
            return new ExchangeAnswer(VenueReason.UnknownOrder);
        if (command.In != PricedIn.Own)
        {
            var order = new OrderRequest(edit.Account, before.Instrument, before.Side, edit.Quantity, 0, before.Kind, PostOnly: edit.PostOnly);
            VenueReason why = Priced(order, command.In, command.Price, out long ticks);
            if (why != VenueReason.None)
                return new ExchangeAnswer(why);
            edit = edit with { Price = ticks };
        }
        ref OrderRecord record = ref RecordOf(edit.Order);
        (record.In, record.Asked, record.SelfTrade) = command.In != PricedIn.Own ? (command.In, command.Price, edit.SelfTrade) : default;
        _refusal = VenueReason.None;
        _engine.Edit(edit);
        Follow();
        VenueReason refusal = _refusal;
        record = ref RecordOf(edit.Order);
        if (refusal != VenueReason.None)
            (record.In, record.Asked, record.SelfTrade) = (before.In, before.Asked, before.SelfTrade);
        else if (record.Number == edit.Order && record.Stage == OrderStage.Open && record.In != PricedIn.Own)
            _following.Add((edit.Account, edit.Order));
        else
            _following.Remove((edit.Account, edit.Order));
        PlaceFired();
        return new ExchangeAnswer(refusal, edit.Order);
    }
}
