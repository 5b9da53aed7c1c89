using System.Globalization;
using Poise.Chains;
using Poise.Domain;

namespace Poise.Flow;

/// <summary>
/// What dealers must trade to be flat again after the world moves: -(Delta(S', vol', t') - Delta(S, vol, t)), in units of
/// underlying, every option repriced; + means they buy. Parts, one factor at a time from the start point: gamma (spot),
/// vanna (vol), charm (time), residual (the cross terms).
/// </summary>
internal sealed class HedgingFlow
{
    private static readonly double[] SpotMoves = [-0.05, -0.03, -0.02, -0.01, -0.005, 0.005, 0.01, 0.02, 0.03, 0.05];
    private static readonly double[] VolMoves = [-0.01, 0.01, 0.05];

    private readonly DealerBook _book;
    private readonly double _spot;
    private readonly double _now;

    private readonly HedgeInstrument _hedge;

    private HedgingFlow(DealerBook book, HedgeInstrument hedge)
    {
        (_book, _hedge) = (book, hedge);
        _spot = book.Chain.Spot;
        _now = Delta(_spot, 0, Duration.Zero, rollOff: false);
    }

    public static List<HedgingFlowView> Of(DealerBook book, FlowSettings settings, HedgeInstrument hedge, List<string> notes)
    {
        var flow = new HedgingFlow(book, hedge);
        var views = new List<HedgingFlowView>();
        foreach (double move in SpotMoves)
            views.Add(flow.Scenario($"spot {Signed(move * 100)} %", 1 + move, 0, Duration.Zero));
        foreach (double move in VolMoves)
            views.Add(flow.Scenario($"vol {Signed(move * 100)} pt", 1, move, Duration.Zero));
        views.Add(flow.Scenario("+1 hour", 1, 0, Duration.FromHours(1)));
        views.Add(flow.Scenario("+1 day", 1, 0, Duration.FromDays(1)));
        foreach (Horizon horizon in settings.Horizons)
        {
            if (horizon.At is Instant at && at > book.Chain.AsOf)
            {
                views.Add(flow.Scenario(horizon.Name, 1, 0, at - book.Chain.AsOf));
            }
            else
            {
                views.Add(new(horizon.Name, null, null, null, null, null, null));
                notes.Add($"flow \"{horizon.Name}\": {horizon.WhyNot ?? "the instant lies in the past"}");
            }
        }
        views.Add(flow.RollOff(notes));
        views.Add(flow.WithSpotVolBeta(-0.03, settings, notes));
        return views;
    }

    private HedgingFlowView Scenario(string name, double ratio, double vol, Duration time)
    {
        double spot = _spot * ratio;
        double gamma = ratio == 1 ? 0 : _now - Delta(spot, 0, Duration.Zero, rollOff: false);
        double vanna = vol == 0 ? 0 : _now - Delta(_spot, vol, Duration.Zero, rollOff: false);
        double charm = time == Duration.Zero ? 0 : _now - Delta(_spot, 0, time, rollOff: false);
        int factors = (ratio == 1 ? 0 : 1) + (vol == 0 ? 0 : 1) + (time == Duration.Zero ? 0 : 1);
        double total = factors > 1 ? _now - Delta(spot, vol, time, rollOff: false) : gamma + vanna + charm;
        return View(name, total, spot, gamma, vanna, charm) with { At = time == Duration.Zero ? null : (_book.Chain.AsOf + time).ToString() };
    }

    private HedgingFlowView RollOff(List<string> notes)
    {
        const string name = "through next expiry";
        if (_book.Slices.Count == 0)
        {
            notes.Add($"flow \"{name}\": no live expiry");
            return new(name, null, null, null, null, null, null);
        }
        Duration left = _book.Slices[0].Slice.Expiry - _book.Chain.AsOf;
        double total = _now - Delta(_spot, 0, left, rollOff: true);
        notes.Add($"flow \"{name}\": {_book.Slices[0].Slice.Expiry}, the expiring options are settled and gone; other time moves keep an expired option at its settlement delta");
        return View(name, total, _spot, 0, 0, total) with { At = _book.Slices[0].Slice.Expiry.ToString() };
    }

    private HedgingFlowView WithSpotVolBeta(double move, FlowSettings settings, List<string> notes)
    {
        string name = $"spot {Signed(move * 100)} % with spot-vol beta";
        if (SpotVolSlope.Read(_book.Chain, settings) is not SpotVolSlope beta)
        {
            notes.Add($"flow \"{name}\": no expiry has enough quoted strikes near the money to read a skew");
            return new(name, null, null, null, null, null, null);
        }
        double vol = beta.Slope * Math.Log(1 + move);
        string from = beta.Beta.Source switch
        {
            "skew" => string.Create(CultureInfo.InvariantCulture, $"a skew stickiness ratio of {settings.SkewStickiness}"),
            "series" => string.Create(CultureInfo.InvariantCulture, $"a beta of {beta.Beta.Beta:0.000} +- {beta.Beta.StandardError:0.000} over {beta.Beta.Count} changes (R2 {beta.Beta.RSquared:0.00})"),
            _ => string.Create(CultureInfo.InvariantCulture, $"a beta of {beta.Beta.Beta:0.000} as given"),
        };
        notes.Add(string.Create(CultureInfo.InvariantCulture, $"flow \"{name}\": vols of all strikes {Math.Round(vol * 100, 2) + 0.0:+0.00;-0.00;0.00} points, from the skew {beta.Skew:0.000} per unit of ln K of {beta.Of.ListedExpiry:yyyy-MM-dd} and {from}"));
        return Scenario(name, 1 + move, vol, Duration.Zero);
    }

    private HedgingFlowView View(string name, double units, double spot, double gamma, double vanna, double charm) =>
        new(name, units, units * spot, gamma, vanna, charm, units - gamma - vanna - charm, Contracts: _hedge.Contracts(units, spot));

    private double Delta(double spot, double vol, Duration time, bool rollOff)
    {
        Span<double> delta = stackalloc double[1];
        delta[0] = 0;
        DealerDelta.Add(_book, VolRule.StickyStrike, [spot], vol, time, rollOff, delta);
        return delta[0];
    }

    private static string Signed(double percent) => percent.ToString("+0.##;-0.##", CultureInfo.InvariantCulture);
}
