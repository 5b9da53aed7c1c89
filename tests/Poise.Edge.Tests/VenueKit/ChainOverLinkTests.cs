using Poise.Domain;
using Poise.Exchange;
using Poise.Venues.Deribit;
using Poise.Venues.TestKit;
using Poise.Worlds;

namespace Poise.Edge.Tests;

/// <summary>The chain that a session pictures of a whole exchange behind the link: what is listed there, and its open interest, marks, forwards and index.</summary>
public sealed class ChainOverLinkTests
{
    [Theory]
    [InlineData("BTC")]
    [InlineData("BTC_USDC")]
    public void It_is_the_exchanges_own(string underlying)
    {
        var world = new ExchangeBehindLink(7, hasCrowd: true, hasLinear: true);
        ChainRecorder heard = new();
        DeribitSession session = Begin(world, heard, underlying);
        bool isInverse = underlying == "BTC";
        int pictures = 0;
        double interest = 0;
        while (pictures < 3)
        {
            // The crowd acts in steps of a quarter of a second: what is asked for right after one is what there is until the next.
            world.Link.AdvanceTo(world.Link.Now + Duration.FromMilliseconds(10));
            if (heard.Pictures.Count == pictures)
                continue;
            pictures++;
            MarketSnapshot picture = heard.Pictures[^1];
            ListedInstrument[] listed = [.. world.Exchange.Instruments.Where(i => i.IsOpen && i.Contract.Kind != ContractKind.Spot && i.Contract.Style == PayoffStyle.Inverse == isInverse)];
            Assert.Equal(0, picture.RefusedCount);
            Assert.Equal(
                listed.Where(i => i.Contract.IsOption).Select(i => (i.Contract.Id.Symbol, OpenInterest(i))).Order(),
                picture.Options.Select(o => (o.Contract.Id.Symbol, o.OpenInterest)).Order());
            Assert.Equal(listed.Where(i => !i.Contract.IsOption).Select(i => (i.Contract.Id.Symbol, OpenInterest(i))).Order(), picture.Futures.Select(f => (f.Contract.Id.Symbol, f.OpenInterest)).Order());
            Assert.Equal(world.Exchange.IndexOf(isInverse ? 0 : 1), picture.Spot, 3e-4 * picture.Spot);
            foreach (OptionRow row in picture.Options)
            {
                ListedInstrument one = listed.Single(i => i.Contract.Id.Symbol == row.Contract.Id.Symbol);
                Assert.Equal(one.Forward, row.Forward, 3e-4 * one.Forward);
                Assert.Equal(one.Vol, row.Vendor.Vol, 0.002);
                Assert.Equal(underlying, row.Contract.Underlying);
            }
            interest += picture.Options.Sum(static o => o.OpenInterest);
            double OpenInterest(ListedInstrument i) => (double)(world.Exchange.Accounts.OpenInterest(i.Number) * i.Contract.LotSize);
        }
        Assert.Equal((DeribitPhase.Live, 1), (session.Phase, world.Link.Connections));
        Assert.DoesNotContain(world.Link.Notices, n => n.About is DeribitNotice.Refused or DeribitNotice.Rate);
        Assert.True(!isInverse || interest > 0, "somebody should hold something");
    }

    [Fact]
    public void It_comes_back_with_the_server()
    {
        var world = new ExchangeBehindLink(8, hasCrowd: true);
        ChainRecorder heard = new();
        Begin(world, heard, "BTC");
        world.Link.AdvanceTo(world.Link.Now + Duration.FromSeconds(5));
        Assert.Single(heard.Pictures);
        world.Link.Restart(world.Serve(), Duration.FromSeconds(20));
        world.Link.AdvanceTo(world.Link.Now + Duration.FromSeconds(10));
        Assert.NotNull(heard.Failures[^1]);
        world.Link.AdvanceTo(world.Link.Now + Duration.FromSeconds(60));
        Assert.Null(heard.Failures[^1]);
        Assert.True(heard.Pictures.Count >= 2 && heard.Pictures[^1].AsOf > heard.Pictures[0].AsOf);
        Assert.True(heard.Quotes.Count > 10 && heard.Spots.Count > 10);
    }

    /// <summary>Over a day's end: what expires is gone from the pictures, what is new is in them.</summary>
    [Fact]
    public void It_lists_what_there_is_after_an_expiry()
    {
        var world = new ExchangeBehindLink(6, quiet: Duration.FromSeconds(23 * 3600 - 30));
        ChainRecorder heard = new();
        Begin(world, heard, "BTC");
        world.Link.AdvanceTo(world.Link.Now + Duration.FromSeconds(180));
        Assert.True(heard.Pictures[0].Options.Min(static o => o.Contract.Expiry) < world.Link.Now);
        Assert.Equal(
            world.Exchange.Instruments.Where(i => i.IsOpen && i.Contract.IsOption).Select(static i => i.Contract.Id.Symbol).Order(StringComparer.Ordinal),
            heard.Pictures[^1].Options.Select(static o => o.Contract.Id.Symbol).Order(StringComparer.Ordinal));
        Assert.Equal(0, heard.Pictures[^1].RefusedCount);
    }

    private static DeribitSession Begin(ExchangeBehindLink world, ChainRecorder heard, string underlying)
    {
        var session = new DeribitSession(new DeribitSettings { Underlyings = [underlying] }, key: null, 1, new VenueRecorder(), world.Link, heard);
        world.Link.Attach(session);
        return session;
    }
}
