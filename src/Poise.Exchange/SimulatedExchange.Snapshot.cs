using Poise.Domain;

namespace Poise.Exchange;

/// <summary>The whole exchange as bytes: an exchange that is loaded from them goes on as the one that was saved would have.</summary>
public sealed partial class SimulatedExchange
{
    private const int Form = 5;
    private const uint Sign = 0x45584F50; // POXE

    /// <summary>Adds all that is to be known, but for the settings.</summary>
    public void Save(StateWriter to)
    {
        to.Write(Sign);
        to.Write(Form);
        to.Write((Now, _nextMark, _nextFit, _nextFund, _nextRoll));
        to.Write(ListedSoFar);
        to.Write(_instruments.Count);
        foreach (ListedInstrument instrument in _instruments)
            Save(instrument, to);
        foreach (Listing listing in _listings)
        {
            to.Write(listing.Price);
            listing.Index.Save(to);
            listing.Mean.Save(to);
            to.Write(listing.Expiries.Count);
            foreach (ExpiryMarks expiry in listing.Expiries)
            {
                to.Write((expiry.Date.DayNumber, 0));
                to.Write(expiry.StrikeStep);
                expiry.Save(to);
            }
        }
        _engine.Save(to);
        _accounts.Save(to);
        _waiting.Save(to);
        _protection.Save(to);
        _liquidation.Save(to);
        SaveOrders(to);
    }

    /// <summary>An exchange that goes on where one was saved.</summary>
    /// <param name="settings">The same as of the one that was saved.</param>
    /// <exception cref="StateDamagedException">The bytes are no exchange of these settings.</exception>
    public static SimulatedExchange Load(ExchangeSettings settings, ref StateReader from)
    {
        if (from.Read<uint>() != Sign)
            throw new StateDamagedException("it is no exchange's state");
        if (from.Read<int>() is var form && form != Form)
            throw new StateDamagedException($"an exchange of form {form}, and this build reads form {Form}: go on with the build that wrote it, or begin in a new folder");
        (Instant now, Instant mark, Instant fit, Instant fund, Instant roll) = from.Read<(Instant, Instant, Instant, Instant, Instant)>();
        var exchange = new SimulatedExchange(watch: null, settings, now)
        {
            _nextMark = mark,
            _nextFit = fit,
            _nextFund = fund,
            _nextRoll = roll,
        };
        try
        {
            exchange.Load(ref from);
        }
        catch (Exception damage) when (damage is IndexOutOfRangeException or ArgumentException or OverflowException)
        {
            throw new StateDamagedException(damage.Message, damage);
        }
        exchange._next = Earliest(Earliest(mark, fund), roll);
        return exchange;
    }

    private void Load(ref StateReader from)
    {
        long listed = from.Read<long>();
        for (int left = from.Read<int>(); left > 0; left--)
            LoadInstrument(ref from);
        ListedSoFar = listed;
        foreach (Listing listing in _listings)
        {
            listing.Price = from.Read<double>();
            listing.Index.Load(ref from);
            listing.Mean.Load(ref from);
            for (int left = from.Read<int>(); left > 0; left--)
            {
                DateOnly date = DateOnly.FromDayNumber(from.Read<(int Day, int)>().Day);
                var expiry = new ExpiryMarks(date, ListingCalendar.ExpiryOf(date), from.Read<double>(), listing.Settings.Vol);
                expiry.Load(ref from);
                foreach (ListedInstrument call in _instruments)
                {
                    if (call.Listing != listing.Number || !call.Contract.IsOption || call.Contract.Type != OptionType.Call || call.Contract.ListedExpiry != date)
                        continue;
                    ListedInstrument put = Find(ListingCalendar.Symbol(listing.Settings.Root, date, call.Contract.Strike, OptionType.Put))
                        ?? throw new StateDamagedException($"{call.Contract.Id} has no put");
                    expiry.Add(call.Contract.Strike, call, put);
                }
                listing.Expiries.Add(expiry);
            }
        }
        _engine.Load(ref from);
        _accounts.Load(ref from);
        _waiting.Load(ref from);
        _protection.Load(ref from);
        _liquidation.Load(ref from);
        LoadOrders(ref from);
    }

