using System.CommandLine;
using Poise.Domain;

namespace Poise.App;

/// <summary><c>--from</c> and <c>--to</c>: a range of instants with both its ends, open where an end is not said.</summary>
internal sealed class HistoryRange
{
    public Option<string?> From { get; } = new("--from") { Description = "Earliest instant, ISO 8601 with zone. Default: the first." };

    public Option<string?> To { get; } = new("--to") { Description = "Latest instant, ISO 8601 with zone. Default: the last." };

    public bool IsGiven(ParseResult parsed) => parsed.GetValue(From) is not null || parsed.GetValue(To) is not null;

    /// <exception cref="BadInputException">An end is no instant, or they stand the wrong way round.</exception>
    public (Instant From, Instant To) Of(ParseResult parsed)
    {
        Instant from = Instants.ParseOption("--from", parsed.GetValue(From)) ?? new Instant(long.MinValue), to = Instants.ParseOption("--to", parsed.GetValue(To)) ?? Instant.Never;
        return from <= to ? (from, to) : throw new BadInputException($"--from {from} is later than --to {to}");
    }

    /// <summary>What to say where the range holds nothing.</summary>
    public static string Nothing(string place, string underlying, Instant first, Instant last, string what = "nothing") =>
        $"{place}: {what} of {underlying} between --from and --to; what there is runs from {first} to {last}";
}
