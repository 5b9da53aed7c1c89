using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <summary>A coin-margined account's own money is exposure to the coin: counted beside what is held, where that is asked for.</summary>
public sealed partial class Hedger
{
    /// <summary>
    /// What the accounts of its coin-margined instruments hold of the coin as of the last batch, options and what is open at their value: units of the underlying, one for one. Deltas of coin contracts are net of their premium, so that both together are
    /// the delta of it all in dollars. 0 where it is not asked for; NaN where it is not known.
    /// </summary>
    public double EquityDelta { get; private set; }

    /// <summary>What the policy brings into its band: of what is held, and of equity where that counts.</summary>
    public double NetDelta => Greeks.Net.Delta + EquityDelta;

    /// <summary>Greeks of what is held, with equity where that counts.</summary>
    public NetGreeks NetGreeks => Greeks.Net with { Delta = NetDelta };

    internal void WeighEquity() => EquityDelta = Live.EquityAsDelta ? Equity() : 0;

    private double Equity()
    {
        double sum = 0;
        bool isAny = false;
        foreach (Outlet outlet in _outlets)
        {
            if (!IsInCoin(outlet.Contract))
                continue;
            isAny = true;
            sum += CapitalBeside(outlet);
        }
        for (int i = 0; isAny && i < _desk.Book.Count; i++)
        {
            ContractIndex contract = new(i);
            if (!MovesEquity(contract))
                continue;
            Position position = _desk.Book.PositionOf(contract);
            sum += (double)(position.Cash - position.Fees + position.Funding);
            if (position.Quantity != Lots.Zero)
                sum += Greeks.PositionOf(contract).Value / Greeks.Spot;
        }
        return sum;
    }

    /// <summary>Whether what a contract earns is among <see cref="EquityDelta"/>, where that is asked for: it pays in the coin, on an account of the desk's own.</summary>
    public bool MovesEquity(ContractIndex contract) => _desk.HedgerOf(contract) == this && !_desk.IsElsewhere(contract) && IsInCoin(contract);

    /// <summary>Of several instruments in one wallet those that say something are added up; where none does nothing is known.</summary>
    private double CapitalBeside(Outlet outlet)
    {
        double said = outlet.Settings.Capital;
        if (!double.IsNaN(said))
            return said;
        foreach (Outlet other in _outlets)
            if (other.Account == outlet.Account && IsInCoin(other.Contract) && !double.IsNaN(other.Settings.Capital))
                return 0;
        return double.NaN;
    }

    private bool IsInCoin(ContractIndex contract) => contract != ContractIndex.None && _desk.Book.ContractOf(contract) is { Style: PayoffStyle.Inverse } of && string.Equals(of.SettlementCurrency, Asset, StringComparison.Ordinal);
}
