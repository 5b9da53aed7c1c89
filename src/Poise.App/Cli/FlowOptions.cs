using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Poise.Flow;

namespace Poise.App;

/// <summary>The switches that <c>poise flow</c> and <c>poise desk</c> share: how views are made.</summary>
internal sealed class FlowOptions
{
    public Option<VolRule> Vols { get; } = Names<VolRule>("--vols", FlowNames.Name, "How vols follow a shifted spot.");

    public Option<double?> Stickiness { get; } = new("--skew-stickiness") { Description = "With --vols spot-vol-beta and its scenario: the skew stickiness ratio, 1 (sticky strike) to 2. Default: 1.5.", HelpName = "ratio", CustomParser = Ratio };

    public Option<BetaChoice> Beta { get; } = new("--spot-vol-beta") { Description = "With --vols spot-vol-beta and its scenario: how the at-the-money vol goes with ln S: skew (its stickiness times the skew; default), series (regressed over the snapshots so far), or a number.", HelpName = "skew|series|number", CustomParser = BetaChoice.Parse };

    public Option<double?> DailyVolume { get; } = new("--daily-volume") { Description = "What is traded of the underlying a day, in currency, futures and all: for shares of volume, impact and squeeze watch.", HelpName = "amount", CustomParser = Positive };

    public Option<double?> DailyVol { get; } = new("--daily-vol") { Description = "Typical move of a day, 0.01 is 1 %. Default: from the at-the-money vol near 30 days.", HelpName = "move", CustomParser = DayMove };

    public Option<ImpactLaw> Impact { get; } = Names<ImpactLaw>("--impact", FlowNames.Name, "How trades move the price.");

    public Option<string?> Depth { get; } = new("--depth") { Description = "The underlying's order book, for impact through it: currency within 1 % of mid on each side, or a CSV with the columns side,price,size (bid or ask, units of the underlying).", HelpName = "amount|file" };

    public Option<string?> Combine { get; } = new("--combine") { Description = "Add the options of the other underlyings in the files to this one's, each brought to its price: SPX with SPY, XSP and ES. Chains may be 15 minutes apart.", HelpName = "underlying" };

    public IReadOnlyList<Option> All => [Vols, Stickiness, Beta, DailyVolume, DailyVol, Impact, Depth, Combine];

    /// <exception cref="BadInputException">They contradict each other, or the order book cannot be read.</exception>
    public FlowTerms Of(ParseResult parsed)
    {
        if (parsed.GetValue(DailyVolume) is null && (parsed.GetValue(DailyVol) is not null || parsed.GetResult(Impact) is { Implicit: false }))
            throw new BadInputException("--daily-vol and --impact need --daily-volume AMOUNT");
        BetaChoice beta = parsed.GetValue(Beta);
        if (beta.Given is not null && parsed.GetValue(Stickiness) is not null)
            throw new BadInputException("--spot-vol-beta NUMBER leaves nothing to --skew-stickiness: leave one out");
        return new()
        {
            Vols = parsed.GetValue(Vols),
            SkewStickiness = parsed.GetValue(Stickiness),
            Beta = beta,
            Liquidity = parsed.GetValue(DailyVolume) is double volume ? new Liquidity(volume, parsed.GetValue(DailyVol), parsed.GetValue(Impact)) : null,
            Depth = parsed.GetValue(Depth) is string known ? DepthFile.Read(known) : null,
        };
    }

    /// <summary>An option that takes one of an enumeration's names.</summary>
    public static Option<T> Names<T>(string option, Func<T, string> nameOf, string description)
        where T : struct, Enum
    {
        string[] names = [.. Enum.GetValues<T>().Select(nameOf)];
        return new Option<T>(option)
        {
            Description = $"{description} One of: {names[0]} (default), {string.Join(", ", names[1..])}.",
            HelpName = "name",
            CustomParser = result =>
            {
                string name = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
                if (!FlowNames.TryParse(name, nameOf, out T value))
                    result.AddError($"{option}: \"{name}\" is not one of {string.Join(", ", names)}");
                return value;
            },
        };
    }

    private static double? Ratio(ArgumentResult result)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double ratio) && ratio is >= 1 and <= 2)
            return ratio;
        result.AddError($"--skew-stickiness: \"{text}\" is not a ratio from 1 to 2");
        return null;
    }

    // Per cent in its place would be a hundred times too much, and the squeeze watch with it.
    private static double? DayMove(ArgumentResult result)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double move) && move is > 0 and <= 0.5)
            return move;
        result.AddError($"--daily-vol: \"{text}\" is not a day's move above 0 and up to 0.5 (0.01 is 1 %)");
        return null;
    }

    private static double? Positive(ArgumentResult result)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double amount) && amount is > 0 and < 1e20)
            return amount;
        result.AddError($"{((OptionResult)result.Parent!).Option.Name}: \"{text}\" is not an amount above zero (write 400e9 or 0.01)");
        return null;
    }
}
