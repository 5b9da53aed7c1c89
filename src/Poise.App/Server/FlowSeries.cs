using Poise.Domain;
using Poise.Flow;

namespace Poise.App;

/// <summary>The chains of one underlying, oldest first, that a dashboard can show.</summary>
public interface IFlowSeries
{
    /// <summary>Empty while there is nothing.</summary>
    string Underlying { get; }

    int Count { get; }

    Instant TimeOf(int index);

    double SpotOf(int index);

    /// <summary>The levels of all expiries that were stored with it; null where none were.</summary>
    SeriesLevels? LevelsOf(int index);

    /// <summary>The stored levels of some expiries, one a chain as they now are; null where none were stored.</summary>
    IReadOnlyList<SeriesLevels?> LevelsOf(ExpiryFilter expiries);

    /// <summary>Splits of the shares by the instant of the first chain after each, oldest first.</summary>
    IReadOnlyList<(Instant At, double Ratio)> Splits { get; }

    /// <summary>The chain itself.</summary>
    /// <returns>The same object for as long as it is kept; null where it was dropped.</returns>
    MarketSnapshot? Chain(int index);

    /// <summary>What trades told of the dealers by then; null where none did.</summary>
    InventoryState? Inventory(int index);
}

/// <summary>Chains of files.</summary>
/// <param name="chains">Oldest first.</param>
/// <param name="inventories">One a chain; empty without trades.</param>
internal sealed class FileSeries(IReadOnlyList<MarketSnapshot> chains, IReadOnlyList<InventoryState?> inventories) : IFlowSeries
{
    public string Underlying => chains.Count > 0 ? chains[0].Underlying : "";

    public int Count => chains.Count;

    public Instant TimeOf(int index) => chains[index].AsOf;

    public double SpotOf(int index) => chains[index].Spot;

    public SeriesLevels? LevelsOf(int index) => null;

    public IReadOnlyList<SeriesLevels?> LevelsOf(ExpiryFilter expiries) => new SeriesLevels?[chains.Count];

    public IReadOnlyList<(Instant At, double Ratio)> Splits { get; } = [.. chains.Where(static c => c.Split is not null).Select(static c => (c.AsOf, c.Split!.Ratio))];

    public MarketSnapshot Chain(int index) => chains[index];

    public InventoryState? Inventory(int index) => inventories.Count > 0 ? inventories[index] : null;
}
