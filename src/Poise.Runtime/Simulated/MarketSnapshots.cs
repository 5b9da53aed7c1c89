using Poise.Domain;
using Poise.Exchange;

namespace Poise.Runtime;

/// <summary>The simulated market as a source would have reported it: what the Flow page shows of it.</summary>
public static class MarketSnapshots
{
    public static MarketSnapshot Of(SimulatedVenue venue)
    {
        SimulatedMarket market = venue.Market;
        List<OptionRow> options = [];
        List<FutureRow> futures = [];
        for (int i = 0; i < market.Contracts; i++)
        {
            ContractIndex index = new(i);
            if (!market.IsLive(index))
                continue;
            Contract contract = market.ContractAt(index);
            Quote quote = venue.ShownOf(index);
            if (quote.At.IsKnown)
                quote = quote with { At = market.Now }; // it stands until the venue sends another: a quiet one is not a stale one
            double mark = market.MarkOf(index), interest = market.OpenInterestOf(index);
            if (contract.IsOption)
                options.Add(new OptionRow(contract, quote, mark, interest, double.NaN, market.PrintedGreeksOf(index), double.NaN, null, i + 1));
            else
                futures.Add(new FutureRow(contract, quote, mark, interest, i + 1));
        }
        return new MarketSnapshot
        {
            Underlying = market.Settings.Underlying,
            Source = "simulated",
            AsOf = market.Now,
            QuoteDate = DateOnly.FromDateTime(market.Now.ToUtc()),
            Spot = market.Index,
            SpotSource = "index",
            Options = options,
            Futures = futures,
            Rows = options.Count + futures.Count,
            Notes = ["simulated market: prices, trades and open interest are made up"],
        };
    }
}
