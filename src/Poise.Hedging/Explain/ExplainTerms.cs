namespace Poise.Hedging;

/// <summary>Causes of profit and loss. What each counts is in docs/explain.md; in words: <see cref="ExplainWords"/>.</summary>
public enum ExplainTerm : byte
{
    /// <summary>Delta at the start of a step times the move of spot.</summary>
    Delta,

    /// <summary>What delta's own change with the price brought: half gamma times the square of a small move.</summary>
    Gamma,

    /// <summary>Time that passed at the start's spot, vol and rates.</summary>
    Theta,

    /// <summary>Vega at the start times the change of the strike's own vol.</summary>
    Vega,

    /// <summary>Price and vol that moved together.</summary>
    Vanna,

    /// <summary>What vega's own change with vol brought.</summary>
    Volga,

    /// <summary>Price that moved while time passed.</summary>
    Charm,

    /// <summary>Options' forwards against spot, and discount factors, beyond what time alone does to them.</summary>
    Rate,

    /// <summary>Futures, perpetuals and spot that moved otherwise than in proportion to the hedge instrument.</summary>
    Basis,

    /// <summary>A coin option's value in the quote currency as it stood, told in coin at the new price.</summary>
    CoinPremium,

    /// <summary>What the fixing of a part of the settlement takes from options within their averaging window.</summary>
    SettlementDecay,

    /// <summary>Fills against the mid at which their order was decided; negative where they were worse.</summary>
    Slippage,

    /// <summary>The rest of what trades gained against the mark at the end of their step.</summary>
    Trades,

    /// <summary>Funding received, from the ledger.</summary>
    Funding,

    /// <summary>Fees paid, negative, from the ledger.</summary>
    Fees,
}

/// <summary>One amount a term, settlement currency.</summary>
public sealed class ExplainTerms
{
    public const int Count = (int)ExplainTerm.Fees + 1;

    private readonly double[] _amounts = new double[Count];

    public double this[ExplainTerm term] => _amounts[(int)term];

    /// <summary>To the ledger's precision: eight decimals. What is left over is the residual's.</summary>
    public decimal Amount(ExplainTerm term) => Math.Round((decimal)Math.Clamp(_amounts[(int)term], -1e15, 1e15), 8);

    /// <summary>The sum of their sizes: what the residual is measured by.</summary>
    public double SumOfSizes
    {
        get
        {
            double sum = 0;
            foreach (double amount in _amounts)
                sum += Math.Abs(amount);
            return sum;
        }
    }

    internal void Add(ExplainTerm term, double amount) => _amounts[(int)term] += amount;

    internal void Add(ExplainTerms other)
    {
        for (int i = 0; i < Count; i++)
            _amounts[i] += other._amounts[i];
    }

    internal void Clear() => Array.Clear(_amounts);
}

/// <summary>The terms in words.</summary>
public static class ExplainWords
{
    public static string Of(ExplainTerm term) => term switch
    {
        ExplainTerm.Delta => "delta",
        ExplainTerm.Gamma => "gamma",
        ExplainTerm.Theta => "theta",
        ExplainTerm.Vega => "vega",
        ExplainTerm.Vanna => "vanna",
        ExplainTerm.Volga => "volga",
        ExplainTerm.Charm => "charm",
        ExplainTerm.Rate => "rate",
        ExplainTerm.Basis => "basis",
        ExplainTerm.CoinPremium => "coin premium",
        ExplainTerm.SettlementDecay => "settlement decay",
        ExplainTerm.Slippage => "slippage",
        ExplainTerm.Trades => "trades",
        ExplainTerm.Funding => "funding",
        _ => "fees",
    };
}
