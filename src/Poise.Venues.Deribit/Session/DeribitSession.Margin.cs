using System.Text.Json;
using Poise.Domain;

namespace Poise.Venues.Deribit;

/// <summary>
/// What the account has and needs, by currency: read with the account, and told by channels from then on. That it cannot be read stops nobody: it is asked for again, and what was told last stands.
/// </summary>
public sealed partial class DeribitSession
{
    /// <summary>Channels may speak many times a second: what has changed is passed on no more often.</summary>
    private static readonly Duration MarginEvery = Duration.FromSeconds(1);

    private sealed class Margin(string currency)
    {
        public string Currency { get; } = currency;

        public MarginReport? Told { get; set; }

        public MarginReport? Waiting { get; set; }

        public Instant ToldAt { get; set; }

        /// <summary>Why it is not known; null while it is.</summary>
        public string? Fault { get; set; }

        /// <summary>When it is asked for again.</summary>
        public Instant AskAt { get; set; } = Instant.Never;

        public Instant Due => Waiting is null ? AskAt : AskAt < ToldAt + MarginEvery ? AskAt : ToldAt + MarginEvery;
    }

    private readonly Dictionary<string, Margin> _margins = new(StringComparer.Ordinal);
    private readonly List<string> _unsubscribedMargins = [];

    private void AskMargins()
    {
        foreach (string currency in _currencies)
            AskMargin(_margins[currency] = new Margin(currency), isStep: true);
    }

    private void AskMargin(Margin margin, bool isStep)
    {
        margin.AskAt = Instant.Never;
        Query(Ask.Summary, id => DeribitRequests.AccountSummary(id, margin.Currency), isStep, subject: margin.Currency);
    }

    private void TakeMargin(string currency, JsonElement data)
    {
        if (!_margins.TryGetValue(currency, out Margin? margin))
            return; // the answer to what was asked is still to come
        if (!DeribitPortfolio.TryRead(data, currency, out MarginReport report, out string why))
        {
            MarginRefused(currency, why);
            return;
        }
        if (margin.Fault is not null)
            _link.Noted(_now, DeribitNotice.Money, $"margin in {currency} is known again");
        (margin.Fault, margin.AskAt) = (null, _unsubscribedMargins.Contains(currency) ? _now + AgainAfter : Instant.Never);
        margin.Waiting = report == margin.Told ? null : report;
        TellMargin(margin);
    }

    /// <summary>Told once; asked for again after a while.</summary>
    private void MarginRefused(string currency, string why)
    {
        Margin margin = _margins[currency];
        margin.AskAt = _now + AgainAfter;
        if (margin.Fault is null)
            _link.Noted(_now, DeribitNotice.Money, $"margin in {currency} is not known: {why}");
        margin.Fault = why;
    }

    private void TellMargin(Margin margin)
    {
        if (margin.Waiting is not { } report || margin.Told is not null && _now < margin.ToldAt + MarginEvery)
            return;
        (margin.Told, margin.ToldAt, margin.Waiting) = (report, _now, null);
        _desk.MarginReported(_now, margin.Currency, report);
    }

    private void MendMargins()
    {
        foreach (string currency in _currencies)
        {
            if (!_margins.TryGetValue(currency, out Margin? margin))
                continue;
            TellMargin(margin);
            if (_now >= margin.AskAt)
                AskMargin(margin, isStep: false);
        }
    }

    private Instant NextMargin()
    {
        Instant next = Instant.Never;
        foreach (Margin margin in _margins.Values)
            next = margin.Due < next ? margin.Due : next;
        return next;
    }
}
