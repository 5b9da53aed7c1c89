namespace Poise.App;

/// <summary>How long a server asks to be left alone.</summary>
internal static class RetryAfter
{
    /// <returns>Zero where it asks for nothing, never more than <paramref name="most"/>.</returns>
    public static TimeSpan Of(HttpResponseMessage answer, TimeSpan most, TimeProvider time)
    {
        TimeSpan asked = answer.Headers.RetryAfter switch
        {
            { Delta: TimeSpan delta } => delta,
            { Date: DateTimeOffset date } => date - time.GetUtcNow(),
            _ => TimeSpan.Zero,
        };
        return asked <= TimeSpan.Zero ? TimeSpan.Zero : asked < most ? asked : most;
    }
}
