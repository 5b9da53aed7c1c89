using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

public sealed partial class Hedger
{
    private static readonly PolicyOutput _toZero = new(new DeltaBand(0, 0, 0, BandRebalance.ToTarget), HedgeDelta.Market, 0, DecisionReason.None);

    /// <summary>A wish that is worked is not cut to what one order may be.</summary>
    private static readonly Lots Whole = new(1L << 52);

    /// <summary>Decides once, and writes the order that follows from it.</summary>
    /// <param name="isRoomShort">Set where the order had no room.</param>
    internal void Decide(ref EffectWriter effects, ref bool isRoomShort) => LastDecision = Decided(ref effects, ref isRoomShort);

    private HedgeDecision Decided(ref EffectWriter effects, ref bool isRoomShort)
    {
        (double buy, double sell) = PendingDelta(except: -1);
        int child = Child();
        HedgeDecision decision = new(_desk.Batches, _desk.Now, DecisionAction.Hold, DecisionReason.None, NetDelta, buy, sell, Band, Lots.Zero, default);
        DecisionReason obstacle = Obstacle();
        IsFlat = false;
        if (obstacle != DecisionReason.None)
        {
            if (child >= 0)
                TakeOffBlind(child, obstacle, ref effects, ref isRoomShort);
            return decision with { Action = obstacle == DecisionReason.Halted ? DecisionAction.Halted : DecisionAction.Hold, Reason = obstacle };
        }

        bool isFlattening = StepNow == DrawdownStep.Flattening;
        double held = isFlattening ? 0 : HeldBackDelta;
        PolicyOutput policy = isFlattening ? _toZero : Policy.Decide(Input(decision.NetDelta - held));
        DeltaBand band = BandOf(policy, held);
        HedgedDelta = policy.Delta;
        if (band.IsValid)
            decision = decision with { Band = Band = band };
        HedgeWish wish = WishOf(policy, band, decision.NetDelta, child);
        if (isFlattening)
            IsFlat = wish.IsSettled && child < 0 && buy == 0 && sell == 0;
        if (wish.Trade == Lots.Zero)
            return decision with { Reason = End(wish, child, ref effects, ref isRoomShort) };
        decision = Worked(decision, wish, child, ref effects, ref isRoomShort);
        IsFlat = isFlattening && child < 0 && buy == 0 && sell == 0 && decision.Action != DecisionAction.Hedge && CannotComeNearer(decision.Reason);
        return decision;
    }

    /// <summary>Where net delta may stand: the policy's band, by Black-Scholes' delta, and beside it what belongs to books whose wishes hold.</summary>
    private DeltaBand BandOf(in PolicyOutput policy, double held)
    {
        // What no book's wish explains is the desk's own: a target, and the difference to another delta.
        if (_desk.AnyHeldBack && _desk.IsHeldBack(BookShares.Own) && StepNow != DrawdownStep.Flattening)
            return policy.Band.Shifted(held - policy.Band.Target);
        double shift = (policy.Delta.IsMarket ? 0 : Greeks.Net.Delta - Greeks.DeltaOf(policy.Delta)) + held;
        return shift == 0 ? policy.Band : policy.Band.Shifted(shift);
    }

    /// <summary>Delta of books whose wishes hold: nothing is traded for it.</summary>
    private double HeldBackDelta => _desk.AnyHeldBack ? Books.HeldBackDelta() : 0;

    private static bool CannotComeNearer(DecisionReason reason) =>
        reason is DecisionReason.MaxPosition or DecisionReason.MaxDelta or DecisionReason.MaxNotional or DecisionReason.DeskDelta or DecisionReason.DeskGross or DecisionReason.BookDelta or DecisionReason.BookGross or DecisionReason.MessageBudget or DecisionReason.BelowLeastOrder;

    /// <summary>What is wanted with nothing of the child counted: it is moved or taken off, never added to.</summary>
    private HedgeWish WishOf(in PolicyOutput policy, in DeltaBand band, double netDelta, int child)
    {
        (double buy, double sell) = PendingDelta(child);
        CrossingPlan plan = WorkingNow.FollowsWish ? Plan with { Clip = Whole } : Plan;
        DeltaBand goal = Wish.IsStanding ? band.OnTheWay(Wish.Side == Side.Buy) : band;
        HedgeWish wish = HedgeWish.Of(policy, new BandInput(goal, netDelta, buy, sell), plan, Greeks.DeltaPerLot(Hedge));
        if (wish.IsSettled && child < 0)
            (_isHedging, _settledAt) = (false, _desk.Now); // a hedge that took several orders is over
        if (StepNow == DrawdownStep.Flattening && wish.Trade != Lots.Zero)
            return wish with { Reason = DecisionReason.Flattening };
        return wish.Trade != Lots.Zero && band.IsInside(netDelta) ? wish with { Reason = DecisionReason.OnTheWay } : wish;
    }

