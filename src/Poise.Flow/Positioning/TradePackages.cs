using Poise.Domain;

namespace Poise.Flow;

/// <summary>
/// Finds packages among the legs that were printed at one instant, and signs each by what was paid for all of it. Legs belong together by the venue's name of their package;
/// without one, legs that follow each other are parted into as few known strategies as cover them all, where there is one way only to do so.
/// </summary>
internal sealed class TradePackages(Func<ContractId, Contract?> contractOf)
{
    /// <summary>Left alone, since two strategies or two ways to part them fit.</summary>
    public int Ambiguous { get; private set; }

    /// <summary>Left alone, since no strategy fits, or a contract is not known.</summary>
    public int Unknown { get; private set; }

    /// <param name="trades">All of one instant, from <paramref name="from"/> up to <paramref name="to"/>.</param>
    /// <returns>Of each the side that its taker took, 0 where its package tells none, null where it stands alone.</returns>
    public double?[]? Signs(IReadOnlyList<OptionTrade> trades, int from, int to)
    {
        double?[]? signs = null;
        Dictionary<string, List<int>>? named = null;
        var run = new List<int>();
        for (int i = from; i < to; i++)
        {
            OptionTrade trade = trades[i];
            bool isLeg = trade.Kind == TradeKind.Spread && trade.Taker is null;
            if (isLeg)
                signs ??= new double?[to - from];
            if (isLeg && trade.Package is string package)
            {
                named ??= new(StringComparer.Ordinal);
                if (!named.TryGetValue(package, out List<int>? legs))
                    named.Add(package, legs = []);
                legs.Add(i);
            }
            else if (isLeg)
            {
                run.Add(i);
                continue;
            }
            Part(run, trades, from, signs);
            run.Clear();
        }
        Part(run, trades, from, signs);
        if (named is not null)
        {
            foreach (List<int> legs in named.Values)
                One(legs, trades, from, signs!);
        }
        return signs;
    }

    /// <summary>Legs of one package; a contract that was filled in several prints is one leg.</summary>
    private void One(List<int> prints, IReadOnlyList<OptionTrade> trades, int from, double?[] signs)
    {
        string[] symbols = [.. prints.Select(i => trades[i].Contract.Symbol).Distinct(StringComparer.Ordinal)];
        PackageLeg[] legs = new PackageLeg[symbols.Length];
        bool isAmbiguous = false;
        int[]? sides = null;
        if (Legs(prints, trades) is PackageLeg[] each)
        {
            for (int i = 0; i < each.Length; i++)
            {
                int leg = Array.IndexOf(symbols, trades[prints[i]].Contract.Symbol);
                legs[leg] = each[i] with { Quantity = legs[leg].Quantity + each[i].Quantity };
            }
            sides = Strategies.Sides(legs, out isAmbiguous);
        }
        if (sides is null)
            Leave(isAmbiguous);
        else
            Pay(prints, [.. prints.Select(i => sides[Array.IndexOf(symbols, trades[i].Contract.Symbol)])], trades, from, signs);
    }

    private void Part(List<int> run, IReadOnlyList<OptionTrade> trades, int from, double?[]? signs)
    {
        if (run.Count == 0)
            return;
        if (Legs(run, trades) is not PackageLeg[] legs)
        {
            Leave(isAmbiguous: false);
            return;
        }
        // Of the first so many legs: the fewest packages that cover them, in how many ways, and the length of the last.
        int n = legs.Length;
        int[] fewest = new int[n + 1], ways = new int[n + 1], length = new int[n + 1];
        var sides = new int[n + 1][];
        bool isAmbiguous = false;
        Array.Fill(fewest, int.MaxValue, 1, n);
        ways[0] = 1;
        for (int end = 2; end <= n; end++)
        {
            for (int size = 2; size <= Math.Min(end, Strategies.MostLegs); size++)
            {
                int begin = end - size;
                if (fewest[begin] == int.MaxValue)
                    continue;
                int[]? found = Strategies.Sides(legs.AsSpan(begin, size), out bool isUnclear);
                isAmbiguous |= isUnclear;
                if (found is null || fewest[begin] + 1 > fewest[end])
                    continue;
                ways[end] = Math.Min(2, fewest[begin] + 1 < fewest[end] ? ways[begin] : ways[end] + ways[begin]);
                (fewest[end], length[end], sides[end]) = (fewest[begin] + 1, size, found);
            }
        }
        if (ways[n] != 1)
        {
            Leave(isAmbiguous || ways[n] > 1);
            return;
        }
        for (int end = n; end > 0; end -= length[end])
            Pay(run.GetRange(end - length[end], length[end]), sides[end], trades, from, signs!);
    }

    private PackageLeg[]? Legs(List<int> prints, IReadOnlyList<OptionTrade> trades)
    {
        var legs = new PackageLeg[prints.Count];
        for (int i = 0; i < legs.Length; i++)
        {
            if (contractOf(trades[prints[i]].Contract) is not Contract contract)
                return null;
            legs[i] = new PackageLeg(contract.Type, contract.Strike, contract.Expiry, trades[prints[i]].Quantity);
        }
        return legs;
    }

    private void Leave(bool isAmbiguous)
    {
        Ambiguous += isAmbiguous ? 1 : 0;
        Unknown += isAmbiguous ? 0 : 1;
    }

    /// <summary>Who paid more than the mid of all bought it. At the mid, or where a quote is missing, it tells nothing.</summary>
    private static void Pay(List<int> prints, int[] sides, IReadOnlyList<OptionTrade> trades, int from, double?[] signs)
    {
        double paid = 0, size = 0;
        for (int i = 0; i < sides.Length; i++)
        {
            OptionTrade trade = trades[prints[i]];
            double mid = TradeSigner.HasQuote(trade) ? 0.5 * (trade.Bid + trade.Ask) : double.NaN;
            paid += sides[i] * trade.Quantity * (trade.Price - mid);
            size += trade.Quantity * mid;
        }
        double taken = Math.Abs(paid) > 1e-9 * size ? Math.Sign(paid) : 0;
        for (int i = 0; i < sides.Length; i++)
            signs[prints[i] - from] = sides[i] * taken;
    }
}
