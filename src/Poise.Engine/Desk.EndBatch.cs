using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

public sealed partial class Desk
{
    /// <summary>
    /// Ends a batch: reprices dirty expiries, sends cancels that are due, decides once for each underlying, and asks to be woken. What did not
    /// fit into <paramref name="effects"/> follows in the next batch, which is then asked for at once.
    /// </summary>
    /// <param name="at">Event time of the border.</param>
    /// <returns>Whether an order leaves. The decisions stand as <see cref="Hedger.LastDecision"/> until the next batch.</returns>
    /// <exception cref="ArgumentException">The buffer has no room for two effects.</exception>
    public bool EndBatch(Instant at, ref EffectWriter effects)
    {
        if (effects.Free < 2)
            throw new ArgumentException("a batch needs room for two effects at least", nameof(effects));
        if (at > Now)
            Now = at;
        Batches++;
        foreach (Hedger hedger in _hedgers)
        {
            hedger.FollowPrices();
            hedger.WeighPrice();
            hedger.Greeks.Reprice(Now);
            hedger.WeighEquity();
        }
        bool isRoomShort = !StepDrawdowns(ref effects);
        isRoomShort |= !StepBooks(ref effects);
        isRoomShort |= !SendCancels(ref effects);
        bool isHedging = false;
        isRoomShort |= !TradePackage(ref effects, ref isHedging);
        foreach (Hedger hedger in _hedgers)
            hedger.KeepBooks(ref effects, ref isRoomShort);
        for (int i = 0, first = _first; i < _hedgers.Length; i++)
        {
            Hedger hedger = _hedgers[(first + i) % _hedgers.Length];
            hedger.Decide(ref effects, ref isRoomShort);
            isHedging |= hedger.LastDecision.Action == DecisionAction.Hedge;
        }
        AskToWake(ref effects, isRoomShort || IsFlat());
        return isHedging;
    }

    /// <summary>
    /// Does what the marks of profit call for, and freezes the desk once all that are being flattened are flat, or can come no nearer. It is an effect of its own, so that a journal comes to the same whatever limits a later start has.
    /// </summary>
    /// <returns>False when a step had no room.</returns>
    private bool StepDrawdowns(ref EffectWriter effects)
    {
        bool isFlat = IsFlat();
        foreach (Hedger hedger in _hedgers)
        {
            DrawdownStep next = hedger.Drawdown.Step == DrawdownStep.Flattening && isFlat ? DrawdownStep.Frozen : hedger.Drawdown.Next(hedger.Limits.Drawdown);
            if (next == hedger.Drawdown.Step)
                continue;
            if (effects.Free == 1) // the last place is the wake-up's
                return false;
            var change = new StepChange(hedger.Hedge, next);
            effects.Add(Effect.Step(change));
            FoldStep(change);
        }
        DrawdownStep all = Drawdown.Step == DrawdownStep.Flattening && isFlat ? DrawdownStep.Frozen : Drawdown.Next(Limits.Drawdown);
        if (all == Drawdown.Step)
            return true;
        if (effects.Free == 1)
            return false;
        var step = new StepChange(ContractIndex.None, all);
        effects.Add(Effect.Step(step));
        FoldStep(step);
        return true;
    }

    /// <summary>Some are being flattened, and none of them has anything left to do.</summary>
    private bool IsFlat()
    {
        bool any = false;
        foreach (Hedger hedger in _hedgers)
        {
            if (hedger.StepNow != DrawdownStep.Flattening)
                continue;
            if (!hedger.IsFlat)
                return false;
            any = true;
        }
        return any;
    }

    /// <returns>False when a cancel had no room.</returns>
    private bool SendCancels(ref EffectWriter effects)
    {
        _isCancelAllAsked &= HasWorkingWithinReach();
        if (!_isCancelAllAsked && State != TradingState.Halted)
            return true;
        for (int i = 0; i < _working.Count; i++)
        {
            ref readonly WorkingOrder working = ref _working[i];
            if (working.IsFinal || working.IsCancelSent || AccountOf(working.Order.Contract) is not { IsLinkUp: true })
                continue;
            if (effects.Free == 1) // the last place is the wake-up's
                return false;
            effects.Add(Effect.Cancel(new Cancel(working.Order.Id, working.Order.Contract)));
            FoldCancel(working.Order.Id);
        }
        return true;
    }

    /// <summary>Orders at venues that can be told to cancel them; of an only venue those over a dead link too, since nothing else goes on.</summary>
    private bool HasWorkingWithinReach()
    {
        for (int i = 0; i < _working.Count; i++)
            if (_accounts.Length == 1 || AccountOf(_working[i].Order.Contract) is { IsLinkUp: true })
                return true;
        return false;
    }

    /// <summary>What stands in the way of all hedgers: a desk with several accounts goes on while one of them is there.</summary>
    internal DecisionReason Obstacle()
    {
        if (State == TradingState.Halted)
            return DecisionReason.Halted;
        // After a start each venue says once what the account there holds: until then net delta is not known, unless somebody vouches for the journal.
        if (Array.Exists(_accounts, static a => a.IsAwaited))
            return DecisionReason.Recovering;
        AccountState? there = Array.Find(_accounts, static a => !a.IsAway);
        if (there is null)
            return Array.Exists(_accounts, static a => !a.IsReconciled) ? DecisionReason.Recovering : DecisionReason.LinkDown;
        return _isCancelAllAsked ? DecisionReason.CancellingAll : DecisionReason.None;
    }

    private void AskToWake(ref EffectWriter effects, bool isRoomShort)
    {
        Instant due = isRoomShort ? Now : Now + Settings.Heartbeat;
        // One wake-up is under way at a time, unless a nearer one is needed.
        if (due >= _wakeAt)
            return;
        effects.Add(Effect.Wake(due));
        _wakeAt = due;
    }
}
