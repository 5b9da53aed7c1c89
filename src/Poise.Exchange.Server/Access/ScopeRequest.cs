using System.Globalization;
using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>
/// The scope that a login asks for, words with spaces between: connection or session:name, expires:seconds, ip:address, and area:right. An area that is not named is left as the
/// key has it.
/// </summary>
public sealed record ScopeRequest
{
    private const int LongestName = 64;

    public static readonly ScopeRequest None = new();

    /// <summary>The most that is allowed.</summary>
    public AccessRights Rights { get; init; } = AccessRights.All;

    /// <summary>Name of the session that the tokens belong to; null where they belong to the connection.</summary>
    public string? Session { get; init; }

    /// <summary>Life of the access token; null for the server's own.</summary>
    public Duration? Expires { get; init; }

    /// <summary>The only address from which the tokens are taken; null for any.</summary>
    public string? Address { get; init; }

    /// <summary>False where a word is none of a scope's.</summary>
    public static bool TryParse(string text, out ScopeRequest scope)
    {
        scope = None;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = word.IndexOf(':', StringComparison.Ordinal);
            string head = colon < 0 ? word : word[..colon], rest = colon < 0 ? "" : word[(colon + 1)..];
            int area = Array.IndexOf(AccessRights.Areas, head), right = Array.IndexOf(AccessRights.Words, rest);
            if (area >= 0 && right >= 0)
                scope = scope with { Rights = scope.Rights.With((AccessArea)area, (AccessRight)right) };
            else if (word == "connection")
                scope = scope with { Session = null };
            else if (head == "session" && rest.Length is > 0 and <= LongestName)
                scope = scope with { Session = rest };
            else if (head == "ip" && rest.Length is > 0 and <= LongestName)
                scope = scope with { Address = rest };
            else if (head == "expires" && int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds > 0)
                scope = scope with { Expires = Duration.FromSeconds(seconds) };
            else
                return false;
        }
        return true;
    }
}
