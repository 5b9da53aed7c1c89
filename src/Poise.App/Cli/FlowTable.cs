using System.Globalization;
using Poise.Flow;
using Spectre.Console;

namespace Poise.App;

/// <summary>A flow view for people: scaled numbers with their units, levels first. Exposures are in the units of one of the view's <see cref="UnitView"/>s.</summary>
internal static partial class FlowTable
{
    private const int StrikesShown = 24, ContractsShown = 16;

    public static void Write(IReadOnlyList<FlowView> views, TextWriter to, bool isTerminal, string units, bool map) => Write(views, TerminalOutput.On(to, isTerminal), units, map);

    /// <summary>The same on a console of any width.</summary>
    internal static void Write(IReadOnlyList<FlowView> views, IAnsiConsole console, string units, bool map)
    {
        foreach (FlowView view in views)
            Write(view, view.Units.First(u => u.Name == units), console, map);
    }

    private static void Write(FlowView view, UnitView units, IAnsiConsole console, bool map)
    {
        ConventionsView c = view.Conventions;
        console.MarkupLineInterpolated($"[bold]{view.Underlying}[/] {view.AsOf}  spot [bold]{Price(view.Spot)}[/] ({view.SpotSource})  {view.Source}");
        console.MarkupLineInterpolated($"signs {c.Signs}; walls {c.Walls}; vols {c.Vols}; expiries {c.Expiries}{(c.Compat is null ? "" : "; compat " + c.Compat)}");
        console.WriteLine();

        LevelsView l = view.Levels;
        var levels = Table("level", "value", "from spot");
        Level("regime", l.Regime ?? "-", "");
        Level("zero gamma", Price(l.ZeroGamma), FromSpot(l.ZeroGamma, view.Spot));
        foreach (double other in l.ZeroGammaAll.Where(z => z != l.ZeroGamma))
            Level("  also", Price(other), FromSpot(other, view.Spot));
        if (l.TransitionZone is RangeView between)
            Level("  transition zone", $"{Price(between.Low)} to {Price(between.High)}", "");
        foreach (double wall in l.CallWalls.DefaultIfEmpty(double.NaN))
            Level("call wall", Price(wall), FromSpot(wall, view.Spot));
        foreach (double wall in l.PutWalls.DefaultIfEmpty(double.NaN))
            Level("put wall", Price(wall), FromSpot(wall, view.Spot));
        if (view.OnHedge is HedgeLevelsView h)
            Level($"on {h.Instrument}", string.Create(CultureInfo.InvariantCulture, $"x {h.Ratio:0.000000}"), h.Source);
        Hedge("  zero gamma", view.OnHedge?.ZeroGamma);
        Hedge("  call wall", view.OnHedge?.CallWall);
        Hedge("  put wall", view.OnHedge?.PutWall);
        if (view.DayRange is RangeView range)
        {
            Level("a day's low", Price(range.Low), FromSpot(range.Low, view.Spot));
            Level("a day's high", Price(range.High), FromSpot(range.High, view.Spot));
        }
        if (view.ByExpiry.Count > 0 && view.ByExpiry[0].MaxPain is double pain)
            Level("max pain, next expiry", Price(pain), FromSpot(pain, view.Spot));
        levels.Write(console);

        TotalsView t = view.Totals;
        var totals = Table("total", "value", "unit", "calls", "puts");
        Total("GEX", t.Gex, t.CallGex, t.PutGex);
        Total("DEX", t.Dex, t.Calls?.Dex, t.Puts?.Dex);
        Total("VEX", t.Vex, t.Calls?.Vex, t.Puts?.Vex);
        Total("CEX", t.Cex, t.Calls?.Cex, t.Puts?.Cex);
        Total("volga", t.Volga, t.Calls?.Volga, t.Puts?.Volga);
        Total("speed", t.Speed, t.Calls?.Speed, t.Puts?.Speed);
        totals.Add("hedge", Money(t.HedgeContractsPerPoint), $"{t.HedgeInstrument} per point", "", "");
        totals.Write(console);

        if (view.Products.Count > 0)
        {
            var products = Table("product", "spot", "times", "contract", "GEX", "share", "DEX", "VEX", "CEX", "zero gamma");
            foreach (ProductView p in view.Products)
                products.Add(p.Underlying, Price(p.Spot), Number(p.Ratio, "0.######"), Number(p.ContractSize, "0.####"), In("gex", p.Gex), Number(p.GexShare * 100, "0.0") + " %", In("dex", p.Dex), In("vex", p.Vex), In("cex", p.Cex), Price(p.ZeroGamma));
            products.Write(console);
        }

        if (view.SignModels.Count > 1)
        {
            var models = Table("signs", "GEX", "zero gamma", "regime", "call wall", "put wall");
            foreach (SignModelView m in view.SignModels)
                models.Add(m.Signs + (m.Signs == c.Signs ? " *" : ""), In("gex", m.Gex), Price(m.ZeroGamma), m.Regime ?? "-", Price(m.CallWall), Price(m.PutWall));
            models.Write(console);
        }

        if (view.Buckets.Count > 0)
        {
            var buckets = Table("expiries", "count", "GEX", "zero gamma", "regime", "call wall", "put wall");
            foreach (BucketView b in view.Buckets)
                buckets.Add(b.Bucket, Number(b.Expiries, "0"), In("gex", b.Gex), Price(b.ZeroGamma), b.Regime ?? "-", Price(b.CallWall), Price(b.PutWall));
            buckets.Write(console);
        }

        if (view.ByExpiry.Count > 0)
        {
            var expiries = Table("expiry (UTC)", "days", "forward", "GEX", "zero gamma", "rung", "DEX", "VEX", "CEX");
            foreach (ExpiryView e in view.ByExpiry.Take(12))
                expiries.Add(e.Expiry[..Math.Min(16, e.Expiry.Length)].Replace('T', ' ') + (e.Product is null ? "" : $" {e.Product}"), Number(e.Years * 365, "0.0"), Price(e.Forward), In("gex", e.Gex), Price(e.ZeroGamma), e.ForwardRung, In("dex", e.Dex), In("vex", e.Vex), In("cex", e.Cex));
            expiries.Write(console);
            More(view.ByExpiry.Count - 12, "expiry", "expiries");
        }

        List<StrikeView> near = [.. view.ByStrike.Where(s => s.NetGex is not null).OrderByDescending(s => Math.Abs(s.NetGex!.Value)).Take(StrikesShown).OrderByDescending(s => s.Strike)];
        if (near.Count > 0)
        {
            var strikes = Table("strike", "net GEX", "call GEX", "put GEX", "call OI", "put OI");
            foreach (StrikeView s in near)
                strikes.Add(Price(s.Strike), In("gex", s.NetGex), In("gex", s.CallGex), In("gex", s.PutGex), Number(s.CallOi, "#,0.#"), Number(s.PutOi, "#,0.#"));
            strikes.Write(console);
            console.MarkupLineInterpolated($"the {(near.Count == 1 ? "strike" : $"{near.Count} strikes")} of largest net GEX out of {view.ByStrike.Count}; --format csv prints all");
        }

        if (view.Inventory is InventoryView inventory)
            Inventory(view, inventory, units, console);

        if (view.Flow.Count > 0)
        {
            string[] day = [.. view.Liquidity is null ? (string[])[] : ["of a day", "impact"], .. view.Depth is null ? (string[])[] : ["book"]];
            string[] hedge = [.. t.HedgeInstrument == view.Underlying ? (string[])[] : ["contracts"]];
            var flow = Table(["if", "dealers must trade", .. day, "units", "gamma", "vanna", "charm", "cross", .. hedge]);
            foreach (HedgingFlowView f in view.Flow)
            {
                string action = f.Currency is not double money ? "-" : money >= 0 ? $"buy {Money(money)}" : $"sell {Money(-money)}";
                string[] share = [.. view.Liquidity is null ? (string[])[] : [Number(f.ShareOfVolume * 100, "0.00") + " %", Number(f.Impact * 100, "+0.000;-0.000;0") + " %"],
                    .. view.Depth is null ? (string[])[] : [f.DepthImpact is null ? f.Currency is null ? "-" : "deeper" : Number(f.DepthImpact * 100, "+0.000;-0.000;0") + " %"]];
                flow.Add([f.Scenario, action, .. share, Units(f.Units), Units(f.Gamma), Units(f.Vanna), Units(f.Charm), Units(f.Residual), .. hedge.Select(_ => Units(f.Contracts))]);
            }
            flow.Write(console);
        }
        if (view.SpotVolBeta is SpotVolBetaView beta)
            console.MarkupLineInterpolated($"spot-vol beta {Number(beta.Beta, "0.000")} ({beta.Source}{(beta.Count is int count ? $", +- {Number(beta.StandardError, "0.000")}, R2 {Number(beta.RSquared, "0.00")}, {count} changes" : "")}): at-the-money vol {Number(beta.Beta, "+0.00;-0.00")} points a percent of spot, each strike's own {Number(beta.Slope, "+0.00;-0.00")}; skew {Number(beta.Skew, "0.000")}, stickiness {Number(beta.Stickiness, "0.00")}");
        if (view.RollOff is RollOffView r)
            console.MarkupLineInterpolated($"next expiry {r.Expiry}: takes GEX {In("gex", r.GexOff)} of {In("gex", r.GexNow)} and {Number(r.OpenInterestOff, "#,0")} contracts{(r.GexAfter is double after ? $"; the time till then makes {In("gex", after - (r.GexNow - r.GexOff))}" : "")}; leaves {In("gex", r.GexAfter)}, zero gamma {Price(r.ZeroGammaAfter)}, {r.RegimeAfter ?? "no regime"}");
        if (view.GammaSurface is GammaSurfaceView surface)
            Surface(surface, units, map, console);
        if (map && view.Map is HedgingMapView grid)
            Map(grid, view.Underlying, console);
        if (view.Liquidity is LiquidityView q)
        {
            console.MarkupLineInterpolated($"hedging of a 1 % move moves the price by {Number(q.Amplification, "0.000")} % and {(q.Feedback == "none" ? "leaves" : q.Feedback)} it (g, {q.Law} impact, {Money(q.DailyVolume)} a day, a day's move {Number(q.DailyVol * 100, "0.00")} %: {q.DailyVolSource}); squeeze watch: {q.Watch}");
            foreach (SqueezeZoneView zone in q.SqueezeZones)
                console.MarkupLineInterpolated($"  dealers short and g up to {Number(zone.Amplification, "0.00")} between {Price(zone.From)} and {Price(zone.To)}");
            foreach (WallBreakView broken in q.WallBreaks)
                console.MarkupLineInterpolated($"  beyond the {broken.Wall} {Price(broken.Level)}: GEX {Money(broken.Gex)}, g {Number(broken.Amplification, "0.000")}, squeeze watch: {broken.Watch}");
        }

        if (view.Depth is DepthView deep)
            console.MarkupLineInterpolated($"through the order book at once ({deep.Source}: bids {Money(deep.Bids)}, asks {Money(deep.Asks)}) the hedge of a 1 % move moves the price by {(deep.Amplification is null ? "more than it holds" : Number(deep.Amplification, "0.000") + " %")}");

        CoverageView v = view.Coverage;
        LeftOutView o = v.LeftOut;
        console.MarkupLineInterpolated($"coverage: {v.Used} of {v.Rows} contracts, {Number(v.OpenInterestUsed * 100, "0.0")} % of live open interest; left out: {o.Expired} expired, {o.NoVol} no vol, {o.NoOpenInterest} no open interest, {o.Crossed} crossed, {o.Stale} stale, {o.Malformed} malformed; vols: {v.Vols.OutOfTheMoneyMid} out-of-the-money mid, {v.Vols.OtherSideMid} other side's mid, {v.Vols.Vendor} vendor");
        foreach (AlertView alert in view.Alerts)
            console.MarkupLineInterpolated($"[bold]alert[/] {alert.Rule}: {alert.Text}");
        foreach (string note in view.Notes)
            console.MarkupLineInterpolated($"note: {note}");
        console.WriteLine();

        void Total(string name, double? value, double? calls, double? puts)
        {
            string exposure = name.ToLowerInvariant();
            totals.Add(name, In(exposure, value), Unit(exposure).Unit, In(exposure, calls), In(exposure, puts));
        }

        UnitFactorView Unit(string exposure) => units.Exposures.First(e => e.Exposure == exposure);

        string In(string exposure, double? value) => Money(value * Unit(exposure).Factor);

        void Hedge(string name, double? level)
        {
            if (level is not null)
                Level(name, Price(level), "");
        }

        void Level(string name, string value, string distance) => levels.Add(name, value, distance);

        void More(int count, string one, string several)
        {
            if (count > 0)
                console.MarkupLineInterpolated($"and {count} more {(count == 1 ? one : several)}");
        }
    }

    /// <summary>A table a time: spot moves down, vol moves across.</summary>
    private static void Map(HedgingMapView grid, string underlying, IAnsiConsole console)
    {
        foreach (HedgingSheetView sheet in grid.Sheets)
        {
            console.WriteLine();
            console.MarkupLineInterpolated($"{sheet.Time} ({sheet.At}): {underlying} that dealers buy, vols {grid.VolRule} and moved by");
            var table = Table(["spot", .. grid.VolMoves.Select(static v => Number(100 * v, "+0 pt;-0 pt;0"))]);
            for (int s = 0; s < grid.SpotMoves.Count; s++)
                table.Add([Number(100 * grid.SpotMoves[s], "+0.#;-0.#;0") + " %", .. sheet.Units.Select(row => Units(row[s]))]);
            table.Write(console);
        }
    }

    /// <summary>What the dealers are taken to hold, the contracts of largest GEX, and how far that is known.</summary>
    private static void Inventory(FlowView view, InventoryView inventory, UnitView units, IAnsiConsole console)
    {
        double? factor = units.Exposures.First(e => e.Exposure == "gex").Factor;
        var contracts = Table("dealers hold", "position", "+-", "sign", "confidence", "at most", "traded", "GEX");
        foreach (InventoryContractView c in inventory.Contracts.OrderByDescending(static c => Math.Abs(c.Gex ?? 0)).Take(ContractsShown))
            contracts.Add(c.Symbol, Number(c.Position, "+#,0;-#,0;0"), Number(c.Deviation, "#,0"), Number(100 * c.SignOdds, "0") + " %", Number(100 * c.Confidence, "0") + " %", Number(c.Bound, "#,0"), Number(c.Volume, "#,0"), Money(c.Gex * factor));
        contracts.Write(console);
        if (inventory.Contracts.Count > ContractsShown)
            console.MarkupLineInterpolated($"and {inventory.Contracts.Count - ContractsShown} more contracts with a position or trades; --format json has all");
        InventoryVolumeView v = inventory.Volume;
        console.MarkupLineInterpolated($"inventory: total GEX {Money(view.Totals.Gex * factor)} +- {Money(inventory.GexDeviation * factor)}, its sign right with {Number(100 * inventory.SignOdds, "0")} %, confidence {Number(100 * inventory.Confidence, "0")} %; prior {inventory.Prior}; {Number(v.All, "#,0")} contracts traded, their side told by the venue {Share(v.Venue)}, quotes {Share(v.Quote)}, packages {Share(v.Package)}, legs {Share(v.Leg)}, ticks {Share(v.Tick)}, bars {Share(v.Bar)}, nothing {Share(v.Unsigned)}");
        console.WriteLine();

        string Share(double part) => v.All > 0 ? Number(100 * part / v.All, "0.0") + " %" : "-";
    }

    private static LeadingColumns Table(params string[] columns) =>
        new(name => name == columns[0] || name is "rung" or "unit" or "regime" or "dealers must trade", columns);

    internal static string Price(double? price) => Number(price, Math.Abs(price ?? 0) >= 100 ? "#,0.00" : "#,0.00##");

    private static string FromSpot(double? level, double? spot) =>
        level is double l && spot is double s && double.IsFinite(l) ? string.Create(CultureInfo.InvariantCulture, $"{l - s:+#,0.0;-#,0.0;0} ({(l / s - 1) * 100:+0.00;-0.00;0} %)") : "";

    internal static string Number(double? number, string format) =>
        number is double n && double.IsFinite(n) ? n.ToString(format, CultureInfo.InvariantCulture) : "-";

    private static string Units(double? units) => Number(units, Math.Abs(units ?? 0) >= 100 ? "#,0" : "0.##;-0.##;0");

    internal static string Money(double? amount)
    {
        if (amount is not double a || !double.IsFinite(a))
            return "-";
        (double scale, string unit) = Math.Abs(a) switch { >= 1e9 => (1e9, " bn"), >= 1e6 => (1e6, " mn"), >= 1e3 => (1e3, " k"), _ => (1, "") };
        return (a / scale).ToString("0.000", CultureInfo.InvariantCulture) + unit;
    }
}
