using Poise.Domain;

namespace Poise.Venues;

/// <summary>Gathers what a reader left out: the first thousand places and reasons, and the exact count of contracts.</summary>
public sealed class RefusalLog
{
    /// <summary>Refusals that are kept with their text; all are counted.</summary>
    public const int Kept = 1000;

    private readonly List<Refusal> _refusals = [];

    public IReadOnlyList<Refusal> Refusals => _refusals;

    /// <summary>Contracts left out.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a refusal that leaves out <paramref name="contracts"/> contracts (a line may hold a call and a put).</summary>
    public void Add(Refusal refusal, int contracts = 1)
    {
        Count += contracts;
        if (_refusals.Count < Kept)
            _refusals.Add(refusal);
    }

    public void Add(int line, int column, string field, string reason, int contracts = 1) =>
        Add(new Refusal(line, column, field, reason), contracts);

    /// <summary>Adds all that another log left out.</summary>
    public void Take(RefusalLog other)
    {
        foreach (Refusal refusal in other._refusals)
        {
            if (_refusals.Count < Kept)
                _refusals.Add(refusal);
        }
        Count += other.Count;
    }
}
