namespace Poise.Exchange;

/// <summary>What a trade does to an account: cash, cost, position.</summary>
public sealed partial class MarginAccounts
{
    private void Book(int account, int instrument, Market market, long lots, long cost, double exact, long fee)
    {
        Holder holder = _holders[account];
        int currency = market.Terms.Currency;
        ref Wallet wallet = ref Current(holder, currency);
        wallet.Cash = checked(wallet.Cash - cost - fee);
        wallet.Fees += fee;
        ref Wallet house = ref _holders[House].Wallets[currency];
        house.Cash += fee;
        house.Fees -= fee;
        if (market.Terms.IsSpot)
            return;
        ref Slot slot = ref SlotOf(holder, instrument);
        slot.ExactCost = CostAfter(slot.Lots, slot.ExactCost, lots, exact);
        long now = CostAfter(slot, lots, cost);
        slot.Realized += now - slot.Cost - cost;
        slot.Cost = now;
        Hold(holder, instrument, market, ref slot, ref wallet, lots);
    }

    /// <summary>By average cost: what is closed takes its share of it along, what is opened brings its own.</summary>
    private static long CostAfter(in Slot slot, long lots, long cost)
    {
        if (slot.Lots == 0 || slot.Lots > 0 == lots > 0)
            return checked(slot.Cost + cost);
        long held = Math.Abs(slot.Lots), traded = Math.Abs(lots);
        return traded <= held
            ? slot.Cost - (long)((Int128)slot.Cost * traded / held)
            : (long)((Int128)cost * (traded - held) / traded);
    }

    private static double CostAfter(long held, double before, long lots, double cost)
    {
        if (held == 0 || held > 0 == lots > 0)
            return before + cost;
        double share = (double)Math.Abs(lots) / Math.Abs(held);
        return share <= 1 ? before * (1 - share) : cost * (1 - 1 / share);
    }

    /// <summary>So many lots more.</summary>
    private void Hold(Holder holder, int instrument, Market market, ref Slot slot, ref Wallet wallet, long lots)
    {
        market.OpenInterest -= Math.Max(0, slot.Lots);
        slot.Lots = checked(slot.Lots + lots);
        market.OpenInterest += Math.Max(0, slot.Lots);
        if (slot.Lots == 0)
            (slot.Cost, slot.ExactCost) = (0, 0);
        if (holder.Portfolios?[market.Terms.Currency] is ScenarioPortfolio portfolio)
        {
            wallet.Initial -= portfolio.Initial;
            wallet.Maintenance -= portfolio.Maintenance;
            portfolio.Trade(instrument, lots);
            wallet.Initial += portfolio.Initial;
            wallet.Maintenance += portfolio.Maintenance;
        }
        Value(holder, market, ref slot, ref wallet);
    }
}
