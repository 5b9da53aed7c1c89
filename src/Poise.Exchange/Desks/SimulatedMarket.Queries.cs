using Poise.Domain;

namespace Poise.Exchange;

/// <summary>What an account may ask, answered from the venue's state now.</summary>
public sealed partial class SimulatedMarket
{
    /// <summary>The desk's account on the exchange.</summary>
    public int AccountNumber => _account;

    /// <summary>Contracts that are live, or have ended within memory; their numbers run from 0. One that is forgotten gives up its number to one that is listed.</summary>
    public int Contracts => Exchange.Instruments.Count;

    /// <summary>How many were ever listed: where it has grown, numbers may be others'.</summary>
    public long ListedSoFar => Exchange.ListedSoFar;

    public Contract ContractAt(ContractIndex index) => Exchange.Instruments[index.Value].Contract;

    public bool IsLive(ContractIndex index) => Exchange.Instruments[index.Value].IsOpen;

    /// <summary>How a contract ended; false while it lives.</summary>
    public bool TrySettlement(ContractIndex index, out Settlement settlement)
    {
        settlement = _shown[index.Value].Ended.GetValueOrDefault();
        return _shown[index.Value].Ended is not null;
    }

    /// <summary>Of the perpetual; null before the first.</summary>
    public Funding? LastFunding { get; private set; }

    public ContractIndex Perpetual => new(Exchange.Perpetual(0).Number);

    /// <summary>The underlying's index, USD.</summary>
    public double Index => Exchange.IndexOf(0);

    /// <summary>In the contract's price unit, as of the last marks.</summary>
    public double MarkOf(ContractIndex index) => Exchange.Instruments[index.Value].Mark;

    /// <summary>
    /// What this venue prints beside an option's mark: the vol that made it, and the greeks of its USD value by the
    /// forward (vega a vol point, theta a day). Absent for other contracts and at expiry.
    /// </summary>
    public VendorGreeks PrintedGreeksOf(ContractIndex index)
    {
        ListedInstrument option = Exchange.Instruments[index.Value];
        return option.Contract.IsOption && option.Contract.Expiry > Now
            ? new VendorGreeks(option.Vol, option.Delta, option.Gamma, option.Vega / 100, option.Theta / 365, option.Rho / 100)
            : VendorGreeks.Absent;
    }

    /// <summary>Contracts open, not lots.</summary>
    public double OpenInterestOf(ContractIndex index) => Exchange.Accounts.OpenInterest(index.Value) * (double)ContractAt(index).LotSize;

    /// <summary>Lots that the account holds, + long.</summary>
    public Lots PositionOf(ContractIndex index) => new(Exchange.Accounts.Position(_account, index.Value));

    /// <summary>Gives the account a position at the start, from another account, at a price on the contract's grid, without fee.</summary>
    /// <exception cref="ArgumentException">The contract is not live, or the price is negative or between two ticks.</exception>
    public void Endow(ContractIndex index, Lots quantity, decimal price)
    {
        if ((uint)index.Value >= (uint)Contracts || !IsLive(index) || price < 0 || price % ContractAt(index).PriceTick != 0)
            throw new ArgumentException($"contract {index.Value} cannot be held from the start at {price}", nameof(index));
        Exchange.Apply(ExchangeCommand.Move(Exchange.Now, _other, _account, index.Value, quantity.Count, (long)(price / ContractAt(index).PriceTick)));
    }

    /// <summary>Currency of cash and fees.</summary>
    public string SettlementCurrency => Exchange.Currencies[0];

    /// <summary>The account's money from trades, settlements and funding, fees apart.</summary>
    public decimal Cash => (decimal)(Exchange.Accounts.Cash(_account, 0) - _deposited + Exchange.Accounts.Fees(_account, 0)) / InstrumentTerms.Unit;

    /// <summary>What the account has against the margins of its positions and orders, and these, settlement currency; as of the last marks.</summary>
    public MarginReport Margin
    {
        get
        {
            MarginAccounts accounts = Exchange.Accounts;
            double initial = accounts.InitialMargin(_account, 0);
            return new(accounts.Available(_account, 0) + initial, Math.Max(0, initial), Math.Max(0, accounts.MaintenanceMargin(_account, 0))); // running sums: less than nothing by a last digit
        }
    }

    /// <summary>Fees paid so far.</summary>
    public decimal Fees => (decimal)Exchange.Accounts.Fees(_account, 0) / InstrumentTerms.Unit;

    /// <summary>Over all accounts cash is what was paid in, and contracts sum to nothing.</summary>
    public bool IsBalanced
    {
        get
        {
            MarginAccounts accounts = Exchange.Accounts;
            long cash = 0;
            for (int a = 0; a < accounts.Count; a++)
                cash += accounts.Cash(a, 0);
            for (int i = 0; i < Contracts; i++)
            {
                long lots = 0;
                for (int a = 0; a < accounts.Count; a++)
                    lots += accounts.Position(a, i);
                if (lots != 0)
                    return false;
            }
            return cash == accounts.PaidIn(0);
        }
    }

    /// <summary>Orders that came under an id already used. None of them was executed.</summary>
    public long DuplicateSubmissions { get; private set; }

    /// <summary>Commands on their way to the venue.</summary>
    public int CommandsUnderWay => _inbound.Count;

    /// <summary>Orders received, refused ones included. The last 10,000 are known, and those that are open.</summary>
    public int Orders => _orders.Count;

    public OrderState OrderAt(int number) => _orders.State(number);

    /// <summary>Executions of the account, oldest first.</summary>
    public int Fills => _orders.Fills;

    public Fill FillAt(int number) => _orders.FillAt(number);

    /// <summary>False when the venue never received an order of this id.</summary>
    public bool TryOrder(OrderId id, out OrderState state)
    {
        bool isKnown = _orders.TryFind(id, out int slot);
        state = isKnown ? _orders.State(slot) : default;
        return isKnown;
    }

    /// <summary>Adds the executions of an order, oldest first; none for an unknown order.</summary>
    public void FillsOf(OrderId id, List<Fill> into)
    {
        if (_orders.TryFind(id, out int slot))
            _orders.FillsOf(slot, into);
    }

    /// <summary>Adds the working orders, by the time of their arrival.</summary>
    public void OpenOrders(List<OrderState> into)
    {
        for (int slot = _orders.First; slot < _orders.Count; slot++)
        {
            if (_orders.At(slot).Status == OrderStatus.Open)
                into.Add(_orders.State(slot));
        }
    }
}
