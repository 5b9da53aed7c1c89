using Poise.Domain;
using Poise.Exchange;
using Poise.Flow;
using Poise.TestShared;

namespace Poise.Core.Tests;

/// <summary>Trades that are given twice count once.</summary>
public class TapeUnionTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 1, 5, 15);

    private static OptionTrade Trade(int second, double price = 5, double quantity = 1, string symbol = "A", string? id = null) =>
        new(new ContractId("t", symbol), Start + Duration.FromSeconds(second), price, quantity, null, 4.9, 5.1, TradeKind.Single, id);

    private static TapeUnion Of(params OptionTrade[][] tapes) => TapeUnion.Of(tapes);

    [Fact]
    public void A_tape_given_twice_counts_once_and_its_equal_prints_stay()
    {
        OptionTrade[] tape = [Trade(0), Trade(1), Trade(1), Trade(1, 5.05), Trade(2, symbol: "B"), Trade(2)];
        TapeUnion one = Of(tape), twice = Of(tape, tape), thrice = Of(tape, tape, tape);
        Assert.Equal(tape, one.Trades);
        Assert.Equal(tape, twice.Trades);
        Assert.Equal(tape, thrice.Trades);
        Assert.Equal((0, 6, 12), (one.Alike, twice.Alike, thrice.Alike));
        Assert.Empty(one.Notes());
        Assert.Equal("trades: 6 stand in two files that tell of the same time, and are taken once", twice.Notes().Single());
    }

    [Fact]
    public void By_its_venues_id_a_trade_counts_once_wherever_it_stands()
    {
        OptionTrade[] tape = [Trade(0, id: "1"), Trade(0, id: "1"), Trade(1, id: "2"), Trade(1, id: "3")];
        // Equal in all but the id: another trade. The same id later, or of another contract: another trade.
        TapeUnion union = Of(tape, [Trade(0, id: "4"), Trade(1, id: "3"), Trade(1, symbol: "B", id: "3"), Trade(9, id: "1")]);
        Assert.Equal(["1", "4", "2", "3", "3", "1"], union.Trades.Select(t => t.Id));
        Assert.Equal((2, 0, 0), (union.SameId, union.Alike, union.Coincident));
        Assert.Equal("trades: 2 bear the id of another and are taken once", union.Notes().Single());
        // The same tape without its ids.
        Assert.Equal(3, Of([.. tape[1..]], [.. tape[1..].Select(t => t with { Id = null })]).Trades.Count);
    }

    [Fact]
    public void Tapes_that_differ_keep_their_equal_prints()
    {
        OptionTrade[] one = [.. Enumerable.Range(0, 40).Select(i => Trade(i, 5 + 0.001 * i))], other = [.. Enumerable.Range(0, 40).Select(i => Trade(i, i == 7 ? one[7].Price : 6 + 0.001 * i))];
        TapeUnion union = Of(one, other);
        Assert.Equal((80, 0, 1), (union.Trades.Count, union.Alike, union.Coincident));
        Assert.Contains("they are taken as other trades", union.Notes().Single(), StringComparison.Ordinal);
        // What one tape alone tells of, within the same time, is kept; what both tell counts once.
        Assert.Equal(40, Of(one, [.. one.Where((_, i) => i % 3 == 0)]).Trades.Count);
        // Nor does one after the other overlap.
        Assert.Equal(40, Of(one[..20], one[20..]).Trades.Count);
    }

    [Fact]
    public void Of_one_instant_the_first_tapes_trades_come_first() =>
        Assert.Equal(["A", "B", "C", "D"], Of([Trade(0, symbol: "A"), Trade(0, symbol: "B")], [Trade(0, symbol: "B"), Trade(0, symbol: "C"), Trade(1, symbol: "D")]).Trades.Select(t => t.Contract.Symbol));

    /// <summary>Cut anywhere into files that overlap, with or without ids: the inventory is that of the one file, to the last bit.</summary>
    [Fact]
    public void Files_that_overlap_tell_what_one_file_tells()
    {
        for (int seed = 1; seed <= Deep.Times(60); seed++)
        {
            var random = new SeededRandom((ulong)seed);
            bool hasIds = seed % 3 == 0, isCoarse = seed % 2 == 0;
            CustomerDay day = new CustomerMarket(new CustomerSettings { Seed = (ulong)seed, NoiseTrades = 150, Overwriters = 20, SpreadBuyers = 20 }).Next();
            // Coarse stamps, prices and sizes make many equal prints.
            OptionTrade[] tape = [.. day.Trades.Select((t, i) => t with
            {
                At = isCoarse ? new Instant(t.At.UnixNanoseconds / 600_000_000_000 * 600_000_000_000) : t.At,
                Quantity = isCoarse && t.Kind == TradeKind.Single ? 1 : t.Quantity,
                Price = isCoarse && t.Kind == TradeKind.Single ? 10 * Math.Ceiling(t.Price / 10) : t.Price,
                Contract = isCoarse && t.Kind == TradeKind.Single ? day.Positions[i % 3].Contract.Id : t.Contract,
                Id = hasIds ? $"{i}" : null,
            })];
            // Both files hold all of an instant that both tell of.
            int one = random.NextInt32(tape.Length), other = random.NextInt32(tape.Length), begin = WholeInstant(tape, Math.Min(one, other)), end = Math.Max(one, other);
            while (end < tape.Length && tape[end].At == tape[Math.Max(one, other)].At)
                end++;
            TapeUnion union = TapeUnion.Of([tape[..end], tape[begin..]]);
            Assert.Equal(tape, union.Trades);
            Assert.Equal((hasIds ? 0 : end - begin, hasIds ? end - begin : 0, 0), (union.Alike, union.SameId, union.Coincident));
            Dictionary<ContractId, Contract> contracts = day.Positions.ToDictionary(p => p.Contract.Id, p => p.Contract);
            DealerInventory whole = new(new SignAccuracy()), parted = new(new SignAccuracy());
            whole.Apply(tape, id => contracts[id]);
            parted.Apply(union.Trades, id => contracts[id]);
            Assert.All(contracts.Keys, id => Assert.Equal(whole.Of(id), parted.Of(id)));
        }
    }

    private static int WholeInstant(OptionTrade[] tape, int at)
    {
        while (at > 0 && tape[at].At == tape[at - 1].At)
            at--;
        return at;
    }
}
