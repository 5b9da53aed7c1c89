using System.Globalization;
using Poise.Chains;
using Poise.Domain;

namespace Poise.Flow;

/// <summary>From a snapshot to what every face prints of it.</summary>
public static partial class FlowReport
{
    /// <summary>Exposures, levels, profile and hedging flow by our own greeks.</summary>
    /// <exception cref="ArgumentException">The snapshot has no spot.</exception>
    /// <exception cref="NoSkewException">Vols are to follow spot by a skew that the chain does not have.</exception>
    public static FlowView Of(MarketSnapshot snapshot, FlowSettings settings)
    {
        OptionChain chain = OptionChain.Of(snapshot, settings.Chain);
        settings.Reached?.Invoke("price");
        return Of(chain, settings);
    }

    /// <inheritdoc cref="Of(MarketSnapshot, FlowSettings)"/>
    public static FlowView Of(OptionChain chain, FlowSettings settings)
    {
        var notes = new List<string>(chain.Notes);
        AddMalformed(chain.Snapshot, notes);
        notes.AddRange(settings.Assumed);
        DealerBook book = DealerBook.Of(chain, settings);
        List<ContractExposure> contracts = Exposures.Of(book);
        settings.Reached?.Invoke("exposures");
        if (settings.VolRule == VolRule.SpotVolBeta && double.IsNaN(book.VolSlope))
            throw new NoSkewException();
        GexProfile profile = GexProfile.Of(book, settings);
        Exposure total = default, calls = default, puts = default;
        foreach (ContractExposure contract in contracts)
        {
            total += contract.Exposure;
            if (contract.IsCall)
                calls += contract.Exposure;
            else
                puts += contract.Exposure;
        }
        double spot = chain.Spot;
        string volSource = "";
        bool isKnown = book.Slices.Any(static s => s.HasPositions);
        if (!isKnown)
            notes.Add($"totals: {WhyNothing(chain, book, settings)}");
        List<double> crossings = profile.Crossings();
        double? zero = GexProfile.Primary(crossings, spot);
        if (zero is null)
            notes.Add(isKnown ? "zeroGamma: one-signed between 0.5 and 1.5 of spot" : "zeroGamma: nothing to compute");
        settings.Reached?.Invoke("profile");
        List<ContractExposure> ordered = StrikeSum.Ordered(contracts);
        List<StrikeSum> strikes = StrikeSum.Of(ordered);
        List<StrikeLevel> levels = strikes.ConvertAll(s => s.Level);
        WallLevels walls = WallLevels.Of(levels, settings.Walls, spot, zero);
        notes.AddRange(walls.Reasons);
        HedgeInstrument hedge = settings.Hedge ?? new HedgeInstrument(chain.Underlying, 1, PayoffStyle.Linear);
        List<HedgingFlowView> flow = isKnown ? HedgingFlow.Of(book, settings, hedge, notes) : [];
        (double Vol, string Source)? daily = LevelsBy.DailyVol(book, settings);
        Squeeze? squeeze = isKnown ? Squeeze.Of(settings, daily, notes, out volSource) : null;
        if (squeeze is not null)
            flow = flow.ConvertAll(squeeze.With);
        if (settings.Depth is MarketDepth depth)
            flow = flow.ConvertAll(f => f.Currency is double money ? f with { DepthImpact = depth.Impact(money) } : f);
        if (settings.CompareWithCompat && isKnown && settings.Expiries == ExpiryFilter.All && settings.Signs is not (SignModel.File or SignModel.Inventory))
            Compare(chain, settings, total.Gex, zero, notes);
        if (book.Slices.Count < chain.Slices.Count)
            notes.Add($"expiries {settings.Expiries.Name()}: {book.Slices.Count} of {chain.Slices.Count} live expiries count; coverage speaks of the whole file");
        if (settings.Signs == SignModel.File)
            CheckPositions(book, settings, notes);
        CoverageView coverage = Coverage(chain);
        if (!settings.Chain.VendorVols && coverage.Vols.Vendor > 0)
            notes.Add($"vols: {coverage.Vols.Vendor} of {coverage.Used} used contracts have no usable two-sided quote at their strike and take the vendor's vol");

        string? regime = isKnown ? Regime(total.Gex, zero, spot, settings.TransitionZone, notes) : null;
        List<HeatRowView> cells = Heatmap.Of(book, contracts, isKnown, notes);
        settings.Reached?.Invoke("flow");

        return new FlowView
        {
            Underlying = chain.Underlying,
            AsOf = chain.AsOf.ToString(),
            Spot = spot,
            SpotSource = chain.Snapshot.SpotSource,
            Source = chain.Snapshot.Source,
            Conventions = new(
                settings.Signs.Name(), settings.Walls.Name(), "crossings of total GEX over shifted spot 0.5..1.5, options repriced, vols " + settings.VolRule.Name(),
                "act/365 to the expiry instant", "calendar", settings.Chain.VendorVols ? "vendor" : "out-of-the-money mid", "poise black-76 on the ladder's forward",
                "currency of delta per +1 %", settings.Expiries.Name(), null),
            Coverage = coverage,
            Totals = new(
                If(total.Gex), If(calls.Gex), If(puts.Gex), If(100 * total.Gex / spot), If(total.Dex), If(total.Vex), If(total.Cex), If(total.Volga), If(total.Speed),
                If(hedge.ContractsPerPoint(total.Gex, spot)), hedge.Name, isKnown ? ExposureView.Of(calls) : null, isKnown ? ExposureView.Of(puts) : null),
            Units = ExposureUnits.Of(spot, hedge),
            Levels = new(zero, crossings, walls.Call, walls.Put, walls.Calls, walls.Puts, regime, Transition(zero, settings.TransitionZone)),
            SignModels = settings.CompareSigns ? SignsBeside.Of(chain, settings, new(settings.Signs.Name(), If(total.Gex), zero, regime, walls.Call, walls.Put)) : [],
            OnHedge = HedgeLevels.Of(chain, hedge, zero, walls, notes),
            Profile = isKnown ? Points(profile.Spots, profile.Gex) : [],
            ByStrike = Strikes(strikes, isKnown),
            ByExpiry = Expiries(book, contracts, profile, spot, isKnown),
            Cells = cells,
            Flow = flow,
            Buckets = isKnown ? LevelsBy.Expiries(book, contracts, ordered, profile, settings) : [],
            Walls = LevelsBy.Definition(levels, spot, zero),
            DayRange = daily is (double move, _) ? new RangeView(spot * Math.Exp(-move), spot * Math.Exp(move)) : null,
            Map = isKnown && settings.MapsHedging ? HedgingMap.Of(book, settings) : null,
            SpotVolBeta = SpotVolSlope.Read(chain, settings)?.View,
            Products = isKnown ? ProductShares.Of(book, contracts, profile) : [],
            RollOff = isKnown ? RollOff.Of(book, profile, settings) : null,
            GammaSurface = isKnown && settings.MapsGamma ? GammaSurface.Of(book, profile, settings) : null,
            Depth = DepthView.Of(settings.Depth, If(total.Gex), notes),
            Liquidity = squeeze?.View(profile, total.Gex, walls, volSource),
            Split = chain.Snapshot.Split is StockSplit split ? new SplitView(split.Ratio, split.Since.ToString()) : null,
            Inventory = settings.Signs == SignModel.Inventory ? InventoryReport.Of(book, contracts, total.Gex, settings, notes) : null,
            Notes = notes,
        };

        double? If(double value) => isKnown && double.IsFinite(value) ? value : null;
    }

