namespace Poise.App;

/// <summary>Rows that may be exercised early.</summary>
internal static class AmericanRows
{
    /// <summary>The status of a row whose exercise is not priced.</summary>
    public const string NotAvailable = "american-not-available";
}
