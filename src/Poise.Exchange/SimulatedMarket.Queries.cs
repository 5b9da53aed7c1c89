using Poise.Domain;
using Poise.Pricing;

namespace Poise.Exchange;

/// <summary>What an account may ask, answered from the venue's state now.</summary>
public sealed partial class SimulatedMarket
{
    /// <summary>Contracts ever listed; their numbers run from 0.</summary>
    public int Contracts => _instruments.Count;

    public Contract ContractAt(ContractIndex index) => _instruments[index.Value].Contract;

    public bool IsLive(ContractIndex index) => _instruments[index.Value].IsLive;

    /// <summary>How a contract ended; false while it lives.</summary>
    public bool TrySettlement(ContractIndex index, out Settlement settlement)
    {
        settlement = _instruments[index.Value].Settlement.GetValueOrDefault();
        return _instruments[index.Value].Settlement is not null;
    }

    /// <summary>The underlying's index, USD.</summary>
    public double Index => _path.Spot;

    /// <summary>Model value at the last step, in the contract's price unit.</summary>
    public double MarkOf(ContractIndex index) => _instruments[index.Value].Mark;

    /// <summary>
    /// What this venue prints beside an option's mark: the vol that made it, and the greeks of its USD value by the
    /// forward (vega a vol point, theta a day). Absent for other contracts and at expiry.
    /// </summary>
    public VendorGreeks PrintedGreeksOf(ContractIndex index)
    {
        Contract contract = _instruments[index.Value].Contract;
        double years = (contract.Expiry - Now).Years;
        if (!contract.IsOption || !(years > 0))
            return VendorGreeks.Absent;
        var surface = new MarketSurface(_settings, _path.Spot, _path.Vol);
        double vol = surface.Vol(contract.Strike, years);
        OptionGreeks g = Black76.EvaluateForward(contract.Type, surface.Forward(years), contract.Strike, years, 1, vol);
        return new VendorGreeks(vol, g.Delta, g.Gamma, g.Vega / 100, g.Theta / 365, g.Rho / 100);
    }

    /// <summary>Contracts open, not lots.</summary>
    public double OpenInterestOf(ContractIndex index) => _instruments[index.Value].OpenLots * _instruments[index.Value].Lot;

    /// <summary>Lots that the account holds, + long.</summary>
    public Lots PositionOf(ContractIndex index) => new(_account.LotsOf(index));

    /// <summary>Gives the account a position at the start, bought from the house at a price in the contract's price unit, without fee.</summary>
    /// <exception cref="ArgumentException">The contract is not live, or the price is negative.</exception>
    public void Endow(ContractIndex index, Lots quantity, decimal price)
    {
        if ((uint)index.Value >= (uint)_instruments.Count || !_instruments[index.Value].IsLive || price < 0)
            throw new ArgumentException($"contract {index.Value} cannot be held from the start at {price}", nameof(index));
        Contract contract = _instruments[index.Value].Contract;
        _account.Trade(contract, index, quantity.Count, price, 0);
        _house.Trade(contract, index, -quantity.Count, price, 0);
    }

    /// <summary>Currency of cash and fees.</summary>
    public string SettlementCurrency => Currency;

    /// <summary>The account's money from trades and settlements, fees apart.</summary>
    public decimal Cash => _account.Cash;

    /// <summary>Fees paid so far.</summary>
    public decimal Fees => _account.Fees;

    /// <summary>The other side of the account: the house's cash, and the fees that it took as a negative number.</summary>
    public (decimal Cash, decimal Fees) House => (_house.Cash, _house.Fees);

    public Lots HousePositionOf(ContractIndex index) => new(_house.LotsOf(index));

    /// <summary>Orders that came under an id already used. None of them was executed.</summary>
    public long DuplicateSubmissions { get; private set; }

    /// <summary>Commands on their way to the venue.</summary>
    public int CommandsUnderWay => _inbound.Count;

    /// <summary>Orders received, refused ones included.</summary>
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
        for (int slot = 0; slot < _orders.Count; slot++)
        {
            if (_orders.At(slot).Status == OrderStatus.Open)
                into.Add(_orders.State(slot));
        }
    }
}
