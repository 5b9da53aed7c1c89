using System.Globalization;
using Poise.Domain;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.App;

/// <summary>The rules over one book, the first before the second: what protection has just bought the other sees at the next look.</summary>
internal sealed class WatchedRules(string underlying, Func<BookRules> rules, IDeskDoor desk, Action<string> tell, TimeProvider time)
{
    private readonly RuleWatch _protect = new("protection", underlying, () => rules().Protect is { } rule ? new Protecting(rule) : null, desk, tell, time);
    private readonly RuleWatch _keep = new("keep", underlying, () => rules().Keep is { } rule ? new Keeping(rule) : null, desk, tell, time);

    /// <summary>What stands of either. Any thread.</summary>
    public IEnumerable<DeskAlarm> Standing => ((DeskAlarm?[])[_protect.Standing, _keep.Standing]).OfType<DeskAlarm>();

    public async Task LookAsync()
    {
        bool hasTraded = false;
        try
        {
            hasTraded = await _protect.LookAsync();
        }
        finally // a look that fails holds the other back no more than one that finds nothing
        {
            if (!hasTraded)
                await _keep.LookAsync();
        }
    }
}

/// <summary>The worst scenario at once, and the cheapest package that leaves none with more than a loss.</summary>
internal sealed record Protecting(ProtectionRule Rule) : IBookRule
{
    public Duration Every => Rule.Every;

    public bool Trades => Rule.Trades;

    public bool? IsBeyond(BookRiskView view) => view.WorstAtOnce is { } worst ? -worst.Pnl > Rule.MostLoss : null;

    public async Task<RuleAnswer> AskAsync(IDeskDoor desk, string underlying)
    {
        Looked<BookProtectionView> looked = await desk.ProtectionAsync(underlying, Rule.MostLoss, Rule.MostPremium, Rule.Lasts);
        if (looked.What is not { Before: { } before } view)
            return RuleAnswer.Unknown(looked);
        if (before.Loss <= Rule.MostLoss)
            return RuleAnswer.Within;
        return new RuleAnswer(
            string.Create(CultureInfo.InvariantCulture, $"{before.Loss:0.####} {view.Currency} would be lost at spot {before.Move:+0.#%;-0.#%;0%}, vols {before.VolChange:+0.#%;-0.#%;0%}, and {Rule.MostLoss:0.####} may be"),
            [.. view.Legs.Select(static l => new PackageOrder(l.Contract, (decimal)l.Quantity, l.Limit))],
            string.Create(CultureInfo.InvariantCulture, $"premium {view.Premium:0.####}, cost {view.Cost:0.####}"),
            view.Suffices && view.Legs.Count > 0 ? null : $"{(view.Status == ProgramWords.Of(ProgramStatus.NodeLimit) ? "no package was found in time" : "no package of the listed options suffices")} ({view.Status})");
    }
}

/// <summary>Net gamma and vega, and the options of the cheapest plan that brings them within bounds: what of it is in hedge instruments the policy trades.</summary>
internal sealed record Keeping(KeepRule Rule) : IBookRule
{
    public Duration Every => Rule.Every;

    public bool Trades => Rule.Trades;

    public bool? IsBeyond(BookRiskView view) => view.Net is { Gamma: double gamma, Vega: double vega } ? WordsOf(gamma, vega).Length > 0 : null;

    public async Task<RuleAnswer> AskAsync(IDeskDoor desk, string underlying)
    {
        Looked<BookPlanView> looked = await desk.PlanAsync(underlying, new PlanWish(Rule.MostGamma, Rule.MostVega) { BuysAlone = !Rule.SellsOptions, Lasts = Rule.Lasts, IsPackage = true });
        if (looked.What is not { Before: { Gamma: double gamma, Vega: double vega } } plan)
            return RuleAnswer.Unknown(looked);
        string beyond = WordsOf(gamma, vega);
        if (beyond.Length == 0)
            return RuleAnswer.Within;
        PackageOrder[] options = [.. plan.Legs.Where(static l => l is { IsHedge: false, Limit: not null }).Select(static l => new PackageOrder(l.Contract, (decimal)l.Quantity, l.Limit!.Value))];
        return new RuleAnswer(beyond, options, string.Create(CultureInfo.InvariantCulture, $"cost {plan.Cost:0.####} {plan.Currency}"), ObstacleOf(plan, options.Length));
    }

    private string? ObstacleOf(BookPlanView plan, int options)
    {
        if (!plan.IsFound || options is 0 or > Engine.Package.MostLegs)
            return $"{(plan.Status == ProgramWords.Of(ProgramStatus.NodeLimit) ? "no plan was found in time" : $"no plan {(Rule.SellsOptions ? "in" : "that buys")} the listed options suffices")} ({plan.Status})";
        return plan.Cost <= Rule.MostCost ? null : string.Create(CultureInfo.InvariantCulture, $"the cheapest plan costs {plan.Cost:0.####} {plan.Currency}, and {Rule.MostCost:0.####} may be paid");
    }

    /// <summary>What is beyond its bound; empty where nothing is.</summary>
    private string WordsOf(double gamma, double vega)
    {
        return string.Join("; ", ((string[])[Word("gamma of a 1 % move", gamma, Rule.MostGamma), Word("vega of a vol point", vega, Rule.MostVega)]).Where(static w => w.Length > 0));

        static string Word(string greek, double value, double most) => Math.Abs(value) > most ? string.Create(CultureInfo.InvariantCulture, $"net {greek} is {value:0.####}, and {most:0.####} may be") : "";
    }
}
