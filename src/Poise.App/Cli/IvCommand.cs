using System.CommandLine;

namespace Poise.App;

/// <summary><c>poise iv FILE</c>: implied vols of a table of prices, or of one price given by switches (docs/price-csv.md).</summary>
internal static class IvCommand
{
    private static readonly OptionQuestion Question = new(
        "iv",
        "Implied vols of a table of option prices, or of one.\n\nExample:\n  poise iv quotes.csv --out vols.csv\n  poise iv --type put --F 100 --K 95 --T 0.25 --price 2.1",
        "CSV with the columns F,K,T,type,price (DF; or S,r,q in place of F,DF; exercise, style); - is standard input.",
        VolAnswers.Input,
        "The option's price: a present value; in coin with --style inverse.",
        static header => new VolAnswers(header));

    public static Command Create(TextWriter output, TextWriter error) => OptionQuestionCommand.Create(Question, output, error);
}
