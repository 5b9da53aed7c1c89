namespace Poise.Pricing;

/// <summary>Bounds of the slopes of both wings.</summary>
public readonly record struct SviWings(double LeastLeft, double MostLeft, double LeastRight, double MostRight)
{
    public static readonly SviWings Any = new(0, double.PositiveInfinity, 0, double.PositiveInfinity);
}

/// <summary>A smile and the k between which it stands on quotes.</summary>
public readonly record struct SviReach(RawSvi Smile, double Low, double High);

/// <summary>What the expiries around one ask of its smile.</summary>
/// <param name="Earlier">The smile before: total variance must not be below it at any k. <see cref="RawSvi.None"/> for none.</param>
/// <param name="Wings">Bounds of the wings; those that the earlier smile and the butterfly condition ask for hold besides.</param>
/// <param name="Later">Smiles after: where they stand on quotes this one should not be above them, which it follows as far as its own quotes let it.</param>
public readonly record struct SviFence(RawSvi Earlier, SviWings Wings, ReadOnlyMemory<SviReach> Later)
{
    public static readonly SviFence None = new(RawSvi.None, SviWings.Any, default);

    internal SviWings Bounds(double least, double most)
    {
        var isBounded = Earlier.IsSmile;
        var left = Math.Clamp(Math.Max(Wings.LeastLeft, isBounded ? Earlier.LeftSlope : 0), least, most);
        var right = Math.Clamp(Math.Max(Wings.LeastRight, isBounded ? Earlier.RightSlope : 0), least, most);
        return new(left, Math.Clamp(Wings.MostLeft, left, most), right, Math.Clamp(Wings.MostRight, right, most));
    }
}
