namespace Poise.Flow;

/// <summary>How much a trade of a size moves the price.</summary>
public enum ImpactLaw : byte
{
    /// <summary>sigma_day Q / ADV.</summary>
    Linear,

    /// <summary>sigma_day sqrt(Q / ADV): the law that traded sizes are found to follow (Toth et al., Phys. Rev. X 1 (2011) 021006).</summary>
    SquareRoot,
}

/// <summary>How much of the underlying is traded.</summary>
/// <param name="DailyVolume">Quote currency a day, all that dealers may hedge in.</param>
/// <param name="DailyVol">Typical move of a day, per 1.00; null: from implied vols.</param>
/// <param name="Law">Of the price's impact.</param>
public sealed record Liquidity(double DailyVolume, double? DailyVol = null, ImpactLaw Law = ImpactLaw.Linear);

/// <summary>
/// Where dealers' own hedging moves the price enough to call for more of it. g is the move that the hedge of a 1 % move causes, over 1 %: with
/// dealers short gamma it adds to the move (a small one ends 1 / (1 - g) times as large; from 1 on it feeds itself), with dealers long it takes from it.
/// </summary>
internal sealed class Squeeze
{
    /// <summary>A move counts as watched from here on: the hedge of 1 % moves the price by half a percent more.</summary>
    private const double Watched = 0.5;

    /// <summary>A wall is broken this far beyond it.</summary>
    private const double Beyond = 0.001;

    private readonly Liquidity _liquidity;
    private readonly double _dailyVol;

    private Squeeze(Liquidity liquidity, double dailyVol)
    {
        _liquidity = liquidity;
        _dailyVol = dailyVol;
    }

    /// <summary>Null, with a note, where nothing is known of the underlying's liquidity.</summary>
    public static Squeeze? Of(FlowSettings settings, (double Vol, string Source)? implied, List<string> notes, out string volSource)
    {
        volSource = "";
        if (settings.Liquidity is not Liquidity liquidity)
        {
            notes.Add("liquidity: no daily volume of the underlying is known: shares of volume, impact and squeeze watch are not computed (--daily-volume)");
            return null;
        }
        if (liquidity.DailyVol is double given)
        {
            volSource = "given";
            return new Squeeze(liquidity, given);
        }
        if (implied is not (double vol, string source))
        {
            notes.Add("liquidity: no daily move: no expiry has a vol near the money (--daily-vol)");
            return null;
        }
        volSource = source;
        return new Squeeze(liquidity, vol);
    }

    /// <summary>Fractional move of the price that a trade causes; + for a purchase.</summary>
    public double Impact(double currency)
    {
        double share = Math.Abs(currency) / _liquidity.DailyVolume;
        return Math.Sign(currency) * _dailyVol * (_liquidity.Law == ImpactLaw.Linear ? share : Math.Sqrt(share));
    }

    /// <summary>Of a 1 % move at a place where dealers have this GEX; at least 0, whatever their side.</summary>
    private double Gain(double gex) => Impact(Math.Abs(gex)) / 0.01;

    /// <summary>The flow with its share of a day's volume and what it does to the price.</summary>
    public HedgingFlowView With(HedgingFlowView flow) =>
        flow.Currency is double money ? flow with { ShareOfVolume = Math.Abs(money) / _liquidity.DailyVolume, Impact = Impact(money) } : flow;

    public LiquidityView View(GexProfile profile, double gex, WallLevels walls, string volSource)
    {
        double worst = 0, at = double.NaN;
        for (int j = 0; j < profile.Spots.Length; j++)
        {
            if (profile.Gex[j] < 0 && Gain(profile.Gex[j]) > worst)
                (worst, at) = (Gain(profile.Gex[j]), profile.Spots[j]);
        }
        var broken = new List<WallBreakView>();
        Break("call wall", walls.Call, 1 + Beyond);
        Break("put wall", walls.Put, 1 - Beyond);
        return new LiquidityView(
            _liquidity.DailyVolume, _dailyVol, volSource, _liquidity.Law.Name(),
            Gain(gex), gex < 0 ? "amplifies" : gex > 0 ? "dampens" : "none", Watch(gex), worst > 0 ? worst : null, worst > 0 ? at : null, Zones(profile), broken);

        void Break(string name, double? wall, double beyond)
        {
            if (wall is not double level)
                return;
            double there = profile.At(level * beyond);
            broken.Add(new(name, level, there, Gain(there), Watch(there)));
        }
    }

    /// <summary>none while dealers are long gamma or trade little; watch from half of what feeds itself; squeeze from there.</summary>
    private string Watch(double gex) => gex >= 0 ? "none" : Gain(gex) switch { >= 1 => "squeeze", >= Watched => "watch", _ => "none" };

    /// <summary>Where over shifted spot dealers are short and g is at least a half, by the profile's nodes.</summary>
    private List<SqueezeZoneView> Zones(GexProfile profile)
    {
        var zones = new List<SqueezeZoneView>();
        for (int start = 0, end; start < profile.Spots.Length; start = end)
        {
            end = start + 1;
            if (Watch(profile.Gex[start]) == "none")
                continue;
            double most = Gain(profile.Gex[start]);
            for (; end < profile.Spots.Length && Watch(profile.Gex[end]) != "none"; end++)
                most = Math.Max(most, Gain(profile.Gex[end]));
            zones.Add(new(profile.Spots[start], profile.Spots[end - 1], most));
        }
        return zones;
    }
}