    private static void AddMalformed(MarketSnapshot snapshot, List<string> notes)
    {
        if (snapshot.RefusedCount == 0)
            return;
        const int shown = 3;
        string more = snapshot.Refusals.Count > shown ? "; and more" : "";
        notes.Add($"malformed: {snapshot.RefusedCount} contracts left out: {string.Join("; ", snapshot.Refusals.Take(shown))}{more}");
    }

    internal static string? Regime(double? gex, double? zero, double spot, double zone, List<string> notes)
    {
        if (zero is double z && Math.Abs(spot - z) < zone * spot)
            return "transition";
        if (gex is double total and not 0 && double.IsFinite(total))
            return total > 0 ? "long-gamma" : "short-gamma";
        notes.Add(gex is null ? "regime: there is no total GEX" : "regime: total GEX is zero");
        return null;
    }

    /// <summary>Where |spot - zero gamma| is less than the zone's share of spot.</summary>
    private static RangeView? Transition(double? zero, double zone) => zero is double z ? new(z / (1 + zone), z / (1 - zone)) : null;

    private static CoverageView Coverage(OptionChain chain)
    {
        ChainCoverage c = chain.Coverage;
        int mid = 0, other = 0, vendor = 0;
        foreach (ExpirySlice slice in chain.Slices)
        {
            for (int i = 0; i < slice.Count; i++)
            {
                int sides = (slice.CallOpenInterest[i] > 0 ? 1 : 0) + (slice.PutOpenInterest[i] > 0 ? 1 : 0);
                mid += slice.VolSources[i] == VolSource.OutOfTheMoneyMid ? sides : 0;
                other += slice.VolSources[i] == VolSource.OtherSideMid ? sides : 0;
                vendor += slice.VolSources[i] == VolSource.Vendor ? sides : 0;
            }
        }
        return new(
            c.Rows, c.Used, new(c.Expired, c.NoVol, c.NoOpenInterest, c.Crossed, c.Stale, c.Malformed),
            c.OpenInterest > 0 ? c.OpenInterestUsed / c.OpenInterest : null, new(mid, other, vendor));
    }

