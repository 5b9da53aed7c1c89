using Poise.Domain;
using Poise.Hedging;
using Poise.Lab;
using Poise.Worlds;

namespace Poise.Edge.Tests;

/// <summary>A day of the frontier through Deribit's protocol: options that are listed, taken over and settled there, hedges by a session.</summary>
public sealed class LinkedPathTests
{
    private static readonly HedgeMarket Day = LinkedPath.Day(Duration.FromSeconds(3600));

    [Fact]
    public void The_book_is_of_what_the_exchange_lists_and_ends_within_the_day_and_after()
    {
        Assert.Equal(12, Day.Book.Length);
        Assert.Equal(-30, Day.Book.Sum(static o => o.Quantity));
        Assert.Equal(Instant.FromUtc(2026, 1, 5, 8), Day.FirstExpiry);
        Assert.Equal(3, Day.Book.Select(static o => o.Expiry).Distinct().Count());
    }

    /// <summary>At what the account holds in the end the life itself looks.</summary>
    [Fact]
    public void A_day_is_hedged_and_the_same_twice()
    {
        var band = new FixedBandPolicy(DeltaBand.Around(0, 0.5));
        HedgeResult first = LinkedPath.Run(Day, 3, band, 0.0005), none = LinkedPath.Run(Day, 3, new FixedBandPolicy(DeltaBand.Around(0, 1e9)), 0.0005);
        Assert.Equal(first, LinkedPath.Run(Day, 3, band, 0.0005));
        Assert.True(first.Trades >= 5, $"{first.Trades}");
        Assert.InRange(first.Cost / first.Turnover / 0.0005, 0.8, 1.5);
        Assert.Equal((0, 0, 0), (none.Cost, none.Trades, none.Turnover));
        Assert.NotEqual(first.Pnl, none.Pnl);
    }

    /// <summary>Days that ended where they began and far away: an options book without a hedge earns its time in the one, and loses by the square of the move in the other.</summary>
    [Theory]
    [InlineData(7, -0.0025, 6195)]
    [InlineData(15, 0.0003, 5659)]
    [InlineData(12, -0.0639, -21811)]
    [InlineData(18, 0.0614, -22615)]
    public void What_is_not_hedged_earns_what_its_options_lost_by_the_formula(ulong seed, double move, double formula)
    {
        HedgeMarket day = LinkedPath.Day(Duration.FromSeconds(1200));
        HedgeResult none = LinkedPath.Run(day, seed, new FixedBandPolicy(DeltaBand.Around(0, 1e9)), 0.0005);
        double apart = Math.Abs(none.Pnl - formula); // the mean of half an hour settles the first expiry, its last price the formula
        Assert.True(apart < 1000, $"{none.Pnl} where options moved by {move:0.00%} are worth {formula}");
    }
}
