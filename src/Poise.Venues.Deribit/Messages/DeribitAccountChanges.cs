using System.Text.Json;

namespace Poise.Venues.Deribit;

/// <summary>What happened on the account: news of a user.changes channel, or the answer to buy, sell and edit. Trades first.</summary>
public sealed record DeribitAccountChanges(
    IReadOnlyList<DeribitUserTrade> Trades, IReadOnlyList<DeribitOrder> Orders, IReadOnlyList<DeribitPosition> Positions)
{
    /// <summary>Reads the data of a user.changes channel.</summary>
    public static bool TryRead(JsonElement data, out DeribitAccountChanges changes, out string why)
    {
        var fields = new DeribitFields(data, "changes");
        List<DeribitUserTrade> trades = [];
        List<DeribitOrder> orders = [];
        List<DeribitPosition> positions = [];
        Read(ref fields, "trades", trades, DeribitUserTrade.TryRead);
        Read(ref fields, "orders", orders, DeribitOrder.TryRead);
        // One published schema has it in the singular.
        Read(ref fields, fields.TryGet("positions", out _) ? "positions" : "position", positions, DeribitPosition.TryRead);
        changes = new DeribitAccountChanges(trades, orders, positions);
        why = fields.Fault ?? "";
        return fields.Fault is null;
    }

    /// <summary>Reads the answer to buy, sell or edit.</summary>
    public static bool TryReadPlaced(JsonElement result, out DeribitAccountChanges changes, out string why)
    {
        var fields = new DeribitFields(result, "answer");
        List<DeribitUserTrade> trades = [];
        Read(ref fields, "trades", trades, DeribitUserTrade.TryRead);
        fields.TryGet("order", out JsonElement said);
        if (!DeribitOrder.TryRead(said, out DeribitOrder order, out why))
            fields.Refuse("order", $"is refused: {why}");
        changes = new DeribitAccountChanges(trades, [order], []);
        why = fields.Fault ?? "";
        return fields.Fault is null;
    }

    /// <summary>Reads a list, or the list in a field; false when one element is refused.</summary>
    public static bool TryReadAll<T>(JsonElement list, Reader<T> reader, List<T> into, out string why)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            why = "the answer is no list";
            return false;
        }
        foreach (JsonElement element in list.EnumerateArray())
        {
            if (!reader(element, out T one, out why))
                return false;
            into.Add(one);
        }
        why = "";
        return true;
    }

    public delegate bool Reader<T>(JsonElement element, out T read, out string why);

    private static void Read<T>(ref DeribitFields fields, string field, List<T> into, Reader<T> reader)
    {
        if (fields.Fault is null && fields.TryGet(field, out JsonElement list) && !TryReadAll(list, reader, into, out string why))
            fields.Refuse(field, $"is refused: {why}");
    }
}
