using System.Globalization;
using Poise.Flow;

namespace Poise.App;

/// <summary>The exposures by strike as CSV, raw units; an unknown number is an empty field.</summary>
internal static class FlowCsv
{
    public static void Write(IReadOnlyList<FlowView> views, TextWriter to)
    {
        to.WriteLine("underlying,asOf,spot,strike,callGex,putGex,netGex,callOi,putOi,dex,vex,cex,volga,speed,callDex,putDex,callVex,putVex,callCex,putCex,callVolga,putVolga,callSpeed,putSpeed");
        foreach (FlowView view in views)
        {
            foreach (StrikeView s in view.ByStrike)
                to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{view.Underlying},{view.AsOf},{view.Spot},{s.Strike},{s.CallGex},{s.PutGex},{s.NetGex},{s.CallOi},{s.PutOi},{s.Dex},{s.Vex},{s.Cex},{s.Volga},{s.Speed},{s.Calls?.Dex},{s.Puts?.Dex},{s.Calls?.Vex},{s.Puts?.Vex},{s.Calls?.Cex},{s.Puts?.Cex},{s.Calls?.Volga},{s.Puts?.Volga},{s.Calls?.Speed},{s.Puts?.Speed}"));
        }
    }
}
