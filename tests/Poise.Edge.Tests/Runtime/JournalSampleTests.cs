using System.Globalization;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Storage;

namespace Poise.Edge.Tests;

/// <summary>
/// For each age a journal with every kind of event that the build of then wrote, and what it meant by them, a line each: this build reads them so, and folds them to the same book. <c>POISE_WRITE_AGE=day-commit</c> writes those of this
/// build; a kind that is added needs a newer age.
/// </summary>
public sealed class JournalSampleTests
{
    private const string FactsFile = "facts.txt";

    private static readonly Instant At = Instant.FromUtc(2026, 1, 5, 8);

    private static readonly ContractIndex Lead = new(0), Second = new(1), Call = new(2), Put = new(3);

    private static string Place => Path.Combine(Repository.Root, "tests", "Poise.Edge.Tests", "Ages");

    public static TheoryData<string> Ages => [.. Sampled()];

    private static IEnumerable<string> Sampled() => Directory.GetDirectories(Place).Select(static d => Path.GetFileName(d)).Where(static a => File.Exists(Path.Combine(Place, a, "every", FactsFile))).Order(StringComparer.Ordinal);

    [Fact]
    public void The_newest_age_has_every_kind()
    {
        if (Environment.GetEnvironmentVariable("POISE_WRITE_AGE") is { Length: > 0 } age)
            Write(age);
        string newest = Sampled().Last();
        HashSet<DeskEventKind> kinds = [.. Read(newest).Select(static e => e.Kind)];
        Assert.Equal([], Enum.GetValues<DeskEventKind>().Where(k => k != DeskEventKind.None && !kinds.Contains(k)));
        Assert.Equal(File.ReadAllLines(FactsOf(newest)), Facts([.. Events()])); // it is what this build writes, value by value
    }

    [Theory]
    [MemberData(nameof(Ages))]
    public void What_a_build_wrote_is_read_as_it_meant_it(string age) => Assert.Equal(File.ReadAllLines(FactsOf(age)), Facts(Read(age)));

    private static string FactsOf(string age) => Path.Combine(Place, age, "every", FactsFile);

    private static JournalOptions Options => new() { Desk = 1, Prefix = "every" };

    private static void Write(string age)
    {
        string to = Path.Combine(Place, age, "every");
        Directory.CreateDirectory(to);
        using (Journal journal = Journal.Open(new FileDisk(to), Options, out _))
        {
            byte[] bytes = new byte[DeskEventCodec.UsualLength];
            foreach (DeskEvent e in Events())
            {
                Assert.True(DeskEventCodec.TryEncode(e, bytes, out int length));
                journal.Append(bytes.AsSpan(0, length));
            }
            journal.Flush();
        }
        File.Delete(Path.Combine(to, "every.lock"));
        File.WriteAllLines(Path.Combine(to, FactsFile), Facts([.. Events()]));
    }

    private static List<DeskEvent> Read(string age)
    {
        using TemporaryFolder folder = new();
        foreach (string segment in Directory.GetFiles(Path.Combine(Place, age, "every"), "*.seg"))
            File.Copy(segment, Path.Combine(folder.Path, Path.GetFileName(segment)));
        using Journal journal = Journal.Open(new FileDisk(folder.Path), Options, out JournalReport report);
        Assert.False(report.WasTorn);
        List<DeskEvent> events = [];
        foreach (JournalRecord record in journal.ReadAll())
        {
            Assert.True(DeskEventCodec.TryDecode(record.Payload.Span, out DeskEvent e, out string? refusal), refusal);
            events.Add(e);
        }
        return events;
    }

    /// <summary>Each event in a line, then what a desk folds them to.</summary>
    private static List<string> Facts(IReadOnlyList<DeskEvent> events)
    {
        Desk desk = new(new DeskSettings
        {
            Hedgers =
            [
                new HedgerSettings
                {
                    Underlying = "BTC",
                    Hedge = new("sim", "BTC-PERPETUAL"),
                    Further = [new OutletSettings { Hedge = new("second", "BTC-PERPETUAL"), TakerFee = 0.0001, MaxOrder = new(1_000), MaxPosition = new(2_000) }],
                    Policy = new FixedBandPolicy(new DeltaBand(-1, 0, 1, BandRebalance.ToTarget)),
                    Limits = new RiskLimits { MaxOrder = new(1), MaxPosition = new(1) },
                    Plan = new CrossingPlan(0, new(1)),
                },
            ],
        });
        List<string> facts = [];
        foreach (DeskEvent e in events)
        {
            facts.Add(string.Create(CultureInfo.InvariantCulture, $"{e.Kind} {(int)e.Kind} {e.At}{Said(e)}"));
            if (e.Kind != DeskEventKind.StateHashed) // of recordings alone
                desk.Apply(e);
        }
        desk.Invariants();
        for (int i = 0; i < desk.Book.Count; i++)
        {
            Position held = desk.Book.PositionOf(new(i));
            facts.Add(string.Create(CultureInfo.InvariantCulture, $"holds {desk.Book.ContractOf(new(i)).Id} {held.Quantity.Count} cash {held.Cash} fees {held.Fees} funding {held.Funding}"));
        }
        facts.Add(string.Create(CultureInfo.InvariantCulture, $"desk {desk.State} {desk.StateReason}, order {desk.LastSequence}, batch {desk.Batches}, {desk.Working.Count} under way, {desk.Starts} starts, book {desk.BookHash():x16}"));
        return facts;
    }

