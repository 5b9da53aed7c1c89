using System.Globalization;
using Poise.Domain;

namespace Poise.Chains;

/// <summary>One underlying's options within a chain of several, its own the first.</summary>
/// <param name="Ratio">Of the chain's spot to its own: its strikes and forwards stand in the chain times this.</param>
/// <param name="ContractSize">Contracts of the chain's own underlying that hold as much as one of its.</param>
/// <param name="Expiries">That live.</param>
public sealed record ChainProduct(string Underlying, Instant AsOf, double Spot, double Ratio, double ContractSize, int Expiries);

/// <summary>Chains cannot be added; the message says which and why.</summary>
public sealed class CombineException(string message) : Exception(message);

/// <summary>
/// Options on several underlyings that follow one index as one chain on the first: a strike K of a product stands at K times the ratio of the spots, at the same moneyness,
/// so that all are repriced at proportional moves. Forwards and vols are those that each product's own quotes gave; its contracts are counted in contracts of the first, so
/// that each currency exposure is what it was. For options on a future the spot is the future's: its basis lies in the ratio.
/// </summary>
public static class CombinedChain
{
    /// <summary>Chains further apart in time are of different markets.</summary>
    public static readonly Duration MostApart = Duration.FromSeconds(15 * 60);

    /// <exception cref="CombineException">They are not on one index, not at one time, or do not pay in one currency.</exception>
    public static OptionChain Of(OptionChain own, IReadOnlyList<OptionChain> others)
    {
        if (own.Slices.Count == 0)
            throw new CombineException($"{own.Underlying} has no live option: its strikes and multiplier are what the others are brought to");
        double multiplier = own.Slices[0].Multiplier;
        double[] listed = [.. own.Slices.SelectMany(static s => s.Strikes[..s.Count]).Distinct().Order()];
        var products = new List<ChainProduct> { new(own.Underlying, own.AsOf, own.Spot, 1, 1, own.Slices.Count) };
        var slices = new List<ExpirySlice>(own.Slices);
        var rows = new List<OptionRow>(own.Snapshot.Options);
        var notes = new List<string>(own.Notes);
        ChainCoverage coverage = own.Coverage;
        foreach (OptionChain other in others)
        {
            Check(own, other, products);
            double ratio = own.Spot / other.Spot, size = other.Slices.Count == 0 ? 1 : other.Slices[0].Multiplier / (ratio * multiplier);
            List<ExpirySlice> live = [.. other.Slices.Where(s => s.Expiry > own.AsOf)];
            var product = new ChainProduct(other.Underlying, other.AsOf, other.Spot, ratio, size, live.Count);
            foreach (ExpirySlice slice in live)
                slices.Add(SliceMapping.Onto(slice, product, own.AsOf, multiplier, rows.Count, listed));
            products.Add(product);
            rows.AddRange(other.Snapshot.Options);
            coverage = Sum(coverage, other.Coverage, size);
            notes.AddRange(other.Notes.Select(n => $"{other.Underlying}: {n}"));
            notes.Add(Said(own, other, product));
        }
        notes.Add($"combined: strikes of {string.Join(", ", others.Select(static o => o.Underlying))} count at the nearest listed strike of {own.Underlying}, their open interest in contracts of {own.Underlying}");
        return new OptionChain(Snapshot(own, others, rows), own.Spot, [.. slices.OrderBy(static s => s.Expiry)], coverage, notes) { Products = products };
    }

    private static void Check(OptionChain own, OptionChain other, List<ChainProduct> products)
    {
        if (products.Exists(p => p.Underlying == other.Underlying))
            throw new CombineException($"{other.Underlying} stands twice at {other.AsOf}");
        if (ProductFamily.WhyNot(own, other) is string why)
            throw new CombineException(why);
        Duration apart = Apart(own.AsOf, other.AsOf);
        if (apart > MostApart)
            throw new CombineException(string.Create(CultureInfo.InvariantCulture, $"{other.Underlying} of {other.AsOf} and {own.Underlying} of {own.AsOf} are {apart.Seconds / 60:0.#} minutes apart, more than {MostApart.Seconds / 60:0}: they are not one market"));
        foreach (OptionChain chain in (OptionChain[])[own, other])
        {
            if (chain.Slices.Any(static s => s.Style == PayoffStyle.Inverse))
                throw new CombineException($"{chain.Underlying} pays in coin: only options that pay in the quote currency are combined");
        }
        if (Currency(own) != Currency(other))
            throw new CombineException($"{other.Underlying} pays in {Currency(other)}, {own.Underlying} in {Currency(own)}");
    }

    public static Duration Apart(Instant a, Instant b) => new(Math.Abs((a - b).Nanoseconds));

    private static string Currency(OptionChain chain) => chain.Snapshot.Options.Count > 0 ? chain.Snapshot.Options[0].Contract.SettlementCurrency : "";

    private static string Said(OptionChain own, OptionChain other, ChainProduct product)
    {
        double seconds = (other.AsOf - own.AsOf).Seconds;
        string time = seconds == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", taken {Math.Abs(seconds) / 60:0.#} minutes {(seconds > 0 ? "later" : "earlier")}: strikes keep the moneyness that they had then");
        int ended = other.Slices.Count - product.Expiries;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"combined: {other.Underlying} at {other.Spot:0.####} ({other.Snapshot.SpotSource}), its prices times {product.Ratio:0.######}, one of its contracts {product.ContractSize:0.####} of {own.Underlying}{time}{(ended > 0 ? $"; {ended} of its expiries have ended since" : "")}");
    }

    private static ChainCoverage Sum(ChainCoverage a, ChainCoverage b, double size) => new(
        a.Rows + b.Rows, a.Used + b.Used, a.Expired + b.Expired, a.NoVol + b.NoVol, a.NoOpenInterest + b.NoOpenInterest, a.Crossed + b.Crossed, a.Stale + b.Stale,
        a.Malformed + b.Malformed, a.OpenInterest + b.OpenInterest * size, a.OpenInterestUsed + b.OpenInterestUsed * size);

    private static MarketSnapshot Snapshot(OptionChain own, IReadOnlyList<OptionChain> others, List<OptionRow> rows) => new()
    {
        Underlying = own.Underlying,
        Source = string.Join(" + ", others.Select(static o => o.Snapshot.Source).Prepend(own.Snapshot.Source).Distinct(StringComparer.Ordinal)),
        AsOf = own.AsOf,
        QuoteDate = own.Snapshot.QuoteDate,
        Spot = own.Spot,
        SpotSource = own.Snapshot.SpotSource,
        Options = rows,
        Futures = own.Snapshot.Futures,
        Rows = own.Snapshot.Rows + others.Sum(static o => o.Snapshot.Rows),
        Refusals = [.. own.Snapshot.Refusals, .. others.SelectMany(static o => o.Snapshot.Refusals)],
        RefusedCount = own.Snapshot.RefusedCount + others.Sum(static o => o.Snapshot.RefusedCount),
        Split = own.Snapshot.Split,
    };
}
