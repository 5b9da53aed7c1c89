namespace Poise.Venues.TestKit;

public enum CardSort
{
    /// <summary>About orders alone: any venue.</summary>
    Order,

    /// <summary>About what a wire does to them: adapters of a protocol.</summary>
    Wire,
}

/// <summary>One thing that a venue and its adapter must do.</summary>
/// <param name="Number">V and two digits; a number is never given to another card.</param>
/// <param name="Name">In a few words.</param>
/// <param name="Shows">In a sentence.</param>
/// <param name="Needs">Of the venue under test.</param>
public sealed record VenueCard(string Number, string Name, string Shows, CardSort Sort, VenueAbilities Needs, Action<CardDesk> Play)
{
    /// <summary>Plays the card, and looks at rest whether desk and venue agree.</summary>
    /// <exception cref="CardFailedException">They do not, or the card's own demand is not met.</exception>
    public void Run(IVenueUnderTest venue)
    {
        var desk = new CardDesk(venue);
        try
        {
            Play(desk);
            venue.Rest();
            Agreement.Check(venue);
        }
        catch (CardFailedException failure)
        {
            throw new CardFailedException($"{Number} {Name}: {failure.Message}", failure);
        }
    }

    public override string ToString() => $"{Number} {Name}";
}

/// <summary>A card's demand is not met.</summary>
public sealed class CardFailedException : Exception
{
    public CardFailedException()
    {
    }

    public CardFailedException(string message)
        : base(message)
    {
    }

    public CardFailedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
