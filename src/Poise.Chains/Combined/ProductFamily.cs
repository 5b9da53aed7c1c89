namespace Poise.Chains;

/// <summary>Which underlyings follow one index, and at what part of its price: options on them can be added.</summary>
internal static class ProductFamily
{
    /// <summary>Dividends that a fund has not paid yet, its costs, a future's basis: a price further off its part than this is of something else.</summary>
    private const double Tolerance = 0.1;

    private static readonly (string Underlying, double Part)[][] Families =
    [
        [("SPX", 1), ("XSP", 0.1), ("SPY", 0.1), ("ES", 1)],
        [("NDX", 1), ("XND", 0.01), ("QQQ", 1 / 41.0), ("NQ", 1)],
        [("RUT", 1), ("MRUT", 0.1), ("IWM", 0.1), ("RTY", 1)],
    ];

    /// <summary>Why options on the one cannot be added to those on the other; null where they can.</summary>
    public static string? WhyNot(OptionChain onto, OptionChain product)
    {
        (string Underlying, double Part)[]? family = Array.Find(Families, f => Array.Exists(f, m => m.Underlying == onto.Underlying));
        if (family is null)
            return $"nothing is known to follow {onto.Underlying}: only {string.Join("; ", Families.Select(static f => string.Join(", ", f.Select(static m => m.Underlying))))} are combined";
        if (!Array.Exists(family, m => m.Underlying == product.Underlying))
            return $"{product.Underlying} is not known to follow {onto.Underlying}: {string.Join(", ", family.Select(static m => m.Underlying))} are combined";
        double part = Part(family, product.Underlying) / Part(family, onto.Underlying), found = product.Spot / onto.Spot;
        return Math.Abs(found / part - 1) <= Tolerance
            ? null
            : FormattableString.Invariant($"{product.Underlying} at {product.Spot:0.####} is {found:0.0000} of {onto.Underlying} at {onto.Spot}, where about {part:0.0000} is expected: one of the spots is wrong");
    }

    private static double Part((string Underlying, double Part)[] family, string underlying) => Array.Find(family, m => m.Underlying == underlying).Part;
}
