using System.CommandLine;

namespace Poise.App;

/// <summary>An option whose value is one of a few words.</summary>
internal static class OneOf
{
    /// <summary>Other values are an error that names the option; the words show in its help.</summary>
    public static void MustBeOneOf<T>(this Option<T> option, StringComparer spelling, params string[] words)
    {
        option.CompletionSources.Add(words);
        option.Validators.Add(result =>
        {
            foreach (string given in result.Tokens.Select(static t => t.Value).Where(v => !words.Contains(v, spelling)))
                result.AddError($"{option.Name}: \"{given}\" is not one of {string.Join(", ", words)}");
        });
    }

    public static void MustBeOneOf<T>(this Option<T> option, params string[] words) => option.MustBeOneOf(StringComparer.Ordinal, words);
}
