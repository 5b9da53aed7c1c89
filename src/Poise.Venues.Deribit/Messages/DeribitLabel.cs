using System.Globalization;
using Poise.Domain;

namespace Poise.Venues.Deribit;

/// <summary>An order's label: its id in words, so that the venue can be asked what became of it.</summary>
public static class DeribitLabel
{
    private const string Mark = "poise-";

    /// <summary>poise-1-42 for order 42 of desk 1.</summary>
    public static string Of(OrderId id) => string.Create(CultureInfo.InvariantCulture, $"{Mark}{id.Desk}-{id.Sequence}");

    /// <summary>The order of a label; false for every text that <see cref="Of"/> does not make.</summary>
    public static bool TryParse(string label, out OrderId id)
    {
        id = default;
        int dash = label.LastIndexOf('-');
        if (!label.StartsWith(Mark, StringComparison.Ordinal) || dash < Mark.Length
            || !int.TryParse(label.AsSpan(Mark.Length, dash - Mark.Length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int desk)
            || !long.TryParse(label.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long sequence))
            return false;
        id = new OrderId(desk, sequence);
        return id.IsKnown && label == Of(id);
    }
}
