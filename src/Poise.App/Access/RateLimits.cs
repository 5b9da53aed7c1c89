using System.Threading.RateLimiting;

namespace Poise.App;

/// <summary>How often one user, or one address without a user, may ask: so many at once, and as many a minute.</summary>
internal sealed class RateLimits : IDisposable
{
    private readonly PartitionedRateLimiter<(string Who, bool IsCommand)> _limiter;

    /// <param name="reads">A minute.</param>
    /// <param name="commands">A minute.</param>
    public RateLimits(int reads, int commands) =>
        _limiter = PartitionedRateLimiter.Create<(string Who, bool IsCommand), (string, bool)>(asked => RateLimitPartition.GetTokenBucketLimiter(asked, key => Bucket(key.Item2 ? commands : reads)));

    /// <summary>Whether it may, and if not when.</summary>
    public bool Takes(string who, bool isCommand, out TimeSpan retryAfter)
    {
        using RateLimitLease lease = _limiter.AttemptAcquire((who, isCommand));
        retryAfter = lease.IsAcquired ? TimeSpan.Zero : lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan after) ? after : TimeSpan.FromSeconds(1);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();

    private static TokenBucketRateLimiterOptions Bucket(int aMinute) => new()
    {
        TokenLimit = aMinute,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1) / aMinute,
        QueueLimit = 0,
        AutoReplenishment = true,
    };
}
