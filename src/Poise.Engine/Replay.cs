using Poise.Domain;

namespace Poise.Engine;

/// <summary>
/// Decides a recording again: inputs are applied, borders end batches, and what the desk emits must be what was recorded.
/// The same recording with the same build gives the same intents and the same hash.
/// </summary>
public sealed class Replay(Desk desk)
{
    private readonly Effect[] _buffer = new Effect[64];
    private readonly Queue<NewOrder> _orders = new();
    private readonly Queue<OrderId> _cancels = new();
    private readonly Queue<WishChange> _wishes = new();
    private readonly Queue<StepChange> _steps = new();
    private readonly Queue<BookStep> _bookSteps = new();
    private readonly Queue<InsideTrade> _trades = new();
    private readonly Queue<FillShare> _shares = new();

    public long Batches { get; private set; }

    public long Orders { get; private set; }

    /// <summary>Hashes of the recording that were met.</summary>
    public long Hashes { get; private set; }

    /// <summary>The first place where the desk did something else than the recording says; null while they agree.</summary>
    public string? Difference { get; private set; }

    /// <returns>False once the desk has gone another way.</returns>
    public bool Step(in DeskEvent e)
    {
        switch (e.Kind)
        {
            case DeskEventKind.Placed:
                Orders++;
                if (!_orders.TryDequeue(out NewOrder order) || order != e.Intent.Order)
                    Differ($"recorded order {e.Intent.Order.Id}, decided {(order.Id.IsKnown ? order.ToString() : "none")}");
                break;
            case DeskEventKind.CancelSent:
                if (!_cancels.TryDequeue(out OrderId cancelled) || cancelled != e.Cancel.Id)
                    Differ($"recorded a cancel of {e.Cancel.Id}, decided {(cancelled.IsKnown ? cancelled.ToString() : "none")}");
                break;
            case DeskEventKind.WishSet:
                if (!_wishes.TryDequeue(out WishChange wish) || wish != e.Wish)
                    Differ($"recorded a wish since {e.Wish.Since}, decided one since {wish.Since}");
                break;
            case DeskEventKind.DrawdownStepped:
                if (!_steps.TryDequeue(out StepChange step) || step != e.Stepped)
                    Differ($"recorded the drawdown step {e.Stepped.Step}, decided {step.Step}");
                break;
            case DeskEventKind.BookStepped:
                if (!_bookSteps.TryDequeue(out BookStep? bookStep) || bookStep != e.BookStep)
                    Differ($"recorded {e.BookStep}, decided {(bookStep is null ? "none" : bookStep.ToString())}");
                break;
            case DeskEventKind.CrossedInside:
                if (!_trades.TryDequeue(out InsideTrade? trade) || trade != e.InsideTrade)
                    Differ($"recorded {e.InsideTrade}, decided {(trade is null ? "none" : trade.ToString())}");
                break;
            case DeskEventKind.FillShared:
                if (!_shares.TryDequeue(out FillShare? share) || share != e.FillShare)
                    Differ($"recorded {e.FillShare}, decided {(share is null ? "none" : share.ToString())}");
                break;
            case DeskEventKind.StateHashed:
                Finish();
                Hashes++;
                if (desk.StateHash() != e.StateHash)
                    Differ($"the recording's state is {e.StateHash:x16}, ours {desk.StateHash():x16}");
                break;
            case DeskEventKind.BatchEnded:
                Finish();
                EndBatch(e.At);
                if (desk.Batches != e.Batch)
                    Differ($"the recording calls it batch {e.Batch}");
                break;
            default:
                Finish();
                desk.Apply(e);
                break;
        }
        return Difference is null;
    }

    /// <summary>Checks that nothing was decided that the recording lacks.</summary>
    public bool Finish()
    {
        if (_orders.Count > 0 || _cancels.Count > 0 || _wishes.Count > 0 || _steps.Count > 0 || _bookSteps.Count > 0 || _trades.Count > 0 || _shares.Count > 0)
            Differ("an order, a cancel, a wish, a step or a trade of books was decided and not recorded");
        _orders.Clear();
        _cancels.Clear();
        _wishes.Clear();
        _steps.Clear();
        _bookSteps.Clear();
        _trades.Clear();
        _shares.Clear();
        return Difference is null;
    }

    private void EndBatch(Instant at)
    {
        EffectWriter effects = new(_buffer);
        desk.EndBatch(at, ref effects);
        Batches++;
        foreach (ref readonly Effect effect in effects.Written)
        {
            if (effect.Kind == EffectKind.Place)
                _orders.Enqueue(effect.Order.Value);
            else if (effect.Kind == EffectKind.Cancel)
                _cancels.Enqueue(effect.Cancellation.Id);
            else if (effect.Kind == EffectKind.Wish)
                _wishes.Enqueue(effect.WishChange);
            else if (effect.Kind == EffectKind.Step)
                _steps.Enqueue(effect.StepChange);
            else if (effect.BookStep is { } step)
                _bookSteps.Enqueue(step);
            else if (effect.InsideTrade is { } trade)
                _trades.Enqueue(trade);
            else if (effect.FillShare is { } share)
                _shares.Enqueue(share);
        }
    }

    private void Differ(string what) => Difference ??= $"batch {desk.Batches}: {what}";
}
