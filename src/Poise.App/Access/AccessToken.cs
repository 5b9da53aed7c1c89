using System.Security.Cryptography;
using System.Text;

namespace Poise.App;

/// <summary>A bearer token: 256 random bits in hex. What is kept of it is its SHA-256, which nobody can turn back; docs/security.md says why no slower hash is needed.</summary>
internal static class AccessToken
{
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>The token that a request shows: in its Authorization header, or, where headers cannot be set, in its query.</summary>
    /// <param name="query">Whether the query is looked at: a browser's socket has no headers.</param>
    public static string? Of(HttpRequest request, bool query)
    {
        const string scheme = "Bearer ";
        string? header = request.Headers.Authorization;
        if (header is not null && header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            return header[scheme.Length..].Trim();
        string? asked = query ? request.Query["access_token"] : default;
        return string.IsNullOrEmpty(asked) ? null : asked;
    }
}