    private void Save(ListedInstrument instrument, StateWriter to)
    {
        Save(instrument.Terms, to);
        to.Write(instrument.Order);
        to.Write(instrument.IsOpen);
        to.Write((instrument.Mark, instrument.Vol, instrument.Forward));
        to.Write((instrument.Delta, instrument.Gamma, instrument.Vega, instrument.Theta, instrument.Rho));
        to.Write((instrument.Settlement, instrument.ListedAt));
        to.Write(_tape[instrument.Number]);
        instrument.Premium?.Save(to);
    }

    private void LoadInstrument(ref StateReader from)
    {
        InstrumentTerms terms = ReadTerms(ref from, out Listing listing);
        ListedSoFar = from.Read<long>();
        bool isOpen = from.Read<bool>();
        (double mark, double vol, double forward) = from.Read<(double, double, double)>();
        (double delta, double gamma, double vega, double theta, double rho) = from.Read<(double, double, double, double, double)>();
        (double settlement, Instant at) = from.Read<(double, Instant)>();
        switch (terms.Contract.Kind)
        {
            case ContractKind.Option:
                ListOption(listing, terms.Contract.ListedExpiry, terms.Contract.Strike, terms.Contract.Type);
                break;
            case ContractKind.Spot:
                ListSpot(listing);
                break;
            default:
                ListFuture(listing, terms.Contract.Kind, terms.Contract.ListedExpiry);
                break;
        }
        ListedInstrument listed = _instruments[^1];
        (listed.Mark, listed.Vol, listed.Forward, listed.Settlement, listed.ListedAt) = (mark, vol, forward, settlement, at);
        (listed.Delta, listed.Gamma, listed.Vega, listed.Theta, listed.Rho) = (delta, gamma, vega, theta, rho);
        listed.IsOpen = isOpen;
        if (!listed.IsOpen)
            listing.Futures.Remove(listed);
        _tape[^1] = from.Read<(long, long, long)>();
        listed.Premium?.Load(ref from);
    }

    /// <summary>Adds which contract it is.</summary>
    /// <param name="terms">Of something that is or was listed here.</param>
    public void Save(InstrumentTerms terms, StateWriter to)
    {
        Contract contract = terms.Contract;
        to.Write((_listings.FindIndex(l => string.Equals(l.Settings.Root, contract.Root, StringComparison.Ordinal)), contract.ListedExpiry.DayNumber));
        to.Write(((int)contract.Kind, (int)contract.Type));
        to.Write(contract.Strike);
    }

    /// <summary>The contract that was saved, whether it is still known or not.</summary>
    /// <exception cref="StateDamagedException">It is none of this exchange.</exception>
    public InstrumentTerms ReadTerms(ref StateReader from) => ReadTerms(ref from, out _);

    private InstrumentTerms ReadTerms(ref StateReader from, out Listing listing)
    {
        (int number, int day) = from.Read<(int, int)>();
        (int kind, int type) = from.Read<(int, int)>();
        double strike = from.Read<double>();
        if ((uint)number >= (uint)_listings.Count)
            throw new StateDamagedException($"an instrument of listing {number}");
        listing = _listings[number];
        DateOnly date = DateOnly.FromDayNumber(day);
        return (ContractKind)kind switch
        {
            ContractKind.Option => OptionTerms(listing, date, strike, (OptionType)type),
            ContractKind.Spot => SpotTerms(listing),
            ContractKind.Perpetual or ContractKind.Future => FutureTerms(listing, (ContractKind)kind, date),
            _ => throw new StateDamagedException($"an instrument of kind {kind}"),
        };
    }

    private void SaveOrders(StateWriter to)
    {
        var live = new List<long>();
        for (int account = 0; account < _accounts.Count; account++)
            _engine.OrdersOf(account, live);
        to.Write(live.Count);
        foreach (long number in live)
            Save(RecordOf(number), to);
        to.Write(_waitingRecords.Count);
        foreach (OrderRecord record in _waitingRecords.OrderByDescending(static w => w.Key).Select(static w => w.Value))
            Save(record, to);
        to.Write(_quotes.Count);
        foreach (((int account, int group, int instrument, Side side), long number) in _quotes.OrderBy(static q => q.Key))
        {
            to.Write((account, group, instrument, (int)side));
            to.Write(number);
        }
        foreach (OrderMemory? memory in _memories)
        {
            to.Write(memory is not null);
            if (memory is null)
                continue;
            to.Write(memory.Count);
            foreach (OrderRecord record in memory.Ended)
                Save(record, to);
            to.Write(memory.Trades.Count);
            foreach (AccountTrade trade in memory.Trades)
                to.Write(trade);
        }
    }

