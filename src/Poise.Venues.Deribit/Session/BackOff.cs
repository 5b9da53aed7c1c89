using Poise.Domain;

namespace Poise.Venues.Deribit;

/// <summary>Waits between tries: doubled each time up to a longest, and up to a half longer by chance, so that many do not come at once.</summary>
internal sealed class BackOff(Duration first, Duration longest, SeededRandom jitter)
{
    private int _failures;

    public Duration Next()
    {
        Duration wait = first;
        for (int i = 0; i < _failures && wait < longest; i++)
            wait += wait;
        if (wait > longest)
            wait = longest;
        if (_failures < 64)
            _failures++;
        return new(wait.Nanoseconds + (long)(0.5 * wait.Nanoseconds * jitter.NextDouble()));
    }

    public void Reset() => _failures = 0;
}
