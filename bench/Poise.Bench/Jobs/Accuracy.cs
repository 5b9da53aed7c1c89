using System.Globalization;

namespace Poise.Bench;

/// <summary>How right a job's answers are.</summary>
/// <param name="Text">What was compared, and the largest difference.</param>
/// <param name="Holds">Whether every difference is within what the job promises: a rate of wrong answers is no result.</param>
public readonly record struct Accuracy(string Text, bool Holds);

/// <summary>The largest difference so far. A difference that is no number is the worst of all.</summary>
internal struct Worst
{
    public double Value { get; private set; }

    public void See(double difference)
    {
        double size = Math.Abs(difference);
        if (!(size <= Value))
            Value = size;
    }

    public readonly bool Under(double bound) => Value < bound;

    public override readonly string ToString() => Value.ToString("0.0e0", CultureInfo.InvariantCulture);
}
