using Poise.Domain;
using Poise.Exchange;

namespace Poise.Core.Tests;

/// <summary>Quotes that are taken away from who hits them too often.</summary>
public class QuoteProtectionTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 15, 0);

    private static Instant After(double seconds) => Now + Duration.FromMilliseconds((int)(1000 * seconds));

    private static QuoteProtection With(ProtectionSettings settings)
    {
        var protection = new QuoteProtection();
        protection.Set(1, 7, settings);
        return protection;
    }

    [Fact]
    public void The_window_opens_with_the_first_trade_and_a_trade_after_it_opens_the_next()
    {
        QuoteProtection protection = With(new(Duration.FromSeconds(5), Duration.FromSeconds(10), 10));
        Assert.False(protection.Traded(1, 7, 6, 0, 0, After(0)));
        Assert.False(protection.Traded(1, 7, 3, 0, 0, After(4.9)));
        Assert.False(protection.Traded(1, 7, 9, 0, 0, After(5))); // a new one
        Assert.True(protection.Traded(1, 7, 1, 0, 0, After(9.9)));
        Assert.Equal(After(19.9), protection.FrozenUntil(1, 7, After(12)));
        Assert.False(protection.Traded(1, 7, 100, 0, 0, After(12))); // what was under way when it tripped
        Assert.Null(protection.FrozenUntil(1, 7, After(19.9)));
        Assert.False(protection.Traded(1, 7, 9, 0, 0, After(20)));
        Assert.True(protection.Traded(1, 7, 1, 0, 0, After(21)));
    }

    [Fact]
    public void Delta_and_vega_count_net_and_either_way()
    {
        QuoteProtection protection = With(new(Duration.FromSeconds(60), Duration.FromSeconds(1), 0, 5, 100));
        Assert.False(protection.Traded(1, 7, 1e6, 4, 0, After(0)));
        Assert.False(protection.Traded(1, 7, 1, -8, 50, After(1)));
        Assert.True(protection.Traded(1, 7, 1, -1, 0, After(2))); // -5
        Assert.False(protection.Traded(1, 7, 1, 0, -99, After(4)));
        Assert.True(protection.Traded(1, 7, 1, 0, -1, After(5)));
    }

    [Fact]
    public void Without_a_time_it_stays_frozen_until_it_is_reset()
    {
        QuoteProtection protection = With(new(Duration.FromSeconds(5), Duration.Zero, 1));
        Assert.True(protection.Traded(1, 7, 1, 0, 0, After(0)));
        Assert.Equal(Instant.Never, protection.FrozenUntil(1, 7, After(1e6)));
        Assert.Null(protection.FrozenUntil(2, 7, After(1)));
        Assert.Null(protection.FrozenUntil(1, 8, After(1)));
        Assert.True(protection.Reset(1, 7));
        Assert.False(protection.Reset(1, 8));
        Assert.Null(protection.FrozenUntil(1, 7, After(2)));
        Assert.True(protection.Traded(1, 7, 1, 0, 0, After(3)));
    }

    [Fact]
    public void No_interval_is_no_protection_and_other_groups_are_their_own()
    {
        QuoteProtection protection = With(new(Duration.Zero, Duration.Zero, 1));
        Assert.False(protection.Traded(1, 7, 100, 0, 0, After(0)));
        protection.Set(1, 8, new(Duration.FromSeconds(5), Duration.Zero, 1));
        Assert.False(protection.Traded(1, 9, 100, 0, 0, After(0)));
        Assert.True(protection.Traded(1, 8, 1, 0, 0, After(0)));
        Assert.Null(protection.Of(1, 9));
        Assert.Equal(1, protection.Of(1, 8)!.Quantity);
        Assert.Throws<ArgumentException>(() => protection.Set(1, 7, new(Duration.Zero, Duration.Zero, double.NaN)));
    }
}
