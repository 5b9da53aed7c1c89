using System.Runtime.InteropServices;
using System.Text.Json;
using Poise.Domain;

namespace Poise.Venues.Deribit;

/// <summary>
/// The whole chain, for who hears it: book summaries of options and futures, and the index, asked for when the link is live and again from time to time. Rows are read as
/// those of files are; contracts are the catalog's.
/// </summary>
public sealed partial class DeribitSession
{
    /// <summary>After answers that make no picture.</summary>
    private static readonly Duration ChainRetry = Duration.FromSeconds(5);

    private readonly List<(Listed Of, DeribitJsonItem Said, int Place)> _summed = [];
    private readonly HashSet<Listed> _isSummed = [];
    private DeribitChain _gathered = new("", default);
    private Instant _chainAt = Instant.Never;
    private string? _chainFault;
    private double _index = double.NaN;
    private int _chainAnswers;
    private bool _isChainUnsaid;

    /// <summary>Somebody hears a chain, and the venue lists no option that is in it.</summary>
    private bool IsChainUnlisted => _chain is not null && !_inOrder.Exists(static l => l.Instrument.Contract.IsOption);

    private void TellIndex(double price)
    {
        _index = price;
        _chain?.SpotMoved(_now, price);
    }

    private bool TakeUnderlyings(JsonElement body, out string why)
    {
        why = "the answer is no list";
        if (body.ValueKind != JsonValueKind.Array)
            return false;
        var there = new SortedSet<string>(StringComparer.Ordinal);
        foreach (JsonElement element in body.EnumerateArray())
        {
            var fields = new DeribitFields(element, "instrument");
            string underlying = DeribitInstrument.UnderlyingOf(fields.Text("instrument_name", 60));
            if (underlying == _settings.Underlyings[0])
            {
                why = "options are listed now that were not a moment ago";
                if (DeribitInstrument.TryRead(element, out _, out string fault))
                    return false;
                Stop($"no option on {underlying} can be read; the first: {fault}");
                return true;
            }
            if (underlying.Length > 0)
                there.Add(underlying);
        }
        StopUnlisted($"; there are {(there.Count > 0 ? string.Join(", ", there) : "none")}");
        return true;
    }

    private void StopUnlisted(string whatIs) => Stop($"no options on {_settings.Underlyings[0]} are listed{whatIs}");

    private void AskChain()
    {
        _chainAt = Instant.Never;
        string currency = _currencies[0], index = _inOrder.First(static l => l.Instrument.Contract.IsOption).Instrument.Index;
        _gathered = new DeribitChain(_settings.Underlyings[0], default);
        (_chainFault, _chainAnswers) = (null, 3);
        _summed.Clear();
        _isSummed.Clear();
        foreach (string kind in (string[])["option", "future"])
            Query(Ask.Summaries, id => DeribitRequests.Summaries(id, currency, kind), subject: kind);
        Query(Ask.Index, id => DeribitRequests.IndexPrice(id, index));
    }

