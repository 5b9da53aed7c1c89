namespace Poise.Pricing;

/// <summary>The one check before a kernel reads and writes columns without looking at their bounds.</summary>
internal static class Columns
{
    public static void Check(int length, int second, int third)
    {
        if (length % Lanes.Padding != 0)
            throw new ArgumentException($"a column of {length} is not padded to a multiple of {Lanes.Padding}");
        Same(length, second);
        Same(length, third);
    }

    public static void Check(int length, in GreekColumns into)
    {
        Optional(length, into.Price.Length);
        Optional(length, into.Delta.Length);
        Optional(length, into.Gamma.Length);
        Optional(length, into.Vega.Length);
        Optional(length, into.Theta.Length);
        Optional(length, into.Rho.Length);
        Optional(length, into.Vanna.Length);
        Optional(length, into.Volga.Length);
        Optional(length, into.Charm.Length);
        Optional(length, into.Speed.Length);
        Optional(length, into.Zomma.Length);
        Optional(length, into.Color.Length);
    }

    public static void Check(in OptionRows rows, in GreekColumns into)
    {
        Check(rows.Strikes.Length, rows.Spots.Length, rows.Years.Length);
        Check(rows.Strikes.Length, rows.Rates.Length, rows.Yields.Length);
        Check(rows.Strikes.Length, rows.Vols.Length, rows.Signs.Length);
        Check(rows.Strikes.Length, into);
    }

    public static void Check(in PriceRows rows)
    {
        Check(rows.Strikes.Length, rows.Prices.Length, rows.Forwards.Length);
        Check(rows.Strikes.Length, rows.Years.Length, rows.Discounts.Length);
        Same(rows.Strikes.Length, rows.Signs.Length);
    }

    public static void Same(int length, int other)
    {
        if (length != other)
            throw new ArgumentException($"columns differ in length: {length} and {other}");
    }

    private static void Optional(int length, int other)
    {
        if (other != 0)
            Same(length, other);
    }
}
