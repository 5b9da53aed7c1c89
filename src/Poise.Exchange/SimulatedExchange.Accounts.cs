using Poise.Domain;

namespace Poise.Exchange;

/// <summary>Accounts and their money, and what anybody may ask.</summary>
public sealed partial class SimulatedExchange
{
    private const double MostCash = 4e18;

    private readonly Dictionary<string, ListedInstrument> _bySymbol = new(StringComparer.Ordinal);

    /// <summary>Currencies, by the number that accounts know them by.</summary>
    public IReadOnlyList<string> Currencies => _currencies;

    /// <summary>By number: all that are open, and those that ended but are not forgotten.</summary>
    public IReadOnlyList<ListedInstrument> Instruments => _instruments;

    /// <summary>How many were ever listed.</summary>
    public long ListedSoFar { get; private set; }

    /// <summary>Those that were listed after so many others, in that order.</summary>
    public IEnumerable<ListedInstrument> ListedAfter(long others) => others < ListedSoFar ? _instruments.Where(i => i.Order >= others).OrderBy(static i => i.Order) : [];

    public MarginAccounts Accounts => _accounts;

    /// <summary>Orders in all books.</summary>
    public int Resting => _engine.Resting;

    public long Trades => _engine.Trades;

    /// <summary>Null where nothing of this name was listed, or it is forgotten.</summary>
    public ListedInstrument? Find(string symbol) => _bySymbol.GetValueOrDefault(symbol);

    public ListedInstrument Perpetual(int listing) => _listings[listing].Futures[0];

    /// <summary>The index of a listing as it last was known, in its quote currency.</summary>
    public double IndexOf(int listing) => _listings[listing].Price;

    /// <summary>The best prices of a side, best first.</summary>
    public int Depth(int instrument, Side side, Span<DepthLevel> into) => _engine.Depth(instrument, side, into);

    /// <summary>Ticks; 0 before the first trade.</summary>
    public long LastPrice(int instrument) => _engine.LastPrice(instrument);

    /// <summary>Trades of an instrument so far.</summary>
    public long TradesOf(int instrument) => _tape[instrument].Count;

    /// <summary>The prices between which orders are taken, ticks.</summary>
    public (long Least, long Most) BandOf(int instrument) => _engine.BandOf(instrument);

    /// <summary>What the contracts that end next would end at if the index stayed where it is.</summary>
    public double EstimatedSettlement(int listing) => _listings[listing].Mean.With(_listings[listing].Price, _listings[listing].Mean.Open(Now, _nextRoll));

    /// <summary>Lots that are left of an account's quote.</summary>
    public long Quoted(int account, int group, int instrument, Side side) =>
        _quotes.TryGetValue((account, group, instrument, side), out long number) && _engine.TryFind(number, out _, out _, out _, out _, out long left) ? left : 0;

    public ProtectionSettings? ProtectionOf(int account, int group) => _protection.Of(account, group);

    /// <summary>Until when quotes are refused; null where they are taken.</summary>
    public Instant? FrozenUntil(int account, int group) => _protection.FrozenUntil(account, group, Now);

    /// <summary>An order that rests, waits, or has ended within memory.</summary>
    public bool TryFind(long number, out OrderRecord record)
    {
        if (number < 0 ? _waitingRecords.TryGetValue(number, out record) : Slot(number, out record))
        {
            if (number < 0 && _waiting.TryFind(-number, out _, out double price))
                record.TriggerPrice = price;
            return true;
        }
        foreach (OrderMemory? memory in _memories)
        {
            if (memory is not null && memory.TryFind(number, out record))
                return true;
        }
        return false;

        bool Slot(long n, out OrderRecord found)
        {
            int slot = OrderPool.SlotOf(n);
            found = slot < _records.Length ? _records[slot] : default;
            return n > 0 && found.Number == n;
        }
    }

    /// <summary>An account's orders in books, and those that wait, the oldest first.</summary>
    public List<OrderRecord> OpenOrders(int account)
    {
        var numbers = new List<long>();
        _engine.OrdersOf(account, numbers);
        numbers.Reverse();
        List<OrderRecord> open = numbers.ConvertAll(n => RecordOf(n));
        foreach (long number in _waitingRecords.Where(w => w.Value.Account == account).Select(w => w.Key).OrderByDescending(n => n))
        {
            TryFind(number, out OrderRecord record);
            open.Add(record);
        }
        return open;
    }

