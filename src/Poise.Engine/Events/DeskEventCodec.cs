using System.Text;
using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <summary>
/// A desk event as bytes, for journals and recordings. Layout, little-endian: version (1 byte), kind (1), event time
/// (8, nanoseconds), then the fields of the kind in the order of <see cref="Write"/>. Framing and checksums are the
/// journal's.
/// </summary>
public static partial class DeskEventCodec
{
    public const byte Version = 1;

    /// <summary>Bytes that hold any event but a large fitted slice.</summary>
    public const int UsualLength = 4096;

    /// <summary>Most contracts that one fitted slice may hold.</summary>
    public const int LargestSlice = 20_000;

    /// <summary>Writes an event.</summary>
    /// <returns>False when it does not fit; <paramref name="length"/> is then what it needs.</returns>
    /// <exception cref="ArgumentException">The event is none, or a text or a slice is too long for a journal.</exception>
    public static bool TryEncode(in DeskEvent e, Span<byte> bytes, out int length)
    {
        ByteWriter writer = new(bytes);
        writer.Byte(Version);
        writer.Byte((byte)e.Kind);
        writer.Time(e.At);
        Write(e, ref writer);
        length = writer.Length;
        return writer.Fits;
    }

    /// <summary>Reads an event. Damaged bytes are refused with the place and the reason; nothing is thrown.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out DeskEvent e, out string? refusal)
    {
        ByteReader reader = new(bytes);
        byte version = reader.Byte();
        if (reader.Failure is null && version != Version)
            reader.Fail($"version {version} is unknown");
        DeskEventKind kind = (DeskEventKind)reader.Byte();
        Instant at = reader.Time();
        DeskEvent read = reader.Failure is null ? Read(kind, at, ref reader) : default;
        if (reader.Failure is null && reader.Left > 0)
            reader.Fail($"{reader.Left} bytes too many");
        refusal = reader.Failure;
        e = refusal is null ? read : default;
        return refusal is null;
    }