    private void LoadOrders(ref StateReader from)
    {
        for (int left = from.Read<int>(); left > 0; left--)
        {
            OrderRecord record = ReadRecord(ref from);
            int slot = OrderPool.SlotOf(record.Number);
            if (slot >= _records.Length)
                Array.Resize(ref _records, Math.Max(slot + 1, 2 * _records.Length));
            _records[slot] = record;
            if (record.TimeInForce == TimeInForce.Day)
                _dayOrders.Add((record.Account, record.Number));
            if (record.In != PricedIn.Own)
                _following.Add((record.Account, record.Number));
        }
        for (int left = from.Read<int>(); left > 0; left--)
        {
            OrderRecord record = ReadRecord(ref from);
            _waitingRecords.Add(record.Number, record);
        }
        for (int left = from.Read<int>(); left > 0; left--)
        {
            (int account, int group, int instrument, int side) = from.Read<(int, int, int, int)>();
            _quotes.Add((account, group, instrument, (Side)side), from.Read<long>());
        }
        _memories.Clear();
        for (int account = 0; account < _accounts.Count; account++)
        {
            OrderMemory? memory = from.Read<bool>() ? new OrderMemory(_settings.Remembered) : null;
            _memories.Add(memory);
            if (memory is null)
                continue;
            for (int left = from.Read<int>(); left > 0; left--)
                memory.Add(ReadRecord(ref from));
            for (int left = from.Read<int>(); left > 0; left--)
                memory.Add(from.ReadTrade());
        }
    }

    private static void Save(in OrderRecord r, StateWriter to)
    {
        to.Write((r.Number, r.Origin, r.Price, r.Quantity, r.Filled, r.Display));
        to.Write((r.Account, r.Instrument, r.Group, (int)r.Reason));
        to.Write((r.Created, r.Updated));
        to.Write((r.Cost, r.TriggerPrice, r.TriggerOffset, r.Asked));
        to.WriteAll<byte>([(byte)r.Side, (byte)r.Kind, (byte)r.TimeInForce, (byte)r.PostOnly, (byte)r.Stage, (byte)r.Trigger, (byte)r.Source, (byte)r.In, (byte)r.SelfTrade, (byte)((r.ReduceOnly ? 1 : 0) | (r.IsQuote ? 2 : 0) | (r.IsLiquidation ? 4 : 0))]);
        to.WriteText(r.Label);
    }

    private static OrderRecord ReadRecord(ref StateReader from)
    {
        var r = default(OrderRecord);
        (r.Number, r.Origin, r.Price, r.Quantity, r.Filled, r.Display) = from.Read<(long, long, long, long, long, long)>();
        (r.Account, r.Instrument, r.Group, int reason) = from.Read<(int, int, int, int)>();
        (r.Created, r.Updated) = from.Read<(Instant, Instant)>();
        (r.Cost, r.TriggerPrice, r.TriggerOffset, r.Asked) = from.Read<(double, double, double, double)>();
        byte[] b = from.ReadAll<byte>();
        if (b.Length != 10)
            throw new StateDamagedException("an order's record");
        (r.Side, r.Kind, r.TimeInForce, r.PostOnly, r.Stage, r.Trigger, r.Source, r.In, r.SelfTrade) =
            ((Side)b[0], (OrderKind)b[1], (TimeInForce)b[2], (PostOnly)b[3], (OrderStage)b[4], (TriggerKind)b[5], (TriggerSource)b[6], (PricedIn)b[7], (SelfTrade)b[8]);
        (r.ReduceOnly, r.IsQuote, r.IsLiquidation, r.Reason) = ((b[9] & 1) != 0, (b[9] & 2) != 0, (b[9] & 4) != 0, (VenueReason)reason);
        r.Label = from.ReadText();
        return r;
    }
}
