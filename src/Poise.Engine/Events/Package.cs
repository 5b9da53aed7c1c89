using System.Collections.Immutable;
using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <param name="Quantity">+ buy.</param>
/// <param name="Limit">Or better.</param>
public readonly record struct PackageLeg(ContractIndex Contract, Lots Quantity, Ticks Limit);

/// <summary>Options that somebody asks the desk to trade together: all of their orders leave, each at its limit or better, at once or not at all, or none does. What is not filled is not tried again.</summary>
public sealed record Package
{
    public const int MostLegs = 12;

    /// <exception cref="ArgumentException">There are none, too many, one of nothing, or two in one contract.</exception>
    public Package(ImmutableArray<PackageLeg> legs)
    {
        if (legs.Length is 0 or > MostLegs)
            throw new ArgumentException($"{legs.Length} legs; allowed: 1 to {MostLegs}");
        if (legs.Any(static l => l.Quantity == Lots.Zero || l.Limit.Count <= 0))
            throw new ArgumentException("a leg has no quantity or no limit");
        if (legs.Select(static l => l.Contract).Distinct().Count() != legs.Length)
            throw new ArgumentException("two legs are in one contract");
        Legs = legs;
    }

    public ImmutableArray<PackageLeg> Legs { get; }
}

/// <summary>Why a package is not traded: which of its legs stands in the way, -1 where none does by itself.</summary>
public readonly record struct PackageRefusal(int Leg, DecisionReason Reason)
{
    public static readonly PackageRefusal None = new(-1, DecisionReason.None);
}
