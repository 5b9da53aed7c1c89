using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>
/// Signatures that have been used: none is taken twice. It keeps them for as long as their timestamps would be taken, and no more of them than its capacity: when it is full,
/// new ones are refused until old ones have run out, since a forgotten one could be used again.
/// </summary>
public sealed class ReplayGuard
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, Instant> _ends = new();
    private readonly Duration _tolerance;
    private readonly int _capacity;

    /// <param name="tolerance">A timestamp may be so far from the server's time, either way.</param>
    /// <param name="capacity">Signatures kept at a time.</param>
    public ReplayGuard(Duration tolerance, int capacity) => (_tolerance, _capacity) = (tolerance, capacity);

    public int Count => _used.Count;

    /// <summary>Whether a timestamp is near enough to now.</summary>
    public bool IsTimely(long timestamp, Instant now)
    {
        long apart = now.UnixMilliseconds - timestamp, most = _tolerance.Nanoseconds / 1_000_000;
        return timestamp >= 0 && apart >= -most && apart <= most;
    }

    /// <summary>Takes a right signature; false where it was taken before, or there is no room to remember it.</summary>
    /// <param name="signature">In lower case.</param>
    /// <param name="timestamp">Timely.</param>
    public bool TryTake(string signature, long timestamp, Instant now)
    {
        while (_ends.TryPeek(out string? old, out Instant end) && end < now)
        {
            _ends.Dequeue();
            _used.Remove(old);
        }
        if (_used.Count >= _capacity || !_used.Add(signature))
            return false;
        _ends.Enqueue(signature, Instant.FromUnixMilliseconds(timestamp + 1) + _tolerance);
        return true;
    }
}
