using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Poise.App;

/// <summary>The key that signs webhooks, as the Standard Webhooks specification (standardwebhooks.com, version 1) has it: <c>whsec_</c> and base64 of 24 to 64 bytes.</summary>
internal sealed class WebhookSecret
{
    private const string Prefix = "whsec_";
    private readonly byte[] _key;

    private WebhookSecret(byte[] key) => _key = key;

    /// <summary>Of a file that its owner alone can read; where there is none it is made.</summary>
    /// <exception cref="BadInputException">The file cannot be used.</exception>
    public static WebhookSecret Of(string file)
    {
        try
        {
            if (!File.Exists(file))
                SecretFile.Write(file, Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
            if (SecretFile.IsOpenToOthers(file))
                throw new BadInputException($"--webhook-secret {file}: others than its owner can read it: chmod 600 it");
            return Parse(File.ReadAllText(file).Trim()) ?? throw new BadInputException($"--webhook-secret {file}: holds no secret: {Prefix} and base64 of 24 to 64 bytes");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"--webhook-secret {file}: {e.Message}");
        }
    }

    /// <summary>Null where the text is no secret.</summary>
    public static WebhookSecret? Parse(string text)
    {
        var key = new byte[64];
        return text.StartsWith(Prefix, StringComparison.Ordinal) && Convert.TryFromBase64String(text[Prefix.Length..], key, out int length) && length >= 24
            ? new(key[..length])
            : null;
    }

    /// <summary>The header <c>webhook-signature</c>: v1 and base64 of HMAC-SHA256 over id, time and body.</summary>
    /// <param name="seconds">Of the attempt, since 1970.</param>
    public string Sign(string id, long seconds, ReadOnlySpan<byte> body)
    {
        byte[] head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{seconds}."));
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(_key, (byte[])[.. head, .. body]));
    }
}