    private void TakeSummaries(Asked asked, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Array)
        {
            ChainAnswered($"{asked.Subject} summaries refused: the answer is no list");
            return;
        }
        var answer = new DeribitJsonAnswers();
        answer.Read(JsonMarshal.GetRawUtf8Value(body));
        for (int i = 0; i < answer.Quotes.Count; i++)
            TakeSummary(answer.Quotes[i], i + 1, asked.Subject);
        for (int i = answer.Quotes.Count; i < body.GetArrayLength(); i++)
            _gathered.Log.Add(0, 0, $"{asked.Subject} summaries", "one names no instrument");
        ChainAnswered(null);
    }

    private void TakeSummary(DeribitJsonItem said, int place, string kind)
    {
        // Other underlyings of the currency are no concern of this chain.
        string underlying = DeribitInstrument.UnderlyingOf(said.Name);
        if (underlying.Length > 0 && underlying != _gathered.Underlying)
            return;
        string? why;
        if (!_listed.TryGetValue(said.Name, out Listed? listed))
            why = underlying.Length > 0 ? "is not in the catalog" : "is no option, future or perpetual";
        else if (listed.HasChanged)
            why = "has other terms than when it was listed";
        else if (!listed.Instrument.IsOpen)
            why = "closed";
        else if (listed.Instrument.Contract.IsOption != (kind == "option"))
            why = $"is no {kind}";
        else if (!double.IsNaN(said.At) && !Stamps.TryMilliseconds(said.At, out _))
            why = $"its time {said.At} is no time in milliseconds";
        else
            why = said.Complaint(listed.Instrument.Contract.Kind);
        if (why is null && !_isSummed.Add(listed!))
            why = "is summed up twice";
        if (why is null)
            _summed.Add((listed!, said, place));
        else
            _gathered.Log.Add(0, 0, $"{kind} summary {place}, {said.Name}", why);
    }

    private void TakeIndex(JsonElement body)
    {
        var fields = new DeribitFields(body, "index");
        decimal price = fields.Number("index_price");
        if (fields.Fault is null && price is <= 0 or > 1e9m)
            fields.Refuse("index_price", $"{price} is no price");
        if (fields.Fault is null)
            TellIndex((double)price);
        ChainAnswered(fields.Fault);
    }

    /// <summary>One of the three answers came, or will not; after the last one there is a picture, or it is asked for again.</summary>
    /// <param name="fault">What is wrong with it as a whole.</param>
    private void ChainAnswered(string? fault)
    {
        _chainFault ??= fault;
        if (--_chainAnswers > 0)
            return;
        _summed.Sort(static (a, b) => a.Of.Number.Value.CompareTo(b.Of.Number.Value));
        foreach ((Listed of, DeribitJsonItem said, int place) in _summed)
            _gathered.Add(said, of.Instrument.Contract, Top(of, said), place);
        if (_gathered.Options.Count == 0)
            _chainFault ??= $"no option summary can be read{(_gathered.Log.Refusals.Count > 0 ? $"; the first: {_gathered.Log.Refusals[0]}" : "")}";
        if (_chainFault is not null)
        {
            _chainAt = _now + ChainRetry;
            _isChainUnsaid = true;
            _link.Noted(_now, DeribitNotice.Refused, _chainFault);
            _chain!.Failed(_chainFault);
            return;
        }
        _chainAt = _now + _settings.ChainEvery;
        if (_isChainUnsaid)
            _chain!.Failed(null);
        _isChainUnsaid = false;
        _chain!.Pictured(_gathered.Snapshot("deribit", _now, _index, "index", ChainNotes()));
    }

    /// <summary>The newer of what the summary and the stream say; sizes are the stream's.</summary>
    private Quote Top(Listed of, DeribitJsonItem said)
    {
        Stamps.TryMilliseconds(said.At, out Instant venue);
        Instant at = venue.IsKnown ? OurTime(venue) : _now;
        of.SummedAt = at;
        if (of.Quote.At >= at)
            return of.Quote;
        Quote top = said.Top(of.Instrument.Contract, at);
        return top with { BidSize = top.Bid == of.Quote.Bid ? of.Quote.BidSize : double.NaN, AskSize = top.Ask == of.Quote.Ask ? of.Quote.AskSize : double.NaN };
    }

    private List<string> ChainNotes()
    {
        var notes = new List<string> { $"book summaries and index of {_settings.Address.Authority}, without a key" };
        int silent = _inOrder.Count(l => l.Instrument.IsOpen && l.Instrument.Contract.Expiry > _clock.Venue(_now) && !_isSummed.Contains(l));
        if (silent > 0)
            notes.Add($"{silent} listed instruments have no book summary");
        if (Math.Abs(_clock.Offset.Nanoseconds) > _settings.ClockTolerance.Nanoseconds)
            notes.Add($"the venue's clock is {_clock.Offset.Seconds:0.000} s ahead of ours: instants are by ours");
        return notes;
    }
}