    private static void Write(in DeskEvent e, ref ByteWriter to)
    {
        switch (e.Kind)
        {
            case DeskEventKind.Listed:
                ContractCodec.Write(e.Contract, ref to);
                break;
            case DeskEventKind.Delisted:
                to.Index(e.Delisting.Contract);
                to.Double(e.Delisting.Settlement);
                break;
            case DeskEventKind.Quoted:
                ContractQuote quote = e.Quote;
                to.Index(quote.Contract);
                to.Double(quote.Quote.Bid);
                to.Double(quote.Quote.Ask);
                to.Double(quote.Quote.BidSize);
                to.Double(quote.Quote.AskSize);
                to.Time(quote.Quote.At);
                if (e.Detail is { } detail)
                    QuoteDetailCodec.Write(detail, ref to);
                break;
            case DeskEventKind.Traded:
                Print print = e.Print;
                to.Index(print.Contract);
                to.Byte((byte)print.Aggressor);
                to.Long(print.Quantity.Count);
                to.Long(print.Price.Count);
                break;
            case DeskEventKind.OrderUpdated:
                OrderUpdate update = e.Update;
                to.Order(update.Id);
                to.Index(update.Contract);
                to.Byte((byte)update.Status);
                to.Long(update.Filled.Count);
                to.Int(update.Reason);
                to.Time(update.At);
                break;
            case DeskEventKind.Filled:
                Fill fill = e.Fill;
                to.Long(fill.TradeId);
                to.Order(fill.Order);
                to.Index(fill.Contract);
                to.Byte((byte)fill.Side);
                to.Long(fill.Quantity.Count);
                to.Long(fill.Price.Count);
                to.Decimal(fill.Fee);
                to.Byte((byte)((fill.IsMaker ? 1 : 0) | (fill.IsLiquidation ? 2 : 0)));
                to.Time(fill.At);
                break;
            case DeskEventKind.LinkChanged:
                to.Bool(e.IsLinkUp);
                WriteName(e.Venue, ref to);
                break;
            case DeskEventKind.SurfaceFitted:
                SliceCodec.Write(e.Slice, ref to);
                break;
            case DeskEventKind.TradingStateSet:
                to.Byte((byte)e.StateChange.State);
                to.Byte((byte)e.StateChange.Reason);
                break;
            case DeskEventKind.BandSet:
                to.Double(e.Band.Lower);
                to.Double(e.Band.Target);
                to.Double(e.Band.Upper);
                to.Byte((byte)e.Band.Rebalance);
                WriteName(e.Underlying, ref to);
                break;
            case DeskEventKind.PolicySet:
                to.Text(Encoding.UTF8.GetString(PolicyText.Of(e.Policy)!));
                WriteName(e.Underlying, ref to);
                break;
            case DeskEventKind.WorkingSet:
                to.Text(Encoding.UTF8.GetString(WorkingText.Of(e.Working)!));
                WriteName(e.Underlying, ref to);
                break;
            case DeskEventKind.LimitsSet:
                to.Text(Encoding.UTF8.GetString(LimitsText.Of(e.Limits)));
                WriteName(e.Underlying, ref to);
                break;
            case DeskEventKind.SettingsSet:
                to.Text(Encoding.UTF8.GetString(LiveSettingsText.Of(e.Settings)));
                WriteName(e.Underlying, ref to);
                break;
            case DeskEventKind.DeskLimitsSet:
                to.Text(Encoding.UTF8.GetString(DeskLimitsText.Of(e.DeskLimits)));
                break;
            case DeskEventKind.DeskMarked:
                to.Double(e.DeskMark.Profit);
                to.Text(e.DeskMark.Currency);
                break;
            case DeskEventKind.BookMarked:
                to.Text(e.BookMark.Book);
                to.Double(e.BookMark.Profit);
                to.Text(e.BookMark.Currency);
                break;
            case DeskEventKind.BookStepped:
                to.Text(e.BookStep.Book);
                to.Byte((byte)e.BookStep.Step);
                break;
            case DeskEventKind.ProfitMarked:
                to.Double(e.Profit);
                WriteName(e.Underlying, ref to);
                break;
            case DeskEventKind.Foreseen:
                to.Time(e.Foresight.At);
                to.Double(e.Foresight.Vol);
                to.Double(e.Foresight.DealerMove);
                WriteName(e.Underlying, ref to);
                break;
            case DeskEventKind.PositionOpened:
                to.Index(e.Opening.Contract);
                to.Long(e.Opening.Quantity.Count);
                to.Decimal(e.Opening.Price);
                break;
            case DeskEventKind.PositionReported:
                to.Index(e.Report.Contract);
                to.Long(e.Report.Quantity.Count);
                break;
            case DeskEventKind.OrderNotFound:
                to.Order(e.MissingOrder);
                break;
            case DeskEventKind.Funded:
                to.Long(e.Funding.Id);
                to.Index(e.Funding.Contract);
                to.Decimal(e.Funding.Amount);
                to.Time(e.Funding.At);
                break;
            case DeskEventKind.PackageAsked:
                to.Byte((byte)e.Package.Legs.Length);
                foreach (PackageLeg leg in e.Package.Legs)
                {
                    to.Index(leg.Contract);
                    to.Long(leg.Quantity.Count);
                    to.Long(leg.Limit.Count);
                }
                break;
            case DeskEventKind.Placed:
                WriteIntent(e.Intent, ref to);
                break;
            case DeskEventKind.Amended:
                to.Order(e.Amend.Id);
                to.Index(e.Amend.Contract);
                to.Long(e.Amend.Quantity.Count);
                to.Long(e.Amend.Limit.Count);
                break;
            case DeskEventKind.CancelSent:
                to.Order(e.Cancel.Id);
                to.Index(e.Cancel.Contract);
                break;
            case DeskEventKind.WishSet:
                to.Index(e.Wish.Hedge);
                to.Byte((byte)e.Wish.Side);
                to.Time(e.Wish.Since);
                to.Double(e.Wish.Arrival);
                break;
            case DeskEventKind.DrawdownStepped:
                to.Index(e.Stepped.Hedge);
                to.Byte((byte)e.Stepped.Step);
                break;
            case DeskEventKind.CrossedInside:
                BookRecordCodec.Write(e.InsideTrade, ref to);
                break;
            case DeskEventKind.FillShared:
                BookRecordCodec.Write(e.FillShare, ref to);
                break;
            case DeskEventKind.MarginReported:
                to.Text(e.Currency);
                to.Double(e.Margin.Equity);
                to.Double(e.Margin.Initial);
                to.Double(e.Margin.Maintenance);
                WriteName(e.Venue, ref to);
                break;
            case DeskEventKind.BatchEnded:
                to.Long(e.Batch);
                break;
            case DeskEventKind.StateHashed:
                to.Long((long)e.StateHash);
                break;
            case DeskEventKind.TimerFired or DeskEventKind.CancelAllAsked or DeskEventKind.Started:
                break;
            case DeskEventKind.Reconciled:
                WriteName(e.Venue, ref to);
                break;
            case DeskEventKind.VenueSetAside:
                to.Text(e.Venue);
                break;
            default:
                throw new ArgumentException($"{e.Kind} is no event that a journal can hold", nameof(e));
        }
    }

