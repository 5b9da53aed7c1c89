using System.Text.Json;
using Poise.Domain;

namespace Poise.Venues.Deribit;

/// <summary>
/// What perpetuals paid and cost stands in the account's log alone: it is read with the account, and again every so often. That it cannot be read stops nobody: it is asked for again.
/// </summary>
public sealed partial class DeribitSession
{
    /// <summary>A log that was not answered is asked for again no later.</summary>
    private static readonly Duration AgainAfter = Duration.FromSeconds(30);

    private const int LogAtOnce = 250, MostParts = 1000;

    private readonly List<DeribitPayment> _paidFound = [];
    private readonly List<FundingPayment> _paid = [];
    private Instant _paidFrom, _paidTo, _fundingAt = Instant.Never;
    private int _logsLeft, _logParts;
    private bool _isLogWhole, _isLogRefused;

    private void AskFunding(bool isStep)
    {
        Instant venue = _clock.Venue(_now);
        if (!_paidFrom.IsKnown)
            _paidFrom = _settings.FundingSince.IsKnown ? _clock.Venue(_settings.FundingSince) : _tradesFrom;
        (_paidTo, _fundingAt) = (venue + Ahead, Instant.Never);
        _paidFound.Clear();
        (_logsLeft, _logParts, _isLogWhole) = (_currencies.Length, 0, true);
        foreach (string currency in _currencies)
            AskLog(currency, before: null, isStep);
    }

    private void AskLog(string currency, long? before, bool isStep) =>
        Query(Ask.Log, id => DeribitRequests.Log(id, currency, _paidFrom.UnixMilliseconds, _paidTo.UnixMilliseconds, LogAtOnce, before), isStep, subject: currency);

    private bool TakeLog(Asked asked, JsonElement body, out string why)
    {
        if (!DeribitLogPage.TryRead(body, out DeribitLogPage page, out why))
            return false;
        why = "it does not end";
        if (++_logParts > MostParts * _currencies.Length)
            return false;
        _paidFound.AddRange(page.Payments.Where(p => IsWanted(p.Instrument)));
        if (page is { Next: { } next, Entries: > 0 })
            AskLog(asked.Subject, next, asked.IsStep);
        else
            LogAnswered();
        return true;
    }

    private void LogRefused(string why)
    {
        if (!_isLogRefused)
            _link.Noted(_now, DeribitNotice.Money, $"funding is not known, the account's log cannot be read: {why}");
        (_isLogWhole, _isLogRefused) = (false, true);
        LogAnswered();
    }

    /// <summary>A part of the log is told only with all that came before it.</summary>
    private void LogAnswered()
    {
        if (--_logsLeft > 0)
            return;
        Duration wait = _settings.FundingEvery;
        _fundingAt = _now + (_isLogWhole || wait < AgainAfter ? wait : AgainAfter);
        if (!_isLogWhole)
            return;
        if (_isLogRefused)
            _link.Noted(_now, DeribitNotice.Money, "funding is known again");
        _isLogRefused = false;
        _paidFrom = _paidTo - Ahead - Overlap;
        _paid.Clear();
        foreach (DeribitPayment payment in _paidFound.DistinctBy(static p => (p.Instrument, p.Id)).OrderBy(static p => p.Id))
        {
            if (!_listed.TryGetValue(payment.Instrument, out Listed? listed) || listed.Instrument.Contract.SettlementCurrency != payment.Currency)
                _link.Noted(_now, DeribitNotice.Money, $"funding of {payment.Amount} in {DeribitFields.Printable(payment.Currency)} of {DeribitFields.Printable(payment.Instrument)} is not understood");
            else
                _paid.Add(new FundingPayment(payment.Id, listed.Number, payment.Amount, payment.At));
        }
        if (Phase == DeribitPhase.Live)
            _paid.ForEach(p => _desk.Funded(_now, p));
    }
}
