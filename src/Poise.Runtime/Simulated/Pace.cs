using Poise.Domain;

namespace Poise.Runtime;

/// <summary>
/// Cuts the market time that is due into strides, and carries over what a stride leaves. A machine that cannot keep up
/// lets the market run slower, not the desk later: what is owed beyond <paramref name="most"/> is let go.
/// </summary>
public struct Pace(Duration longest, Duration most)
{
    private Duration _owed;

    /// <summary>Whether the next stride is due at once.</summary>
    public readonly bool IsBehind => _owed > Duration.Zero;

    /// <summary>The next stride, after this much market time became due.</summary>
    public Duration Take(Duration due)
    {
        Duration all = _owed + due;
        Duration stride = all < longest ? all : longest;
        _owed = all - stride;
        if (_owed > most)
            _owed = most;
        return stride;
    }
}
