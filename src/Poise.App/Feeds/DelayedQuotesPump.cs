using System.Net;
using System.Net.Http.Headers;
using Poise.Domain;
using Poise.Venues.Cboe;

namespace Poise.App;

/// <summary>Asks for CBOE's delayed quotes over HTTP when the session says so, and passes on what comes.</summary>
/// <param name="pictured">Told each new chain.</param>
/// <param name="failed">Told after each answer what was wrong, in one line; null where nothing was.</param>
internal sealed class DelayedQuotesPump(DelayedQuotes session, Uri server, Action<MarketSnapshot> pictured, Action<string?> failed, TimeProvider time) : IDisposable
{
    private const int MostBytes = 128 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30), MostPatience = TimeSpan.FromHours(6);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All, AllowAutoRedirect = false })
    {
        BaseAddress = server,
        Timeout = Patience,
        MaxResponseContentBufferSize = MostBytes,
        DefaultRequestHeaders = { { "User-Agent", $"poise/{Api.Version}" }, { "Accept", "application/json" } },
    };

    private EntityTagHeaderValue? _tag;

    /// <summary>Until stopped, or until asking again is no use.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                PollOutcome outcome = await AskAsync(stop);
                if (outcome.Chain is not null)
                    pictured(outcome.Chain);
                failed(outcome.Failure);
                if (outcome.Next == Instant.Never)
                    return;
                TimeSpan wait = TimeSpan.FromSeconds((outcome.Next - Now()).Seconds);
                if (wait > TimeSpan.Zero)
                    await Task.Delay(wait, time, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // asked to stop
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<PollOutcome> AskAsync(CancellationToken stop)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, session.Path);
            if (_tag is not null)
                request.Headers.IfNoneMatch.Add(_tag);
            using HttpResponseMessage answer = await _http.SendAsync(request, stop);
            byte[] body = answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsByteArrayAsync(stop) : [];
            PollOutcome outcome = session.Answered(Now(), (int)answer.StatusCode, Duration.FromSeconds((long)RetryAfter.Of(answer, MostPatience, time).TotalSeconds), body);
            if (answer.StatusCode == HttpStatusCode.OK)
                _tag = outcome.Failure is null ? answer.Headers.ETag : null;
            return outcome;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || e is TaskCanceledException && !stop.IsCancellationRequested)
        {
            return session.Unreachable(Now(), e is TaskCanceledException ? $"no answer within {Patience.TotalSeconds:0} s" : e.Message);
        }
    }

    private Instant Now() => Instant.FromUtc(time.GetUtcNow().UtcDateTime);
}
