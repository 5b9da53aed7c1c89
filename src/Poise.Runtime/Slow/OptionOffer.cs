using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Runtime;

/// <summary>An option that a desk may trade now, as far as what is shown at the touch and its limits of options let it.</summary>
/// <param name="BuyLimit">Of an order to buy: a little beyond the touch, so that a quote which has moved meanwhile is still taken; <paramref name="SellLimit"/> likewise.</param>
/// <param name="FeePerLot">Currency of its price.</param>
internal readonly record struct OptionOffer(ContractIndex Index, Contract Contract, Quote Quote, Lots MostBuy, Lots MostSell, decimal BuyLimit, decimal SellLimit, double FeePerLot)
{
    /// <summary>How far beyond the touch an order's limit is, fraction of it; a tick at least.</summary>
    private const double Slack = 0.02;

    public bool IsCoin => Contract.Style == PayoffStyle.Inverse;

    /// <summary>Units of the underlying in a lot.</summary>
    public double Units => (double)Contract.LotSize * Contract.Multiplier;

    /// <summary>Of an underlying, in the order of their numbers; none without limits of options.</summary>
    public static List<OptionOffer> Of(Desk desk, Hedger hedger)
    {
        var offers = new List<OptionOffer>();
        for (int i = 0; i < desk.Book.Count && hedger.Live.Options is not null; i++)
        {
            ContractIndex index = new(i);
            Contract contract = desk.Book.ContractOf(index);
            if (!contract.IsOption || desk.HedgerOf(index) != hedger || !hedger.IsOfFirstVenue(contract) || desk.AccountOf(index) is not { IsAway: false } || contract.Expiry <= desk.Now)
                continue;
            Quote quote = desk.QuoteOf(index);
            if (!(hedger.Greeks.VolOf(index) > 0) || !(hedger.Greeks.SliceOf(index)!.Basis > 0) || !quote.IsTwoSided)
                continue;
            decimal tick = contract.PriceTick;
            decimal up = Grid.Count(quote.Ask * (1 + Slack), tick, Rounding.Up) * tick, down = Math.Max(tick, Grid.Count(quote.Bid * (1 - Slack), tick, Rounding.Down) * tick);
            RiskLimits limits = hedger.Live.Options.Of(contract);
            long held = desk.Book.QuantityOf(index).Count;
            (Lots buy, Lots sell) = desk.Working.PendingOf(index);
            // A limit beyond the collar the gate would not let through.
            Lots mostBuy = (double)up - quote.Mid <= limits.Collar * quote.Mid ? Most(limits, contract, quote.AskSize, held + buy.Count) : Lots.Zero;
            Lots mostSell = quote.Mid - (double)down <= limits.Collar * quote.Mid ? Most(limits, contract, quote.BidSize, sell.Count - held) : Lots.Zero;
            if (mostBuy > Lots.Zero || mostSell > Lots.Zero)
                offers.Add(new OptionOffer(index, contract, quote, mostBuy, mostSell, up, down, hedger.Live.Costs.OptionFeePerLot(contract, quote.Ask, hedger.Greeks.Spot)));
        }
        return offers;
    }

    /// <summary>What the currency of its price is worth in a book's.</summary>
    public double Rate(bool isInCoin, double spot) => IsCoin == isInCoin ? 1 : IsCoin ? spot : 1 / spot;

    private static Lots Most(RiskLimits limits, Contract contract, double shown, long worst)
    {
        long lots = shown > 0 ? Grid.Count(Math.Min(shown, 1e9), contract.LotSize, Rounding.ToZero) : 0;
        return new(Math.Max(0, Math.Min(lots, Math.Min(limits.MaxOrder.Count, limits.MaxPosition.Count - worst))));
    }
}
