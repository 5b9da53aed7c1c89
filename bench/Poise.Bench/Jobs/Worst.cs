using System.Globalization;

namespace Poise.Bench;

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

    public override readonly string ToString() => Value.ToString("0.0e0", CultureInfo.InvariantCulture);
}
