using Poise.Domain;
using Poise.Pricing;

namespace Poise.Hedging;

/// <summary>
/// What one option's value did between two points, by cause. Greeks are the start's, by the price that it settles on (the forward); where a
/// move is large for the option the straight line from start to end is walked in parts, and what each greek's own change on the way
/// brought belongs to the term that is named after it. In one part that is delta dF + 1/2 gamma dF^2 + vega dv + vanna dF dv + 1/2 volga dv^2
/// + theta dt + charm dF dt.
/// </summary>
internal static class OptionStep
{
    /// <summary>A part is no larger than this share of the deviation left, of the time left, and of the vol.</summary>
    private const double Part = 0.25;

    /// <param name="units">Held, in units of the underlying; + long.</param>
    /// <param name="mostParts">At most so many parts; 1 leaves what is beyond second order in the residual.</param>
    /// <param name="line">Gets what the option's gamma and theta did.</param>
    /// <returns>False where a number is missing: nothing is added then.</returns>
    public static bool Add(Contract option, double units, in ExplainPoint start, in ExplainPoint end, int mostParts, StrikeLine line, ExplainTerms into)
    {
        double vol = start.Vol, volMove = double.IsFinite(end.Vol) ? end.Vol - vol : 0;
        double years = Math.Max((option.Expiry - start.At).Years, 0), passed = Math.Min((end.At - start.At).Years, years);
        double clock = years * start.Open * start.Open, ticked = clock - (years - passed) * end.Open * end.Open;
        double move = end.Settles - start.Settles;
        bool isVolLost = !double.IsFinite(end.Vol) && end.Open > 0; // one that has ended needs none
        if (isVolLost || !double.IsFinite(vol + move + start.Forward / start.Spot + end.Spot + start.Rate + end.Rate))
            return false;
        Walk walk = new(option, start.Settles, move, vol, volMove, clock, ticked, mostParts);

        // Three things move the price that it settles on: spot, the roll of the carry with time, and the rest.
        double bySpot = start.Open * start.Forward / start.Spot * (end.Spot - start.Spot);
        double byRoll = years > 0 ? start.Open * start.Forward * (Math.Pow(start.Spot / start.Forward, passed / years) - 1) : 0;
        bool isFixing = start.Open < 1 || end.Open < 1;
        bool isCoin = option.Style == PayoffStyle.Inverse;
        double unit = units * (isCoin ? 1 / end.Settles : Math.Exp(-start.Rate * years));
        into.Add(ExplainTerm.Delta, unit * walk.Delta * bySpot);
        into.Add(ExplainTerm.Gamma, unit * walk.Gamma);
        into.Add(ExplainTerm.Vega, unit * walk.Vega * volMove);
        into.Add(ExplainTerm.Vanna, unit * walk.Vanna);
        into.Add(ExplainTerm.Volga, unit * walk.Volga);
        into.Add(ExplainTerm.Charm, unit * walk.Charm);
        into.Add(isFixing ? ExplainTerm.SettlementDecay : ExplainTerm.Rate, unit * walk.Delta * (move - bySpot - byRoll));
        // The clock of an average runs faster than time: what time alone would have done is theta, the rest is the fixing's.
        double theta = isFixing && ticked > 0 ? walk.Theta * Math.Min(1, passed * start.Open * start.Open / ticked) : walk.Theta;
        into.Add(ExplainTerm.Theta, unit * (theta + walk.Delta * byRoll));
        into.Add(ExplainTerm.SettlementDecay, unit * (walk.Theta - theta));
        line.Add(start, end, unit * walk.Gamma, unit * (theta + walk.Delta * byRoll), unit * walk.GammaAtStart * start.Settles * start.Settles);
        if (isCoin)
        {
            into.Add(ExplainTerm.CoinPremium, units * walk.Value * (1 / end.Settles - 1 / start.Settles));
            return true;
        }
        double unwound = unit * walk.Value * (Math.Exp(start.Rate * passed) - 1);
        double discounted = units * walk.Value * (Math.Exp(-end.Rate * (years - passed)) - Math.Exp(-start.Rate * years));
        into.Add(ExplainTerm.Theta, unwound);
        into.Add(ExplainTerm.Rate, discounted - unwound);
        return true;
    }

    /// <summary>Undiscounted value and greeks at the start, by the forward, and what each greek's own change brought on the way.</summary>
    private readonly struct Walk
    {
        public Walk(Contract option, double price, double move, double vol, double volMove, double years, double passed, int mostParts)
        {
            double deviation = price * vol * Math.Sqrt(years);
            double most = Math.Max(Math.Abs(move) / deviation, Math.Max(passed / years, Math.Abs(volMove) / vol)) / Part;
            int parts = most > 1 ? (int)Math.Min(Math.Ceiling(most), mostParts) : 1;
            (double dx, double dv, double dt) = (move / parts, volMove / parts, passed / parts);
            double deltaByVol = 0, deltaByTime = 0, vegaByPrice = 0, thetaByPrice = 0;
            for (int i = 0; i < parts; i++)
            {
                OptionGreeks at = Black76.EvaluateForward(option.Type, price + i * dx, option.Strike, years - i * dt, 1, vol + i * dv);
                if (i == 0)
                    (Value, Delta, Vega, GammaAtStart) = (at.Price, at.Delta, at.Vega, at.Gamma);
                Gamma += (at.Delta - Delta - deltaByVol - deltaByTime + 0.5 * at.Gamma * dx) * dx;
                Vanna += deltaByVol * dx + vegaByPrice * dv + at.Vanna * dx * dv;
                Volga += (at.Vega - Vega - vegaByPrice + 0.5 * at.Volga * dv) * dv;
                Charm += deltaByTime * dx + thetaByPrice * dt + at.Charm * dx * dt;
                Theta += (at.Theta - thetaByPrice) * dt;
                deltaByVol += at.Vanna * dv;
                deltaByTime += at.Charm * dt;
                vegaByPrice += at.Vanna * dx;
                thetaByPrice += at.Charm * dx;
            }
        }

        public double Value { get; }

        public double Delta { get; }

        public double Vega { get; }

        public double GammaAtStart { get; }

        public double Gamma { get; }

        public double Vanna { get; }

        public double Volga { get; }

        public double Charm { get; }

        public double Theta { get; }
    }
}
