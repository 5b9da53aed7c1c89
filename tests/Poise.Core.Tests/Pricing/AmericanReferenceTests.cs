using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>American prices against tables: published ones where ../shared is here, the fixture everywhere.</summary>
public class AmericanReferenceTests
{
    [Theory]
    [InlineData(AmericanSetting.Fast, 2e-5, 3e-4)]
    [InlineData(AmericanSetting.Accurate, 1e-7, 5e-7)]
    public void Puts_of_the_bulk_table(AmericanSetting setting, double rmse, double worst)
    {
        var errors = ReferenceTable.Rows("american_alo_bulk_subset.csv").Where(r => r.Length < 15 || r[14].Length == 0)
            .Select(r => American.Price(OptionType.Put, r[1].Number(), r[2].Number(), r[4].Number(), r[5].Number(), r[6].Number(), r[7].Number(), setting, out _) - r[12].Number());
        Within([.. errors], rmse, worst, least: 480);
    }

    [Theory]
    [InlineData(AmericanSetting.Fast, 3e-5, 2e-4)]
    [InlineData(AmericanSetting.Accurate, 5e-8, 2e-7)]
    public void Prices_of_the_fixture(AmericanSetting setting, double rmse, double worst)
    {
        var errors = AmericanFixture.Rows
            .Select(r => American.Price(r[0] > 0 ? OptionType.Call : OptionType.Put, r[1], 100, r[2], r[3], r[4], r[5], setting, out _) - r[6]);
        Within([.. errors], rmse, worst, least: 90);
    }

    [Fact]
    public void The_premium_of_the_paper()
    {
        // Andersen, Lake and Offengenden 2016, table 2: premium of a year's put at the money, r = q = 5 %, vol 25 %.
        var price = American.Price(OptionType.Put, 100, 100, 1, 0.05, 0.05, 0.25, AmericanSetting.Accurate, out _);
        Assert.Equal(0.106952702747, price - Black76.Evaluate(OptionType.Put, 100, 100, 1, 0.05, 0.05, 0.25).Price, 2e-8);
    }

    [Fact]
    public void Prices_of_haugs_tables()
    {
        var rows = ReferenceTable.Rows("american_haug_baw.csv");
        foreach (var r in rows)
        {
            // The true price, not the approximation that the table is about.
            var price = American.Price(r[0] == "C" ? OptionType.Call : OptionType.Put, r[1].Number(), r[2].Number(), r[3].Number(), r[4].Number(), r[5].Number(), r[6].Number(), AmericanSetting.Accurate, out _);
            Assert.Equal(r[^2].Number(), price, 1e-7);
        }

        Assert.True(rows.Count > 30);
    }

    [Fact]
    public void Edges_that_others_test_too()
    {
        var checkedRows = 0;
        foreach (var r in ReferenceTable.Rows("american_qdplus_edge.csv"))
        {
            var vol = r[5].Number();
            var years = r[3].Number() / 365;

            // That source takes an expired option for nothing, and where exercise has a price of its own its values are an approximation's, up to 0.03 off.
            var approximated = years == 0 || (vol is > 0.01 && r[1].Number() is >= 1 and <= 1000 && r[2].Number() is >= 1 and <= 1000 && r[7].Number() > 0 && years > 0.1);
            if (approximated)
                continue;
            var tolerance = r[9].Number();
            var wanted = r[8].Number();
            foreach (var setting in (AmericanSetting[])[AmericanSetting.Fast, AmericanSetting.Accurate])
            {
                var price = American.Price(r[0] == "C" ? OptionType.Call : OptionType.Put, r[1].Number(), r[2].Number(), years, r[6].Number(), r[7].Number(), vol, setting, out var status);
                Assert.Equal(AmericanStatus.Ok, status);
                Assert.True(Math.Abs(price - wanted) <= (tolerance < 0 ? 5e-3 * wanted : tolerance) + 1e-14, $"{string.Join(',', r)}: {price}");
            }

            checkedRows++;
        }

        Assert.True(checkedRows >= 25, $"{checkedRows}");
    }

    private static void Within(double[] errors, double rmse, double worst, int least)
    {
        Assert.True(errors.Length >= least);
        var root = Math.Sqrt(errors.Sum(e => e * e) / errors.Length);
        Assert.True(root <= rmse, $"rmse {root}");
        Assert.True(errors.Max(Math.Abs) <= worst, $"worst {errors.Max(Math.Abs)}");
    }
}
