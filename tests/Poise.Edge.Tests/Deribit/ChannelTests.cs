using FsCheck;
using FsCheck.Fluent;
using Poise.Venues.Deribit;

namespace Poise.Edge.Tests;

public sealed class ChannelTests
{
    private static readonly Gen<string> Instruments = Gen.Elements("BTC-PERPETUAL", "BTC-25DEC26", "ETH-5JAN26-3000-C", "XRP_USDC-25DEC26-0d625-P", "BTC_USDC", "BTC-FS-26DEC26_PERP");
    private static readonly Gen<string> Intervals = Gen.Elements("raw", "100ms", "agg2"), Currencies = Gen.Elements("BTC", "ETH", "USDC", "any"),
        Kinds = Gen.Elements("future", "option", "spot", "future_combo", "option_combo", "combo", "any"), Indices = Gen.Elements("btc_usd", "eth_usdc", "btcdvol_usdc"),
        Resolutions = Gen.Elements("1", "3", "5", "10", "15", "30", "60", "120", "180", "360", "720", "1D");

    private static readonly Gen<string> Names = Gen.OneOf(
        Of("book", Instruments, Intervals), Of("book", Instruments, Gen.Elements("none", "1", "2", "5", "10", "25", "100", "250"), Gen.Elements("1", "10", "20"), Intervals),
        Of("ticker", Instruments, Intervals), Of("incremental_ticker", Instruments), Of("quote", Instruments), Of("trades", Instruments, Intervals),
        Of("trades", Kinds, Currencies, Intervals), Of("chart.trades", Instruments, Resolutions), Of("perpetual", Instruments, Intervals),
        Of("deribit_price_index", Indices), Of("deribit_volatility_index", Indices), Of("markprice.options", Indices), Of("estimated_expiration_price", Indices),
        Of("instrument.state", Kinds, Currencies), Of("platform_state"), Of("announcements"), Of("user.orders", Instruments, Intervals),
        Of("user.orders", Kinds, Currencies, Intervals), Of("user.trades", Instruments, Intervals), Of("user.trades", Kinds, Currencies, Intervals),
        Of("user.changes", Instruments, Intervals), Of("user.changes", Kinds, Currencies, Intervals), Of("user.portfolio", Currencies), Of("user.mmp_trigger", Indices),
        Of("user.lock"), Of("user.access_log"));

    private static readonly Gen<(string Name, int At, string With)> Damages = Names.SelectMany(
        name => Gen.Choose(0, name.Length - 1).SelectMany(at => Gen.Elements(".", "", "x", "1", "any", "raw", " ", "Ä", "..").Select(with => (name, at, with))));

    private static Gen<string> Of(string head, params Gen<string>[] parts) => parts.Aggregate(Gen.Constant(head), (name, part) => name.SelectMany(n => part.Select(p => n + "." + p)));

    // The name again from its parts alone.
    private static string Written(DeribitChannel c)
    {
        string subject = c.Instrument.Length > 0 ? c.Instrument : c.InstrumentKind + "." + c.Currency;
        string interval = c.Interval switch { DeribitInterval.Raw => ".raw", DeribitInterval.HundredMilliseconds => ".100ms", DeribitInterval.Agg2 => ".agg2", _ => "" };
        return c.Kind switch
        {
            DeribitChannelKind.Book => "book." + subject + interval,
            DeribitChannelKind.GroupedBook => $"book.{subject}.{c.Group}.{c.Depth}{interval}",
            DeribitChannelKind.Ticker => "ticker." + subject + interval,
            DeribitChannelKind.IncrementalTicker => "incremental_ticker." + subject,
            DeribitChannelKind.Quote => "quote." + subject,
            DeribitChannelKind.Trades => "trades." + subject + interval,
            DeribitChannelKind.ChartTrades => $"chart.trades.{subject}.{c.Resolution}",
            DeribitChannelKind.Perpetual => "perpetual." + subject + interval,
            DeribitChannelKind.PriceIndex => "deribit_price_index." + c.Index,
            DeribitChannelKind.VolatilityIndex => "deribit_volatility_index." + c.Index,
            DeribitChannelKind.MarkPriceOptions => "markprice.options." + c.Index,
            DeribitChannelKind.EstimatedExpirationPrice => "estimated_expiration_price." + c.Index,
            DeribitChannelKind.InstrumentState => "instrument.state." + subject,
            DeribitChannelKind.PlatformState => "platform_state",
            DeribitChannelKind.Announcements => "announcements",
            DeribitChannelKind.UserOrders => "user.orders." + subject + interval,
            DeribitChannelKind.UserTrades => "user.trades." + subject + interval,
            DeribitChannelKind.UserChanges => "user.changes." + subject + interval,
            DeribitChannelKind.UserPortfolio => "user.portfolio." + c.Currency,
            DeribitChannelKind.UserMmpTrigger => "user.mmp_trigger." + c.Index,
            DeribitChannelKind.UserLock => "user.lock",
            DeribitChannelKind.UserAccessLog => "user.access_log",
            _ => "",
        };
    }

