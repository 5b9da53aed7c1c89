using Poise.Chains;
using Poise.Domain;

namespace Poise.Core.Tests;

/// <summary>What a series shows that no snapshot alone does.</summary>
public class SeriesWatchTests
{
    private static readonly MarketSnapshot First = new GeneratedChain { Days = [0, 4, 18], OpenInterest = static _ => 10 }.Snapshot();

    private static readonly Duration Hour = Duration.FromHours(1);

    internal static MarketSnapshot Later(MarketSnapshot of, Duration by, Func<OptionRow, OptionRow?>? change = null, double? spot = null) => new()
    {
        Underlying = of.Underlying,
        Source = of.Source,
        AsOf = of.AsOf + by,
        QuoteDate = of.QuoteDate,
        Spot = spot ?? of.Spot,
        SpotSource = of.SpotSource,
        Options = [.. of.Options.Select(change ?? (static r => r)).Where(static r => r is not null).Select(static r => r!.Value)],
        Rows = of.Rows,
        Notes = ["its own"],
    };

    /// <summary>Each quote a cent on: what a living feed does.</summary>
    private static OptionRow Moved(OptionRow row) => row with { Quote = row.Quote with { Bid = row.Quote.Bid + 0.01, Ask = row.Quote.Ask + 0.01 } };

    private static OptionRow Renamed(OptionRow row, double strike, string name, double openInterest) => row with
    {
        Contract = row.Contract with { Strike = strike, Id = new ContractId(row.Contract.Id.Venue, name + row.Contract.Id.Symbol) },
        OpenInterest = openInterest,
    };

    /// <summary>As the exchange restates it: strikes and prices divided, to the cent, contracts multiplied.</summary>
    internal static MarketSnapshot Split(MarketSnapshot of, double ratio, Duration by, double move = 1) => Later(
        of, by, r => Renamed(r, Math.Round(r.Contract.Strike / ratio, 2), "S", r.OpenInterest * ratio) with { Quote = new Quote(r.Quote.Bid / ratio, r.Quote.Ask / ratio, 1, 1, default) }, of.Spot / ratio * move);

    [Fact]
    public void The_first_and_a_moving_series_say_nothing()
    {
        var watch = new SeriesWatch();
        Assert.Same(First, watch.Follow(First));
        MarketSnapshot next = watch.Follow(Later(First, Hour, static r => Moved(r), 5003));
        Assert.Equal(["its own"], next.Notes);
        Assert.Null(next.Split);
        // No later than the last: given back, and forgotten.
        MarketSnapshot again = Later(First, Hour, static r => r with { Quote = Quote.Absent });
        Assert.Same(again, watch.Follow(again));
        Assert.Equal(["its own"], watch.Follow(Later(next, Hour, static r => Moved(r))).Notes);
    }

    [Fact]
    public void Contracts_that_come_and_go_are_counted_with_their_open_interest()
    {
        var watch = new SeriesWatch();
        watch.Follow(First);
        // Twenty contracts of the last expiry go; three of another name come; after six hours today's end, as they should.
        Instant last = First.Options.Max(r => r.Contract.Expiry);
        int gone = 0, come = 0;
        MarketSnapshot next = watch.Follow(Later(First, Duration.FromHours(6), r =>
            r.Contract.Expiry - First.AsOf < Duration.FromHours(6) ? null
            : r.Contract.Expiry == last && gone++ < 20 ? null
            : r.Contract.Expiry != last && come++ < 3 ? Renamed(Moved(r), r.Contract.Strike + 1, "N", 7)
            : Moved(r)));
        Assert.Equal($"series: since {First.AsOf} 3 contracts came (open interest 21) and 23 went before their end (open interest 230)", next.Notes.Single(n => n.StartsWith("series", StringComparison.Ordinal)));
        Assert.Contains("its own", next.Notes);
    }

    [Fact]
    public void Quotes_that_stand_still_are_told_since_when()
    {
        var watch = new SeriesWatch();
        watch.Follow(First);
        MarketSnapshot one = watch.Follow(Later(First, Hour)), two = watch.Follow(Later(one, Hour, spot: 5010));
        Assert.Equal($"quotes: not one of {First.Options.Count} contracts' changed since {First.AsOf}: the feed stands still, or the market was closed", one.Notes[^1]);
        Assert.Contains($"changed since {First.AsOf}, while spot went from 5000 to 5010", two.Notes[^1], StringComparison.Ordinal);
        MarketSnapshot three = watch.Follow(Later(two, Hour, static r => Moved(r)));
        Assert.DoesNotContain(three.Notes, n => n.StartsWith("quotes:", StringComparison.Ordinal));
        Assert.Contains($"changed since {three.AsOf}", watch.Follow(Later(three, Hour)).Notes[^1], StringComparison.Ordinal);
        int moving = First.Options.Last(static r => r.Quote.IsTwoSided).Line;
        // One quote that moves is a feed that lives; a chain without quotes cannot stand still.
        Assert.DoesNotContain(watch.Follow(Later(three, Hour + Hour, r => r.Line == moving ? Moved(r) : r)).Notes, n => n.StartsWith("quotes:", StringComparison.Ordinal));
        var silent = new SeriesWatch();
        MarketSnapshot none = silent.Follow(Later(First, Hour, static r => r with { Quote = Quote.Absent }));
        Assert.DoesNotContain(silent.Follow(Later(none, Hour)).Notes, n => n.StartsWith("quotes:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(7, 1.016)]
    [InlineData(2, 0.9)]
    [InlineData(1.5, 1)]
    [InlineData(20, 1.1)]
    [InlineData(0.1, 0.95)]
    public void A_split_is_found_by_spot_and_strikes(double ratio, double move)
    {
        var watch = new SeriesWatch();
        watch.Follow(First);
        MarketSnapshot after = watch.Follow(Split(First, ratio, Duration.FromHours(20), move));
        Assert.Equal(new StockSplit(ratio, First.AsOf), after.Split);
        string note = after.Notes.Single(n => n.StartsWith("split:", StringComparison.Ordinal));
        Assert.Contains($"split: {ratio} for 1 since {First.AsOf}", note, StringComparison.Ordinal);
        Assert.Contains($"open interest there {ratio:0.00} times as large", note, StringComparison.Ordinal);
        // All contracts have other names: that is no birth and no death.
        Assert.DoesNotContain(after.Notes, n => n.StartsWith("series:", StringComparison.Ordinal));
        // Once.
        Assert.Null(watch.Follow(Later(after, Hour, static r => Moved(r))).Split);
    }

    [Fact]
    public void A_fall_is_no_split()
    {
        // Half the price, strikes as they were: some strikes over two are listed too.
        var watch = new SeriesWatch();
        watch.Follow(First);
        MarketSnapshot crash = watch.Follow(Later(First, Hour, static r => Moved(r), 2500));
        Assert.Null(crash.Split);
        Assert.Contains("spot: went from 5000 to 2500", crash.Notes.Single(n => n.StartsWith("spot:", StringComparison.Ordinal)), StringComparison.Ordinal);
        // Strikes of a half without the fall are no split either; nor is a fall of a tenth with them.
        Assert.Null(SplitSearch.Between(First, Later(Split(First, 2, Hour), Hour, spot: 5000)));
        Assert.Null(SplitSearch.Between(First, Later(First, Hour, spot: 4500)));
        Assert.Null(SplitSearch.Between(Later(First, Hour, spot: double.NaN), First));
        // Nothing lives on that could tell.
        Assert.Null(SplitSearch.Between(First, Later(Split(First, 2, Hour), Duration.FromDays(40))));
    }
}
