using Poise.Domain;
using Poise.Pricing;

namespace Poise.Exchange;

/// <summary>Orders of options whose price is said in USD or vol: with each mark they stand where that is now, behind those who stand there already.</summary>
public sealed partial class SimulatedExchange
{
    private readonly SortedSet<(int Account, long Number)> _following = [];

    /// <summary>Where a price stands now, ticks: rounded away from the market, and no further beyond it than the band. 0 where it cannot be said.</summary>
    /// <param name="asked">USD, or vol as a fraction.</param>
    private long TicksOf(ListedInstrument option, PricedIn unit, double asked, Side side)
    {
        Contract contract = option.Contract;
        if (!(option.Forward > 0))
            return 0;
        double usd = unit == PricedIn.Usd ? asked : Black76.EvaluateForward(contract.Type, option.Forward, contract.Strike, Math.Max(0, (contract.Expiry - Now).Years), 1, asked).Price;
        double ticks = usd / (contract.Style == PayoffStyle.Inverse ? option.Forward : 1) / option.Terms.Tick;
        (long least, long most) = BandOf(option.Number);
        if (!(ticks >= 0 && ticks < long.MaxValue))
            return 0;
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
        ticks = TicksOf(option, unit, asked, order.Side);
        return ticks > 0 ? VenueReason.None : VenueReason.NoMark;
    }

    /// <summary>The marks are new. Where an order cannot stand it stays where it is; where its account has not enough for it, it ends.</summary>
    private void FollowMarks()
    {
        if (_following.Count == 0)
            return;
        foreach ((int account, long number) in _following.ToArray())
        {
            OrderRecord order = RecordOf(number);
            if (!_following.Contains((account, number)))
                continue; // it met another of them
            long ticks = TicksOf(_instruments[order.Instrument], order.In, order.Asked, order.Side);
            if (ticks == 0 || ticks == order.Price)
                continue;
            _refusal = VenueReason.None;
            _engine.Edit(new OrderEdit(account, number, order.Quantity, ticks));
            Follow();
            if (_refusal == VenueReason.Funds)
            {
                _engine.Cancel(account, number, VenueReason.Funds);
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
        (record.In, record.Asked) = command.In != PricedIn.Own ? (command.In, command.Price) : default;
        _refusal = VenueReason.None;
        _engine.Edit(edit);
        Follow();
        VenueReason refusal = _refusal;
        record = ref RecordOf(edit.Order);
        if (refusal != VenueReason.None)
            (record.In, record.Asked) = (before.In, before.Asked);
        else if (record.Number == edit.Order && record.Stage == OrderStage.Open && record.In != PricedIn.Own)
            _following.Add((edit.Account, edit.Order));
        else
            _following.Remove((edit.Account, edit.Order));
        PlaceFired();
        return new ExchangeAnswer(refusal, edit.Order);
    }
}
