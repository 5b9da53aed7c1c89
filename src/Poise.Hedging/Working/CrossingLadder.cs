using Poise.Domain;

namespace Poise.Hedging;

/// <summary>Immediate-or-cancel slices from the touch outwards, one step further each; after the outermost it begins at the touch again.</summary>
/// <param name="Rungs">How many steps.</param>
/// <param name="Step">From one limit to the next, basis points of the touch.</param>
/// <param name="Share">Of the whole wish, the most that one slice takes.</param>
/// <param name="Every">Least time between two.</param>
public sealed record CrossingLadder(int Rungs, double Step, double Share, Duration Every) : IWorkingAlgorithm
{
    public string Name => "ladder";

    public WorkOutput Work(in WorkInput input)
    {
        if (input.Child is not null)
            return WorkOutput.Cancel(DecisionReason.None);
        if (input.Wish.OrderedAt.IsKnown && input.Now - input.Wish.OrderedAt < Every)
            return WorkOutput.Wait(DecisionReason.NotDue);
        Lots lots = input.Sized(new((long)Math.Ceiling(Share * (input.Wish.Done + input.Left).Count)));
        if (lots == Lots.Zero)
            return WorkOutput.Wait(DecisionReason.BelowLeastOrder);
        int rung = input.Wish.Orders % Rungs;
        bool isBuy = input.Side == Side.Buy;
        double beyond = isBuy ? input.Quote.Ask * (1 + 1e-4 * rung * Step) : input.Quote.Bid * (1 - 1e-4 * rung * Step);
        Ticks limit = rung == 0 ? input.Far : new(Grid.Count(beyond, input.PriceTick, isBuy ? Rounding.Down : Rounding.Up));
        return WorkOutput.Take(lots, limit);
    }
}
