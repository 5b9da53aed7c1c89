using Poise.Domain;

namespace Poise.Flow;

/// <summary>What dealers must trade over a grid of spot, vol and time, each cell by full repricing.</summary>
internal static class HedgingMap
{
    private static readonly double[] SpotMoves = [-0.1, -0.08, -0.06, -0.05, -0.04, -0.03, -0.02, -0.01, 0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1];
    private static readonly double[] VolMoves = [0.1, 0.05, 0.02, 0, -0.02, -0.05];

    public static HedgingMapView Of(DealerBook book, FlowSettings settings)
    {
        double spot = book.Chain.Spot;
        double[] spots = Array.ConvertAll(SpotMoves, m => spot * (1 + m));
        double[] now = new double[1];
        DealerDelta.Add(book, settings.VolRule, [spot], 0, Duration.Zero, rollOff: false, now);
        var sheets = new List<HedgingSheetView> { Sheet("now", Duration.Zero, rollOff: false), Sheet("+1 hour", Duration.FromHours(1), rollOff: false) };
        foreach (Horizon horizon in settings.Horizons)
        {
            if (horizon.At is Instant at && at > book.Chain.AsOf)
                sheets.Add(Sheet(horizon.Name, at - book.Chain.AsOf, rollOff: false));
        }
        if (book.Slices.Count > 0)
            sheets.Add(Sheet("through next expiry", book.Slices[0].Slice.Expiry - book.Chain.AsOf, rollOff: true));
        return new(settings.VolRule.Name(), SpotMoves, VolMoves, sheets);

        HedgingSheetView Sheet(string name, Duration time, bool rollOff)
        {
            var rows = new List<double[]>();
            foreach (double vol in VolMoves)
            {
                double[] units = new double[spots.Length];
                DealerDelta.Add(book, settings.VolRule, spots, vol, time, rollOff, units);
                for (int j = 0; j < units.Length; j++)
                    units[j] = now[0] - units[j];
                rows.Add(units);
            }
            return new(name, (book.Chain.AsOf + time).ToString(), rows);
        }
    }
}
