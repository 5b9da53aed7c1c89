namespace Poise.Venues.TestKit;

/// <summary>The deck: every adapter plays all of it, a venue in process those about orders alone.</summary>
public static class VenueCards
{
    /// <summary>By number.</summary>
    public static IReadOnlyList<VenueCard> All { get; } = [.. OrderCards.All, .. RefusalCards.All, .. FillCards.All, .. LinkCards.All, .. UnknownCards.All];

    public static VenueCard Of(string number) => All.Single(c => string.Equals(c.Number, number, StringComparison.Ordinal));
}
