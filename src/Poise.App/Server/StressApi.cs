using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Poise.Hedging;

namespace Poise.App;

/// <summary>The route of crashes: what one asset's move does to all accounts.</summary>
internal static class StressApi
{
    /// <summary>Where no move is named.</summary>
    private const double UsualMove = -0.3;

    public static void Map(RouteGroupBuilder api, Dashboard dashboard) =>
        api.MapGet("/desk/stress", Results<Ok<StressFrame>, ProblemHttpResult> (string? asset, double? move, double? vols, string? betas) =>
            {
                if (dashboard.Desk is not { } desk)
                    return TypedResults.Ok(new StressFrame(0, null));
                return Parse(desk.Underlyings, asset, move, vols, betas, out string? wrong) is AssetShock shock
                    ? TypedResults.Ok(desk.Stress(shock))
                    : TypedResults.Problem(wrong, statusCode: 400, title: "not a crash");
            })
            .Needs(Role.Viewer).WithName("getStress").WithSummary("If an asset crashes: each account's equity and margin before and after, which are liquidated, what is left of each underlying, and which account fails first as the move grows. asset: the first where none is named; move: of its spot (-0.3 where none is named); vols: change of all vols in proportion (0); betas: of other assets to it, as ETH:1.2,SOL:1.5. A null view: no desk runs here.");

    /// <returns>Null where it is none; <paramref name="wrong"/> says why.</returns>
    internal static AssetShock? Parse(IReadOnlyList<string> underlyings, string? asset, double? move, double? vols, string? betas, out string? wrong)
    {
        string[] assets = [.. underlyings.Select(AssetShock.AssetOf).Distinct(StringComparer.Ordinal)];
        string of = asset ?? assets[0];
        (double by, double change) = (move ?? UsualMove, vols ?? 0);
        ImmutableSortedDictionary<string, double>.Builder named = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        wrong = !assets.Contains(of, StringComparer.Ordinal) ? $"asset: {of}; allowed: {string.Join(", ", assets)}"
            : !(by is >= AssetShock.LowestMove and <= AssetShock.HighestMove) ? Told("move", by, AssetShock.HighestMove)
            : !(change is >= AssetShock.LowestMove and <= AssetShock.HighestVolChange) ? Told("vols", change, AssetShock.HighestVolChange)
            : null;
        foreach (string pair in wrong is null ? (betas ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [])
        {
            string[] parts = pair.Split(':');
            if (parts.Length != 2 || parts[0] == of || !assets.Contains(parts[0], StringComparer.Ordinal)
                || !double.TryParse(parts[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double beta) || !(beta <= AssetShock.MostBeta) || !named.TryAdd(parts[0], beta))
                wrong ??= string.Create(CultureInfo.InvariantCulture, $"betas: {pair}; allowed: each once of {Others(assets, of)} and a number from 0 to {AssetShock.MostBeta}, such as ETH:1.2");
        }
        return wrong is null ? new AssetShock(of, by, change, named.ToImmutable()) : null;
    }

    private static string Told(string name, double value, double most) => string.Create(CultureInfo.InvariantCulture, $"{name}: {value}; allowed: a fraction from {AssetShock.LowestMove} to {most}");

    private static string Others(string[] assets, string of) => assets.Length == 1 ? "no other asset, for the desk hedges one," : string.Join(", ", assets.Where(a => a != of));
}
