using Poise.Flow;
using Spectre.Console;

namespace Poise.App;

internal static partial class FlowTable
{
    /// <summary>Of the surface's columns every so many are printed.</summary>
    private const int EveryColumn = 4;

    /// <summary>The line of zero gamma by time ahead; with <paramref name="all"/> also GEX over spot (down) and time (across).</summary>
    private static void Surface(GammaSurfaceView surface, UnitView units, bool all, IAnsiConsole console)
    {
        double? factor = units.Exposures.First(static e => e.Exposure == "gex").Factor;
        var line = Table("ahead", "at (UTC)", "expiries", "GEX", "zero gamma", "regime");
        foreach (GammaHorizonView h in surface.Horizons)
            line.Add(h.Time, h.At[..16].Replace('T', ' '), Number(h.Expiries, "0"), Money(h.Gex * factor), Price(h.ZeroGamma), h.Regime ?? "-");
        line.Write(console);
        if (!all)
            return;
        console.WriteLine();
        console.MarkupLineInterpolated($"GEX over spot and time ahead, vols {surface.VolRule}");
        List<GammaHorizonView> shown = [.. surface.Horizons.Where(static h => h.GexBySpot.Count > 0)];
        var table = Table(["spot", .. shown.Select(static h => h.Time)]);
        for (int j = surface.Spots.Count - 1; j >= 0; j -= EveryColumn)
            table.Add([Price(surface.Spots[j]), .. shown.Select(h => Money(h.GexBySpot[j] * factor))]);
        table.Write(console);
    }
}
