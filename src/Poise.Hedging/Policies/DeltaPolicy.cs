namespace Poise.Hedging;

/// <summary>Another policy, of another delta than Black-Scholes': for its band and its vol scale the inner one, for how vols move with spot this.</summary>
/// <param name="A">Of the minimum-variance delta; <paramref name="B"/> and <paramref name="C"/> likewise.</param>
public sealed record DeltaPolicy(IHedgePolicy Of, DeltaKind Kind, double A = 0, double B = 0, double C = 0) : IHedgePolicy
{
    public PolicyOutput Decide(in PolicyInput input)
    {
        PolicyOutput output = Of.Decide(input);
        return output with { Delta = output.Delta with { Kind = Kind, A = A, B = B, C = C } };
    }
}
