using Poise.Chains;
using Poise.Domain;

namespace Poise.Flow;

/// <summary>The same chain under every sign model that is known of it: what changes if dealers are short the calls?</summary>
internal static class SignsBeside
{
    private static readonly SignModel[] Fixed = [SignModel.CallsLongPutsShort, SignModel.CallsShortPutsLong, SignModel.ShortAll];

    /// <param name="chosen">What the view itself says, under its own model.</param>
    public static List<SignModelView> Of(OptionChain chain, FlowSettings settings, SignModelView chosen)
    {
        SignModel[] known = settings.Inventory is null ? Fixed : [SignModel.Inventory, .. Fixed];
        var views = new List<SignModelView>();
        if (!known.Contains(settings.Signs))
            views.Add(chosen);
        foreach (SignModel model in known)
            views.Add(model == settings.Signs ? chosen : Of(chain, settings with { Signs = model }));
        return views;
    }

    private static SignModelView Of(OptionChain chain, FlowSettings settings)
    {
        DealerBook book = DealerBook.Of(chain, settings);
        if (!book.Slices.Any(static s => s.HasPositions))
            return new(settings.Signs.Name(), null, null, null, null, null);
        List<ContractExposure> contracts = Exposures.Of(book);
        double gex = contracts.Sum(static c => c.Exposure.Gex);
        double? zero = GexProfile.Primary(GexProfile.Of(book, settings).Crossings(), chain.Spot);
        List<StrikeLevel> levels = StrikeSum.Of(StrikeSum.Ordered(contracts)).ConvertAll(static s => s.Level);
        WallLevels walls = WallLevels.Of(levels, settings.Walls, chain.Spot, zero);
        return new(settings.Signs.Name(), double.IsFinite(gex) ? gex : null, zero, FlowReport.Regime(gex, zero, chain.Spot, settings.TransitionZone, []), walls.Call, walls.Put);
    }
}
