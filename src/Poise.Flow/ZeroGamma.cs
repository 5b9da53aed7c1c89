using Poise.Chains;
using Poise.Pricing;

namespace Poise.Flow;

/// <summary>GEX as a function of a shifted spot, and where it crosses zero.</summary>
internal sealed class GexProfile
{
    private readonly DealerBook _book;
    private readonly VolRule _rule;

    private readonly SpotLadder _ladder;
    private readonly double[] _nodes, _onNodes;

    private GexProfile(DealerBook book, VolRule rule, double[] spots, double[] nodes, SpotLadder ladder)
    {
        _book = book;
        _rule = rule;
        _nodes = nodes;
        _ladder = ladder;
        _onNodes = new double[nodes.Length];
        Spots = spots;
        Gex = new double[spots.Length];
        BySlice = [.. book.Slices.Select(_ => new double[spots.Length])];
    }

    /// <summary>Ascending; spot is one of them.</summary>
    public double[] Spots { get; }

    public double[] Gex { get; }

    public double[][] BySlice { get; }

    /// <summary>Index of spot itself.</summary>
    public int AtSpot { get; private init; }

    /// <summary>Spot has moved: the nodes go with it. All expiries are to be repriced.</summary>
    public void Move()
    {
        double spot = _book.Chain.Spot;
        _ladder.Fill(spot, _nodes);
        if (Spots == _nodes)
        {
            Spots[AtSpot] = spot;
            return;
        }
        _nodes.AsSpan(0, AtSpot).CopyTo(Spots);
        Spots[AtSpot] = spot;
        _nodes.AsSpan(AtSpot).CopyTo(Spots.AsSpan(AtSpot + 1));
    }

    public static GexProfile Of(DealerBook book, FlowSettings settings)
    {
        double spot = book.Chain.Spot;
        double first = Math.Log(0.5);
        var ladder = new SpotLadder(first, (Math.Log(1.5) - first) / (settings.ProfileNodes - 1), settings.ProfileNodes);
        var nodes = new double[ladder.Count];
        ladder.Fill(spot, nodes);
        int atSpot = nodes.AsSpan().IndexOfAnyExceptInRange(double.NegativeInfinity, Math.BitDecrement(spot));
        double[] spots = nodes[atSpot] == spot ? nodes : [.. nodes[..atSpot], spot, .. nodes[atSpot..]];
        var profile = new GexProfile(book, settings.VolRule, spots, nodes, ladder) { AtSpot = atSpot };
        for (int s = 0; s < book.Slices.Count; s++)
            profile.Reprice(s);
        profile.Sum();
        return profile;
    }

    /// <summary>One expiry anew, as its vols and the position now are; then <see cref="Sum"/>.</summary>
    public void Reprice(int slice)
    {
        double[] gex = BySlice[slice];
        gex.AsSpan().Clear();
        if (_rule != VolRule.StickyStrike)
        {
            _book.AddGex(_book.Slices[slice], _rule, Spots, gex);
            return;
        }
        // The ladder's nodes, and spot among them.
        _onNodes.AsSpan().Clear();
        _book.AddGex(_book.Slices[slice], _ladder, _nodes, _onNodes);
        _onNodes.AsSpan(0, AtSpot).CopyTo(gex);
        _onNodes.AsSpan(AtSpot).CopyTo(gex.AsSpan(Spots.Length - _nodes.Length + AtSpot));
        if (Spots.Length > _nodes.Length)
            _book.AddGex(_book.Slices[slice], _rule, Spots.AsSpan(AtSpot, 1), gex.AsSpan(AtSpot, 1));
    }

    /// <summary>The total of all expiries.</summary>
    public void Sum()
    {
        Gex.AsSpan().Clear();
        foreach (double[] gex in BySlice)
        {
            for (int j = 0; j < gex.Length; j++)
                Gex[j] += gex[j];
        }
    }

    /// <summary>All crossings of the total, ascending, each refined to 1e-6 of spot.</summary>
    public List<double> Crossings() => Crossings(Gex, x => At(x, 0, _book.Slices.Count));

    public List<double> Crossings(int slice) => Crossings(BySlice[slice], x => At(x, slice, slice + 1));

    /// <summary>Crossings of the first so many expiries together.</summary>
    public List<double> CrossingsBefore(int slices) => Crossings(Enumerable.Range(0, slices));

    /// <summary>Crossings of some expiries together.</summary>
    public List<double> Crossings(IEnumerable<int> slices)
    {
        int[] some = [.. slices];
        double[] sum = new double[Spots.Length];
        foreach (int s in some)
        {
            for (int j = 0; j < sum.Length; j++)
                sum[j] += BySlice[s][j];
        }
        return Crossings(sum, x => some.Sum(s => At(x, s, s + 1)));
    }

    /// <summary>The crossing nearest to spot, or null.</summary>
    public static double? Primary(List<double> crossings, double spot)
    {
        double? best = null;
        foreach (double crossing in crossings)
        {
            if (best is null || Math.Abs(crossing - spot) < Math.Abs(best.Value - spot))
                best = crossing;
        }
        return best;
    }

    /// <summary>The total at a spot of choice, every option repriced there.</summary>
    public double At(double spot) => At(spot, 0, _book.Slices.Count);

    private double At(double spot, int from, int to)
    {
        Span<double> gex = stackalloc double[1];
        gex[0] = 0;
        ReadOnlySpan<double> spots = [spot];
        for (int s = from; s < to; s++)
            _book.AddGex(_book.Slices[s], _rule, spots, gex);
        return gex[0];
    }

    // A crossing is a strict change of sign between nodes; where gamma has underflowed to nothing there is none.
    private List<double> Crossings(double[] gex, Func<double, double> at)
    {
        var found = new List<double>();
        int last = -1;
        for (int j = 0; j < gex.Length; j++)
        {
            if (gex[j] == 0 || double.IsNaN(gex[j]))
                continue;
            if (last >= 0 && gex[last] < 0 != gex[j] < 0)
                found.Add(Refine(Spots[last], gex[last], Spots[j], gex[j], at));
            last = j;
        }
        return found;
    }

    // Illinois variant of regula falsi (Dowell and Jarratt 1971): superlinear, and the bracket always holds.
    private double Refine(double a, double fa, double b, double fb, Func<double, double> at)
    {
        double tolerance = 1e-9 * _book.Chain.Spot;
        int side = 0;
        for (int pass = 0; pass < 200 && b - a > tolerance; pass++)
        {
            double x = pass % 8 == 7 ? 0.5 * (a + b) : (a * fb - b * fa) / (fb - fa);
            if (!(x > a && x < b))
                x = 0.5 * (a + b);
            double fx = at(x);
            if (Math.Abs(fx) <= 1e-13 * (Math.Abs(fa) + Math.Abs(fb)))
                return x;
            if (fx < 0 == fb < 0)
            {
                (b, fb) = (x, fx);
                if (side == 1)
                    fa *= 0.5;
                side = 1;
            }
            else
            {
                (a, fa) = (x, fx);
                if (side == -1)
                    fb *= 0.5;
                side = -1;
            }
        }
        return 0.5 * (a + b);
    }
}
