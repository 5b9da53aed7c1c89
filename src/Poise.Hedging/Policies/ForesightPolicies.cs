namespace Poise.Hedging;

/// <summary>Another policy at the vol that is expected rather than the market's: for its formula, and for delta.</summary>
/// <param name="Otherwise">What holds while there is no forecast; null: no hedge then.</param>
public sealed record ForecastVolPolicy(IHedgePolicy Of, IHedgePolicy? Otherwise) : IHedgePolicy
{
    public PolicyOutput Decide(in PolicyInput input)
    {
        if (!(input.ForecastVol > 0))
            return Otherwise?.Decide(input) ?? Of.Decide(input).Holding(DecisionReason.NoForecast);
        PolicyOutput output = Of.Decide(input with { Vol = input.ForecastVol });
        double ratio = input.ForecastVol / input.Vol;
        return input.Gamma == 0 ? output : output.Scaled(ratio * ratio);
    }
}

/// <summary>
/// Another policy's band, moved by what the crowd of dealers must do next: a hedge in their direction comes before theirs
/// moves the price, one against it waits for them. Without a prediction the band is as it was.
/// </summary>
/// <param name="FullMove">Expected move from which the effect is whole, fraction of spot; less of a move has its share.</param>
/// <param name="Eagerness">How much nearer to the target the edge comes whose hedge the move would make dearer: 0 not at all, 1 all the way.</param>
/// <param name="Patience">How much further the other edge goes, in widths of its own.</param>
public sealed record DealerFlowPolicy(IHedgePolicy Of, double FullMove, double Eagerness, double Patience) : IHedgePolicy
{
    public PolicyOutput Decide(in PolicyInput input)
    {
        PolicyOutput output = Of.Decide(input);
        if (!double.IsFinite(input.DealerMove))
            return output;
        double share = Math.Clamp(input.DealerMove / FullMove, -1, 1);
        double below = output.Band.Target - output.Band.Lower, above = output.Band.Upper - output.Band.Target;
        return share > 0
            ? output with { Band = output.Band with { Lower = output.Band.Target - below * (1 - Eagerness * share), Upper = output.Band.Target + above * (1 + Patience * share) } }
            : output with { Band = output.Band with { Lower = output.Band.Target - below * (1 - Patience * share), Upper = output.Band.Target + above * (1 + Eagerness * share) } };
    }
}
