using System.Text.Json;
using Poise.Domain;

namespace Poise.Venues.Deribit;

/// <summary>A level of a book: an amount of 0 takes it away.</summary>
public readonly record struct DeribitLevel(Ticks Price, decimal Amount);

/// <summary>News of a book.{instrument}.{interval} channel: all of the book, or what changed since the change before.</summary>
/// <param name="Previous">The change that this one follows; -1 for a snapshot.</param>
public sealed record DeribitBookMessage(
    bool IsSnapshot, long Change, long Previous, Instant At, IReadOnlyList<DeribitLevel> Bids, IReadOnlyList<DeribitLevel> Asks)
{
    /// <summary>Reads the channel's data; false with the reason when any part of it is wrong.</summary>
    public static bool TryRead(JsonElement data, DeribitInstrument instrument, out DeribitBookMessage message, out string why)
    {
        message = null!;
        var fields = new DeribitFields(data, "book");
        bool isSnapshot = fields.Either("type", "snapshot", "change");
        long change = fields.Whole("change_id"), previous = isSnapshot ? -1 : fields.Whole("prev_change_id");
        Instant at = fields.Time("timestamp");
        if (fields.Fault is null && fields.Text("instrument_name") != instrument.Name)
            fields.Refuse("instrument_name", $"is not {instrument.Name}");
        if (fields.Fault is null && previous >= change)
            fields.Refuse("prev_change_id", "is not before change_id");
        List<DeribitLevel> bids = Levels(ref fields, "bids", instrument), asks = Levels(ref fields, "asks", instrument);
        why = fields.Fault ?? "";
        message = new DeribitBookMessage(isSnapshot, change, previous, at, bids, asks);
        return fields.Fault is null;
    }

    private static List<DeribitLevel> Levels(ref DeribitFields fields, string side, DeribitInstrument instrument)
    {
        var levels = new List<DeribitLevel>();
        foreach (JsonElement level in fields.List(side))
        {
            if (level.ValueKind != JsonValueKind.Array || level.GetArrayLength() != 3 || !DeribitFields.TryText(level[0], out string action)
                || !DeribitFields.TryNumber(level[1], out decimal price) || !DeribitFields.TryNumber(level[2], out decimal amount))
                fields.Refuse(side, "holds what is no level");
            else if (!instrument.TryTicks(price, out Ticks ticks))
                fields.Refuse(side, $"{price} is off the price grid of {instrument.Name}");
            else if (!instrument.TryLots(amount, out Lots lots))
                fields.Refuse(side, $"{amount} is off the amount grid of {instrument.Name}");
            else if (action is not ("new" or "change" or "delete") || (action == "delete") != (lots == Lots.Zero))
                fields.Refuse(side, $"'{DeribitFields.Printable(action)}' of {amount} is no change of a level");
            else
                levels.Add(new DeribitLevel(ticks, amount));
        }
        return levels;
    }
}
