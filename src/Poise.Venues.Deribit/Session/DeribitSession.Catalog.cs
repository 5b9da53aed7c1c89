using System.Text.Json;
using Poise.Domain;

namespace Poise.Venues.Deribit;

public sealed partial class DeribitSession
{
    /// <summary>The venue needs a moment after the hour before it knows the delivery price.</summary>
    private static readonly Duration DeliveryWait = Duration.FromSeconds(10);

    private readonly Dictionary<string, Listed> _listed = new(StringComparer.Ordinal);
    private readonly List<Listed> _inOrder = [];
    private readonly Dictionary<int, Listed> _byNumber = [];
    private readonly SortedSet<(Instant Expiry, string Name)> _unsettled = new(Comparer<(Instant Expiry, string Name)>.Create(static (a, b) =>
        a.Expiry != b.Expiry ? a.Expiry.CompareTo(b.Expiry) : string.CompareOrdinal(a.Name, b.Name)));
    private readonly Dictionary<string, decimal> _settled = new(StringComparer.Ordinal);
    private Instant _deliveriesAt;

    /// <summary>A contract that the desk was told of.</summary>
    private sealed class Listed(DeribitInstrument instrument, ContractIndex number)
    {
        public DeribitInstrument Instrument { get; set; } = instrument;
        public ContractIndex Number => number;
        public TradeMemory Told { get; } = new();
        public DeribitBook? Book { get; set; }

        /// <summary>By our clock; null where none has come that could be read.</summary>
        public DeribitTicker? Ticker { get; set; }

        /// <summary>What the desk was told of its quote last.</summary>
        public bool IsQuoted { get; set; }
        public Instant QuotedAt { get; set; }
        public Quote Quote { get; set; } = Quote.Absent;

        /// <summary>The time of the last book summary that is in a picture.</summary>
        public Instant SummedAt { get; set; }

        public int Mends { get; set; }
        public Instant WholeSince { get; set; }
        public Instant MendAt { get; set; } = Instant.Never;
        public Instant SnapshotDue { get; set; } = Instant.Never;

        /// <summary>Its terms are no longer those that the desk knows.</summary>
        public bool HasChanged { get; set; }
    }

    private bool IsWanted(string name) => _settings.Underlyings.Contains(DeribitInstrument.UnderlyingOf(name), StringComparer.Ordinal);

    private bool TakeInstruments(JsonElement body, out string why)
    {
        why = "the answer is no list";
        if (body.ValueKind != JsonValueKind.Array)
            return false;
        int refused = 0;
        foreach (JsonElement element in body.EnumerateArray())
        {
            // Other underlyings of the currency, and what is neither option nor future, are no concern of this desk.
            var fields = new DeribitFields(element, "instrument");
            if (!IsWanted(fields.Text("instrument_name", 60)) && fields.Fault is null)
                continue;
            if (DeribitInstrument.TryRead(element, out DeribitInstrument instrument, out string fault))
                List(instrument.At(_settings.Venue));
            else if (refused++ < 5)
                _link.Noted(_now, DeribitNotice.Refused, fault);
        }
        return true;
    }

    private bool TakeInstrument(JsonElement body, out string why)
    {
        if (!DeribitInstrument.TryRead(body, out DeribitInstrument instrument, out why))
            return false;
        instrument = instrument.At(_settings.Venue);
        if (IsWanted(instrument.Name) && (List(instrument) || instrument.IsOpen) && Phase == DeribitPhase.Live && !_channels.Values.Any(c => c.Of?.Instrument.Name == instrument.Name))
            Subscribe([instrument.Name]);
        return true;
    }

    private bool List(DeribitInstrument instrument)
    {
        if (_listed.TryGetValue(instrument.Name, out Listed? known))
        {
            // Ticks and lots mean what they meant at the listing: under new terms it is not traded.
            if (known.Instrument.Contract != instrument.Contract && !known.HasChanged)
            {
                known.HasChanged = true;
                _link.Noted(_now, DeribitNotice.Refused, $"{instrument.Name} has other terms than when it was listed: it is neither quoted nor traded");
            }
            else if (!known.HasChanged)
                known.Instrument = instrument;
            return false;
        }
        var listed = new Listed(instrument, _desk.Listed(_now, instrument.Contract));
        _listed.Add(instrument.Name, listed);
        _inOrder.Add(listed);
        _byNumber[listed.Number.Value] = listed;
        if (instrument.Contract.Expiry != Instant.Never)
            _unsettled.Add((instrument.Contract.Expiry, instrument.Name));
        return true;
    }

    private Instant NextDelivery()
    {
        if (Phase != DeribitPhase.Live || _unsettled.Count == 0)
            return Instant.Never;
        Instant due = _clock.Ours(_unsettled.Min.Expiry) + DeliveryWait;
        return due > _deliveriesAt ? due : _deliveriesAt;
    }

    /// <summary>Asks for the delivery prices of what has ended.</summary>
    private void AskDeliveries(bool isStep)
    {
        _deliveriesAt = _now + DeliveryWait;
        var indices = new List<string>();
        foreach ((Instant expiry, string name) in _unsettled)
        {
            if (_clock.Ours(expiry) + DeliveryWait > _now)
                break;
            if (!indices.Contains(_listed[name].Instrument.Index, StringComparer.Ordinal))
                indices.Add(_listed[name].Instrument.Index);
        }
        foreach (string index in indices)
            Query(Ask.Delivery, id => DeribitRequests.DeliveryPrices(id, index), isStep, subject: index);
    }

    private bool TakeDeliveries(Asked asked, JsonElement body, out string why)
    {
        var deliveries = new List<DeribitDelivery>();
        if (!DeribitDelivery.TryRead(body, deliveries, out why))
            return false;
        foreach ((Instant expiry, string name) in _unsettled.ToArray())
        {
            if (expiry > _clock.Venue(_now))
                break;
            Listed listed = _listed[name];
            Contract contract = listed.Instrument.Contract;
            int at = deliveries.FindIndex(d => d.Day == contract.ListedExpiry);
            if (at < 0 || listed.Instrument.Index != asked.Subject)
                continue;
            _unsettled.Remove((expiry, name));
            decimal price = deliveries[at].WorthOf(contract);
            _settled[name] = price;
            _desk.Settled(_now, listed.Number, price);
        }
        return true;
    }
}
