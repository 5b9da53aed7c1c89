namespace Poise.Venues.Deribit;

/// <summary>An API key. Its secret signs logins and is never shown: not as text, not in a frame, not in an error.</summary>
public sealed class DeribitKey
{
    public const string KeyVariable = "POISE_DERIBIT_KEY", SecretVariable = "POISE_DERIBIT_SECRET", FileVariable = "POISE_DERIBIT_KEY_FILE";

    private readonly string _secret;

    /// <exception cref="ArgumentException">One of the two is empty or holds blanks.</exception>
    public DeribitKey(string id, string secret)
    {
        if (!IsPlain(id) || !IsPlain(secret))
            throw new ArgumentException("a key has an id and a secret, both without blanks");
        Id = id;
        _secret = secret;
    }

    /// <summary>The public part: client_id.</summary>
    public string Id { get; }

    /// <summary>Signature of a login at a time, milliseconds by the venue's clock.</summary>
    public string Sign(long timestamp, string nonce) => DeribitSignature.OfLogin(_secret, timestamp, nonce, "");

    public override string ToString() => $"key {Id}";

    /// <summary>The key of the environment: two variables, or a file named by a third. False without a reason where none of them is set.</summary>
    /// <param name="variable">The environment.</param>
    public static bool TryFind(Func<string, string?> variable, out DeribitKey? key, out string? why)
    {
        (key, why) = (null, null);
        string? id = variable(KeyVariable), secret = variable(SecretVariable), file = variable(FileVariable);
        if (string.IsNullOrEmpty(id) && string.IsNullOrEmpty(secret))
            return !string.IsNullOrEmpty(file) && TryRead(file, out key, out why);
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(secret) || !IsPlain(id) || !IsPlain(secret))
        {
            why = $"{KeyVariable} and {SecretVariable} must both be set, without blanks";
            return false;
        }
        key = new DeribitKey(id, secret);
        return true;
    }

    /// <summary>A key from a file of two lines, id and secret, that its owner alone may read.</summary>
    public static bool TryRead(string file, out DeribitKey? key, out string? why)
    {
        key = null;
        try
        {
            const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
                | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            // The mode of what was opened, not of a name that may have changed since.
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(stream.SafeFileHandle) & Others) != UnixFileMode.None)
            {
                why = $"{file} can be read by others than its owner: chmod 600 it, and make a new key";
                return false;
            }
            using var reader = new StreamReader(stream);
            string? id = reader.ReadLine(), secret = reader.ReadLine();
            if (id is null || secret is null || !IsPlain(id) || !IsPlain(secret))
            {
                why = $"{file} does not hold a key's id and its secret, each in a line of its own";
                return false;
            }
            (key, why) = (new DeribitKey(id, secret), null);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            why = $"{file} cannot be read: {failure.GetType().Name}";
            return false;
        }
    }

    private static bool IsPlain(string text) => text.Length is > 0 and <= 200 && text.All(static c => c is > ' ' and < '\x7f');
}
