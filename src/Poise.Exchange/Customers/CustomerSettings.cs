namespace Poise.Exchange;

/// <summary>A generated market whose customers trade options against dealers, for judging what can be inferred of the dealers' position.</summary>
public sealed record CustomerSettings
{
    public ulong Seed { get; init; } = 1;

    /// <summary>The first day, a Monday; days are those of the week.</summary>
    public DateOnly FirstDay { get; init; } = new(2026, 1, 5);

    public double Spot { get; init; } = 5000;

    /// <summary>A year, of the spot's path and of all options.</summary>
    public double Vol { get; init; } = 0.18;

    /// <summary>Single orders of noise traders a day: any contract near the money, either way, often closing what they hold.</summary>
    public int NoiseTrades { get; init; } = 1500;

    public int NoiseTraders { get; init; } = 300;

    /// <summary>They sell a call one to five percent above spot, four weeks out, and sell another when it has ended.</summary>
    public int Overwriters { get; init; } = 120;

    /// <summary>They buy a put below spot and sell one further below, as one package, and another when it has ended.</summary>
    public int SpreadBuyers { get; init; } = 120;

    /// <summary>They buy calls where overwriters sell them.</summary>
    public int CallBuyers { get; init; }

    /// <summary>They buy a call and a put at one strike near spot, as one package, and others when they have ended.</summary>
    public int StraddleBuyers { get; init; }

    /// <summary>They buy a call near spot and one further above and sell two halfway, as one package, and others when they have ended.</summary>
    public int ButterflyBuyers { get; init; }

    /// <summary>Share of trades whose price stands on the wrong side of the mid: a dealer took, or the quote was late.</summary>
    public double WrongSide { get; init; } = 0.1;

    /// <summary>Share of trades priced at the mid.</summary>
    public double AtMid { get; init; } = 0.1;

    /// <summary>Share of single trades whose other side is a customer, not a dealer.</summary>
    public double BetweenCustomers { get; init; } = 0.1;
}
