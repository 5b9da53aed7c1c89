using System.Text.Json;
using Poise.Domain;

namespace Poise.Venues.Deribit;

/// <summary>An entry of the account's log that has funding in it: what a perpetual paid since the entry before, or cost (negative).</summary>
public sealed record DeribitPayment(long Id, string Instrument, string Currency, decimal Amount, Instant At);

/// <summary>A part of the account's log, the newest first.</summary>
/// <param name="Entries">All that were in it, those without funding too.</param>
/// <param name="Next">Names the part before; null for none.</param>
public sealed record DeribitLogPage(int Entries, IReadOnlyList<DeribitPayment> Payments, long? Next)
{
    public static bool TryRead(JsonElement body, out DeribitLogPage page, out string why)
    {
        var fields = new DeribitFields(body, "log");
        List<DeribitPayment> payments = [];
        int entries = 0;
        foreach (JsonElement element in fields.List("logs"))
        {
            entries++;
            var entry = new DeribitFields(element, "log entry");
            // Trades have it as well as settlements: what accrued until then.
            if (entry.NumberOrNull("interest_pl") is { } amount && amount != 0)
                payments.Add(new DeribitPayment(entry.Whole("id"), entry.Text("instrument_name", 60), entry.Text("currency"), amount, entry.Time("timestamp")));
            if (entry.Fault is not null)
                fields.Refuse("logs", $"is refused: {entry.Fault}");
        }
        page = new DeribitLogPage(entries, payments, fields.WholeOrNull("continuation"));
        why = fields.Fault ?? "";
        return fields.Fault is null;
    }
}