    private static void WriteIntent(in Intent intent, ref ByteWriter to)
    {
        NewOrder order = intent.Order;
        to.Order(order.Id);
        to.Index(order.Contract);
        to.Byte((byte)order.Side);
        to.Long(order.Quantity.Count);
        to.Long(order.Limit.Count);
        to.Byte((byte)order.TimeInForce);
        to.Bool(order.PostOnly);
        to.Bool(order.ReduceOnly);
        to.Byte((byte)intent.Reason);
        to.Double(intent.NetDelta);
    }

    private static DeskEvent Read(DeskEventKind kind, Instant at, ref ByteReader from)
    {
        switch (kind)
        {
            case DeskEventKind.Listed:
                return ContractCodec.Read(ref from) is { } contract ? DeskEvent.Listed(at, contract) : default;
            case DeskEventKind.Delisted:
                return DeskEvent.Delisted(at, from.Index(), from.Double());
            case DeskEventKind.Quoted:
                return DeskEvent.Quoted(at, from.Index(), new Quote(from.Double(), from.Double(), from.Double(), from.Double(), from.Time()), from.Left > 0 ? QuoteDetailCodec.Read(ref from) : null);
            case DeskEventKind.Traded:
                return DeskEvent.Traded(at, new Print(from.Index(), ReadSide(ref from), new(from.Long()), new(from.Long())));
            case DeskEventKind.OrderUpdated:
                return DeskEvent.OrderUpdated(at, new OrderUpdate(
                    from.Order(), from.Index(), (OrderStatus)from.Choice((byte)OrderStatus.Rejected, "order status"), new(from.Long()), from.Int(), from.Time()));
            case DeskEventKind.Filled:
                return DeskEvent.Filled(at, ReadFill(ref from));
            case DeskEventKind.TimerFired:
                return DeskEvent.TimerFired(at);
            case DeskEventKind.LinkChanged:
                return from.Bool() ? DeskEvent.LinkUp(at, ReadName(ref from)) : DeskEvent.LinkDown(at, ReadName(ref from));
            case DeskEventKind.SurfaceFitted:
                return SliceCodec.Read(ref from) is { } slice ? DeskEvent.SurfaceFitted(at, slice) : default;
            case DeskEventKind.TradingStateSet:
                return DeskEvent.TradingStateSet(
                    at,
                    (TradingState)from.Choice((byte)TradingState.Halted, "trading state"),
                    (TradingStateReason)from.Choice((byte)TradingStateReason.ClockApart, "trading state reason"));
            case DeskEventKind.BandSet:
                DeltaBand band = new(from.Double(), from.Double(), from.Double(), (BandRebalance)from.Choice((byte)BandRebalance.ToTarget, "rebalance"));
                if (!band.IsValid)
                    from.Fail("the band is not lower <= target <= upper");
                return DeskEvent.BandSet(at, band, ReadName(ref from));
            case DeskEventKind.PolicySet:
                return ReadSettings(at, ref from, static (at, text, underlying) => DeskEvent.PolicySet(at, PolicyText.Parse(text), underlying));
            case DeskEventKind.WorkingSet:
                return ReadSettings(at, ref from, static (at, text, underlying) => DeskEvent.WorkingSet(at, WorkingText.Parse(text), underlying));
            case DeskEventKind.LimitsSet:
                return ReadSettings(at, ref from, static (at, text, underlying) => DeskEvent.LimitsSet(at, LimitsText.Parse(text), underlying));
            case DeskEventKind.SettingsSet:
                return ReadSettings(at, ref from, static (at, text, underlying) => DeskEvent.SettingsSet(at, LiveSettingsText.Parse(text), underlying));
            case DeskEventKind.DeskLimitsSet:
                return ReadDeskLimits(at, ref from);
            case DeskEventKind.DeskMarked:
                return DeskEvent.DeskMarked(at, from.Double(), from.Text());
            case DeskEventKind.BookMarked:
                return DeskEvent.BookMarked(at, from.Text(), from.Double(), from.Text());
            case DeskEventKind.BookStepped:
                return DeskEvent.BookStepped(at, new BookStep(from.Text(), (DrawdownStep)from.Choice((byte)DrawdownStep.Frozen, "drawdown step")));
            case DeskEventKind.ProfitMarked:
                return DeskEvent.ProfitMarked(at, from.Double(), ReadName(ref from));
            case DeskEventKind.Foreseen:
                return DeskEvent.Foreseen(at, new Foresight(from.Time(), from.Double(), from.Double()), ReadName(ref from));
            case DeskEventKind.CancelAllAsked:
                return DeskEvent.CancelAllAsked(at);
            case DeskEventKind.PositionOpened:
                return DeskEvent.PositionOpened(at, from.Index(), new(from.Long()), from.Decimal());
            case DeskEventKind.PositionReported:
                return DeskEvent.PositionReported(at, from.IndexOrNone(), new(from.Long()));
            case DeskEventKind.OrderNotFound:
                return DeskEvent.OrderNotFound(at, from.Order());
            case DeskEventKind.Funded:
                return DeskEvent.Funded(at, new FundingPayment(from.Long(), from.Index(), from.Decimal(), from.Time()));
            case DeskEventKind.Started:
                return DeskEvent.Started(at);
            case DeskEventKind.Reconciled:
                return DeskEvent.Reconciled(at, ReadName(ref from));
            case DeskEventKind.VenueSetAside:
                return DeskEvent.VenueSetAside(at, from.Text());
            case DeskEventKind.PackageAsked:
                return ReadPackage(ref from) is { } package ? DeskEvent.PackageAsked(at, package) : default;
            case DeskEventKind.Placed:
                return DeskEvent.Placed(at, ReadIntent(ref from));
            case DeskEventKind.Amended:
                return DeskEvent.Amended(at, new Amend(from.Order(), from.Index(), new(from.Long()), new(from.Long())));
            case DeskEventKind.CancelSent:
                return DeskEvent.CancelSent(at, new Cancel(from.Order(), from.Index()));
            case DeskEventKind.WishSet:
                return DeskEvent.WishSet(at, new WishChange(from.Index(), ReadSide(ref from), from.Time(), from.Double()));
            case DeskEventKind.DrawdownStepped:
                return DeskEvent.DrawdownStepped(at, new StepChange(from.IndexOrNone(), (DrawdownStep)from.Choice((byte)DrawdownStep.Frozen, "drawdown step")));
            case DeskEventKind.CrossedInside:
                return BookRecordCodec.ReadTrade(ref from) is { } trade ? DeskEvent.CrossedInside(at, trade) : default;
            case DeskEventKind.FillShared:
                return BookRecordCodec.ReadShare(ref from) is { } share ? DeskEvent.FillShared(at, share) : default;
            case DeskEventKind.MarginReported:
                return ReadMargin(at, ref from);
            case DeskEventKind.BatchEnded:
                return DeskEvent.BatchEnded(at, from.Long());
            case DeskEventKind.StateHashed:
                return DeskEvent.StateHashed(at, (ulong)from.Long());
            default:
                from.Fail($"kind {(byte)kind} is unknown");
                return default;
        }
    }

