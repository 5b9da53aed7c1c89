using System.Globalization;
using System.Text;
using System.Text.Json;
using Poise.App;
using Poise.Domain;
using Poise.Hedging;
using Poise.Pricing;
using static Poise.Edge.Tests.CliRun;

namespace Poise.Edge.Tests;

/// <summary><c>poise lab minimum-variance</c> on chains whose vols follow spot by a known rule.</summary>
public sealed class MinimumVarianceCliTests : IDisposable
{
    private const double A = -0.25, B = 0.2, C = -0.3;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string File(string name, IEnumerable<string> lines)
    {
        string path = Path.Combine(_folder.Path, name);
        System.IO.File.WriteAllLines(path, lines);
        return path;
    }

    /// <summary>Hourly chains of two expiries; each strike's vol moves with spot as the minimum-variance delta has it, d of the call.</summary>
    /// <param name="turnsAt">From this step on vols move the other way.</param>
    private static IEnumerable<string> Chains(int steps, int turnsAt = int.MaxValue, string underlying = "XYZ")
    {
        yield return CsvChains.Names;
        var random = new SeededRandom(3);
        Instant start = Instant.FromUtc(2014, 3, 3, 15);
        double[] strikes = [.. Enumerable.Range(0, 21).Select(static i => 80.0 + 2 * i)];
        Instant[] ends = [start + Duration.FromDays(40), start + Duration.FromDays(120)];
        double[][] vols = [.. ends.Select(_ => strikes.Select(static k => 0.3 - 0.2 * Math.Log(k / 100)).ToArray())];
        double spot = 100, move = 0;
        for (int step = 0; step < steps; step++)
        {
            Instant now = start + Duration.FromHours(step);
            for (int e = 0; e < ends.Length; e++)
            {
                double years = (ends[e] - now).Years;
                for (int i = 0; i < strikes.Length; i++)
                {
                    foreach (OptionType type in (OptionType[])[OptionType.Call, OptionType.Put])
                    {
                        double price = Black76.EvaluateForward(type, spot, strikes[i], years, 1, vols[e][i]).Price;
                        yield return string.Create(CultureInfo.InvariantCulture, $"{underlying},{now},{now.ToString()[..10]},{spot:R},test,{underlying} {e} {strikes[i]} {type},{ends[e]},{strikes[i]},{type.ToString().ToLowerInvariant()},100,{price * 0.9999:0.000000000000},{price * 1.0001:0.000000000000},1");
                    }
                }
            }
            // Every move is taken back by the next: what is even in it comes to nothing.
            double next = step % 2 == 0 ? spot * Math.Exp(move = 0.0005 * (1 + random.NextDouble())) : spot * Math.Exp(-move);
            for (int e = 0; e < ends.Length; e++)
            {
                double years = (ends[e] - now).Years;
                for (int i = 0; i < strikes.Length; i++)
                {
                    double d = Black76.EvaluateForward(OptionType.Call, spot, strikes[i], years, 1, vols[e][i]).Delta;
                    vols[e][i] += (step < turnsAt ? 1 : -1) * (A + B * d + C * d * d) / Math.Sqrt(years) * (next / spot - 1);
                }
            }
            spot = next;
        }
    }

    [Fact]
    public void The_rule_that_vols_follow_is_found_in_files_and_in_a_history()
    {
        string file = File("chains.csv", Chains(61)), place = Path.Combine(_folder.Path, "history.db");
        string said = Done("lab", "minimum-variance", file);
        JsonElement view = JsonDocument.Parse(said).RootElement;
        Assert.Equal(("XYZ", 61, 60), (view.GetProperty("underlying").GetString(), view.GetProperty("chains").GetInt32(), view.GetProperty("intervals").GetInt32()));
        foreach ((string name, double value) in ((string, double)[])[("a", A), ("b", B), ("c", C)])
        {
            Assert.Equal(value, view.GetProperty(name).GetProperty("value").GetDouble(), 0.02);
            Assert.InRange(view.GetProperty(name).GetProperty("error").GetDouble(), 1e-6, 0.02);
        }
        Assert.True(view.GetProperty("gain").GetDouble() > 0.98 && view.GetProperty("gainAfter").GetDouble() > 0.98, said);
        Assert.InRange(view.GetProperty("pairs").GetInt32(), 60 * 20, 60 * 42);
        Assert.InRange(view.GetProperty("pairsAfter").GetInt32(), 50 * 20, 54 * 42);
        Assert.Equal(0, view.GetProperty("notes").GetArrayLength());

        Done("history", "add", file, "--history", place);
        Assert.Equal(said, Done("lab", "minimum-variance", "--history", place));
        JsonElement some = JsonDocument.Parse(Done("lab", "minimum-variance", "--history", place, "--to", "2014-03-04T15:00:00Z", "--every", "2h")).RootElement;
        Assert.Equal((13, 12), (some.GetProperty("chains").GetInt32(), some.GetProperty("intervals").GetInt32())); // moves of two hours are none
        Assert.Contains("few", some.GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(Done("lab", "minimum-variance", "--history", place, "--to", "2014-03-03T17:00:00Z")).RootElement.GetProperty("a").GetProperty("error").ValueKind);
    }

