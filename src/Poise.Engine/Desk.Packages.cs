using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <summary>Options by command. A package that was asked for is traded in the batch that folds it, or not at all: none outlives a start.</summary>
public sealed partial class Desk
{
    private Package? _package;

    /// <summary>Why the last package was not traded; none where it was, or none was asked for.</summary>
    public PackageRefusal LastRefusal { get; private set; } = PackageRefusal.None;

    /// <summary>Why a package would not be traded now. It is all or nothing: each order by itself, all of them by the desk's limits, and what they do to the book together.</summary>
    public PackageRefusal RefusalOf(Package package)
    {
        ArgumentNullException.ThrowIfNull(package);
        DecisionReason obstacle = Obstacle();
        if (obstacle != DecisionReason.None)
            return new(-1, obstacle);
        // A quarter of each is the hedgers': what is bought must be hedged.
        int more = package.Legs.Length;
        bool relieves = Relieves(package);
        OrderLimits orders = Settings.Orders;
        if (Messages > orders.MaxMessages - orders.MaxMessages / 4 - more)
            return new(-1, DecisionReason.MessageBudget);
        if (OrdersInWindow > orders.MaxOrders - orders.MaxOrders / 4 - more)
            return new(-1, DecisionReason.OrderRate);
        if (_working.Count > orders.MaxWorking - orders.MaxWorking / 4 - more)
            return new(-1, DecisionReason.TooManyOrders);
        for (int i = 0; i < more; i++)
        {
            PackageLeg leg = package.Legs[i];
            if (GateOf(leg.Contract, out DecisionReason why) is not { } gate)
                return new(i, why);
            if (!AccountOf(leg.Contract)!.TakesOrders(Now, more))
                return new(-1, DecisionReason.OrderRate);
            Verdict<NewOrder> verdict = gate.Check(OrderOf(leg, i, relieves), ViewOf(leg, relieves));
            if (!verdict.IsApproved)
                return new(i, verdict.Refusal);
        }
        foreach (Hedger hedger in _hedgers)
            if (hedger.RefusalOf(package) is var reason && reason != DecisionReason.None)
                return new(-1, reason);
        return SumRefusalOf(package) is var sum && sum != DecisionReason.None ? new(-1, sum) : PackageRefusal.None;
    }

    /// <exception cref="ArgumentException">A contract of it is not listed.</exception>
    private void FoldPackage(Package package)
    {
        foreach (PackageLeg leg in package.Legs)
            if ((uint)leg.Contract.Value >= (uint)_owners.Count)
                throw new ArgumentException($"contract {leg.Contract.Value} of a package is not listed");
        _package = package;
    }

    /// <returns>False when its orders had no room: they leave in the next batch.</returns>
    private bool TradePackage(ref EffectWriter effects, ref bool isTrading)
    {
        if (_package is not { } package)
            return true;
        LastRefusal = RefusalOf(package);
        if (LastRefusal == PackageRefusal.None && effects.Free <= package.Legs.Length) // the last place is the wake-up's
            return false;
        _package = null;
        bool relieves = LastRefusal == PackageRefusal.None && Relieves(package);
        for (int i = 0; LastRefusal == PackageRefusal.None && i < package.Legs.Length; i++)
        {
            PackageLeg leg = package.Legs[i];
            NewOrder order = OrderOf(leg, 0, relieves);
            Verdict<NewOrder> verdict = GateOf(leg.Contract, out _)!.Check(order, ViewOf(leg, relieves));
            if (!verdict.IsApproved) // the legs before it have left: what is missing is seen in the blotter
            {
                LastRefusal = new(i, verdict.Refusal);
                break;
            }
            effects.Add(Effect.Place(verdict.Approved, DecisionReason.Package, HedgerOf(leg.Contract).NetDelta));
            FoldIntent(order, Now);
            isTrading = true;
        }
        return true;
    }

    /// <summary>In a margin call: whether a package that adds to what is held asks less of the account all the same.</summary>
    private bool Relieves(Package package)
    {
        bool isCalled = false;
        foreach (PackageLeg leg in package.Legs)
            isCalled |= (uint)leg.Contract.Value < (uint)_owners.Count && IsMarginCalled(leg.Contract);
        return isCalled && Array.TrueForAll(_hedgers, h => h.IsRelievedBy(package));
    }

    /// <summary>What is bought of a package that relieves may be held then; what is sold must reduce.</summary>
    private RiskView ViewOf(in PackageLeg leg, bool relieves) => IsBoughtAnew(leg) && relieves ? ViewOf(leg.Contract) with { IsMarginCalled = false } : ViewOf(leg.Contract);

    private bool IsBoughtAnew(in PackageLeg leg) => leg.Quantity > Lots.Zero && Book.QuantityOf(leg.Contract) + _working.PendingOf(leg.Contract).Buy + leg.Quantity > Lots.Zero;

    private NewOrder OrderOf(in PackageLeg leg, int after, bool relieves) => new(
        new OrderId(Settings.Desk, _sequence + 1 + after), leg.Contract, leg.Quantity > Lots.Zero ? Side.Buy : Side.Sell, leg.Quantity.Abs, leg.Limit,
        TimeInForce.ImmediateOrCancel, PostOnly: false, ReduceOnly: State == TradingState.ReduceOnly || IsMarginCalled(leg.Contract) && !(relieves && IsBoughtAnew(leg)));

    /// <summary>Of options, by the limits that the settings have for them.</summary>
    private RiskGate? GateOf(ContractIndex contract, out DecisionReason why)
    {
        why = DecisionReason.BadOrder;
        if ((uint)contract.Value >= (uint)_owners.Count || IsElsewhere(contract) || !Book.ContractOf(contract).IsOption)
            return null;
        why = DecisionReason.NoOptions;
        if (HedgerOf(contract).Live.Options is not { } options)
            return null;
        why = DecisionReason.MaxOrder; // a lot is more than one order may be
        RiskLimits limits = options.Of(Book.ContractOf(contract));
        return limits.MaxOrder > Lots.Zero ? new RiskGate(limits, Settings.Orders with { MaxNotional = double.PositiveInfinity }) : null;
    }
}