    private static Fill ReadFill(ref ByteReader from)
    {
        (long trade, OrderId order, ContractIndex contract, Side side) = (from.Long(), from.Order(), from.Index(), ReadSide(ref from));
        (Lots lots, Ticks price, decimal fee) = (new(from.Long()), new(from.Long()), from.Decimal());
        int how = from.Choice(3, "maker and liquidation");
        return new Fill(trade, order, contract, side, lots, price, fee, (how & 1) != 0, from.Time()) { IsLiquidation = (how & 2) != 0 };
    }

    private static Intent ReadIntent(ref ByteReader from) => new(
        new NewOrder(
            from.Order(), from.Index(), ReadSide(ref from), new(from.Long()), new(from.Long()),
            (TimeInForce)from.Choice((byte)TimeInForce.Day, "time in force"), from.Bool(), from.Bool()),
        (DecisionReason)from.Choice((byte)DecisionReason.BookHeldBack, "decision reason"),
        from.Double());

    /// <summary>Of an underlying or a venue. Nothing for the only one, as journals have it that knew one alone.</summary>
    private static void WriteName(string name, ref ByteWriter to)
    {
        if (name.Length > 0)
            to.Text(name);
    }

    private static string ReadName(ref ByteReader from) => from.Failure is null && from.Left > 0 ? from.Text() : "";

    private static Side ReadSide(ref ByteReader from) => (Side)from.Choice((byte)Side.Sell, "side");
}
