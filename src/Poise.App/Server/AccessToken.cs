using System.Security.Cryptography;
using System.Text;

namespace Poise.App;

/// <summary>The secret that commands need, made anew at each start and kept in a file that only its owner can read.</summary>
public sealed class AccessToken
{
    private readonly byte[] _hash;

    private AccessToken(string text)
    {
        Text = text;
        _hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
    }

    public string Text { get; }

    public static AccessToken Create(string file)
    {
        string text = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        if (File.Exists(file))
            File.Delete(file);
        SecretFile.Write(file, text);
        return new AccessToken(text);
    }

    /// <summary>Whether an Authorization header carries this token; the comparison takes the same time for any text.</summary>
    public bool Opens(string? authorization)
    {
        const string scheme = "Bearer ";
        if (authorization is null || !authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            return false;
        byte[] given = SHA256.HashData(Encoding.UTF8.GetBytes(authorization[scheme.Length..].Trim()));
        return CryptographicOperations.FixedTimeEquals(given, _hash);
    }
}
