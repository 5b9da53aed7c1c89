using Poise.Domain;
using Poise.Pricing;

namespace Poise.Bench;

/// <summary>Options of 16 expiries, forward, discount factor and the strikes' logarithms known; outputs stay in the cache.</summary>
public abstract class ExpiriesJob : RateJob
{
    protected const int Expiries = 16;
    protected const int Options = 256;
    private GeneratedExpiry[] _expiries = [];

    public override long Items => Expiries * Options;

    private protected IReadOnlyList<GeneratedExpiry> Slices => _expiries;

    protected AlignedColumn[] Columns { get; } = [.. Enumerable.Range(0, BlackReference.Count).Select(_ => new AlignedColumn(Options))];

    public override void Generate() => _expiries = GeneratedExpiry.Several(Expiries, Options, seed: 1);

    protected override double Pass()
    {
        double sum = 0;
        foreach (GeneratedExpiry e in _expiries)
        {
            Black76.Evaluate(e.Terms, e.Logs, e.Vols, e.Signs, Into);
            sum += Columns[0][0];
        }
        return sum;
    }

    private protected abstract GreekColumns Into { get; }

    /// <summary>Options against 31 digits.</summary>
    private protected void Compare(Action<GeneratedExpiry, int, DoubleDouble[]> see)
    {
        foreach (GeneratedExpiry e in _expiries)
        {
            Black76.Evaluate(e.Terms, e.Logs, e.Vols, e.Signs, Into);
            BlackReference reference = BlackReference.OfSlice(e.Terms.Spot, e.Terms.Forward, e.Terms.Discount, e.Terms.Years);
            for (int i = 0; i < Options; i += Step)
                see(e, i, reference.Greeks((int)e.Signs[i], e.Strikes[i], e.Vols[i]));
        }
    }
}

public class PriceDeltaGammaJob : ExpiriesJob, IPeerInputs
{
    private protected override GreekColumns Into => new() { Price = Columns[0], Delta = Columns[1], Gamma = Columns[2] };

    public override Accuracy Accuracy()
    {
        Worst price = default, delta = default, gamma = default;
        Compare((e, i, right) =>
        {
            price.See((double)(Columns[0][i] - right[0]) / e.Terms.Forward);
            delta.See((double)(Columns[1][i] - right[1]));
            gamma.See((double)((Columns[2][i] - right[2]) / right[2]));
        });
        return new($"price {price} of the forward, delta {delta}, gamma {gamma} relative", price.Under(4e-15) && delta.Under(4e-15) && gamma.Under(1e-13));
    }

    void IPeerInputs.WriteInputs(string folder)
    {
        PeerFile file = new("spot forward discount years strike vol sign price delta gamma");
        foreach (GeneratedExpiry e in Slices)
        {
            Black76.Evaluate(e.Terms, e.Logs, e.Vols, e.Signs, Into);
            for (int i = 0; i < Options; i++)
                file.Add(e.Terms.Spot, e.Terms.Forward, e.Terms.Discount, e.Terms.Years, e.Strikes[i], e.Vols[i], e.Signs[i], Columns[0][i], Columns[1][i], Columns[2][i]);
        }
        file.Write(folder, "expiries.txt");
    }
}

public class AllGreeksJob : ExpiriesJob
{
    private protected override GreekColumns Into => GreekSet.Over(Columns);

    public override Accuracy Accuracy()
    {
        Worst price = default, delta = default;
        Worst[] apart = new Worst[BlackReference.Count], largest = new Worst[BlackReference.Count];
        Worst rest = default;
        GeneratedExpiry? last = null;
        Compare((e, i, right) =>
        {
            if (last != e)
                Settle();
            last = e;
            price.See((double)(Columns[0][i] - right[0]) / e.Terms.Forward);
            delta.See((double)(Columns[1][i] - right[1]));
            for (int c = 0; c < right.Length; c++)
            {
                apart[c].See((double)(Columns[c][i] - right[c]));
                largest[c].See((double)right[c]);
            }
        });
        Settle();
        return new($"price {price} of the forward, delta {delta}, worst of 12 columns {rest} of the largest in its expiry", price.Under(4e-15) && delta.Under(4e-15) && rest.Under(1e-12));

        void Settle()
        {
            for (int c = 0; c < apart.Length; c++)
                if (largest[c].Value != 0)
                    rest.See(apart[c].Value / largest[c].Value);
            Array.Clear(apart);
            Array.Clear(largest);
        }
    }
}