    private static List<StrikeView> Strikes(List<StrikeSum> sums, bool isKnown)
    {
        var views = new List<StrikeView>(sums.Count);
        foreach (StrikeSum s in sums)
        {
            Exposure net = s.Call + s.Put;
            views.Add(isKnown && s.HasVol
                ? new(s.Strike, s.Call.Gex, s.Put.Gex, net.Gex, s.CallOpenInterest, s.PutOpenInterest, net.Dex, net.Vex, net.Cex, net.Volga, net.Speed, ExposureView.Of(s.Call), ExposureView.Of(s.Put))
                : new(s.Strike, null, null, null, s.CallOpenInterest, s.PutOpenInterest, null, null, null, null, null, null, null));
        }
        return views;
    }

    private static List<ExpiryView> Expiries(DealerBook book, List<ContractExposure> contracts, GexProfile profile, double spot, bool isKnown)
    {
        Exposure[] calls = new Exposure[book.Slices.Count], puts = new Exposure[book.Slices.Count];
        foreach (ContractExposure contract in contracts)
            (contract.IsCall ? calls : puts)[contract.Slice] += contract.Exposure;
        var views = new List<ExpiryView>();
        for (int s = 0; s < calls.Length; s++)
        {
            ExpirySlice slice = book.Slices[s].Slice;
            Exposure e = calls[s] + puts[s];
            string? product = book.Chain.Products.Count > 0 ? slice.Product?.Underlying ?? book.Chain.Underlying : null;
            views.Add(isKnown && book.Slices[s].HasVols
                ? new(
                    slice.Expiry.ToString(), slice.Years, slice.Forward.Forward, slice.Forward.Rung.Name(), e.Gex, e.Dex, e.Vex, e.Cex,
                    GexProfile.Primary(profile.Crossings(s), spot), e.Volga, e.Speed, ExposureView.Of(calls[s]), ExposureView.Of(puts[s]), LevelsBy.MaxPain(slice), LevelsBy.AtTheMoneyVol(slice), LevelsBy.Range(slice), product)
                : new(slice.Expiry.ToString(), slice.Years, slice.Forward.Forward, slice.Forward.Rung.Name(), null, null, null, null, null, null, null, null, null, LevelsBy.MaxPain(slice), LevelsBy.AtTheMoneyVol(slice), LevelsBy.Range(slice), product));
        }
        return views;
    }

    internal static List<ProfilePoint> Points(double[] spots, double[] gex)
    {
        var points = new List<ProfilePoint>(spots.Length);
        for (int j = 0; j < spots.Length; j++)
            points.Add(new(spots[j], gex[j]));
        return points;
    }

    private static void CheckPositions(DealerBook book, FlowSettings settings, List<string> notes)
    {
        if (settings.Positions is null)
            return;
        int counted = 0;
        foreach (DealerSlice dealers in book.Slices)
            counted += dealers.CallUnits.Count(static u => u != 0) + dealers.PutUnits.Count(static u => u != 0);
        int held = settings.Positions.Count(static p => p.Value != 0);
        if (counted < held)
            notes.Add($"positions: {held - counted} of {held} symbols count nothing: not in the chain, expired, filtered out, or without a vol");
    }

    /// <summary>Why a chain gives no number at all, in one line.</summary>
    private static string WhyNothing(OptionChain chain, DealerBook book, FlowSettings settings)
    {
        ChainCoverage c = chain.Coverage;
        if (chain.Slices.Count == 0)
            return $"no live contract ({c.Expired} expired, {c.Stale} stale, {c.Malformed} malformed of {c.Rows})";
        if (book.Slices.Count == 0)
            return $"no expiry within \"{settings.Expiries.Name()}\"";
        if (settings.Signs == SignModel.File)
            return "no position of the file is in a live contract with a vol";
        if (settings.Signs == SignModel.Inventory)
            return "no trade and no change of open interest tells of the dealers' position in a live contract with a vol";
        if (settings.Expiries != ExpiryFilter.All)
            return $"no contract of the {book.Slices.Count} expiries within \"{settings.Expiries.Name()}\" has both open interest and a vol";
        return $"no contract has both open interest and a vol ({c.NoOpenInterest} without open interest, {c.NoVol} without a vol, {c.Crossed} crossed of {c.Rows})";
    }
}
