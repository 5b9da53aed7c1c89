using System.Globalization;
using Poise.Domain;
using Poise.Pricing;

namespace Poise.Flow;

/// <summary>What is known of the dealers' positions, contract by contract and for the total.</summary>
internal static class InventoryReport
{
    /// <param name="total">GEX of the book.</param>
    public static InventoryView Of(DealerBook book, List<ContractExposure> contracts, double total, FlowSettings settings, List<string> notes)
    {
        InventoryState inventory = settings.Inventory ?? new DealerInventory(new SignAccuracy()).Now();
        var views = new List<InventoryContractView>();
        // Contracts err independently of one another.
        double variance = 0, bounded = 0, ignorance = 0;
        int unbounded = 0;
        foreach (ContractExposure contract in contracts)
        {
            ContractId id = book.Chain.Snapshot.Options[contract.Row].Contract.Id;
            if (inventory.Of(id) is not InventoryEstimate known)
                continue;
            double gex = contract.ContractGex;
            unbounded += known.Volume > 0 && !known.HasOpenInterest ? 1 : 0;
            double own = gex * gex * known.Deviation * known.Deviation;
            variance += own;
            bounded += known.HasOpenInterest ? own : 0;
            ignorance += known.HasOpenInterest ? gex * gex * known.Ignorance * known.Ignorance : 0;
            if (known.Position != 0 || known.Volume > 0)
                views.Add(new(id.Symbol, contract.Strike, contract.Slice, contract.IsCall ? "call" : "put", known.Position, known.Deviation, known.Confidence, Odds(known.Position, known.Deviation), known.HasOpenInterest ? known.Bound : null, known.Volume, contract.HasVol ? known.Position * gex : null));
        }
        InventoryTally tally = inventory.Tally;
        notes.AddRange(inventory.Notes);
        double unsigned = tally.Of(SignSource.None);
        if (unbounded > 0)
            notes.Add($"inventory: {unbounded} contracts with trades have no open interest: what dealers held in them before is not known; they count in the deviation by what traded alone and not in the confidence");
        if (tally.Volume > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"inventory: {tally.Trades} trades or bars, {tally.Volume:0} contracts, {100 * unsigned / tally.Volume:0.0} % of them without a side"));
        if (tally.AmbiguousPackages + tally.UnknownPackages > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"inventory: legs of {tally.AmbiguousPackages + tally.UnknownPackages} packages are signed one by one: {tally.AmbiguousPackages} fit strategies that disagree on a side, {tally.UnknownPackages} fit none"));
        if (tally.Corrections > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"inventory: {tally.Corrections} prints of open interest moved the estimate, by {tally.Corrected:0} contracts"));
        return new(
            double.IsFinite(variance) ? Math.Sqrt(variance) : null,
            ignorance > 0 && double.IsFinite(bounded) ? Math.Clamp(1 - Math.Sqrt(bounded / ignorance), 0, 1) : null,
            double.IsFinite(variance) && double.IsFinite(total) ? Odds(total, Math.Sqrt(variance)) : null,
            inventory.Prior is SignModel prior ? prior.Name() : "none",
            tally.Trades,
            new(tally.Volume, tally.Of(SignSource.Venue), tally.Of(SignSource.Quote), tally.Of(SignSource.Tick), tally.Of(SignSource.Package), tally.Of(SignSource.Leg), tally.Of(SignSource.Bar), unsigned, tally.Spreads, tally.Blocks),
            new(tally.Corrections, tally.Corrected),
            views);
    }

    /// <summary>That a number with this error has the sign that it shows.</summary>
    private static double Odds(double value, double deviation) => deviation > 0 ? Normal.Cumulative(Math.Abs(value) / deviation) : value == 0 ? 0.5 : 1;
}
