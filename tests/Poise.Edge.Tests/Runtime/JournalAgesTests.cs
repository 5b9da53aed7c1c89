using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Storage;

namespace Poise.Edge.Tests;

/// <summary>
/// Journals that earlier builds wrote, by <c>poise desk --no-page --seed 5</c> at their time (folder: the day and commit of the build): this build folds them, and comes to what their records say one by one.
/// </summary>
public sealed class JournalAgesTests
{
    public static TheoryData<string> Ages => [.. Directory.GetDirectories(Place).Where(static d => Directory.EnumerateFiles(d, "journal-*.seg").Any()).Select(static d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    private static string Place => Path.Combine(Repository.Root, "tests", "Poise.Edge.Tests", "Ages");

    [Theory]
    [MemberData(nameof(Ages))]
    public void An_older_journal_folds_to_what_its_records_say(string age)
    {
        using TemporaryFolder folder = new();
        foreach (string segment in Directory.GetFiles(Path.Combine(Place, age)))
            File.Copy(segment, Path.Combine(folder.Path, Path.GetFileName(segment)));
        using Journal journal = Journal.Open(new FileDisk(folder.Path), new JournalOptions { Desk = 1 }, out JournalReport report);
        Assert.False(report.WasTorn);
        List<DeskEvent> events = [];
        foreach (JournalRecord record in journal.ReadAll())
        {
            Assert.True(DeskEventCodec.TryDecode(record.Payload.Span, out DeskEvent e, out string? refusal), refusal);
            events.Add(e);
        }
        List<Contract> listed = [.. events.Where(static e => e.Kind == DeskEventKind.Listed).Select(static e => e.Contract)];
        Contract hedge = listed.Single(static c => c.Kind == ContractKind.Perpetual);
        var start = Poise.Runtime.DeskStart.Fold(
            new DeskSettings
            {
                Hedgers =
                [
                    new HedgerSettings
                    {
                        Underlying = hedge.Underlying,
                        Hedge = hedge.Id,
                        Policy = new FixedBandPolicy(new DeltaBand(-1, 0, 1, BandRebalance.ToTarget)),
                        Limits = new RiskLimits { MaxOrder = new(1), MaxPosition = new(1) },
                        Plan = new CrossingPlan(0, new(1)),
                    },
                ],
            },
            journal);
        Assert.Equal(events.Count, start.Records);

        var held = new long[listed.Count];
        var cash = new decimal[listed.Count];
        decimal fees = 0;
        var seen = new HashSet<(int, long)>();
        foreach (DeskEvent e in events)
        {
            if (e.Kind == DeskEventKind.PositionOpened)
                Trade(e.Opening.Contract, e.Opening.Quantity.Count, e.Opening.Price);
            else if (e.Kind == DeskEventKind.Filled && seen.Add((e.Fill.Contract.Value, e.Fill.TradeId)))
            {
                Trade(e.Fill.Contract, e.Fill.Side == Side.Buy ? e.Fill.Quantity.Count : -e.Fill.Quantity.Count, e.Fill.Price.Count * listed[e.Fill.Contract.Value].PriceTick);
                fees += e.Fill.Fee;
            }
            else if (e.Kind == DeskEventKind.Delisted && double.IsFinite(e.Delisting.Settlement))
                Trade(e.Delisting.Contract, -held[e.Delisting.Contract.Value], (decimal)e.Delisting.Settlement);
        }
        Book book = start.Desk.Book;
        Assert.True(seen.Count >= 3 && held.Count(static q => q != 0) > 3, $"{seen.Count} fills");
        for (int i = 0; i < listed.Count; i++)
            Assert.Equal((held[i], cash[i]), (book.QuantityOf(new(i)).Count, book.PositionOf(new(i)).Cash));
        Assert.Equal(fees, book.Ledger(0).Fees);
        Assert.Equal(events.Where(static e => e.Kind == DeskEventKind.Placed).Max(static e => e.Intent.Order.Id.Sequence), start.Desk.LastSequence);

        void Trade(ContractIndex contract, long lots, decimal price)
        {
            held[contract.Value] += lots;
            cash[contract.Value] -= lots * listed[contract.Value].LotSize * (decimal)listed[contract.Value].Multiplier * price;
        }
    }
}
