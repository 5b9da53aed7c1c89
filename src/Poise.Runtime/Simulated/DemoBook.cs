using Poise.Domain;
using Poise.Exchange;

namespace Poise.Runtime;

/// <summary>One position of a book that a new desk starts with.</summary>
public readonly record struct DemoPosition(ContractId Contract, Lots Quantity, decimal Price);

/// <summary>
/// A book that has sold short-dated options and bought some later ones: short gamma, so that its hedge is at work from
/// the first minute. Opened at the market's marks.
/// </summary>
public static class DemoBook
{
    // Expiry from the nearest, strikes from the one at the money, contracts of calls and of puts.
    private static readonly (int Expiry, int Strike, double Calls, double Puts)[] Recipe =
    [
        (0, 0, -5, -5), (1, 0, -12, -10), (1, 2, -10, 0), (1, -2, 0, -8), (2, 0, 6, 6),
    ];

    public static List<DemoPosition> Of(SimulatedMarket market)
    {
        List<(Contract, double)> options = [];
        for (int i = 0; i < market.Contracts; i++)
            if (market.IsLive(new(i)) && market.ContractAt(new(i)).IsOption)
                options.Add((market.ContractAt(new(i)), market.MarkOf(new(i))));
        return Of(options, market.Index);
    }

    /// <param name="options">What may be held, each with its mark in its own price unit.</param>
    public static List<DemoPosition> Of(IReadOnlyList<(Contract Contract, double Mark)> options, double spot)
    {
        Instant[] expiries = [.. options.Select(o => o.Contract.Expiry).Distinct().Order()];

        List<DemoPosition> positions = [];
        foreach ((int expiry, int strike, double calls, double puts) in Recipe)
        {
            if (expiry >= expiries.Length)
                continue;
            double[] strikes = [.. options.Where(o => o.Contract.Expiry == expiries[expiry]).Select(o => o.Contract.Strike).Distinct().Order()];
            int middle = Array.IndexOf(strikes, strikes.MinBy(s => Math.Abs(s - spot)));
            double level = strikes[Math.Clamp(middle + strike, 0, strikes.Length - 1)];
            foreach ((Contract contract, double mark) in options)
            {
                double quantity = contract.Type == OptionType.Call ? calls : puts;
                if (contract.Expiry == expiries[expiry] && contract.Strike == level && quantity != 0)
                    positions.Add(new DemoPosition(
                        contract.Id, new(Grid.Count(quantity, contract.LotSize, Rounding.ToZero)), Math.Round((decimal)mark, 8)));
            }
        }
        return positions;
    }
}
