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

    /// <param name="silence">How long a venue that says nothing at all is waited for; null: as long as for the picture.</param>
    /// <exception cref="BadInputException">There is none within the wait, or never will be.</exception>
    public static async Task<MarketSnapshot> ReadAsync(VenueChoice venue, TimeSpan wait, TimeProvider time, CancellationToken stop, TimeSpan? silence = null)
    {
        var chain = new VenueChain();
        await using var feed = new VenueFeed(venue, chain, hasQuotes: false, time, why => chain._picture.TrySetException(new BadInputException($"deribit: {venue.Address}: {why}")));
        feed.Start();
        TimeSpan waited = silence ?? wait;
        try
        {
            try
            {
                return await chain._picture.Task.WaitAsync(waited, time, stop);
            }
            catch (TimeoutException) when (feed.HasBeenLive && waited < wait)
            {
                waited = wait;
                return await chain._picture.Task.WaitAsync(wait - silence!.Value, time, stop);
            }
        }
        catch (TimeoutException)
        {
            string what = feed.HasBeenLive ? $"no whole chain of {venue.Underlying}" : "no answer";
            throw new BadInputException($"deribit: {what} from {venue.Address} within {waited.TotalSeconds:0.###} s: {chain._whyNot ?? "it says nothing"}");
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
