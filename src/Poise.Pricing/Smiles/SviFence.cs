namespace Poise.Pricing;

/// <summary>A smile and the k between which it stands on quotes with a bid.</summary>
public readonly record struct SviReach(RawSvi Smile, double Low, double High)
{
    public static readonly SviReach None = new(RawSvi.None, double.NaN, double.NaN);
}

/// <summary>What the expiries around one ask of its smile.</summary>
/// <param name="Earlier">
/// The smile before: total variance should not be below it from the lowest to the highest quote with a bid of the two expiries. <see cref="SviReach.None"/> for none.
/// </param>
/// <param name="Later">Smiles after: where they stand on quotes this one should not be above them, which it follows as far as its own quotes let it.</param>
public readonly record struct SviFence(SviReach Earlier, ReadOnlyMemory<SviReach> Later)
{
    public static readonly SviFence None = new(SviReach.None, default);
}
