namespace Poise.Exchange;

/// <summary>A position, settlement currency.</summary>
/// <param name="Cost">What it cost, units; of an inverse future below zero when long.</param>
/// <param name="ExactCost">The same before rounding, settlement currency.</param>
/// <param name="Realized">What closing parts of it has brought over their cost, units; without fees.</param>
/// <param name="Value">At the mark.</param>
/// <param name="Initial">Margin for itself; by portfolio margin nothing can be said of one position alone.</param>
/// <param name="OpenOrders">More of initial margin for orders that are open.</param>
public readonly record struct AccountPosition(long Lots, long Cost, double ExactCost, long Realized, double Value, double Initial, double Maintenance, double OpenOrders);

/// <summary>What may be asked of positions and fees.</summary>
public sealed partial class MarginAccounts
{
    /// <summary>What an account has in an instrument, and what it needs for it.</summary>
    public AccountPosition Held(int account, int instrument)
    {
        Holder holder = _holders[account];
        int place = PlaceOf(holder, instrument);
        if (place == 0)
            return default;
        Market market = _markets[instrument];
        Current(holder, market.Terms.Currency);
        ref Slot slot = ref holder.Slots[place - 1];
        double opened = Initial(holder, market, slot), alone = opened;
        if (slot.OpenBuys != 0 || slot.OpenSells != 0)
        {
            Slot without = slot;
            (without.OpenBuys, without.OpenSells, without.OpenCost) = (0, 0, 0);
            alone = Initial(holder, market, without);
        }
        return new AccountPosition(slot.Lots, slot.Cost, slot.ExactCost, slot.Realized, slot.Value, alone, slot.Maintenance, opened - alone);
    }

    /// <summary>The fees that an account pays.</summary>
    public FeeTier TierOf(int account) => _tiers[_holders[account].Tier];

    /// <summary>Units that all accounts together were given from outside, less what left.</summary>
    public long PaidIn(int currency) => _paidIn[currency];

    /// <summary>Lots of all who are long.</summary>
    public long OpenInterest(int instrument) => _markets[instrument].OpenInterest;

    /// <summary>What a trade costs an account at the marks as they are, units; negative where it is paid.</summary>
    public long Fee(int account, int instrument, long lots, long price, bool isMaker) => Fee(_markets[instrument], _tiers[_holders[account].Tier], lots, price, isMaker);
}
