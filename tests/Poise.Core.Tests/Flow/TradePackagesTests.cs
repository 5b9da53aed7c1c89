using Poise.Domain;
using Poise.Flow;
using Poise.TestShared;

namespace Poise.Core.Tests;

/// <summary>Which strategies are known by their shape, and whose price signs which legs.</summary>
public class TradePackagesTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 1, 5, 15);

    /// <summary>Legs as "+2 C100", those of a later expiry as "+1 C100'"; the sides are those of the taker.</summary>
    private static readonly (string Name, string Legs)[] Shapes =
    [
        ("vertical", "+1 C100, -1 C105"), ("put vertical", "-1 P95, +1 P100"), ("ratio", "+1 C100, -2 C110"), ("back ratio", "-2 P100, +3 P90"),
        ("calendar", "-1 P100, +1 P100'"), ("diagonal", "+1 C100', -1 C105"), ("straddle", "+1 C100, +1 P100"),
        ("butterfly", "+1 C95, -2 C100, +1 C105"), ("broken butterfly", "-2 P100, +1 P105, +1 P90"), ("condor", "+1 C90, -1 C95, -1 C100, +1 C105"),
        ("iron butterfly", "+1 P95, -1 P100, -1 C100, +1 C105"), ("iron condor", "-1 C105, +1 C110, -1 P95, +1 P90"), ("box", "+1 C95, -1 C105, -1 P95, +1 P105"),
    ];

    public static TheoryData<string, string> Known => [.. Shapes.Select(s => new TheoryDataRow<string, string>(s.Name, s.Legs))];

    private static (Contract Contract, int Sign, double Quantity)[] Legs(string text) => [.. text.Split(", ").Select(leg =>
    {
        string[] words = leg.Split(' ');
        bool isLater = words[1].EndsWith('\'');
        return (new Contract
        {
            Id = new ContractId("t", words[1]),
            Kind = ContractKind.Option,
            Underlying = "t",
            Type = words[1][0] == 'C' ? OptionType.Call : OptionType.Put,
            Strike = double.Parse(words[1][1..].TrimEnd('\''), System.Globalization.CultureInfo.InvariantCulture),
            Expiry = Now + Duration.FromSeconds(86400 * (isLater ? 30 : 7)),
        }, leg[0] == '+' ? 1 : -1, double.Parse(words[0][1..], System.Globalization.CultureInfo.InvariantCulture));
    })];

    /// <summary>Each leg at its own mid of 5 but for the first, which bears all that was paid for the package beyond its mid.</summary>
    private static OptionTrade[] Printed((Contract Contract, int Sign, double Quantity)[] legs, double paid, double size = 10, string? package = null) =>
        [.. legs.Select((l, i) => new OptionTrade(l.Contract.Id, Now, 5 + (i == 0 ? l.Sign * paid / l.Quantity : 0), size * l.Quantity, null, 4.9, 5.1, TradeKind.Spread, null, package))];

    private static DealerInventory Applied(IReadOnlyList<OptionTrade> trades, params (Contract Contract, int Sign, double Quantity)[] legs)
    {
        Dictionary<ContractId, Contract> contracts = legs.Select(l => l.Contract).DistinctBy(c => c.Id).ToDictionary(c => c.Id);
        var inventory = new DealerInventory(new SignAccuracy());
        inventory.Apply(trades, contracts.GetValueOrDefault);
        return inventory;
    }

    [Theory]
    [MemberData(nameof(Known))]
    public void A_known_shape_is_signed_as_a_whole(string name, string text)
    {
        foreach (double paid in (double[])[0.08, -0.08])
        {
            foreach (string? package in (string?[])[null, "7"])
            {
                (Contract Contract, int Sign, double Quantity)[] legs = Legs(text);
                DealerInventory inventory = Applied(Printed(legs, paid, package: package), legs);
                Assert.True(inventory.Tally.Of(SignSource.Package) == inventory.Tally.Volume, name);
                foreach ((Contract contract, int sign, double quantity) in legs)
                    Assert.Equal(-sign * Math.Sign(paid) * 0.66 * 10 * quantity, inventory.Of(contract.Id)!.Value.Position, 9);
            }
        }
    }

    [Theory]
    [InlineData("+1 C105, +1 P95", true)] // a strangle, or a risk reversal
    [InlineData("+1 C105, -1 P95", true)]
    [InlineData("+1 C95, +1 P105", false)] // guts
    [InlineData("+1 C100", false)]
    [InlineData("+1 C100, -5 C105", false)] // no ratio that anybody trades by name
    [InlineData("+1 C95, -1 C100, -1 C110", false)]
    [InlineData("+1 C90, -1 C95, -1 C100, +1 C110", false)] // uneven wings; in twos there is one way
    [InlineData("+1 C95, -2 C100, +1 P105", false)]
    [InlineData("+1 C90, -1 C95, +1 C100, -1 C105, +1 C110", false)]
    public void Others_are_signed_leg_by_leg_and_counted(string text, bool isAmbiguous)
    {
        (Contract Contract, int Sign, double Quantity)[] legs = Legs(text);
        DealerInventory inventory = Applied(Printed(legs, 0.05, package: "x"), legs);
        Assert.Equal(0, inventory.Tally.Of(SignSource.Package));
        Assert.Equal(10 * legs[0].Quantity, inventory.Tally.Of(SignSource.Leg));
        Assert.Equal(isAmbiguous ? (1, 0) : (0, 1), (inventory.Tally.AmbiguousPackages, inventory.Tally.UnknownPackages));
    }

    [Fact]
    public void Without_a_name_legs_are_parted_where_there_is_one_way()
    {
        // Two verticals of one size, of different expiries.
        var two = Legs("+1 C100, -1 C105, +1 P100', -1 P95'");
        Assert.Equal(40, Applied([.. Printed(two[..2], 0.05), .. Printed(two[2..], -0.05)], two).Tally.Of(SignSource.Package));
        // A condor rather than two verticals.
        var condor = Legs("+1 C90, -1 C95, -1 C100, +1 C105");
        DealerInventory inventory = Applied(Printed(condor, 0.05), condor);
        Assert.True(inventory.Of(condor[2].Contract.Id)!.Value.Position > 0 && inventory.Of(condor[3].Contract.Id)!.Value.Position < 0);
        // A butterfly and a vertical.
        var mixed = Legs("+1 C90, -2 C95, +1 C100, +3 P100', -3 P95'");
        Assert.Equal(100, Applied([.. Printed(mixed[..3], 0.05), .. Printed(mixed[3..], 0.05)], mixed).Tally.Of(SignSource.Package));
        // A butterfly and a ratio spread, or a ratio spread and a butterfly.
        var either = Legs("+1 C90, -2 C95, +1 C100, -2 C105, +1 C110");
        inventory = Applied(Printed(either, 0.05), either);
        Assert.Equal((1, 0.0), (inventory.Tally.AmbiguousPackages, inventory.Tally.Of(SignSource.Package)));
        // A contract that is not listed: nobody can say what the others belong to.
        Assert.Equal(0, Applied(Printed(condor, 0.05), condor[1..]).Tally.Of(SignSource.Package));
    }

    [Fact]
    public void Named_legs_are_found_among_others_and_in_several_prints()
    {
        var legs = Legs("+2 C100, -2 C105, +1 P90, +1 P90'");
        OptionTrade[] first = Printed(legs[..2], 0.05, package: "a"), second = Printed(legs[2..3], 0.05, package: "b");
        // Half of the first leg, another package's leg, a single trade, the rest.
        OptionTrade[] tape =
        [
            first[0] with { Quantity = 5 }, second[0], new OptionTrade(legs[3].Contract.Id, Now, 5.05, 3, null, 4.9, 5.1, TradeKind.Single), first[1] with { Quantity = 15 }, first[0] with { Quantity = 15 }, first[1] with { Quantity = 5 },
        ];
        DealerInventory inventory = Applied(tape, legs);
        Assert.Equal((40.0, 10.0, 3.0, 1), (inventory.Tally.Of(SignSource.Package), inventory.Tally.Of(SignSource.Leg), inventory.Tally.Of(SignSource.Quote), inventory.Tally.UnknownPackages));
        Assert.True(inventory.Of(legs[0].Contract.Id)!.Value.Position < 0 && inventory.Of(legs[1].Contract.Id)!.Value.Position > 0);
    }

    [Fact]
    public void At_the_mid_or_without_a_quote_a_package_tells_nothing()
    {
        var legs = Legs("+1 C95, -2 C100, +1 C105");
        Assert.Equal(40, Applied(Printed(legs, 0), legs).Tally.Of(SignSource.None));
        OptionTrade[] unquoted = Printed(legs, 0.05);
        unquoted[2] = unquoted[2] with { Ask = double.NaN };
        Assert.Equal(40, Applied(unquoted, legs).Tally.Of(SignSource.None));
        // A side that the venue tells needs no package.
        Assert.Equal(40, Applied([.. Printed(legs, 0).Select((t, i) => t with { Taker = legs[i].Sign > 0 ? Side.Buy : Side.Sell })], legs).Tally.Of(SignSource.Venue));
    }

    /// <summary>Neither the order of the legs, nor their size, nor how the price is split between them matters.</summary>
    [Fact]
    public void However_it_is_printed_the_sides_are_the_same()
    {
        for (int seed = 1; seed <= Deep.Times(200); seed++)
        {
            var random = new SeededRandom((ulong)seed);
            (Contract Contract, int Sign, double Quantity)[] legs = Legs(Shapes[seed % Shapes.Length].Legs);
            legs = [.. legs.OrderBy(_ => random.NextDouble())];
            OptionTrade[] trades = Printed(legs, 0.05, 1 + random.NextInt32(300));
            double given = 0;
            for (int i = 0; i < legs.Length; i++)
            {
                double more = i < legs.Length - 1 ? 0.2 * (random.NextDouble() - 0.5) : -given;
                given += more;
                trades[i] = trades[i] with { Price = trades[i].Price + legs[i].Sign * more / legs[i].Quantity };
            }
            DealerInventory inventory = Applied(trades, legs);
            Assert.Equal(inventory.Tally.Volume, inventory.Tally.Of(SignSource.Package));
            Assert.All(legs, l => Assert.Equal(-l.Sign, Math.Sign(inventory.Of(l.Contract.Id)!.Value.Position)));
        }
    }
}
