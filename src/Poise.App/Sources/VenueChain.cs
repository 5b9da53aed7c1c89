using Poise.Domain;
using Poise.Venues;

namespace Poise.App;

/// <summary>The first whole picture of a venue's chain.</summary>
internal sealed class VenueChain : IChainSink
{
    private readonly TaskCompletionSource<MarketSnapshot> _picture = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _whyNot;

    private VenueChain()
    {
    }

    /// <exception cref="BadInputException">There is none within the wait, or never will be.</exception>
    public static async Task<MarketSnapshot> ReadAsync(VenueChoice venue, TimeSpan wait, TimeProvider time, CancellationToken stop)
    {
        var chain = new VenueChain();
        await using var feed = new VenueFeed(venue, chain, hasQuotes: false, time, why => chain._picture.TrySetException(new BadInputException($"deribit: {venue.Address}: {why}")));
        feed.Start();
        try
        {
            return await chain._picture.Task.WaitAsync(wait, time, stop);
        }
        catch (TimeoutException)
        {
            string what = feed.HasBeenLive ? $"no whole chain of {venue.Underlying}" : "no answer";
            throw new BadInputException($"deribit: {what} from {venue.Address} within {wait.TotalSeconds:0.###} s: {chain._whyNot ?? "it says nothing"}");
        }
    }

    public void Pictured(MarketSnapshot market) => _picture.TrySetResult(market);

    public void Quoted(ContractId contract, in Quote quote)
    {
    }

    public void SpotMoved(Instant at, double spot)
    {
    }

    public void Failed(string? why) => _whyNot = why ?? _whyNot;
}
