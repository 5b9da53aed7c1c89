using System.Globalization;
using Poise.Domain;

namespace Poise.Flow;

/// <summary>What is known of the dealers' positions, contract by contract and for the total.</summary>
internal static class InventoryReport
{
    public static InventoryView Of(DealerBook book, List<ContractExposure> contracts, FlowSettings settings, List<string> notes)
    {
        InventoryState inventory = settings.Inventory ?? new DealerInventory(new SignAccuracy()).Now();
        var views = new List<InventoryContractView>();
        // Contracts err independently of one another.
        double variance = 0, ignorance = 0;
        foreach (ContractExposure contract in contracts)
        {
            ContractId id = book.Chain.Snapshot.Options[contract.Row].Contract.Id;
            if (inventory.Of(id) is not InventoryEstimate known)
                continue;
            double gex = contract.ContractGex;
            variance += gex * gex * known.Deviation * known.Deviation;
            ignorance += gex * gex * known.Ignorance * known.Ignorance;
            if (known.Position != 0 || known.Volume > 0)
                views.Add(new(id.Symbol, contract.Strike, contract.Slice, contract.IsCall ? "call" : "put", known.Position, known.Deviation, known.Confidence, known.Bound, known.Volume, contract.HasVol ? known.Position * gex : null));
        }
        InventoryTally tally = inventory.Tally;
        notes.AddRange(inventory.Notes);
        double unsigned = tally.Of(SignSource.None);
        if (tally.Volume > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"inventory: {tally.Trades} trades or bars, {tally.Volume:0} contracts, {100 * unsigned / tally.Volume:0.0} % of them without a side"));
        if (tally.Corrections > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"inventory: {tally.Corrections} prints of open interest moved the estimate, by {tally.Corrected:0} contracts"));
        return new(
            double.IsFinite(variance) ? Math.Sqrt(variance) : null,
            ignorance > 0 && double.IsFinite(variance) ? Math.Clamp(1 - Math.Sqrt(variance / ignorance), 0, 1) : null,
            inventory.Prior is SignModel prior ? prior.Name() : "none",
            tally.Trades,
            new(tally.Volume, tally.Of(SignSource.Venue), tally.Of(SignSource.Quote), tally.Of(SignSource.Tick), tally.Of(SignSource.Package), tally.Of(SignSource.Leg), tally.Of(SignSource.Bar), unsigned, tally.Spreads, tally.Blocks),
            new(tally.Corrections, tally.Corrected),
            views);
    }
}
