using Poise.Pricing;

namespace Poise.Bench;

/// <summary>Prices of American options that share nothing.</summary>
public class AmericanFastJob : RateJob
{
    private readonly GeneratedAmericans _options = new();
    private readonly AmericanStatus[] _statuses = new AmericanStatus[GeneratedAmericans.Count];
    private readonly double[] _prices = new double[GeneratedAmericans.Count];

    public override long Items => GeneratedAmericans.Count;

    private protected virtual AmericanSetting Setting => AmericanSetting.Fast;

    public override void Generate()
    {
    }

    protected override double Pass()
    {
        Price(Setting, _prices);
        return _prices[0];
    }

    /// <summary>The two settings against each other: each is held against a table of reference values by the tests.</summary>
    public override Accuracy Accuracy()
    {
        Pass();
        var other = new double[_prices.Length];
        Price(Setting == AmericanSetting.Fast ? AmericanSetting.Accurate : AmericanSetting.Fast, other);
        double squares = 0;
        for (int i = 0; i < other.Length; i++)
            squares += Math.Pow((_prices[i] - other[i]) / _options.Strikes[i], 2);
        double rmse = Math.Sqrt(squares / other.Length);
        return new(FormattableString.Invariant($"rmse {rmse:0.0e0} of the strike between the fast and the accurate setting"), rmse < 1e-6);
    }

    private void Price(AmericanSetting setting, double[] into) => American.Evaluate(
        new OptionRows
        {
            Spots = _options.Spots,
            Strikes = _options.Strikes,
            Years = _options.Years,
            Rates = _options.Rates,
            Yields = _options.Yields,
            Vols = _options.Vols,
            Signs = _options.Signs,
        },
        setting,
        new AmericanColumns { Price = into },
        _statuses);
}

public class AmericanAccurateJob : AmericanFastJob
{
    private protected override AmericanSetting Setting => AmericanSetting.Accurate;
}
