using Poise.Domain;

namespace Poise.Runtime;

/// <summary>Where fits are made (house rule 14). What it answers enters the desk as events.</summary>
public interface ISlowLane
{
    /// <summary>Takes a question if it is free; a busy lane lets it pass.</summary>
    bool TryAsk(SurfaceQuestion question);

    bool TryTake(out FittedSlice fit);
}

/// <summary>The slow lane of a world or a backtest: it answers at once, on the same thread.</summary>
public sealed class InlineLane : ISlowLane
{
    private readonly Queue<FittedSlice> _fits = new();

    public bool TryAsk(SurfaceQuestion question)
    {
        foreach (FittedSlice fit in question.Fit())
            _fits.Enqueue(fit);
        return true;
    }

    public bool TryTake(out FittedSlice fit) => _fits.TryDequeue(out fit!);
}