    [Fact]
    public void A_table_a_row_and_a_policy()
    {
        string file = File("chains.csv", Chains(31)), inner = File("inner.json", ["""{ "policy": "zakamouline", "dailySd": 2000, "maxHalfWidth": 0.5 }"""]), saved = Path.Combine(_folder.Path, "mine.json");
        string[] row = Done("lab", "minimum-variance", file, "--format", "csv", "--policy", inner, "--save", saved).Split('\n');
        Assert.Equal("underlying,from,to,chains,intervals,pairs,a,aError,b,bError,c,cError,gain,gainAfter,pairsAfter", row[0]);
        string[] cells = row[1].Split(',');
        var policy = (DeltaPolicy)PolicyText.Parse(System.IO.File.ReadAllBytes(saved));
        Assert.Equal((DeltaKind.MinimumVariance, new ZakamoulinePolicy(RiskAversion.ForDailySd(2000), 0.5)), (policy.Kind, policy.Of));
        Assert.Equal([cells[6], cells[8], cells[10]], new[] { policy.A, policy.B, policy.C }.Select(static c => c.ToString("R", CultureInfo.InvariantCulture)));
        // One that has a delta of its own gets this one in its place.
        Done("lab", "minimum-variance", file, "--policy", saved, "--save", saved + ".2");
        Assert.Equal(policy, PolicyText.Parse(System.IO.File.ReadAllBytes(saved + ".2")));

        string table = Done("lab", "minimum-variance", file, "--format", "table");
        Assert.Contains("XYZ 2014-03-03T15:00:00Z to 2014-03-04T21:00:00Z: 31 chains, 30 intervals", table, StringComparison.Ordinal);
        Assert.Contains("a = -0.2", table, StringComparison.Ordinal);
        Assert.Contains("variance gained on black-scholes: ", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Coefficients_that_did_not_last_are_said_to_be_of_no_use()
    {
        JsonElement view = JsonDocument.Parse(Done("lab", "minimum-variance", File("turned.csv", Chains(61, turnsAt: 30)))).RootElement;
        Assert.True(view.GetProperty("gainAfter").GetDouble() < 0);
        Assert.Contains("not to be used", view.GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_done_is_said()
    {
        string file = File("chains.csv", Chains(31)), one = File("one.csv", Chains(1)), both = File("both.csv", [.. Chains(2), .. Chains(2, underlying: "ABC").Skip(1)]), policy = File("p.json", ["""{ "policy": "fixed", "lower": -1, "upper": 1 }"""]);
        Refused("0 samples are too few to fit: 30 at least", one);
        Refused("XYZ: 31 chains from 2014-03-03T15:00:00Z to 2014-03-04T21:00:00Z: 0 samples are too few", file, "--least-left", "200d");
        Refused("several underlyings (ABC, XYZ): say which with --underlying", both);
        Refused("name the chain files to read, or a --history");
        Refused("--from and --to choose from a --history", file, "--from", "2014-03-03T15:00:00Z");
        Refused("chain files or a --history, not both", file, "--history", Path.Combine(_folder.Path, "no.db"));
        Refused("--save FILE and --policy FILE go together", file, "--save", "x.json");
        Refused("--save FILE and --policy FILE go together", file, "--policy", policy);
        Refused("is a file that is read", file, "--policy", policy, "--save", policy);
        Refused("--every: \"soon\" is not a length of time", file, "--every", "soon");
        Done("lab", "minimum-variance", both, "--underlying", "ABC");
    }

    private static void Refused(string why, params string[] arguments)
    {
        (int code, _, string error) = Run(["lab", "minimum-variance", .. arguments]);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    private static string Done(params string[] arguments)
    {
        (int code, string output, string error) = Run(arguments);
        Assert.True(code == 0, error);
        return output;
    }
}
