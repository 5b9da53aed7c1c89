using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Poise.Venues.Deribit;

/// <summary>Signatures that show that one knows a key's secret without telling it: HMAC-SHA256 in lower-case hexadecimal.</summary>
public static class DeribitSignature
{
    /// <summary>The scheme of the Authorization header that carries a REST signature.</summary>
    public const string Scheme = "deri-hmac-sha256";

    private const int Digits = 64;

    /// <summary>Of a REST request.</summary>
    /// <param name="timestamp">Milliseconds since 1970.</param>
    /// <param name="method">GET or POST, in upper case.</param>
    /// <param name="pathAndQuery">From the first slash on, exactly as it is sent.</param>
    /// <param name="body">Empty for a GET.</param>
    public static string OfRequest(string secret, long timestamp, string nonce, string method, string pathAndQuery, ReadOnlySpan<byte> body)
    {
        byte[] head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{timestamp}\n{nonce}\n{method}\n{pathAndQuery}\n"));
        return Sign(secret, [.. head, .. body, (byte)'\n']);
    }

    /// <summary>Of public/auth with the grant client_signature.</summary>
    /// <param name="timestamp">Milliseconds since 1970.</param>
    /// <param name="data">Any text, also none.</param>
    public static string OfLogin(string secret, long timestamp, string nonce, string data) =>
        Sign(secret, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{timestamp}\n{nonce}\n{data}")));

    /// <summary>Whether two signatures are the same, in upper or lower case; a wrong one takes as long as a right one.</summary>
    public static bool Matches(string expected, string given)
    {
        Span<byte> left = stackalloc byte[Digits], right = stackalloc byte[Digits];
        if (expected.Length != Digits || given.Length != Digits)
            return false;
        for (int i = 0; i < Digits; i++)
        {
            left[i] = (byte)expected[i];
            char c = given[i];
            right[i] = c is >= 'A' and <= 'F' ? (byte)(c + ('a' - 'A')) : char.IsAscii(c) ? (byte)c : (byte)0;
        }
        return CryptographicOperations.FixedTimeEquals(left, right);
    }

    private static string Sign(string secret, ReadOnlySpan<byte> text) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), text));
}
