using Poise.Domain;
using Poise.Venues;
using Poise.Venues.Cboe;

namespace Poise.Edge.Tests;

/// <summary>Trading days and expiry instants, against dates that the exchanges announced.</summary>
public sealed class CalendarTests
{
    [Theory]
    [InlineData("2025-04-18")] // Good Friday
    [InlineData("2019-04-19")] // Good Friday
    [InlineData("2008-03-21")] // Good Friday
    [InlineData("2025-01-01")]
    [InlineData("2023-01-02")] // New Year's Day on a Sunday, kept on Monday
    [InlineData("2025-01-20")] // Martin Luther King
    [InlineData("2025-02-17")] // Presidents
    [InlineData("2025-05-26")] // Memorial
    [InlineData("2022-06-20")] // Juneteenth on a Sunday
    [InlineData("2025-06-19")]
    [InlineData("2020-07-03")] // Independence Day on a Saturday
    [InlineData("2021-07-05")] // ... on a Sunday
    [InlineData("2025-09-01")] // Labor
    [InlineData("2025-11-27")] // Thanksgiving
    [InlineData("2021-12-24")] // Christmas on a Saturday
    [InlineData("2022-12-26")] // ... on a Sunday
    [InlineData("2012-10-29")]
    [InlineData("2012-10-30")]
    [InlineData("2018-12-05")]
    [InlineData("2025-01-09")]
    [InlineData("2001-09-11")]
    [InlineData("2001-09-14")]
    [InlineData("2004-06-11")]
    [InlineData("2007-01-02")]
    [InlineData("2025-09-06")] // a Saturday
    [InlineData("2025-09-07")] // a Sunday
    public void ClosedDays(string date) => Assert.Equal(SessionLength.Closed, UsSessions.Of(Day(date)));

    [Theory]
    [InlineData("2025-11-28")] // after Thanksgiving
    [InlineData("2019-11-29")] // Thanksgiving on the 28th, its latest
    [InlineData("2025-12-24")]
    [InlineData("2025-07-03")]
    [InlineData("2024-07-03")]
    [InlineData("2013-07-03")] // the first Thursday Fourth under the new rule
    [InlineData("2002-07-05")] // the last under the old one
    [InlineData("2018-07-03")]
    public void HalfDays(string date) => Assert.Equal(SessionLength.Half, UsSessions.Of(Day(date)));

    [Theory]
    [InlineData("2021-12-31")] // New Year's Day on a Saturday: the Friday trades
    [InlineData("2010-12-31")]
    [InlineData("2021-06-18")] // before Juneteenth was kept
    [InlineData("2020-06-19")]
    [InlineData("2002-07-03")]
    [InlineData("2020-07-02")]
    [InlineData("2021-11-19")]
    [InlineData("2021-12-23")]
    [InlineData("2025-07-02")]
    [InlineData("2025-11-26")]
    [InlineData("2025-11-21")]
    public void FullDays(string date) => Assert.Equal(SessionLength.Full, UsSessions.Of(Day(date)));

    /// <summary>Trading days a year as NYSE counted them.</summary>
    [Theory]
    [InlineData(2001, 248)]
    [InlineData(2004, 252)]
    [InlineData(2007, 251)]
    [InlineData(2012, 250)]
    [InlineData(2018, 251)]
    [InlineData(2020, 253)]
    [InlineData(2021, 252)]
    [InlineData(2022, 251)]
    [InlineData(2023, 250)]
    [InlineData(2024, 252)]
    [InlineData(2025, 250)]
    public void TradingDaysAYear(int year, int days)
    {
        int open = 0;
        for (var day = new DateOnly(year, 1, 1); day.Year == year; day = day.AddDays(1))
            open += UsSessions.Of(day) == SessionLength.Closed ? 0 : 1;
        Assert.Equal(days, open);
    }

    [Theory]
    [InlineData("SPX", "2025-09-19", "2025-09-19T13:30:00Z")] // AM, summer time
    [InlineData("SPX", "2025-12-19", "2025-12-19T14:30:00Z")] // AM, winter time
    [InlineData("SPXW", "2025-09-19", "2025-09-19T20:00:00Z")]
    [InlineData("SPXW", "2025-11-28", "2025-11-28T18:00:00Z")] // half day
    [InlineData("SPX", "2025-11-28", "2025-11-28T14:30:00Z")] // half days open as ever
    [InlineData("SPXW", "2025-12-31", "2025-12-31T21:00:00Z")]
    [InlineData("NDXP", "2025-12-24", "2025-12-24T18:00:00Z")]
    [InlineData("NDX", "2025-06-20", "2025-06-20T13:30:00Z")]
    [InlineData("RUTW", "2023-09-29", "2023-09-29T20:00:00Z")]
    [InlineData("RUT", "2023-10-20", "2023-10-20T13:30:00Z")]
    [InlineData("XSP", "2025-09-19", "2025-09-19T20:00:00Z")]
    [InlineData("VIX", "2025-09-17", "2025-09-17T13:30:00Z")]
    [InlineData("SPX", "2014-01-18", "2014-01-17T14:30:00Z")] // an old Saturday means the Friday
    [InlineData("SPX", "2008-03-22", "2008-03-20T13:30:00Z")] // whose Friday was Good Friday
    [InlineData("SPXW", "2025-03-09", "2025-03-07T21:00:00Z")] // the day clocks change
    public void ExpiryInstants(string root, string listed, string expiry)
    {
        ListedRoot known = ListedRoot.Find(System.Text.Encoding.ASCII.GetBytes(root))!;
        Assert.Equal(expiry, known.ExpiryOf(Day(listed)).ToString());
    }

    [Fact]
    public void EquitiesCloseWithTheSession()
    {
        ListedRoot equity = ListedRoot.Equity("SPY");
        Assert.Equal(ExerciseStyle.American, equity.Exercise);
        Assert.Equal("2014-01-17T21:00:00Z", equity.ExpiryOf(new DateOnly(2014, 1, 18)).ToString());
        Assert.Equal("2019-07-03T17:00:00Z", equity.ExpiryOf(new DateOnly(2019, 7, 3)).ToString());
    }

    [Fact]
    public void EveryIndexRootIsEuropean()
    {
        foreach (string root in new[] { "SPX", "SPXW", "XSP", "NDX", "NDXP", "RUT", "RUTW", "VIX" })
            Assert.Equal(ExerciseStyle.European, ListedRoot.Find(System.Text.Encoding.ASCII.GetBytes(root))!.Exercise);
        Assert.Null(ListedRoot.Find("SPY"u8));
    }

    private static DateOnly Day(string date) => DateOnly.ParseExact(date, "yyyy-MM-dd");
}
