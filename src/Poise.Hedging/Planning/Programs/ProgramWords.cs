namespace Poise.Hedging;

/// <summary>What was proven of a program, in words.</summary>
public static class ProgramWords
{
    public static string Of(ProgramStatus status) => status switch
    {
        ProgramStatus.Optimal => "optimal",
        ProgramStatus.WithinGap => "within-gap",
        ProgramStatus.Infeasible => "infeasible",
        ProgramStatus.Unbounded => "unbounded",
        _ => "node-limit",
    };
}
