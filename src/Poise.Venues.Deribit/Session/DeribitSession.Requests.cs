using System.Text.Json;
using Poise.Domain;

namespace Poise.Venues.Deribit;

public sealed partial class DeribitSession
{
    private enum Ask : byte
    {
        Hello, Time, Login, Relogin, Refresh, Heartbeat, CancelOnDisconnect, Test, Status,
        Instruments, Instrument, Underlyings, Summaries, Index, SubscribeAccount, SubscribeMarket, Unsubscribe,
        OpenOrders, Positions, Trades, Log, Summary, OrderByLabel, TradesOfOrder, Delivery,
        Place, Edit, Cancel, CancelByLabel,
    }

    /// <param name="IsStep">The life of the session goes on when all steps are answered.</param>
    /// <param name="Subject">Currency, instrument, index, venue's order.</param>
    private sealed record Asked(long Id, Ask What, byte[] Frame, bool IsStep, string Subject, OrderId Order, bool IsHistorical)
    {
        public Instant SentAt { get; set; }
    }

    private readonly RateBudget _credits, _matching;
    private readonly Dictionary<long, Asked> _underWay = [];
    private readonly Queue<Asked> _byAge = [];
    private readonly Queue<Asked> _backlog = [];
    private long _lastId;
    private int _steps;
    private Instant _askStatusAt;

    /// <summary>Asks something that is no order; it leaves when the venue's rate allows it.</summary>
    private void Query(Ask what, Func<long, byte[]> write, bool isStep = false, string subject = "", OrderId order = default, bool isHistorical = false)
    {
        long id = ++_lastId;
        _backlog.Enqueue(new Asked(id, what, write(id), isStep, subject, order, isHistorical));
        if (isStep)
            _steps++;
    }

    /// <summary>Sends at once what goes to the matching engine; its budget has been taken.</summary>
    private void SendOrder(Ask what, TrackedOrder order, Func<long, byte[]> write)
    {
        long id = ++_lastId;
        Emit(new Asked(id, what, write(id), IsStep: false, "", order.Id, IsHistorical: false));
    }

    // Answered at once, whatever the budget: unanswered the venue closes the link.
    private void SendTest()
    {
        _credits.Take(_now, _settings.CreditsPerRequest);
        long id = ++_lastId;
        Emit(new Asked(id, Ask.Test, DeribitRequests.Bare(id, "public/test"), IsStep: false, "", default, IsHistorical: false));
    }

    private void FlushQueries()
    {
        while (!_isLoggingInAgain && _backlog.TryPeek(out Asked? next) && _credits.TryTake(_now, _settings.CreditsPerRequest))
        {
            _backlog.Dequeue();
            Emit(next);
        }
    }

    private void Emit(Asked asked)
    {
        asked.SentAt = _now;
        _underWay.Add(asked.Id, asked);
        _byAge.Enqueue(asked);
        _link.Send(asked.Frame);
    }

    /// <summary>The oldest request that has no answer yet; all wait equally long.</summary>
    private Asked? Oldest()
    {
        while (_byAge.TryPeek(out Asked? oldest))
        {
            if (_underWay.ContainsKey(oldest.Id))
                return oldest;
            _byAge.Dequeue();
        }
        return null;
    }

    private void ForgetRequests()
    {
        _underWay.Clear();
        _byAge.Clear();
        _backlog.Clear();
        _steps = 0;
        _chainAt = _fundingAt = Instant.Never;
        _margins.Clear();
    }

    private void CheckAnswers()
    {
        while (IsUp && Oldest() is { } late && _now - late.SentAt >= _settings.AnswerWithin)
        {
            _underWay.Remove(late.Id);
            if (late.What is Ask.Place or Ask.Edit)
                BecomeUnknown(late.Order, "it was not answered in time");
            else if (late.What == Ask.Log)
            {
                LogRefused("it was not answered in time");
                if (late.IsStep)
                    StepDone();
            }
            else if (late.What == Ask.Summary)
            {
                MarginRefused(late.Subject, "it was not answered in time");
                if (late.IsStep)
                    StepDone();
            }
            else
                Drop($"{late.What} was not answered within {_settings.AnswerWithin.Seconds} s");
        }
    }

    private void OnReply(in DeribitFrame frame)
    {
        if (!_underWay.Remove(frame.Id, out Asked? asked))
            return; // it was given up, and asked about in another way
        long link = _linkCount;
        DeribitPhase phase = Phase;
        bool isRead = Take(asked, frame.Body, out string why);
        if (link != _linkCount || !IsUp)
            return;
        if (!isRead && asked.What is Ask.Place or Ask.Edit)
            BecomeUnknown(asked.Order, $"its answer is refused: {why}");
        else if (!isRead && Phase is DeribitPhase.Reconciling && asked.IsStep)
            Stop($"the account cannot be read: {asked.What}: {why}");
        else if (!isRead)
            Drop($"the answer to {asked.What} is refused: {why}");
        else if (asked.IsStep && phase == Phase)
            StepDone();
    }

    private void StepDone()
    {
        if (--_steps == 0)
            NextStep();
    }