    /// <summary>An account's ended orders within memory, the oldest first.</summary>
    public IEnumerable<OrderRecord> EndedOrders(int account) => _memories[account]?.Ended ?? [];

    /// <summary>An account's trades within memory, the oldest first.</summary>
    public IReadOnlyCollection<AccountTrade> TradesOfAccount(int account) => _memories[account]?.Trades ?? [];

    private ExchangeAnswer Open(in ExchangeCommand command)
    {
        if (command.Model > MarginModel.CrossPortfolio)
            throw new ArgumentException($"{command.Model} is no margin model", nameof(command));
        int account = _accounts.Open(command.Model);
        _memories.Add(command.IsRemembered ? new OrderMemory(_settings.Remembered) : null);
        // What portfolio margin asks for is known from the first order on.
        if (command.Model.IsPortfolio())
            MarkAll();
        return new ExchangeAnswer(VenueReason.None, Count: account);
    }

    private ExchangeAnswer Switch(in ExchangeCommand command)
    {
        if (command.Model > MarginModel.CrossPortfolio)
            throw new ArgumentException($"{command.Model} is no margin model", nameof(command));
        if (command.Model.IsPortfolio() && _accounts.ValueScenarios())
            MarkAll();
        if (_liquidation.IsUnder(command.Account))
            return new ExchangeAnswer(VenueReason.Liquidation);
        return new ExchangeAnswer(_accounts.Switch(command.Account, command.Model, command.IsTrial));
    }

    private ExchangeAnswer Deposit(in ExchangeCommand command)
    {
        if ((uint)command.Of >= (uint)_currencies.Count)
            return new ExchangeAnswer(VenueReason.UnknownAccount);
        if (command.Units < 0 && _accounts.Withdrawable(command.Account, command.Of) < (double)-command.Units / InstrumentTerms.Unit)
            return new ExchangeAnswer(VenueReason.Funds);
        // What is owned stays far from where whole numbers end.
        if (Math.Abs((double)_accounts.Cash(command.Account, command.Of) + command.Units) > MostCash)
            return new ExchangeAnswer(VenueReason.BadQuantity);
        _accounts.Deposit(command.Account, command.Of, command.Units);
        Tell(new ExchangeNotice(NoticeKind.Cash, command.Account, Number: command.Units, Group: command.Of));
        return default;
    }

    private ExchangeAnswer Transfer(in ExchangeCommand command)
    {
        if ((uint)command.Of >= (uint)_currencies.Count || (uint)command.Other >= (uint)_accounts.Count || command.Other <= Fund || command.Other == command.Account)
            return new ExchangeAnswer(VenueReason.UnknownAccount);
        if (command.Units <= 0)
            return new ExchangeAnswer(VenueReason.BadQuantity);
        if (_accounts.Withdrawable(command.Account, command.Of) < (double)command.Units / InstrumentTerms.Unit)
            return new ExchangeAnswer(VenueReason.Funds);
        _accounts.Pay(command.Account, command.Other, command.Of, command.Units);
        Tell(new ExchangeNotice(NoticeKind.Cash, command.Account, Number: -command.Units, Group: command.Of));
        Tell(new ExchangeNotice(NoticeKind.Cash, command.Other, Number: command.Units, Group: command.Of));
        return default;
    }

    private ExchangeAnswer Move(in ExchangeCommand command)
    {
        if ((uint)command.Other >= (uint)_accounts.Count || command.Other <= Fund || command.Other == command.Account)
            return new ExchangeAnswer(VenueReason.UnknownAccount);
        (int instrument, long lots, long price) = (command.Order.Instrument, command.Order.Quantity, command.Order.Price);
        if ((uint)instrument >= (uint)_instruments.Count || !_instruments[instrument].IsOpen || _instruments[instrument].Terms.IsSpot)
            return new ExchangeAnswer(VenueReason.UnknownContract);
        if (Math.Abs(lots) > _settings.MostLots || price < 0 || price == 0 && _instruments[instrument].Terms.IsInverseFuture)
            return new ExchangeAnswer(VenueReason.BadQuantity);
        _accounts.Transfer(instrument, command.Account, command.Other, lots, price);
        return default;
    }

    private ExchangeAnswer Tier(in ExchangeCommand command)
    {
        if ((uint)command.Other >= (uint)_settings.Tiers.Count)
            return new ExchangeAnswer(VenueReason.UnknownAccount);
        _accounts.Move(command.Account, command.Other);
        return default;
    }
}
