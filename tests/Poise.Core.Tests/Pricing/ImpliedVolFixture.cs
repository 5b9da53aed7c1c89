using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>
/// Fixtures/implied-vols.csv: prices in doubles and the vols that give them back in 60-digit arithmetic, with the attainable accuracy (1 + p / (s p')) 2^-52.
/// Columns are padded by repeating the last row.
/// </summary>
internal sealed class ImpliedVolFixture
{
    public static readonly ImpliedVolFixture Whole = new();

    public readonly string[] Kinds;
    public readonly double[] Signs, Forwards, Strikes, Years, Discounts, Prices, Vols, Attainable;

    private ImpliedVolFixture()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Poise.slnx")))
            folder = folder.Parent;
        List<string[]> rows = [.. File.ReadLines(Path.Combine(folder.FullName, "tests", "Poise.Core.Tests", "Pricing", "Fixtures", "implied-vols.csv")).Skip(1).Select(line => line.Split(','))];
        while (rows.Count % Black76.PadTo != 0)
            rows.Add(rows[^1]);
        Kinds = [.. rows.Select(row => row[0])];
        Signs = [.. rows.Select(row => row[1] == "C" ? 1.0 : -1)];
        (Forwards, Strikes, Years, Discounts) = (Column(2), Column(3), Column(4), Column(5));
        (Prices, Vols, Attainable) = (Column(6), Column(7), Column(8));

        double[] Column(int at) => [.. rows.Select(row => row[at].Number())];
    }

    public int Length => Kinds.Length;

    public PriceRows Rows => new() { Prices = Prices, Forwards = Forwards, Strikes = Strikes, Years = Years, Discounts = Discounts, Signs = Signs };

    public OptionType Type(int i) => Signs[i] > 0 ? OptionType.Call : OptionType.Put;

    public double Lone(int i, out ImpliedVolStatus status, LaneWidth width = LaneWidth.Widest) =>
        ImpliedVol.Solve(Type(i), Prices[i], Forwards[i], Strikes[i], Years[i], Discounts[i], out status, width);
}
