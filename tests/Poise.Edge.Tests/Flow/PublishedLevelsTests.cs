using Poise.App;
using Poise.Domain;
using Poise.Flow;

namespace Poise.Edge.Tests;

/// <summary>Compat mode gives exactly what others published for the same files (../shared/data/README.md), and what the oracle finds.</summary>
public class PublishedLevelsTests
{
    [Theory]
    [InlineData("cboe_spx_quotedata_all_27-08-25.csv", "2025-08-27 21:30", 6420.98, 6500.0, 6350.0)]
    [InlineData("cboe_spx_quotedata_all_28-08-25.csv", "2025-08-28 16:25", 6436.08, 6505.0, 6350.0)]
    [InlineData("cboe_spx_quotedata_all_31-08-25.csv", "2025-08-31 22:33", 6439.12, 6600.0, 6400.0)]
    [InlineData("cboe_spx_quotedata_all_02-09-25.csv", "2025-09-02 19:37", 6442.22, 6500.0, 6415.0)]
    [InlineData("cboe_spx_quotedata_all_03-09-25.csv", "2025-09-03 16:18", 6422.91, 6445.0, 6300.0)]
    [InlineData("spx_quotedata_20221212.csv", "2022-12-12 20:30", 4013.95, null, null)]
    public void Compat_mode_reproduces_the_published_table(string file, string asOf, double zeroGamma, double? callWall, double? putWall)
    {
        string path = Repository.SharedData("cboe/" + file);
        FlowView view = FlowReport.Compat(Read(path), new FlowSettings());

        Assert.Equal(zeroGamma, view.Levels.ZeroGamma!.Value, 0.01);
        if (callWall is not null)
        {
            Assert.Equal(callWall, view.Levels.CallWall);
            Assert.Equal(putWall, view.Levels.PutWall);
        }

        (double spot, _, DateOnly date, List<NaiveOption> options) = NaiveFlow.ReadCboe(path, DateTime.Parse(asOf, System.Globalization.CultureInfo.InvariantCulture));
        (double? zero, double? call, double? put, double total) = NaiveFlow.Perfiliev(spot, date, options);
        Assert.Equal(zero!.Value, view.Levels.ZeroGamma!.Value, 1e-6);
        Assert.Equal(call, view.Levels.CallWall);
        Assert.Equal(put, view.Levels.PutWall);
        Assert.Equal(total, view.Totals.Gex!.Value, Math.Abs(total) * 1e-9);
    }

    [Fact]
    public void Total_of_2022_12_12_is_minus_1_0752_bn()
    {
        FlowView view = FlowReport.Compat(Read(Repository.SharedData("cboe/spx_quotedata_20221212.csv")), new FlowSettings());
        Assert.Equal(-1.0752e9, view.Totals.Gex!.Value, 0.00005e9);
    }

    internal static MarketSnapshot Read(string path) => SourceFiles.Read([path], new SourceChoices(null, null, null)).Chains.Single();
}
