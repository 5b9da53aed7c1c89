using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Poise.Domain;
using Poise.Flow;

namespace Poise.App;

/// <summary>Sends alerts to one address, in their order, each until it is taken there: an answer of 2xx. The same alert may come twice, under the same id.</summary>
internal sealed class AlertWebhook : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15), FirstWait = TimeSpan.FromSeconds(2), LongestWait = TimeSpan.FromMinutes(15);

    /// <summary>At an end, for what waits: a desk that broke tells it at once rather than after its next start.</summary>
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(3), LastLook = TimeSpan.FromMilliseconds(50);

    private readonly AlertOutbox _outbox;
    private readonly Uri _address;
    private readonly WebhookSecret _secret;
    private readonly TextWriter _log;
    private readonly TimeProvider _time;
    private readonly SeededRandom _jitter;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Patience, DefaultRequestHeaders = { { "User-Agent", $"poise/{Api.Version}" } } };
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _sending;
    private volatile int _failures;
    private bool _isUnkeptTold;

    /// <param name="log">Told when sending fails for the first time and when it works again.</param>
    public AlertWebhook(AlertOutbox outbox, Uri address, WebhookSecret secret, TextWriter log, TimeProvider time, ulong seed)
    {
        (_outbox, _address, _secret, _log, _time) = (outbox, address, secret, log, time);
        _jitter = new SeededRandom(seed);
        _wake.Writer.TryWrite(true);
        _sending = SendAllAsync();
    }

    /// <summary>Whether an address will do: https, or http on this machine.</summary>
    public static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp && address.IsLoopback;

    /// <summary>Alarms that were told to have begun, and not to be over.</summary>
    public IReadOnlyList<AlertView> Standing => _outbox.Standing;

    /// <summary>Takes an alert: durable on return, sent as soon as the other end takes it.</summary>
    public void Add(AlertView alert)
    {
        _outbox.Add(alert);
        if (_outbox.Failure is string why && !_isUnkeptTold)
        {
            _isUnkeptTold = true;
            Log($"alerts cannot be written down, and are sent from memory alone: {why}");
        }
        _wake.Writer.TryWrite(true);
    }

    /// <summary>Ends sending, where the other end takes alerts once it has what waits; else that is sent after the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        _wake.Writer.TryComplete();
        long since = _time.GetTimestamp();
        while (!_sending.IsCompleted && _failures == 0 && _time.GetElapsedTime(since) < LastWait)
            await Task.Delay(LastLook, _time);
        await _ending.CancelAsync();
        await _sending;
        _ending.Dispose();
        _http.Dispose();
        _outbox.Dispose();
    }

    private async Task SendAllAsync()
    {
        try
        {
            await foreach (bool _ in _wake.Reader.ReadAllAsync(_ending.Token))
            {
                while (_outbox.Next() is (long number, AlertView alert))
                {
                    (string? failure, TimeSpan asked) = await TrySendAsync(number, alert);
                    if (failure is null)
                    {
                        _outbox.Sent(number);
                        if (_failures > 0)
                            Log($"alerts are taken again; {_outbox.Waiting} wait");
                        _failures = 0;
                        continue;
                    }
                    if (_failures++ == 0)
                        Log($"an alert was not taken and is tried again until it is: {failure}");
                    TimeSpan wait = Wait(_failures);
                    await Task.Delay(asked > wait ? asked : wait, _time, _ending.Token);
                }
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // asked to stop
        }
        catch (Exception e)
        {
            Log($"alerts are no longer sent: {e.Message}");
        }
    }

    private async Task<(string? Failure, TimeSpan Asked)> TrySendAsync(long number, AlertView alert)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"alert_{_outbox.Name}_{number}");
        long seconds = _time.GetUtcNow().ToUnixTimeSeconds();
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new WebhookBody($"alert.{alert.Rule}", alert.At, alert), PoiseJson.Default.WebhookBody);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(body) { Headers = { { "Content-Type", "application/json" } } } };
            request.Headers.Add("webhook-id", id);
            request.Headers.Add("webhook-timestamp", seconds.ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("webhook-signature", _secret.Sign(id, seconds, body));
            using HttpResponseMessage answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _ending.Token);
            return ((int)answer.StatusCode is >= 200 and < 300 ? null : $"{_address.Host} answers {(int)answer.StatusCode}", RetryAfter.Of(answer, LongestWait, _time));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || e is TaskCanceledException && !_ending.IsCancellationRequested)
        {
            return (e is TaskCanceledException ? $"no answer within {Patience.TotalSeconds:0} s" : e.Message, TimeSpan.Zero);
        }
    }

    // Doubled each time, and up to a fifth more by chance.
    private TimeSpan Wait(int failures)
    {
        TimeSpan wait = FirstWait * Math.Pow(2, Math.Min(failures, 12) - 1);
        return (wait < LongestWait ? wait : LongestWait) * (1 + 0.2 * _jitter.NextDouble());
    }

    private void Log(string line)
    {
        lock (_log)
        {
            _log.WriteLine($"webhook: {line}");
            _log.Flush();
        }
    }
}

/// <summary>What a webhook carries.</summary>
/// <param name="Type">alert. and the rule.</param>
/// <param name="Timestamp">Of the alert, ISO 8601 UTC.</param>
public sealed record WebhookBody(string Type, string Timestamp, AlertView Data);