    private static string Beside(QuoteDetail? detail) => detail is null ? "" : Line($" behind {string.Join(' ', detail.Bids.Select(Level))} and {string.Join(' ', detail.Asks.Select(Level))}, funding {detail.FundingPerDay}, volume {detail.DailyVolume}, {detail.ToldAt}");

    private static string Level(BookLevel level) => Line($"{level.Size} at {level.Price}");

    private static string Said(in DeskEvent e) => e.Kind switch
    {
        DeskEventKind.Listed => Line($"{e.Contract.Id} {e.Contract.Kind} {e.Contract.Underlying} {e.Contract.Style} {e.Contract.Multiplier} {e.Contract.SettlementCurrency} {e.Contract.PriceTick} {e.Contract.LotSize} {e.Contract.Type} {e.Contract.Strike} {e.Contract.Expiry} {e.Contract.ListedExpiry:yyyy-MM-dd} {e.Contract.Exercise} {e.Contract.SettlementWindow.Seconds}"),
        DeskEventKind.Delisted => Line($"{e.Delisting.Contract.Value} {e.Delisting.Settlement}"),
        DeskEventKind.Quoted => Line($"{e.Quote.Contract.Value} {e.Quote.Quote.Bid} {e.Quote.Quote.Ask} {e.Quote.Quote.BidSize} {e.Quote.Quote.AskSize} {e.Quote.Quote.At}{Beside(e.Detail)}"),
        DeskEventKind.Traded => Line($"{e.Print.Contract.Value} {e.Print.Aggressor} {e.Print.Quantity.Count} {e.Print.Price.Count}"),
        DeskEventKind.OrderUpdated => Line($"{e.Update.Id} {e.Update.Contract.Value} {e.Update.Status} {e.Update.Filled.Count} {e.Update.Reason} {e.Update.At}"),
        DeskEventKind.Filled => Line($"{e.Fill.TradeId} {e.Fill.Order} {e.Fill.Contract.Value} {e.Fill.Side} {e.Fill.Quantity.Count} {e.Fill.Price.Count} {e.Fill.Fee} {e.Fill.IsMaker} {e.Fill.At} {e.Fill.IsLiquidation}"),
        DeskEventKind.Funded => Line($"{e.Funding.Id} {e.Funding.Contract.Value} {e.Funding.Amount} {e.Funding.At}"),
        DeskEventKind.TimerFired or DeskEventKind.CancelAllAsked or DeskEventKind.Started => "",
        DeskEventKind.LinkChanged => Line($"'{e.Venue}' {e.IsLinkUp}"),
        DeskEventKind.SurfaceFitted => Line($"{e.Slice.Expiry} {e.Slice.AsOf} {e.Slice.Basis} {e.Slice.Discount} {string.Join(',', e.Slice.Contracts.Select(static c => c.Value))} {string.Join(',', e.Slice.Vols.Select(static v => v.ToString("R", CultureInfo.InvariantCulture)))}{(e.Slice.Slopes.Length > 0 ? " slopes " : "")}{string.Join(',', e.Slice.Slopes.Select(static s => s.ToString("R", CultureInfo.InvariantCulture)))}"),
        DeskEventKind.TradingStateSet => Line($"{e.StateChange.State} {e.StateChange.Reason}"),
        DeskEventKind.BandSet => Line($"'{e.Underlying}' {Of(e.Band)}"),
        DeskEventKind.PolicySet => Line($"'{e.Underlying}' {Of(((FixedBandPolicy)e.Policy).Band)}"),
        DeskEventKind.WorkingSet => e.Working is PassiveThenCross w ? Line($"'{e.Underlying}' {w.Name} {w.Rests.Chase} {w.Urgency} {w.Patience.Seconds}") : "",
        DeskEventKind.LimitsSet => Line($"'{e.Underlying}' {e.Limits.MaxOrder.Count} {e.Limits.MaxPosition.Count} {e.Limits.MaxDelta} {e.Limits.Drawdown!.Soft} {e.Limits.Drawdown.Hard} {e.Limits.Drawdown.Action}"),
        DeskEventKind.SettingsSet => Line($"'{e.Underlying}' {e.Settings.Options!.MaxOrder} {e.Settings.Options.MaxPosition} {e.Settings.Costs.TakerFee} {e.Settings.Costs.MakerFee} {e.Settings.Costs.Latency.Seconds} {e.Settings.Rules.Protect!.MostLoss} {e.Settings.Rules.Keep!.MostGamma} {e.Settings.Rules.Keep.Every.Seconds}"),
        DeskEventKind.DeskLimitsSet => Line($"{e.DeskLimits.Base} {e.DeskLimits.Sums} {e.DeskLimits.Drawdown!.Soft} {e.DeskLimits.Drawdown.Hard} {string.Join(", ", e.DeskLimits.Books.Select(static b => Line($"{b.Key}: {b.Value}")))}{string.Concat(e.DeskLimits.BookDrawdowns.Select(static b => Line($"{b.Key}: {b.Value.Soft} {b.Value.Hard} {b.Value.Confirm.Seconds}")))}"),
        DeskEventKind.DeskMarked => Line($"{e.DeskMark.Profit} {e.DeskMark.Currency}"),
        DeskEventKind.BookMarked => Line($"'{e.BookMark.Book}' {e.BookMark.Profit} {e.BookMark.Currency}"),
        DeskEventKind.BookStepped => Line($"'{e.BookStep.Book}' {e.BookStep.Step}"),
        DeskEventKind.ProfitMarked => Line($"'{e.Underlying}' {e.Profit}"),
        DeskEventKind.Foreseen => Line($"'{e.Underlying}' {e.Foresight.At} {e.Foresight.Vol} {e.Foresight.DealerMove}"),
        DeskEventKind.PackageAsked => Line($"{string.Join(',', e.Package.Legs.Select(static l => $"{l.Contract.Value}:{l.Quantity.Count}@{l.Limit.Count}"))}"),
        DeskEventKind.PositionOpened => Line($"{e.Opening.Contract.Value} {e.Opening.Quantity.Count} {e.Opening.Price}"),
        DeskEventKind.PositionReported => Line($"{e.Report.Contract.Value} {e.Report.Quantity.Count}"),
        DeskEventKind.OrderNotFound => Line($"{e.MissingOrder}"),
        DeskEventKind.Reconciled or DeskEventKind.VenueSetAside => Line($"'{e.Venue}'"),
        DeskEventKind.MarginReported => Line($"'{e.Venue}' {e.Currency} {e.Margin.Equity} {e.Margin.Initial} {e.Margin.Maintenance}"),
        DeskEventKind.Placed => Line($"{e.Intent.Order.Id} {e.Intent.Order.Contract.Value} {e.Intent.Order.Side} {e.Intent.Order.Quantity.Count} {e.Intent.Order.Limit.Count} {e.Intent.Order.TimeInForce} {e.Intent.Reason} {e.Intent.NetDelta}"),
        DeskEventKind.Amended => Line($"{e.Amend.Id} {e.Amend.Contract.Value} {e.Amend.Quantity.Count} {e.Amend.Limit.Count}"),
        DeskEventKind.CancelSent => Line($"{e.Cancel.Id} {e.Cancel.Contract.Value}"),
        DeskEventKind.BatchEnded => Line($"{e.Batch}"),
        DeskEventKind.StateHashed => Line($"{e.StateHash:x16}"),
        DeskEventKind.WishSet => Line($"{e.Wish.Hedge.Value} {e.Wish.Side} {e.Wish.Since} {e.Wish.Arrival}"),
        DeskEventKind.DrawdownStepped => Line($"{e.Stepped.Hedge.Value} {e.Stepped.Step}"),
        DeskEventKind.CrossedInside => Line($"{e.InsideTrade.Book} {e.InsideTrade.CounterBook} {e.InsideTrade.Contract.Value} {e.InsideTrade.Lots.Count} {e.InsideTrade.Price}"),
        DeskEventKind.FillShared => Line($"{e.FillShare.Book} {e.FillShare.Contract.Value} {e.FillShare.Lots.Count} {e.FillShare.Cash} {e.FillShare.Fees}"),
        _ => throw new InvalidOperationException($"say here what {e.Kind} means, add it to the events below, and write a newer age"),
    };

