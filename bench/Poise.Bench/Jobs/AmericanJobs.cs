using Poise.Domain;
using Poise.Pricing;

namespace Poise.Bench;

/// <summary>Prices of American options that share nothing.</summary>
public abstract class AmericanJob : RateJob, IPeerInputs
{
    private const int Nodes = 2400, Steps = 900;
    private readonly GeneratedAmericans _options = new();
    private readonly double[] _price = new double[GeneratedAmericans.Count];
    private readonly AmericanStatus[] _statuses = new AmericanStatus[GeneratedAmericans.Count];

    public override long Items => GeneratedAmericans.Count;

    protected abstract AmericanSetting Setting { get; }

    /// <summary>What the setting promises, of the strike, and what the grid adds.</summary>
    protected abstract double Bound { get; }

    private protected abstract string File { get; }

    public override void Generate()
    {
    }

    protected override double Pass()
    {
        OptionRows rows = new()
        {
            Spots = _options.Spots,
            Strikes = _options.Strikes,
            Years = _options.Years,
            Rates = _options.Rates,
            Yields = _options.Yields,
            Vols = _options.Vols,
            Signs = _options.Signs,
        };
        American.Evaluate(rows, Setting, new AmericanColumns { Price = _price }, _statuses);
        return _price[0];
    }

    /// <summary>A few options against the finite-difference grid, another method with its own error.</summary>
    public override Accuracy Accuracy()
    {
        Pass();
        Worst apart = default, grid = default;
        int without = _statuses.Count(status => status != AmericanStatus.Ok);
        for (int i = 0; i < GeneratedAmericans.Count; i += IsSmoke ? 131 : 17)
        {
            OptionType type = _options.Signs[i] > 0 ? OptionType.Call : OptionType.Put;
            double right = AmericanGrid.Price(type, _options.Spots[i], _options.Strikes[i], _options.Years[i], _options.Rates[i], _options.Yields[i], _options.Vols[i], [], Nodes, Steps, out double error);
            apart.See((_price[i] - right) / _options.Strikes[i]);
            grid.See(error / _options.Strikes[i]);
        }
        string missing = without == 0 ? "" : $", {without} without a price";
        return new($"price {apart} of the strike from a grid whose own error is {grid}{missing}", without == 0 && apart.Under(Bound));
    }

    void IPeerInputs.WriteInputs(string folder)
    {
        GeneratedAmericans o = _options;
        PeerFile file = new("spot strike years rate yield vol sign price");
        for (int i = 0; i < GeneratedAmericans.Count; i++)
            file.Add(o.Spots[i], o.Strikes[i], o.Years[i], o.Rates[i], o.Yields[i], o.Vols[i], o.Signs[i], _price[i]);
        file.Write(folder, File);
    }
}

public class FastAmericanJob : AmericanJob
{
    protected override AmericanSetting Setting => AmericanSetting.Fast;

    protected override double Bound => 2e-5;

    private protected override string File => "american-fast.txt";
}

public class AccurateAmericanJob : AmericanJob
{
    protected override AmericanSetting Setting => AmericanSetting.Accurate;

    protected override double Bound => 2e-6;

    private protected override string File => "american-accurate.txt";
}
