using Poise.App;
using Poise.Domain;
using Poise.Flow;

namespace Poise.Edge.Tests;

/// <summary>Where the close, the next open and Monday lie, round holidays and half days.</summary>
public sealed class SessionHorizonTests
{
    private static MarketSnapshot Snapshot(string asOf, string venue = "cboe", string underlying = "SPX") => new()
    {
        Underlying = underlying,
        Source = "test",
        AsOf = Instant.FromUtc(Utc(asOf)),
        QuoteDate = DateOnly.Parse(asOf[..10], System.Globalization.CultureInfo.InvariantCulture),
        Spot = 6000,
        Options = [new(new Contract { Id = new(venue, "X"), Kind = ContractKind.Option, Underlying = underlying }, Quote.Absent, double.NaN, 1, 0, VendorGreeks.Absent, double.NaN, null, 1)],
        Rows = 1,
    };

    private static DateTime Utc(string at) => DateTime.Parse(at, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal);

    [Theory]
    // A half day, and the holiday after it: Independence Day 2025 is a Friday.
    [InlineData("2025-07-03T14:00:00Z", "2025-07-03T17:00:00Z", "2025-07-07T13:30:00Z", "2025-07-07T13:30:00Z")]
    [InlineData("2025-07-03T16:59:59Z", "2025-07-03T17:00:00Z", "2025-07-07T13:30:00Z", "2025-07-07T13:30:00Z")]
    [InlineData("2025-07-03T17:00:00Z", "2025-07-07T20:00:00Z", "2025-07-07T13:30:00Z", "2025-07-07T13:30:00Z")]
    [InlineData("2025-07-03T18:30:00Z", "2025-07-07T20:00:00Z", "2025-07-07T13:30:00Z", "2025-07-07T13:30:00Z")]
    // On the holiday itself, whatever is quoted then.
    [InlineData("2025-07-04T15:00:00Z", "2025-07-07T20:00:00Z", "2025-07-07T13:30:00Z", "2025-07-07T13:30:00Z")]
    // Thanksgiving, and the half day after it.
    [InlineData("2025-11-26T20:59:00Z", "2025-11-26T21:00:00Z", "2025-11-28T14:30:00Z", "2025-12-01T14:30:00Z")]
    [InlineData("2025-11-27T15:00:00Z", "2025-11-28T18:00:00Z", "2025-11-28T14:30:00Z", "2025-12-01T14:30:00Z")]
    [InlineData("2025-11-28T15:00:00Z", "2025-11-28T18:00:00Z", "2025-12-01T14:30:00Z", "2025-12-01T14:30:00Z")]
    [InlineData("2025-11-28T18:15:00Z", "2025-12-01T21:00:00Z", "2025-12-01T14:30:00Z", "2025-12-01T14:30:00Z")]
    // Before the open; a Friday before a Monday that is a holiday; Christmas Eve.
    [InlineData("2025-07-03T12:00:00Z", "2025-07-03T17:00:00Z", "2025-07-03T13:30:00Z", "2025-07-07T13:30:00Z")]
    [InlineData("2025-08-29T19:00:00Z", "2025-08-29T20:00:00Z", "2025-09-02T13:30:00Z", "2025-09-02T13:30:00Z")]
    [InlineData("2025-12-24T15:00:00Z", "2025-12-24T18:00:00Z", "2025-12-26T14:30:00Z", "2025-12-29T14:30:00Z")]
    public void The_session_ends_when_it_ends(string asOf, string close, string open, string monday) =>
        Assert.Equal([("to the close", close), ("to the next open", open), ($"to {Utc(monday).DayOfWeek}", monday)], FlowDefaults.For(Snapshot(asOf)).Horizons.Select(h => (h.Name, h.At!.Value.ToString())));

    [Theory]
    // A Thursday morning: Friday's open, at which monthly options settle, is less than a day away.
    [InlineData("2025-09-18T14:00:00Z", "2025-09-18T20:00:00Z", "2025-09-19T13:30:00Z")]
    [InlineData("2025-09-18T20:30:00Z", "2025-09-19T20:00:00Z", "2025-09-22T20:00:00Z")]
    // Behind a weekend and a holiday.
    [InlineData("2025-08-29T20:30:00Z", "2025-09-02T20:00:00Z", "2025-09-03T13:30:00Z")]
    [InlineData("2025-07-03T14:00:00Z", "2025-07-03T17:00:00Z", "2025-07-07T13:30:00Z")]
    public void Zero_days_are_those_of_a_session(string asOf, string last, string beyond)
    {
        Instant end = FlowDefaults.For(Snapshot(asOf)).DayEnds!.Value;
        Assert.True(Instant.FromUtc(Utc(last)) <= end && end < Instant.FromUtc(Utc(beyond)), $"{end}");
    }

    [Fact]
    public void An_underlying_that_nobody_knows_is_said_to_be_taken_for_a_US_one()
    {
        string assumed = Assert.Single(FlowDefaults.For(Snapshot("2025-07-03T14:00:00Z", "xetra", "ODAX")).Assumed);
        Assert.Contains("ODAX is none that is known: it is taken to trade in the sessions of US exchanges", assumed, StringComparison.Ordinal);
        Assert.Equal(("ODAX", 1.0), (FlowDefaults.For(Snapshot("2025-07-03T14:00:00Z", "xetra", "ODAX")).Hedge!.Name, FlowDefaults.For(Snapshot("2025-07-03T14:00:00Z", "xetra", "ODAX")).Hedge!.Multiplier));
        Assert.Empty(FlowDefaults.For(Snapshot("2025-07-03T14:00:00Z", "csv")).Assumed);
        Assert.Empty(FlowDefaults.For(Snapshot("2025-07-03T14:00:00Z", "cboe", "AAPL")).Assumed);
    }
}
