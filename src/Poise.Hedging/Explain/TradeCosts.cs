namespace Poise.Hedging;

/// <summary>What fills at one venue by one algorithm cost.</summary>
/// <param name="Algorithm">By which the orders were worked, its name; <c>none</c> is a fill that no decision here asked for.</param>
/// <param name="Turnover">Sum of the fills' values, quote currency.</param>
/// <param name="Fees">Settlement currency; positive was paid.</param>
/// <param name="Slippage">Against arrival, settlement currency; negative was lost. NaN where an arrival is not known.</param>
/// <param name="Lost">Fees less the slippage that is known, quote currency at each fill's price.</param>
public readonly record struct CostLine(string Venue, string Algorithm, long Fills, double Turnover, double Fees, double Slippage, double Lost)
{
    /// <summary>Basis points of turnover; NaN where nothing was traded.</summary>
    public double PerTurnover => Turnover > 0 ? 1e4 * Lost / Turnover : double.NaN;
}

/// <summary>Costs of fills by venue and algorithm, in the order in which they came.</summary>
public sealed class TradeCosts
{
    public const string None = "none";

    private readonly List<CostLine> _lines = [];

    public IReadOnlyList<CostLine> Lines => _lines;

    /// <summary>Takes the lines of an earlier life; before the first fill.</summary>
    public void Restore(IEnumerable<CostLine> lines) => _lines.AddRange(lines);

    /// <param name="turnover">Quote currency.</param>
    /// <param name="slippage">Settlement currency, negative where it was lost; NaN where arrival is not known: the line's is not known then either.</param>
    /// <param name="unit">Quote currency for one of the settlement currency.</param>
    public void Fill(string venue, string algorithm, double turnover, double fee, double slippage, double unit)
    {
        int at = _lines.FindIndex(l => l.Venue == venue && l.Algorithm == algorithm);
        if (at < 0)
        {
            at = _lines.Count;
            _lines.Add(new CostLine(venue, algorithm, 0, 0, 0, 0, 0));
        }
        CostLine line = _lines[at];
        _lines[at] = line with
        {
            Fills = line.Fills + 1,
            Turnover = line.Turnover + turnover,
            Fees = line.Fees + fee,
            Slippage = line.Slippage + slippage,
            Lost = line.Lost + unit * (double.IsNaN(slippage) ? fee : fee - slippage),
        };
    }
}