    /// <summary>What the policy is given at a net delta, all else as it is now.</summary>
    public PolicyInput Input(double netDelta)
    {
        Foresight foreseen = Foreseen;
        return new PolicyInput
        {
            Now = _desk.Now,
            Spot = Greeks.Spot,
            NetDelta = netDelta,
            OptionDelta = Greeks.Options.Delta,
            Gamma = Greeks.Options.Gamma,
            Years = Greeks.Mean.Years,
            CarriedYears = Greeks.CarriedYears,
            Vol = Greeks.Mean.Vol,
            Rate = Greeks.Mean.Rate,
            CostRate = CostRate(),
            HedgedAtSpot = _isHedging ? double.NaN : _hedgedAtSpot,
            SettledAt = _settledAt,
            DeltaByVolAndTime = Greeks.DeltaByVolAndTime,
            ForecastVol = foreseen.Vol,
            DealerMove = foreseen.DealerMove,
        };
    }

    /// <summary>Half the spread and the taker's fee, fraction, where that is least.</summary>
    private double CostRate()
    {
        double least = double.NaN;
        foreach (Outlet outlet in _outlets)
        {
            if (_outlets.Length > 1 && !HasPrice(outlet))
                continue;
            Quote quote = Greeks.QuoteOf(outlet.Contract);
            double rate = (quote.Ask - quote.Bid) / 2 / quote.Mid + outlet.Settings.TakerFee;
            least = rate < least || double.IsNaN(least) ? rate : least;
        }
        return least;
    }

    /// <summary>Why nothing can be decided now, the desk's reasons first; <see cref="DecisionReason.None"/> where it can.</summary>
    public DecisionReason Obstacle()
    {
        DecisionReason desk = _desk.Obstacle();
        if (desk != DecisionReason.None)
            return desk;
        DecisionReason price = PriceObstacle();
        if (price != DecisionReason.None)
            return price;
        if (!IsPriceBelieved)
            return DecisionReason.PriceJumped;
        if (Limits.Drawdown is not null && _desk.Now - (Drawdown.At.IsKnown ? Drawdown.At : _desk.StartedAt) > _desk.Settings.MaxVolAge)
            return DecisionReason.ProfitUnknown;
        if (Greeks.MissingVols > 0)
            return DecisionReason.NoVol;
        if (_desk.Now - Greeks.OldestFitHeld > _desk.Settings.MaxVolAge)
            return DecisionReason.VolsStale;
        if (!double.IsFinite(EquityDelta))
            return DecisionReason.EquityUnknown;
        if (StepNow != DrawdownStep.Flattening && !double.IsFinite(HeldBackDelta))
            return DecisionReason.NotANumber;
        return double.IsFinite(Greeks.Net.Delta) ? _desk.SumObstacle() : DecisionReason.NotANumber;
    }

    /// <summary>A price that is far from the last one that was believed waits until it has stood.</summary>
    internal void WeighPrice()
    {
        double spot = Greeks.Spot;
        if (!IsPriced || !(spot > 0))
            return; // what is not told any more has not stood
        // Where another venue takes over nothing has happened: what it says is believed at once only where it says the same.
        double most = _ledBy is null || _ledBy == Lead ? Limits.MaxJump : Math.Min(Limits.MaxJump, HandedOver);
        if (!(_believed > 0) || IsNear(spot, _believed, most))
            (_believed, _jumpedAt, _ledBy) = (spot, default, Lead);
        else if (!_jumpedAt.IsKnown || !IsNear(spot, _jumpedTo, Limits.MaxJump))
            (_jumpedAt, _jumpedTo) = (_desk.Now, spot);
        else if (LeadQuote.At - _jumpedAt >= RiskLimits.JumpStands)
            (_believed, _jumpedAt, _ledBy) = (spot, default, Lead);
    }

    /// <summary>It has not jumped, or has stood since.</summary>
    public bool IsPriceBelieved => !_jumpedAt.IsKnown;

    private static bool IsNear(double price, double other, double most) => Math.Abs(price / other - 1) <= most * (1 + 1e-12);

    /// <summary>Of the first hedge instrument, where none has a price.</summary>
    private DecisionReason PriceObstacle()
    {
        if (Hedge == ContractIndex.None)
            return DecisionReason.NoHedgeQuote; // its lots count every hedge
        if (IsPriced)
            return DecisionReason.None;
        if (!Greeks.QuoteOf(Hedge).IsTwoSided)
            return DecisionReason.NoHedgeQuote;
        Outlet first = _outlets[0];
        if (first.IsFrozen(Greeks.QuoteOf(Hedge)))
            return DecisionReason.QuoteFrozen;
        return first.Account.IsAway ? DecisionReason.Recovering : DecisionReason.HedgeQuoteStale;
    }

    /// <param name="except">An order that is not counted; -1 for none.</param>
    private (double Buy, double Sell) PendingDelta(int except)
    {
        double buy = 0, sell = 0;
        WorkingOrders orders = _desk.Working;
        for (int i = 0; i < orders.Count; i++)
        {
            ref readonly WorkingOrder working = ref orders[i];
            if (i == except || _desk.HedgerOf(working.Order.Contract) != this)
                continue;
            double delta = working.Remaining.Count * Greeks.DeltaPerLot(working.Order.Contract) * (working.Order.Side == Side.Buy ? 1 : -1);
            if (delta > 0)
                buy += delta;
            else
                sell -= delta;
        }
        return (buy, sell);
    }
}
