using Poise.Venues.TestKit;

namespace Poise.Edge.Tests;

/// <summary>The cards, each played by the venues that it is for.</summary>
public sealed class VenueCardTests
{
    public static TheoryData<string> EveryCard => [.. VenueCards.All.Select(c => c.Number)];

    public static TheoryData<string> InProcess => [.. VenueCards.All.Where(c => c is { Sort: CardSort.Order, Needs: VenueAbilities.None }).Select(c => c.Number)];

    [Theory]
    [MemberData(nameof(EveryCard))]
    public void The_adapter_plays_the_card_against_the_server(string number)
    {
        // Other seeds are other delays, and other points at which what is under way is lost.
        for (ulong seed = 1; seed <= Deep.Seeds(6); seed++)
        {
            var venue = new DeribitUnderTest(seed);
            try
            {
                VenueCards.Of(number).Run(venue);
            }
            catch (CardFailedException failure)
            {
                Assert.Fail($"seed {seed}: {failure.Message}; {string.Join("; ", venue.World.Link.Notices.TakeLast(12).Select(n => $"{n.At} {n.Text}"))}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(InProcess))]
    public void The_venue_in_process_plays_the_card(string number)
    {
        for (ulong seed = 1; seed <= Deep.Seeds(6); seed++)
            VenueCards.Of(number).Run(new SimulatedUnderTest(seed));
    }

    /// <summary>Its market has one account against the house: nobody can be made to trade with what rests there.</summary>
    [Fact]
    public void What_the_venue_in_process_cannot_play() =>
        Assert.Equal(["V30", "V31", "V32", "V33", "V34", "V35", "V36"], VenueCards.All.Where(c => c is { Sort: CardSort.Order, Needs: not VenueAbilities.None }).Select(c => c.Number));

    [Fact]
    public void Cards_have_numbers_of_their_own_and_say_what_they_show()
    {
        Assert.True(VenueCards.All.Count >= 24);
        Assert.Equal(VenueCards.All.Count, VenueCards.All.Select(c => c.Number).Distinct().Count());
        Assert.All(VenueCards.All, c => Assert.True(c.Number.Length == 3 && c.Name.Length > 0 && c.Shows.EndsWith('.'), c.ToString()));
    }

    [Fact]
    public void The_same_seed_gives_the_same_story()
    {
        Assert.Equal(Story(), Story());

        static string Story()
        {
            var venue = new DeribitUnderTest(3);
            var desk = new CardDesk(venue);
            foreach (string number in (string[])["V53", "V74", "V79"])
                VenueCards.Of(number).Play(desk);
            return string.Join('\n', venue.World.Link.Notices);
        }
    }
}
