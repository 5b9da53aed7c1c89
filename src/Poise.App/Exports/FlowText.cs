using System.Globalization;
using System.Text;
using Poise.Flow;

namespace Poise.App;

/// <summary>Flow views as text, the same from the command line and from the API.</summary>
internal static class FlowText
{
    public static string[] Formats => ["json", "csv"];

    public static string Json(IReadOnlyList<FlowView> views) =>
        PoiseJson.OneOrMany(views, PoiseJson.Plain.FlowView, PoiseJson.Plain.IReadOnlyListFlowView);

    /// <summary>The exposures by strike, raw units; an unknown number is an empty field.</summary>
    public static string Csv(IReadOnlyList<FlowView> views)
    {
        var text = new StringBuilder();
        text.AppendLine("underlying,asOf,spot,strike,callGex,putGex,netGex,callOi,putOi,dex,vex,cex,volga,speed,callDex,putDex,callVex,putVex,callCex,putCex,callVolga,putVolga,callSpeed,putSpeed");
        foreach (FlowView view in views)
        {
            foreach (StrikeView s in view.ByStrike)
                text.AppendLine(CultureInfo.InvariantCulture, $"{view.Underlying},{view.AsOf},{view.Spot},{s.Strike},{s.CallGex},{s.PutGex},{s.NetGex},{s.CallOi},{s.PutOi},{s.Dex},{s.Vex},{s.Cex},{s.Volga},{s.Speed},{s.Calls?.Dex},{s.Puts?.Dex},{s.Calls?.Vex},{s.Puts?.Vex},{s.Calls?.Cex},{s.Puts?.Cex},{s.Calls?.Volga},{s.Puts?.Volga},{s.Calls?.Speed},{s.Puts?.Speed}");
        }
        return text.ToString();
    }
}
