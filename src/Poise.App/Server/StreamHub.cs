using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Poise.Flow;

namespace Poise.App;

/// <summary>Who watches what. A client that watches nothing gets nothing.</summary>
public sealed class Watchers
{
    private readonly ConcurrentDictionary<string, (DeskChoice? Desk, FlowChoice? Flow)> _watching = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (Caller Who, Action Abort)> _joined = new(StringComparer.Ordinal);

    public void Join(string connection, Caller who, Action abort) => _joined[connection] = (who, abort);

    public void Set(string connection, DeskChoice? desk, FlowChoice? flow) => _watching[connection] = (desk, flow);

    public void Remove(string connection)
    {
        _watching.TryRemove(connection, out _);
        _joined.TryRemove(connection, out _);
    }

    /// <summary>Cuts the connections of those who may not be here any more.</summary>
    public void Expel(Predicate<Caller> mayStay)
    {
        foreach ((string connection, (Caller who, Action abort)) in _joined)
        {
            if (mayStay(who))
                continue;
            Remove(connection);
            abort();
        }
    }

    public IReadOnlyList<(string Connection, DeskChoice Choice)> Desk =>
        [.. _watching.Where(w => w.Value.Desk is not null).Select(w => (w.Key, w.Value.Desk!.Value))];

    public IReadOnlyList<(string Connection, FlowChoice Choice)> Flow =>
        [.. _watching.Where(w => w.Value.Flow is not null).Select(w => (w.Key, w.Value.Flow!.Value))];
}

/// <summary>Which underlying of the desk is shown; null for the first.</summary>
public readonly record struct DeskChoice(string? Underlying);

/// <summary>The one streaming hub: full views, at most ten a second, each with its number.</summary>
public sealed class StreamHub(Watchers watchers, Access access, Dashboard dashboard) : Hub
{
    /// <summary>Chooses the streams of this connection; replaces the earlier choice.</summary>
    /// <param name="pages">"flow", "desk" or both.</param>
    /// <param name="underlying">Of the desk; null for its first.</param>
    [Needs(Role.Viewer)]
    public void Watch(string[] pages, string? signs, string? walls, string? expiries, string? underlying)
    {
        bool wantsFlow = pages.Contains("flow", StringComparer.Ordinal);
        FlowChoice? choice = wantsFlow ? FlowChoices.Parse(signs, walls, expiries, out string? wrong) ?? throw new HubException(wrong) : null;
        if (Api.Unknown(dashboard, underlying) is string unknown)
            throw new HubException(unknown);
        watchers.Set(Context.ConnectionId, pages.Contains("desk", StringComparer.Ordinal) ? new DeskChoice(underlying) : null, choice);
    }

    public override Task OnConnectedAsync()
    {
        Caller who = StreamGuard.CallerOf(Context);
        watchers.Join(Context.ConnectionId, who, Context.Abort);
        if (!access.Knows(who)) // he was put out between his first request and now
            Context.Abort();
        return base.OnConnectedAsync();
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
internal sealed partial class StreamPump(IHubContext<StreamHub> hub, Watchers watchers, Dashboard dashboard, Access access, TimeProvider time, ILogger<StreamPump> log) : BackgroundService
{
    private readonly Dictionary<string, long> _deskSent = new(StringComparer.Ordinal), _flowSent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LevelsFrame> _levelsSent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> _sending = new(StringComparer.Ordinal);
    private string? _usersUnread;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                LookWhoMayStay();
                foreach ((string connection, DeskChoice choice) in watchers.Desk)
                    Try("desk", () => SendDesk(connection, choice, stoppingToken));
                foreach ((string connection, FlowChoice choice) in watchers.Flow)
                {
                    Try("levels", () => SendLevels(connection, choice, stoppingToken));
                    Try("flow", () => SendFlow(connection, choice, stoppingToken));
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the server ends
        }
    }

    private void LookWhoMayStay()
    {
        try
        {
            if (access.Refresh())
                watchers.Expel(access.Knows);
            _usersUnread = null;
        }
        catch (Exception e) when (e is BadInputException or IOException or UnauthorizedAccessException)
        {
            if (_usersUnread != e.Message)
                LogUsersStay(e.Message);
            _usersUnread = e.Message;
        }
    }

    /// <summary>A view that cannot be made is logged and tried again; the other streams go on.</summary>
    private void Try(string message, Action send)
    {
        try
        {
            send();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotSent(e, message);
        }
    }

    private void SendDesk(string connection, DeskChoice choice, CancellationToken stop)
    {
        if (dashboard.Desk is not IDeskDoor desk || IsSending(connection, "desk"))
            return;
        DeskFrame frame = desk.Frame(choice.Underlying);
        if (IsNew(_deskSent, $"{connection} {choice.Underlying}", frame.Seq))
            Send(connection, "desk", frame, stop);
    }

    private void SendFlow(string connection, FlowChoice choice, CancellationToken stop)
    {
        string key = $"{connection} {choice}";
        if (IsSending(connection, "flow") || _flowSent.TryGetValue(key, out long sent) && sent == dashboard.Flow.Seq)
            return;
        if (dashboard.Flow.Frame(null, choice) is FlowFrame frame && IsNew(_flowSent, key, frame.Seq))
            Send(connection, "flow", frame, stop);
    }

    // Between two views the levels follow the quotes; they are small, so that each client gets them ten times a second.
    private void SendLevels(string connection, FlowChoice choice, CancellationToken stop)
    {
        string key = $"{connection} {choice}";
        if (IsSending(connection, "levels") || dashboard.Flow.LiveLevels(choice) is not LevelsFrame frame)
            return;
        if (_levelsSent.TryGetValue(key, out LevelsFrame? sent) && sent == frame)
            return;
        if (_levelsSent.Count > 1000)
            _levelsSent.Clear();
        _levelsSent[key] = frame;
        Send(connection, "levels", frame, stop);
    }

    private static bool IsNew(Dictionary<string, long> sent, string key, long seq)
    {
        if (sent.TryGetValue(key, out long last) && last == seq)
            return false;
        if (sent.Count > 1000)
            sent.Clear();
        sent[key] = seq;
        return true;
    }

    // One message of a kind is under way to a client at a time: the next one is the newest, not the next in line.
    private bool IsSending(string connection, string message) => _sending.TryGetValue(connection + message, out Task? under) && !under.IsCompleted;

    private void Send(string connection, string message, object frame, CancellationToken stop)
    {
        if (_sending.Count > 1000)
            _sending.Clear();
        _sending[connection + message] = SendAsync(connection, message, frame, stop);
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

    [LoggerMessage(Level = LogLevel.Error, Message = "users stay as they were: {Why}")]
    private partial void LogUsersStay(string why);
}
