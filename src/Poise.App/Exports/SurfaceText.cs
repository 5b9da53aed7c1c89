using System.Globalization;
using System.Text;
using Poise.Flow;

namespace Poise.App;

/// <summary>Vol surfaces as text.</summary>
internal static class SurfaceText
{
    public static string Json(IReadOnlyList<VolSurfaceView> views) =>
        PoiseJson.OneOrMany(views, PoiseJson.Plain.VolSurfaceView, PoiseJson.Plain.IReadOnlyListVolSurfaceView);

    /// <summary>A line an expiry, raw units; an unknown number is an empty field. The points are in JSON alone.</summary>
    public static string Csv(IReadOnlyList<VolSurfaceView> views)
    {
        var text = new StringBuilder();
        text.AppendLine("underlying,asOf,spot,expiry,years,forward,forwardRung,status,a,b,rho,m,sigma,atmVol,skew,curvature,riskReversal25,butterfly25,rmsError,rmsErrorNear,medianError,insideShare,quotes,asksOnly,leftOut,butterflyFree,calendarFree,leastG,leastGap");
        foreach (VolSurfaceView view in views)
        {
            foreach (SmileView s in view.Smiles)
            {
                text.Append(CultureInfo.InvariantCulture, $"{view.Underlying},{view.AsOf},{view.Spot},{s.Expiry},{s.Years},{s.Forward},{s.ForwardRung},{s.Status},{s.Svi?.A},{s.Svi?.B},{s.Svi?.Rho},{s.Svi?.M},{s.Svi?.Sigma},{s.AtmVol},{s.Skew},{s.Curvature},{s.RiskReversal25},{s.Butterfly25},");
                text.AppendLine(CultureInfo.InvariantCulture, $"{s.RmsError},{s.RmsErrorNear},{s.MedianError},{s.InsideShare},{s.Quotes},{s.AsksOnly},{s.LeftOut},{Word(s.ButterflyFree)},{Word(s.CalendarFree)},{s.LeastG},{s.LeastGap}");
            }
        }
        return text.ToString();
    }

    private static string Word(bool? holds) => holds is bool known ? known ? "true" : "false" : "";
}
