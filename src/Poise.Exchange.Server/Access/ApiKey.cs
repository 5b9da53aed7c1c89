using System.Security.Cryptography;
using System.Text;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>One key of an account. It knows its secret and never tells it: it can only be asked whether a proof of it is right.</summary>
public sealed class ApiKey
{
    private readonly string _secret;
    private readonly byte[] _hash;

    /// <param name="account">Number of the account that it trades for.</param>
    /// <param name="name">What its owner calls it.</param>
    /// <exception cref="ArgumentException">The client id or the secret is empty, or the id holds what an id does not.</exception>
    public ApiKey(string clientId, string secret, int account, AccessRights rights, string name = "")
    {
        if (clientId.Length is 0 or > 64 || !clientId.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            throw new ArgumentException("a client id is letters, digits, - and _", nameof(clientId));
        if (secret.Length == 0)
            throw new ArgumentException("a key needs a secret", nameof(secret));
        (ClientId, _secret, Account, Rights, Name) = (clientId, secret, account, rights, name);
        _hash = SHA256.HashData(Encoding.UTF8.GetBytes(secret));
    }

    public string ClientId { get; }

    public int Account { get; }

    public AccessRights Rights { get; }

    public string Name { get; }

    /// <summary>Whether this is the secret; a wrong one takes as long as the right one.</summary>
    public bool Knows(string secret) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), _hash);

    /// <summary>Whether a login was signed with the secret.</summary>
    public bool SignedLogin(long timestamp, string nonce, string data, string signature) =>
        DeribitSignature.Matches(DeribitSignature.OfLogin(_secret, timestamp, nonce, data), signature);

    /// <summary>Whether a REST request was signed with the secret.</summary>
    public bool SignedRequest(long timestamp, string nonce, string method, string pathAndQuery, ReadOnlySpan<byte> body, string signature) =>
        DeribitSignature.Matches(DeribitSignature.OfRequest(_secret, timestamp, nonce, method, pathAndQuery, body), signature);

    public override string ToString() => $"key {ClientId} of account {Account}";
}
