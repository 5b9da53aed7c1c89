using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <summary>What options do to the margin of an account that its venue calls.</summary>
public sealed partial class Hedger
{
    /// <summary>So many lots of a contract, as it is priced now.</summary>
    public RiskLeg LegOf(ContractIndex index, Lots lots)
    {
        Contract contract = _desk.Book.ContractOf(index);
        double units = lots.Count * (double)contract.LotSize * contract.Multiplier;
        double years = contract.IsOption || contract.Kind == ContractKind.Future ? Math.Max((contract.Expiry - _desk.Now).Years, 0) : double.PositiveInfinity;
        if (!contract.IsOption)
            return new RiskLeg(contract, units, Greeks.PriceOf(index), double.NaN, years, 1, 1, 1);
        return Greeks.SliceOf(index) is { } slice
            ? new RiskLeg(contract, units, double.NaN, Greeks.VolOf(index), years, slice.Basis, slice.Discount, slice.OpenShare)
            : throw new InvalidOperationException($"{contract.Id} is an option of no expiry");
    }

    /// <summary>
    /// By scenario margin of what the called account holds of the underlying: the whole package takes off more maintenance than it may cost beyond the marks, and nothing that is bought adds to it if it alone is filled. True where no leg of it is of a called account of the underlying.
    /// </summary>
    internal bool IsRelievedBy(Package package)
    {
        List<PackageLeg> legs = [];
        foreach (PackageLeg leg in package.Legs)
            if (_desk.HedgerOf(leg.Contract) == this && _desk.IsMarginCalled(leg.Contract))
                legs.Add(leg);
        if (legs.Count == 0)
            return true;
        (string venue, string currency) = WalletOf(legs[0].Contract);
        if (legs.Exists(l => WalletOf(l.Contract) != (venue, currency)))
            return false; // each account by itself: ask for them apart
        List<RiskLeg> held = [];
        for (int i = 0; i < _desk.Book.Count; i++)
        {
            Lots lots = _desk.Book.QuantityOf(new(i));
            if (lots != Lots.Zero && _desk.HedgerOf(new ContractIndex(i)) == this && WalletOf(new(i)) == (venue, currency))
                held.Add(LegOf(new(i), lots));
        }
        double before = Maintenance(held, []), after = Maintenance(held, legs), cost = legs.Sum(CostBeyondMark);
        return before - after > Math.Max(0, cost) && legs.TrueForAll(l => l.Quantity < Lots.Zero || Maintenance(held, [l]) <= before * (1 + 1e-9));
    }

    private (string Venue, string Currency) WalletOf(ContractIndex contract) => (_desk.Book.ContractOf(contract).Id.Venue, _desk.Book.ContractOf(contract).SettlementCurrency);

    /// <summary>NaN where something is not known: then nothing is relieved.</summary>
    private double Maintenance(List<RiskLeg> held, IReadOnlyList<PackageLeg> more)
    {
        RiskLeg[] all = [.. held, .. more.Select(l => LegOf(l.Contract, l.Quantity))];
        bool isInCoin = all.Length > 0 && all[0].Contract.Style == PayoffStyle.Inverse;
        return Array.TrueForAll(all, static l => l.IsKnown) && Greeks.Spot > 0 ? ScenarioMargin.Deribit(new RiskBook(Greeks.Spot, isInCoin, all)).Maintenance() : double.NaN;
    }

    /// <summary>At its limit, in the settlement currency.</summary>
    private double CostBeyondMark(PackageLeg leg)
    {
        decimal limit = leg.Limit.Count * _desk.Book.ContractOf(leg.Contract).PriceTick;
        return Greeks.QuoteOf(leg.Contract) is { IsTwoSided: true } quote ? (double)_desk.Book.WorthOf(leg.Contract, leg.Quantity, limit - (decimal)quote.Mid) : double.NaN;
    }
}