    private bool Take(Asked asked, JsonElement body, out string why)
    {
        why = "";
        switch (asked.What)
        {
            case Ask.Time:
                return TakeTime(asked, body, out why);
            case Ask.Login or Ask.Relogin or Ask.Refresh:
                return TakeLogin(body, out why);
            case Ask.Status:
                return TakeStatus(body, out why);
            case Ask.Instruments:
                return TakeInstruments(body, out why);
            case Ask.Instrument:
                return TakeInstrument(body, out why);
            case Ask.Underlyings:
                return TakeUnderlyings(body, out why);
            case Ask.Summaries:
                TakeSummaries(asked, body);
                return true;
            case Ask.Index:
                TakeIndex(body);
                return true;
            case Ask.SubscribeAccount or Ask.SubscribeMarket:
                return TakeSubscribed(asked, body, out why);
            case Ask.OpenOrders:
                return DeribitAccountChanges.TryReadAll(body, DeribitOrder.TryRead, _openFound, out why);
            case Ask.Positions:
                return DeribitAccountChanges.TryReadAll(body, DeribitPosition.TryRead, _positionsFound, out why);
            case Ask.Trades:
                return TakeTrades(asked, body, out why);
            case Ask.Log:
                if (!TakeLog(asked, body, out why))
                    LogRefused(why);
                return true;
            case Ask.Summary:
                TakeMargin(asked.Subject, body);
                return true;
            case Ask.OrderByLabel:
                return TakeOrderByLabel(asked, body, out why);
            case Ask.TradesOfOrder:
                return TakeTradesOfOrder(asked, body, out why);
            case Ask.Unsubscribe:
                Unsubscribed(asked.Subject);
                return true;
            case Ask.Delivery:
                return TakeDeliveries(asked, body, out why);
            case Ask.Place or Ask.Edit:
                return TakePlaced(asked, body, out why);
            case Ask.Cancel:
                return TakeCancelled(asked, body, out why);
            case Ask.CancelByLabel:
                TakeCancelledByLabel(asked);
                return true;
            default:
                return true; // that it was answered is all that counts
        }
    }

    private void OnFailure(in DeribitFrame frame)
    {
        DeribitError error = DeribitError.Of(frame.Code, frame.Text);
        if (!_underWay.Remove(frame.Id, out Asked? asked))
        {
            if (frame.Id < 0)
                _link.Noted(_now, DeribitNotice.Refused, $"the venue refuses something: {error}");
            return;
        }
        if (error.Kind == DeribitErrorKind.Limit)
            Slow(asked, error);
        if (asked.What is Ask.Place or Ask.Edit or Ask.Cancel or Ask.CancelByLabel)
            OnOrderFailure(asked, error);
        if (!IsUp)
            return;
        if (IsMaintenance(error))
            WaitOut($"{error} to {asked.What}");
        else if (asked.What is not (Ask.Place or Ask.Edit or Ask.Cancel or Ask.CancelByLabel))
            OnQueryFailure(asked, error);
    }

    private void OnQueryFailure(Asked asked, in DeribitError error)
    {
        bool isLogin = asked.What is Ask.Login or Ask.Relogin;
        if (isLogin && error.Kind is DeribitErrorKind.Access or DeribitErrorKind.Permission && error.Code != DeribitError.Unauthorized.Code)
            Stop($"the login is refused: {error}");
        else if (asked.What == Ask.Refresh)
            LogInAgain($"the token was not refreshed: {error}");
        else if (error.Kind == DeribitErrorKind.Limit && asked.What != Ask.Relogin)
            _backlog.Enqueue(Again(asked));
        else if (error.Kind == DeribitErrorKind.Access && Phase == DeribitPhase.Live && !isLogin && _key is not null)
        {
            _backlog.Enqueue(Again(asked));
            LogInAgain(error.ToString());
        }
        else if (asked.What is Ask.Delivery or Ask.Unsubscribe || (asked.What == Ask.Instrument && !IsNeeded(asked.Subject) && (error.Kind == DeribitErrorKind.Request || !IsExpected(asked.Subject))))
        {
            _link.Noted(_now, DeribitNotice.Refused, $"{asked.What} {asked.Subject}: {error}");
            if (asked.What == Ask.Unsubscribe)
                Unsubscribed(asked.Subject);
            if (asked.IsStep)
                StepDone();
        }
        else if (asked.What == Ask.Log)
        {
            LogRefused(error.ToString());
            if (asked.IsStep)
                StepDone();
        }
        else if (asked.What == Ask.Summary)
        {
            MarginRefused(asked.Subject, error.ToString());
            if (asked.IsStep)
                StepDone();
        }
        else if (asked.What is Ask.Summaries or Ask.Index)
            ChainAnswered($"{(asked.What == Ask.Index ? "the index" : $"{asked.Subject} summaries")} refused: {error}");
        else if (asked.What == Ask.Instruments && _chain is not null && error.Code == DeribitError.InvalidParams.Code)
            StepDone(); // no currency of the venue: what there is in its place is asked for next
        else if (asked.What == Ask.Underlyings && error.Kind == DeribitErrorKind.Request)
            StopUnlisted("");
        else if (asked.What == Ask.Instrument && error.Kind == DeribitErrorKind.Request)
            Stop($"the account holds or traded {asked.Subject}, which the venue does not know: {error}");
        else
            Drop($"{asked.What}: {error}");
    }

    // A number is never used twice.
    private Asked Again(Asked asked)
    {
        long id = ++_lastId;
        return asked with { Id = id, Frame = DeribitRequests.Renumbered(asked.Frame, id) };
    }

    private void Slow(Asked asked, in DeribitError error)
    {
        var rest = Duration.FromSeconds(1);
        if (asked.What is Ask.Place or Ask.Edit or Ask.Cancel or Ask.CancelByLabel)
            _matching.Drain(_now, rest);
        else
            _credits.Drain(_now, rest);
        _link.Noted(_now, DeribitNotice.Rate, $"{error} to {asked.What}: slowed down");
    }
}
