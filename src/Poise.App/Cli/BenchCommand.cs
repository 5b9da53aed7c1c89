using System.CommandLine;

namespace Poise.App;

/// <summary>
/// <c>poise bench</c>: the benchmarks are a program of their own (bench/Poise.Bench) that the script of a clone builds and runs; this program
/// knows only where they are.
/// </summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var words = new Argument<string[]>("OPTIONS") { Description = "See ./poise bench --help in a clone.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("bench", "The benchmarks that the README quotes, run from a clone.\n\nExample:\n  ./poise bench --job black76.price-delta-gamma --format json") { words };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(int (_) => throw new BadInputException("the benchmarks need the sources: run ./poise bench in a clone of the repository"));
        return command;
    }
}
