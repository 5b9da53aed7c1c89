using Poise.Flow;

namespace Poise.Storage;

/// <summary>The fields of an inventory in their order, contracts by symbol. A field that is added here is a new <see cref="SnapshotCodec.Version"/>.</summary>
internal static class InventoryColumns
{
    public static void Write(InventoryState inventory, ColumnWriter to)
    {
        to.Number(inventory.Prior is SignModel prior ? (long)prior : -1);
        InventoryTally tally = inventory.Tally;
        to.Number(tally.Trades);
        to.Real(tally.Volume);
        to.Real(tally.Spreads);
        to.Real(tally.Blocks);
        to.Number(tally.AmbiguousPackages);
        to.Number(tally.UnknownPackages);
        to.Number(tally.Corrections);
        to.Real(tally.Corrected);
        to.Number(tally.BySource.Count);
        to.Reals(tally.BySource, static v => v);

        to.Number(inventory.Notes.Count);
        to.Texts(inventory.Notes, static n => n);

        KeyValuePair<string, InventoryEstimate>[] contracts = [.. inventory.Contracts.OrderBy(static c => c.Key, StringComparer.Ordinal)];
        to.Number(contracts.Length);
        to.Texts(contracts, static c => c.Key);
        to.Reals(contracts, static c => c.Value.Position);
        to.Reals(contracts, static c => c.Value.Deviation);
        to.Reals(contracts, static c => c.Value.Bound);
        to.Reals(contracts, static c => c.Value.Ignorance);
        to.Reals(contracts, static c => c.Value.Volume);
        to.Numbers(contracts, static c => c.Value.HasOpenInterest ? 1 : 0);
    }

    public static InventoryState Read(ColumnReader from)
    {
        long prior = from.Number();
        if (prior is < -1 or > byte.MaxValue || prior >= 0 && !Enum.IsDefined((SignModel)prior))
            throw new InvalidDataException($"{prior} is no sign model");
        int trades = from.Int32();
        double volume = from.Real(), spreads = from.Real(), blocks = from.Real();
        int ambiguous = from.Int32(), unknown = from.Int32(), corrections = from.Int32();
        double corrected = from.Real();
        int sources = from.Count();
        if (sources != Enum.GetValues<SignSource>().Length)
            throw new InvalidDataException($"{sources} sources of signs are not those that there are");
        double[] bySource = from.Reals(sources);
        string[] notes = from.Texts(from.Count());

        int n = from.Count();
        string[] symbols = from.Texts(n);
        double[] positions = from.Reals(n), deviations = from.Reals(n), bounds = from.Reals(n), ignorance = from.Reals(n), volumes = from.Reals(n);
        long[] printed = from.Numbers(n);
        var contracts = new Dictionary<string, InventoryEstimate>(n, StringComparer.Ordinal);
        for (int i = 0; i < n; i++)
        {
            if (!contracts.TryAdd(symbols[i], new(positions[i], deviations[i], bounds[i], ignorance[i], volumes[i], printed[i] != 0)))
                throw new InvalidDataException($"the inventory of {symbols[i]} stands twice");
        }
        var tally = new InventoryTally(bySource)
        {
            Trades = trades,
            Volume = volume,
            Spreads = spreads,
            Blocks = blocks,
            AmbiguousPackages = ambiguous,
            UnknownPackages = unknown,
            Corrections = corrections,
            Corrected = corrected,
        };
        return new InventoryState(contracts, tally, prior < 0 ? null : (SignModel)prior, notes);
    }
}