    private static string Of(in DeltaBand band) => Line($"{band.Lower} {band.Target} {band.Upper} {band.Rebalance}").Trim();

    private static string Line(FormattableString what) => " " + what.ToString(CultureInfo.InvariantCulture);

    /// <summary>What a desk at two venues lives through, every kind at least once.</summary>
    private static IEnumerable<DeskEvent> Events()
    {
        Contract perpetual = new()
        {
            Id = new("sim", "BTC-PERPETUAL"),
            Kind = ContractKind.Perpetual,
            Underlying = "BTC",
            Style = PayoffStyle.Linear,
            Multiplier = 1,
            SettlementCurrency = "USDC",
            PriceTick = 0.5m,
            LotSize = 0.001m,
            Expiry = Instant.Never,
        };
        Contract call = perpetual with
        {
            Id = new("sim", "BTC-30JAN26-90000-C\u00e9"),
            Kind = ContractKind.Option,
            PriceTick = 5m,
            LotSize = 0.1m,
            Type = OptionType.Call,
            Strike = 90_000.5,
            Expiry = At + Duration.FromDays(25),
            ListedExpiry = new DateOnly(2026, 1, 30),
            Exercise = ExerciseStyle.European,
            SettlementWindow = Duration.FromSeconds(1800),
        };
        NewOrder first = new(new OrderId(1, 1), Lead, Side.Buy, new(120), new(180_010), TimeInForce.ImmediateOrCancel, false, false), resting = new(new OrderId(1, 2), Second, Side.Sell, new(40), new(180_200), TimeInForce.GoodTillCancelled, true, false), lost = new(new OrderId(1, 3), Lead, Side.Buy, new(7), new(180_000), TimeInForce.FillOrKill, false, true);
        yield return DeskEvent.Started(At);
        yield return DeskEvent.Listed(After(1), perpetual);
        yield return DeskEvent.Listed(After(1), perpetual with { Id = new("second", "BTC-PERPETUAL") });
        yield return DeskEvent.Listed(After(1), call);
        yield return DeskEvent.Listed(After(1), call with { Id = new("sim", "BTC-6JAN26-80000-P"), Type = OptionType.Put, Strike = 80_000, Expiry = At + Duration.FromDays(1), ListedExpiry = new DateOnly(2026, 1, 6) });
        yield return DeskEvent.PositionOpened(After(2), Call, new(-40), 1_250.5m);
        yield return DeskEvent.PositionOpened(After(2), Put, new(25), 35m);
        yield return DeskEvent.LinkUp(After(3));
        yield return DeskEvent.LinkUp(After(3), "second");
        yield return DeskEvent.PositionReported(After(4), Call, new(-40));
        yield return DeskEvent.Reconciled(After(5));
        yield return DeskEvent.VenueSetAside(After(6), "second");
        yield return DeskEvent.Reconciled(After(7), "second");
        yield return DeskEvent.PolicySet(After(8), new FixedBandPolicy(new DeltaBand(-0.5, 0.1, 0.75, BandRebalance.ToEdge)));
        yield return DeskEvent.WorkingSet(After(8), new PassiveThenCross(new PeggedOrder { Chase = 5 }, 1, Duration.FromSeconds(10)), "BTC");
        yield return DeskEvent.LimitsSet(After(8), new RiskLimits { MaxOrder = new(500), MaxPosition = new(9_000), MaxDelta = 2.5, Drawdown = new(100, 250, DrawdownAction.Flatten, Duration.FromSeconds(2)) });
        yield return DeskEvent.SettingsSet(After(8), new LiveSettings(
            new OptionLimits { MaxOrder = 2.5, MaxPosition = 40 }, new VenueCosts(0.00035, -0.00005, Duration.FromMilliseconds(20)),
            new BookRules(new ProtectionRule(5_000, double.PositiveInfinity, Duration.FromDays(3), Duration.FromSeconds(60), true), new KeepRule(2, double.PositiveInfinity, 40, false, Duration.FromDays(2), Duration.FromSeconds(600), false))));
        yield return DeskEvent.Quoted(After(9), Lead, new Quote(90_000, 90_001, 3.25, 0.5, After(9)));
        yield return DeskEvent.Quoted(After(9), Lead, new Quote(90_000, 90_001, 3.25, 0.5, After(9)), new QuoteDetail { Bids = [new(89_999.5, 2)], Asks = [new(90_001.5, 0.25), new(90_003, 7)], FundingPerDay = -0.0003, DailyVolume = 12_345.5, ToldAt = After(8) });
        yield return DeskEvent.Quoted(After(9), Call, new Quote(1_240, double.NaN, 3, double.NaN, After(9)));
        yield return DeskEvent.Traded(After(9), new Print(Lead, Side.Sell, new(500), new(180_001)));
        yield return DeskEvent.SurfaceFitted(After(10), new FittedSlice { Expiry = call.Expiry, AsOf = After(9), Basis = 1.01, Discount = 0.99, Contracts = [Call], Vols = [0.55] });
        yield return DeskEvent.SurfaceFitted(After(10), new FittedSlice { Expiry = call.Expiry, AsOf = After(9), Basis = 1.01, Discount = 0.99, Contracts = [Call], Vols = [0.55], Slopes = [-0.125] });
        yield return DeskEvent.Foreseen(After(10), new Foresight(After(10), 0.4, -0.001));
        yield return DeskEvent.ProfitMarked(After(10), -12.5, "BTC");
        yield return DeskEvent.MarginReported(After(10), "USDC", new MarginReport(10_000, 3_500, 1_750), "second");
        yield return DeskEvent.TimerFired(After(11));
        yield return DeskEvent.BatchEnded(After(11), 1);
        yield return DeskEvent.WishSet(After(12), new WishChange(Lead, Side.Buy, After(12), 90_000.5));
        yield return DeskEvent.CrossedInside(After(12), new InsideTrade("fund", "b\u00e4nk", Lead, new(12), 90_000.25m));
        yield return DeskEvent.BatchEnded(After(12), 2);
        foreach (NewOrder order in (NewOrder[])[first, resting, lost])
            yield return DeskEvent.Placed(After(12), new Intent(order, DecisionReason.BelowBand, -7.25));
        yield return DeskEvent.OrderUpdated(After(13), new OrderUpdate(first.Id, Lead, OrderStatus.Filled, new(120), 0, After(13)));
        yield return DeskEvent.Filled(After(13), new Fill(long.MaxValue, first.Id, Lead, Side.Buy, new(120), new(180_005), -0.123456789m, true, After(13)));
        yield return DeskEvent.FillShared(After(13), new FillShare("fund", Lead, new(-12), 1_080.03m, -0.012m));
        yield return DeskEvent.Amended(After(14), new Amend(resting.Id, Second, new(30), new(180_190)));
        yield return DeskEvent.CancelSent(After(15), new Cancel(resting.Id, Second));
        yield return DeskEvent.OrderNotFound(After(16), lost.Id);
        yield return DeskEvent.Funded(After(17), new FundingPayment(77, Lead, -0.00000001m, After(17)));
        yield return DeskEvent.DrawdownStepped(After(18), new StepChange(Lead, DrawdownStep.Soft));
        yield return DeskEvent.DeskLimitsSet(After(18), new DeskLimits
        {
            Base = "BTC",
            Sums = new SumLimits { MaxDelta = 12.5, MaxGross = 1e6 },
            Drawdown = new DrawdownLimits(0.25, 1.5, DrawdownAction.Flatten, Duration.FromSeconds(3)),
            Books = DeskLimits.None.Books.Add("vol fund \u00e9", new SumLimits { MaxGamma = 0.125, MaxVega = 3_000 }),
            BookDrawdowns = DeskLimits.None.BookDrawdowns.Add("vol fund \u00e9", new DrawdownLimits(0.5, 2, DrawdownAction.Freeze, Duration.FromSeconds(4))),
        });
        yield return DeskEvent.DeskMarked(After(18), -0.1875, "BTC");
        yield return DeskEvent.BookMarked(After(18), "vol fund \u00e9", -0.0625, "BTC");
        yield return DeskEvent.BookStepped(After(18), new BookStep("vol fund \u00e9", DrawdownStep.Soft));
        yield return DeskEvent.BandSet(After(19), new DeltaBand(-1, 0, 2, BandRebalance.ToTarget));
        yield return DeskEvent.PackageAsked(After(20), new Package([new PackageLeg(Call, new(-7), new(120)), new PackageLeg(Put, new(9), new(33))]));
        yield return DeskEvent.CancelAllAsked(After(21));
        yield return DeskEvent.Delisted(At + Duration.FromDays(1), Put, 1_250.75);
        yield return DeskEvent.LinkDown(After(90_000), "second");
        yield return DeskEvent.TradingStateSet(After(90_001), TradingState.Halted, TradingStateReason.KillFile);
        yield return DeskEvent.BatchEnded(After(90_001), 3);
        yield return DeskEvent.StateHashed(After(90_001), 0xFEDCBA9876543210);
    }

    private static Instant After(int seconds) => At + Duration.FromSeconds(seconds);
}
