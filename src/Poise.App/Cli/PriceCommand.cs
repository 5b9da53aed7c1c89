using System.CommandLine;

namespace Poise.App;

/// <summary><c>poise price FILE</c>: price and greeks of a table of options, or of one option given by switches (docs/price-csv.md).</summary>
internal static class PriceCommand
{
    private static readonly OptionQuestion Question = new(
        "price",
        "Price and greeks of a table of options, or of one option.\n\nExample:\n  poise price options.csv --out answers.csv\n  poise price --type call --S 100 --K 100 --T 0.5 --r 0.02 --q 0 --vol 0.2",
        "CSV with the columns type,S,K,T,r,q,vol (or F,DF in place of S,r,q; exercise, style); - is standard input.",
        PriceAnswers.Input,
        "Volatility a year as a fraction: 0.2 is 20 %.",
        static header => new PriceAnswers(header));

    public static Command Create(TextWriter output, TextWriter error) => OptionQuestionCommand.Create(Question, output, error);
}
