using System.Globalization;
using System.Text;
using Poise.Flow;

namespace Poise.App;

/// <summary>A line a level, on the underlying's prices and then on the hedge instrument's; a level that does not exist has none.</summary>
internal static class LevelsCsv
{
    public static string Of(IReadOnlyList<FlowView> views)
    {
        var text = new StringBuilder();
        text.AppendLine("name,price,kind,instrument,asOf");
        foreach (FlowView view in views)
        {
            IReadOnlyList<LevelLine> lines = LevelLines.Of(view);
            foreach (LevelLine line in lines)
                Add(line, line.Price, view.Underlying, view.AsOf);
            foreach (LevelLine line in lines)
            {
                if (line.OnHedge is double price)
                    Add(line, price, view.OnHedge!.Instrument, view.AsOf);
            }
        }
        return text.ToString();

        void Add(LevelLine line, double price, string instrument, string asOf) =>
            text.AppendLine(CultureInfo.InvariantCulture, $"{line.Name},{price},{line.Kind},{instrument},{asOf}");
    }
}
