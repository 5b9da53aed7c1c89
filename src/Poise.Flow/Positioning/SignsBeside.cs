using Poise.Chains;

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
        LevelsNow levels = new LiveLevels(chain, settings).Now();
        return new(settings.Signs.Name(), levels.Gex, levels.ZeroGamma, levels.Regime, levels.CallWall, levels.PutWall);
    }
}
