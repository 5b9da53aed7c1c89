namespace Poise.Flow;

/// <summary>A strike of all expiries and roots together.</summary>
internal readonly record struct StrikeLevel(double Strike, double NetGex, double UnsignedCallGex, double UnsignedPutGex, double CallOpenInterest, double PutOpenInterest);

/// <summary>Walls by each definition; null with a reason where there is none.</summary>
internal sealed record WallLevels(double? Call, double? Put, IReadOnlyList<double> Calls, IReadOnlyList<double> Puts, IReadOnlyList<string> Reasons)
{
    public static WallLevels Of(IReadOnlyList<StrikeLevel> strikes, WallDefinition definition, double spot, double? zeroGamma)
    {
        var reasons = new List<string>();
        if (definition == WallDefinition.AroundZeroGamma)
        {
            if (zeroGamma is not double zero)
                return new(null, null, [], [], ["callWall, putWall: no zero gamma to look around"]);
            List<double> above = Largest(strikes, 2, spot, s => s.Strike > zero ? Math.Abs(s.NetGex) : 0);
            List<double> below = Largest(strikes, 2, spot, s => s.Strike < zero ? Math.Abs(s.NetGex) : 0);
            return new(First(above, "callWall: no gamma above zero gamma"), First(below, "putWall: no gamma below zero gamma"), above, below, reasons);
        }
        (Func<StrikeLevel, double> call, Func<StrikeLevel, double> put) = definition switch
        {
            WallDefinition.NetGamma => ((Func<StrikeLevel, double>)(s => s.NetGex), (Func<StrikeLevel, double>)(s => -s.NetGex)),
            WallDefinition.SideGamma => (s => s.Strike >= spot ? s.UnsignedCallGex : 0, s => s.Strike <= spot ? s.UnsignedPutGex : 0),
            _ => (s => s.Strike >= spot ? s.CallOpenInterest : 0, s => s.Strike <= spot ? s.PutOpenInterest : 0),
        };
        (string noCall, string noPut) = definition switch
        {
            WallDefinition.NetGamma => ("callWall: no strike has positive net gamma", "putWall: no strike has negative net gamma"),
            WallDefinition.SideGamma => ("callWall: no call gamma at or above spot", "putWall: no put gamma at or below spot"),
            _ => ("callWall: no call open interest at or above spot", "putWall: no put open interest at or below spot"),
        };
        List<double> calls = Largest(strikes, 1, spot, call), puts = Largest(strikes, 1, spot, put);
        return new(First(calls, noCall), First(puts, noPut), calls, puts, reasons);

        double? First(List<double> found, string reason)
        {
            if (found.Count > 0)
                return found[0];
            reasons.Add(reason);
            return null;
        }
    }

    // Strikes of the largest positive sizes, largest first; ties go to the one nearest to spot, then to the lower.
    private static List<double> Largest(IReadOnlyList<StrikeLevel> strikes, int count, double spot, Func<StrikeLevel, double> size)
    {
        var found = new List<(double Size, double Strike)>(count + 1);
        for (int i = 0; i < strikes.Count; i++)
        {
            double s = size(strikes[i]), strike = strikes[i].Strike;
            if (!(s > 0))
                continue;
            int at = found.Count;
            while (at > 0 && Before(s, strike, found[at - 1]))
                at--;
            if (at == count)
                continue;
            found.Insert(at, (s, strike));
            if (found.Count > count)
                found.RemoveAt(count);
        }
        return found.ConvertAll(static f => f.Strike);

        bool Before(double s, double strike, (double Size, double Strike) other)
        {
            if (s != other.Size)
                return s > other.Size;
            double away = Math.Abs(strike - spot), otherAway = Math.Abs(other.Strike - spot);
            return away != otherAway ? away < otherAway : strike < other.Strike;
        }
    }
}
