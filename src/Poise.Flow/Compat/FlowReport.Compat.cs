using System.Globalization;
using Poise.Chains;
using Poise.Domain;

namespace Poise.Flow;

public static partial class FlowReport
{
    /// <summary>The published method of compat mode <c>perfiliev</c>, in the same shape.</summary>
    public static FlowView Compat(MarketSnapshot snapshot, FlowSettings settings)
    {
        Perfiliev method = Perfiliev.Of(snapshot, settings.Signs);
        double spot = snapshot.Spot;
        HedgeInstrument hedge = settings.Hedge ?? new HedgeInstrument(snapshot.Underlying, 1, PayoffStyle.Linear);
        var notes = new List<string>(snapshot.Notes);
        AddMalformed(snapshot, notes);
        notes.AddRange(method.Notes);
        notes.Add("compat perfiliev: expired rows kept, forward = spot, weekdays/262, vendor vols for the profile and vendor gamma for totals; other exposures and flow are not part of that method");
        return new FlowView
        {
            Underlying = snapshot.Underlying,
            AsOf = snapshot.AsOf.ToString(),
            Spot = spot,
            SpotSource = snapshot.SpotSource,
            Source = snapshot.Source,
            Conventions = new(
                settings.Signs.Name(), "largest and most negative net vendor GEX among 30 listed strikes on each side of spot", "first crossing over 60 spots 0.8..1.2, linear",
                "weekdays/262", "calendar", "vendor, each side its own", "vendor gamma; profile by Black-Scholes, r = q = 0", "currency of delta per +1 %", "all", "perfiliev"),
            Coverage = new(
                snapshot.Options.Count + snapshot.RefusedCount, method.Used, new(method.BeforeQuoteDate, method.WithoutVol, 0, 0, 0, snapshot.RefusedCount),
                method.OpenInterestUsed, new(0, 0, method.Used)),
            Totals = new(
                method.TotalGex, method.CallGex, method.PutGex, 100 * method.TotalGex / spot, null, null, null, null, null,
                method.TotalGex is double gex ? hedge.ContractsPerPoint(gex, spot) : null, hedge.Name, null, null),
            Units = ExposureUnits.Of(spot, hedge),
            Levels = new(
                method.ZeroGamma, method.ZeroGamma is double z ? [z] : [], method.CallWall, method.PutWall,
                method.CallWall is double c ? [c] : [], method.PutWall is double p ? [p] : [], Regime(method.TotalGex, method.ZeroGamma, spot, settings.TransitionZone, notes), Transition(method.ZeroGamma, settings.TransitionZone)),
            SignModels = [],
            Buckets = [],
            Walls = [],
            Profile = Points(method.Spots, method.Gex),
            ByStrike = method.Strikes,
            ByExpiry = [.. method.Expiries.Select(e => new ExpiryView(e.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), e.Years, spot, "spot", e.Gex, null, null, null, null, null, null, null, null, null, null, null))],
            Cells = [],
            Flow = [],
            Split = snapshot.Split is StockSplit split ? new SplitView(split.Ratio, split.Since.ToString()) : null,
            Notes = notes,
        };
    }

    private static void Compare(OptionChain chain, FlowSettings settings, double gex, double? zero, List<string> notes)
    {
        Perfiliev method = Perfiliev.Of(chain.Snapshot, settings.Signs);
        if (method.Used == 0)
            return;
        string levels = method.ZeroGamma is double z
            ? string.Create(CultureInfo.InvariantCulture, $"zero gamma {z:0.00}") + (zero is double ours ? string.Create(CultureInfo.InvariantCulture, $" ({z - ours:+0.00;-0.00} against ours)") : "")
            : "no zero gamma";
        notes.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"compat perfiliev on the same file: {levels}, total {Billions(method.TotalGex)} (ours {Billions(gex)}), call wall {Text(method.CallWall)}, put wall {Text(method.PutWall)}"));

        static string Billions(double? amount) =>
            amount is double a ? (a / 1e9).ToString("0.0000", CultureInfo.InvariantCulture) + " bn" : "none";

        static string Text(double? level) => level?.ToString(CultureInfo.InvariantCulture) ?? "none";
    }
}
