using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Poise.Bench;

/// <summary>
/// Clients of an exchange's protocol on real sockets, as many as asked: each logs in for an account of its own, listens to its orders, trades and portfolio, to two books and two tickers ten times a second (some to raw books),
/// and places orders that rest, paced by a clock, not by answers. The time of an order is from its sending to its answer.
/// </summary>
internal sealed class WireLoad : IAsyncDisposable
{
    private sealed class Client
    {
        public readonly LeanSocket Socket = new();
        public readonly Dictionary<long, long> Sent = [];
        public long Messages, Refused;
        public TaskCompletionSource<string>? Reply;
    }

    private readonly List<Client> _clients = [];
    private readonly List<Task> _readers = [];
    private Samples? _samples;
    private long _id, _answered;

    public long Messages => _clients.Sum(static c => Interlocked.Read(ref c.Messages));

    public long Refused => _clients.Sum(static c => Interlocked.Read(ref c.Refused));

    public long Answered => Interlocked.Read(ref _answered);

    /// <param name="keys">Client ids and secrets, one a connection.</param>
    /// <param name="raw">Connections that listen to raw books.</param>
    public static async Task<WireLoad> OpenAsync(Uri address, IReadOnlyList<(string Id, string Secret)> keys, int raw, IReadOnlyList<string> instruments)
    {
        var load = new WireLoad();
        for (int i = 0; i < keys.Count; i++)
        {
            var client = new Client();
            await client.Socket.ConnectAsync(address);
            load._clients.Add(client);
            load._readers.Add(load.ReadAsync(client));
            await load.CallAsync(client, "public/auth", $$"""{"grant_type":"client_credentials","client_id":"{{keys[i].Id}}","client_secret":"{{keys[i].Secret}}"}""");
            string pace = i < raw ? "raw" : "100ms", other = instruments[1 + i % (instruments.Count - 1)];
            await load.CallAsync(client, "private/subscribe", """{"channels":["user.orders.any.any.raw","user.trades.any.any.raw","user.portfolio.any"]}""");
            await load.CallAsync(client, "public/subscribe", $$"""{"channels":["book.{{instruments[0]}}.{{pace}}","book.{{other}}.{{pace}}","ticker.{{instruments[0]}}.100ms","ticker.{{other}}.100ms"]}""");
        }
        return load;
    }

    /// <summary>Orders at a steady rate for a while.</summary>
    /// <param name="order">The parameters of one, by its count.</param>
    public async Task<(Percentiles Ack, long Lost, double PerSecond)> RunAsync(double perSecond, int seconds, Func<long, string> order)
    {
        int count = (int)(perSecond * seconds);
        var samples = new Samples(count);
        (_samples, long before) = (samples, Answered);
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            long due = began + (long)(i * Stopwatch.Frequency / perSecond);
            while (Stopwatch.GetTimestamp() < due)
            {
                Thread.Sleep(1);
            }
            Client client = _clients[i % _clients.Count];
            long id = ++_id;
            byte[] frame = Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":{{id}},"method":"private/buy","params":{{order(i)}}}""");
            lock (client.Sent)
                client.Sent.Add(id, Stopwatch.GetTimestamp());
            await client.Socket.SendTextAsync(frame);
        }
        double took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        for (int i = 0; i < 500 && Answered - before < count; i++)
            await Task.Delay(10);
        long lost = count - (Answered - before);
        foreach (Client client in _clients)
            await CallAsync(client, "private/cancel_all", "{}");
        return (samples.Of("acknowledgement"), lost, count / took);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Client client in _clients)
            client.Socket.Dispose();
        await Task.WhenAll(_readers);
    }

    private async Task CallAsync(Client client, string method, string parameters)
    {
        client.Reply = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        byte[] frame = Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":-1,"method":"{{method}}","params":{{parameters}}}""");
        await client.Socket.SendTextAsync(frame);
        string answer = await client.Reply.Task.WaitAsync(TimeSpan.FromSeconds(20));
        if (!JsonSerializer.Deserialize<JsonElement>(answer).TryGetProperty("result", out _))
            throw new BadRunException($"{method}: {answer}");
    }

    private async Task ReadAsync(Client client)
    {
        try
        {
            await client.Socket.ReadAsync(frame => See(client, frame, Stopwatch.GetTimestamp()));
        }
        catch (Exception end) when (end is System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            // The load ends by closing its sockets.
        }
    }

    private void See(Client client, ReadOnlySpan<byte> frame, long now)
    {
        Interlocked.Increment(ref client.Messages);
        ReadOnlySpan<byte> head = "{\"jsonrpc\":\"2.0\",\"id\":"u8;
        if (!frame.StartsWith(head) || !Utf8Parser.TryParse(frame[head.Length..], out long id, out _))
            return;
        if (id < 0)
        {
            client.Reply!.TrySetResult(Encoding.UTF8.GetString(frame));
            return;
        }
        long sent;
        lock (client.Sent)
        {
            if (!client.Sent.Remove(id, out sent))
                return;
        }
        if (frame.IndexOf("\"result\""u8) < 0)
            Interlocked.Increment(ref client.Refused);
        Samples samples = _samples!;
        lock (samples)
            samples.Add(now - sent);
        Interlocked.Increment(ref _answered);
    }
}