    [Fact]
    public void A_name_is_read_into_parts_that_write_it_again() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Names.ToArbitrary(), name =>
    {
        Assert.True(DeribitChannel.TryParse(name, out DeribitChannel channel), name);
        Assert.Equal(name, Written(channel));
        Assert.Equal(name, channel.Name);
        Assert.Equal(name.StartsWith("user.", StringComparison.Ordinal), channel.IsPrivate);
        Assert.Equal(channel.IsPrivate || name.EndsWith(".raw", StringComparison.Ordinal), channel.NeedsLogin);
    }));

    [Fact]
    public void What_is_read_of_a_damaged_name_is_that_name() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(5000),
        Prop.ForAll(Damages.ToArbitrary(), damage =>
        {
            (string name, int at, string with) = damage;
            string damaged = name[..at] + with + name[(at + 1)..];
            if (DeribitChannel.TryParse(damaged, out DeribitChannel channel))
                Assert.Equal(damaged, Written(channel));
        }));

    [Theory]
    [InlineData("")]
    [InlineData("book")]
    [InlineData("book.BTC-PERPETUAL")]
    [InlineData("book.BTC-PERPETUAL.1s")]
    [InlineData("book.BTC-PERPETUAL.none.5.100ms")]
    [InlineData("book.BTC-PERPETUAL.3.10.100ms")]
    [InlineData("book.btc-perpetual.100ms")]
    [InlineData("quote.BTC-PERPETUAL.raw")]
    [InlineData("trades.options.BTC.raw")]
    [InlineData("chart.trades.BTC-PERPETUAL.2")]
    [InlineData("user")]
    [InlineData("user.portfolio")]
    [InlineData("user.orders.any.any.any.raw")]
    [InlineData("platform_state.x")]
    public void Other_names_are_no_channels(string name) => Assert.False(DeribitChannel.TryParse(name, out _));

    [Fact]
    public void Channels_made_are_channels_read()
    {
        Assert.True(DeribitChannel.TryParse("book.BTC-PERPETUAL.raw", out DeribitChannel read));
        Assert.Equal(read, DeribitChannel.Book("BTC-PERPETUAL", DeribitInterval.Raw));
        Assert.Equal("user.changes.any.any.raw", DeribitChannel.UserChanges("any", "any", DeribitInterval.Raw).Name);
        Assert.Throws<ArgumentException>(() => DeribitChannel.Quote("a.b"));
        Assert.Throws<ArgumentException>(() => DeribitChannel.Book("BTC-PERPETUAL", DeribitInterval.None));
    }

    [Fact]
    public void An_error_is_found_by_its_number()
    {
        Assert.Equal(DeribitError.OrderNotFound, DeribitError.Of(10004));
        Assert.Equal(new DeribitError(77, "odd", DeribitErrorKind.Venue), DeribitError.Of(77, "odd"));
        int fields = typeof(DeribitError).GetFields(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static).Length;
        Assert.Equal(fields, DeribitError.All.Count);
        Assert.All(DeribitError.All, e => Assert.Equal(e, DeribitError.Of(e.Code)));
    }
}