/// <summary>Options that share nothing: spot, strike, years, rate, yield, vol and type of each.</summary>
public class RawInputsJob : RateJob, IPeerInputs
{
    private const int Options = 4096;
    private readonly AlignedColumn _spots = new(Options), _strikes = new(Options), _years = new(Options), _rates = new(Options), _yields = new(Options), _vols = new(Options), _signs = new(Options);
    private readonly AlignedColumn _price = new(Options), _delta = new(Options), _gamma = new(Options);

    public override long Items => Options;

    internal OptionRows Rows => new()
    {
        Spots = _spots,
        Strikes = _strikes,
        Years = _years,
        Rates = _rates,
        Yields = _yields,
        Vols = _vols,
        Signs = _signs,
    };

    public override void Generate()
    {
        SeededRandom random = new(2);
        for (int i = 0; i < Options; i++)
        {
            _spots[i] = 100 * Math.Exp(random.NextNormal());
            _years[i] = Math.Exp(Math.Log(1.0 / 365) + Math.Log(3 * 365) * random.NextDouble());
            _rates[i] = 0.06 * random.NextDouble() - 0.005;
            _yields[i] = 0.04 * random.NextDouble();
            _vols[i] = 0.08 + 0.6 * random.NextDouble();
            _strikes[i] = _spots[i] * Math.Exp(1.2 * _vols[i] * Math.Sqrt(_years[i]) * random.NextNormal());
            _signs[i] = random.NextInt32(2) == 0 ? 1 : -1;
        }
    }

    protected override double Pass()
    {
        Black76.Evaluate(Rows, new GreekColumns { Price = _price, Delta = _delta, Gamma = _gamma });
        return _price[0];
    }

    public override Accuracy Accuracy()
    {
        Pass();
        Worst price = default, delta = default, gamma = default;
        for (int i = 0; i < Options; i += Step)
        {
            BlackReference reference = BlackReference.OfSpot(_spots[i], _years[i], _rates[i], _yields[i]);
            DoubleDouble[] right = reference.Greeks((int)_signs[i], _strikes[i], _vols[i]);
            price.See((double)((_price[i] - right[0]) / reference.Forward));
            delta.See((double)(_delta[i] - right[1]));
            gamma.See((double)((_gamma[i] - right[2]) / right[2]));
        }
        return new($"price {price} of the forward, delta {delta}, gamma {gamma} relative", price.Under(4e-15) && delta.Under(4e-15) && gamma.Under(1e-13));
    }

    void IPeerInputs.WriteInputs(string folder)
    {
        PeerFile file = new("spot strike years rate yield vol sign price delta gamma");
        for (int i = 0; i < Options; i++)
            file.Add(_spots[i], _strikes[i], _years[i], _rates[i], _yields[i], _vols[i], _signs[i], _price[i], _delta[i], _gamma[i]);
        file.Write(folder, "rows.txt");
    }
}

internal static class GreekSet
{
    /// <summary>All twelve, in the order of the reference.</summary>
    public static GreekColumns Over(AlignedColumn[] columns) => Over(columns, 0, columns[0].Length);

    public static GreekColumns Over(AlignedColumn[] columns, int first, int count) => new()
    {
        Price = columns[0].Span.Slice(first, count),
        Delta = columns[1].Span.Slice(first, count),
        Gamma = columns[2].Span.Slice(first, count),
        Vega = columns[3].Span.Slice(first, count),
        Theta = columns[4].Span.Slice(first, count),
        Rho = columns[5].Span.Slice(first, count),
        Vanna = columns[6].Span.Slice(first, count),
        Volga = columns[7].Span.Slice(first, count),
        Charm = columns[8].Span.Slice(first, count),
        Speed = columns[9].Span.Slice(first, count),
        Zomma = columns[10].Span.Slice(first, count),
        Color = columns[11].Span.Slice(first, count),
    };
}
