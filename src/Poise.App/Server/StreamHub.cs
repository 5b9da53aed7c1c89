using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Poise.Flow;

namespace Poise.App;

/// <summary>Who watches what. A client that watches nothing gets nothing.</summary>
public sealed class Watchers
{
    private readonly ConcurrentDictionary<string, (bool Desk, FlowChoice? Flow)> _watching = new(StringComparer.Ordinal);

    public void Set(string connection, bool desk, FlowChoice? flow) => _watching[connection] = (desk, flow);

    public void Remove(string connection) => _watching.TryRemove(connection, out _);

    public IReadOnlyList<string> Desk => [.. _watching.Where(w => w.Value.Desk).Select(w => w.Key)];

    public IReadOnlyList<(string Connection, FlowChoice Choice)> Flow =>
        [.. _watching.Where(w => w.Value.Flow is not null).Select(w => (w.Key, w.Value.Flow!.Value))];
}

/// <summary>The one streaming hub: full views, at most ten a second, each with its number.</summary>
public sealed class StreamHub(Watchers watchers) : Hub
{
    /// <summary>Chooses the streams of this connection; replaces the earlier choice.</summary>
    /// <param name="pages">"flow", "desk" or both.</param>
    public void Watch(string[] pages, string? signs, string? walls, string? expiries)
    {
        bool wantsFlow = pages.Contains("flow", StringComparer.Ordinal);
        FlowChoice? choice = wantsFlow ? FlowChoices.Parse(signs, walls, expiries, out string? wrong) ?? throw new HubException(wrong) : null;
        watchers.Set(Context.ConnectionId, pages.Contains("desk", StringComparer.Ordinal), choice);
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        watchers.Remove(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }
}

internal static class FlowChoices
{
    /// <summary>Null and the reason where a name is unknown; absent names take the defaults.</summary>
    public static FlowChoice? Parse(string? signs, string? walls, string? expiries, out string? wrong)
    {
        wrong = null;
        SignModel model = default;
        WallDefinition definition = default;
        ExpiryFilter filter = default;
        if (!string.IsNullOrEmpty(signs) && (!FlowNames.TryParse(signs, FlowNames.Name, out model) || model == SignModel.File))
            wrong = $"signs: \"{signs}\" is not one of calls-long-puts-short, short-all, calls-short-puts-long, inventory";
        else if (!string.IsNullOrEmpty(walls) && !FlowNames.TryParse(walls, FlowNames.Name, out definition))
            wrong = $"walls: \"{walls}\" is not one of net-gamma, side-gamma, open-interest, around-zero-gamma";
        else if (!string.IsNullOrEmpty(expiries) && !FlowNames.TryParse(expiries, FlowNames.Name, out filter))
            wrong = $"expiries: \"{expiries}\" is not one of all, 0dte, week, month";
        return wrong is null ? new FlowChoice(string.IsNullOrEmpty(signs) ? null : model, definition, filter) : null;
    }
}

/// <summary>Sends new views to those who watch, ten times a second at most; a slow client skips frames, never queues them.</summary>
internal sealed partial class StreamPump(IHubContext<StreamHub> hub, Watchers watchers, Dashboard dashboard, TimeProvider time, ILogger<StreamPump> log) : BackgroundService
{
    private readonly Dictionary<string, long> _flowSent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LevelsFrame> _levelsSent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> _sending = new(StringComparer.Ordinal);
    private long _deskSent = -1;
    private IReadOnlyList<string> _deskWatchers = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                SendDesk(stoppingToken);
                SendLevels(stoppingToken);
                SendFlow(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the server ends
        }
    }

    private void SendDesk(CancellationToken stop)
    {
        IReadOnlyList<string> to = watchers.Desk;
        if (dashboard.Desk is null || to.Count == 0)
            return;
        DeskFrame frame = dashboard.Desk.Frame();
        if (frame.Seq == _deskSent && to.SequenceEqual(_deskWatchers, StringComparer.Ordinal))
            return;
        (_deskSent, _deskWatchers) = (frame.Seq, to);
        foreach (string connection in to)
            Send(connection, "desk", frame, stop);
    }

    private void SendFlow(CancellationToken stop)
    {
        foreach ((string connection, FlowChoice choice) in watchers.Flow)
        {
            long seq = dashboard.Flow.Seq;
            string key = $"{connection} {choice}";
            if (_flowSent.TryGetValue(key, out long sent) && sent == seq)
                continue;
            if (_flowSent.Count > 1000)
                _flowSent.Clear();
            _flowSent[key] = seq;
            if (dashboard.Flow.Frame(null, choice) is FlowFrame frame)
                Send(connection, "flow", frame, stop);
        }
    }

    // Between two views the levels follow the quotes; they are small, so that each client gets them ten times a second.
    private void SendLevels(CancellationToken stop)
    {
        foreach ((string connection, FlowChoice choice) in watchers.Flow)
        {
            string key = $"{connection} {choice}";
            LevelsFrame? frame = dashboard.Flow.LiveLevels(choice);
            if (frame is null || _levelsSent.TryGetValue(key, out LevelsFrame? sent) && sent.Seq == frame.Seq && sent.Stale == frame.Stale)
                continue;
            if (_levelsSent.Count > 1000)
                _levelsSent.Clear();
            _levelsSent[key] = frame;
            Send(connection, "levels", frame, stop);
        }
    }

    // One message of a kind is under way to a client at a time: the next one is the newest, not the next in line.
    private void Send(string connection, string message, object frame, CancellationToken stop)
    {
        string key = connection + message;
        if (_sending.TryGetValue(key, out Task? under) && !under.IsCompleted)
            return;
        if (_sending.Count > 1000)
            _sending.Clear();
        _sending[key] = SendAsync(connection, message, frame, stop);
    }

    private async Task SendAsync(string connection, string message, object frame, CancellationToken stop)
    {
        try
        {
            await hub.Clients.Client(connection).SendAsync(message, frame, stop);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotSent(e, message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "the view \"{Message}\" could not be sent")]
    private partial void LogNotSent(Exception e, string message);
}
