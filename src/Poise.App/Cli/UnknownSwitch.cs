using System.CommandLine;
using System.CommandLine.Parsing;

namespace Poise.App;

/// <summary>A word that looks like a switch and is none: the parser would take it for a file's name or for a value.</summary>
internal static class UnknownSwitch
{
    /// <summary>Most letters by which a word may be off for another to be offered.</summary>
    private const int MostOff = 2;

    /// <summary>What to say of the first such word; null when there is none.</summary>
    public static string? In(ParseResult parsed)
    {
        if (!parsed.CommandResult.Command.TreatUnmatchedTokensAsErrors)
            return null;
        TokenType before = TokenType.Command;
        foreach (Token token in parsed.Tokens)
        {
            if (token.Type == TokenType.DoubleDash)
                return null;
            if (token.Type == TokenType.Argument && LooksLikeOne(token.Value, isValue: before == TokenType.Option) && !File.Exists(token.Value))
                return Complaint(parsed, token.Value.Split('=', ':')[0]);
            before = token.Type;
        }
        return null;
    }

    // A value may begin with one dash, as negative numbers do.
    private static bool LooksLikeOne(string word, bool isValue) =>
        (word.Length > 2 && word.StartsWith("--", StringComparison.Ordinal)) || (!isValue && word.Length > 1 && word[0] == '-' && char.IsAsciiLetter(word[1]));

    private static string Complaint(ParseResult parsed, string word)
    {
        string name = word.TrimStart('-');
        string? near = Names(parsed)
            .Select(known => (Name: known, Off: Distance(name.ToUpperInvariant(), known.ToUpperInvariant())))
            .Where(k => k.Off <= MostOff && k.Off < Math.Min(name.Length, k.Name.Length))
            .OrderBy(k => k.Off)
            .Select(k => k.Name)
            .FirstOrDefault();
        return near is null ? $"{word}: no such switch" : $"{word}: no such switch: did you mean --{near}?";
    }

    private static IEnumerable<string> Names(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.Concat(parsed.RootCommandResult.Command.Options.Where(o => o.Recursive)).Select(o => o.Name.TrimStart('-'));

    /// <summary>Letters to put in, take out or change to make one word of the other.</summary>
    private static int Distance(string one, string other)
    {
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 1; i <= one.Length; i++)
        {
            int corner = row[0];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
                (corner, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (one[i - 1] == other[j - 1] ? 0 : 1)));
        }
        return row[^1];
    }
}
