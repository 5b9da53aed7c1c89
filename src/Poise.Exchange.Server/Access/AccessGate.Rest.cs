using System.Globalization;
using System.Text;
using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>A REST request as far as proofs go.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="PathAndQuery">Exactly as it was sent.</param>
/// <param name="Authorization">The header; null where there is none.</param>
public readonly ref struct SignedRequest(string method, string pathAndQuery, ReadOnlySpan<byte> body, string? authorization)
{
    public string Method { get; } = method;

    public string PathAndQuery { get; } = pathAndQuery;

    public ReadOnlySpan<byte> Body { get; } = body;

    public string? Authorization { get; } = authorization;
}

/// <summary>Proofs that come with each REST request: a token, a key and its secret, or a signature.</summary>
public sealed partial class AccessGate
{
    private const string Bearer = "Bearer ", Basic = "Basic ";

    /// <summary>Who asks; null and no error where the request says nothing of it.</summary>
    public RpcError? ByHeader(SignedRequest request, Caller caller, Instant now, out Login? login)
    {
        login = null;
        string? header = request.Authorization;
        if (string.IsNullOrEmpty(header))
            return null;
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            login = ByToken(header[Bearer.Length..].Trim(), caller, now);
            return login is null ? DeribitError.Unauthorized : null;
        }
        if (header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
            return BySecret(header[Basic.Length..].Trim(), out login);
        if (header.StartsWith(DeribitSignature.Scheme + " ", StringComparison.OrdinalIgnoreCase))
            return ByRequestSignature(request, header[(DeribitSignature.Scheme.Length + 1)..], now, out login);
        return DeribitError.Unauthorized;
    }

    private RpcError? BySecret(string encoded, out Login? login)
    {
        login = null;
        Span<byte> bytes = stackalloc byte[400];
        if (encoded.Length > 500 || !Convert.TryFromBase64String(encoded, bytes, out int length))
            return DeribitError.InvalidCredentials;
        string pair = Encoding.UTF8.GetString(bytes[..length]);
        int colon = pair.IndexOf(':', StringComparison.Ordinal);
        KeyRoom room = _keys.GetValueOrDefault(colon < 0 ? "" : pair[..colon], _nobody);
        if (!room.Key.Knows(pair[(colon + 1)..]) || room == _nobody)
            return DeribitError.InvalidCredentials;
        login = room.Rest;
        return null;
    }

    private RpcError? ByRequestSignature(SignedRequest request, string fields, Instant now, out Login? login)
    {
        login = null;
        string id = "", ts = "", sig = "", nonce = "";
        foreach (string field in fields.Split(',', StringSplitOptions.TrimEntries))
        {
            int equals = field.IndexOf('=', StringComparison.Ordinal);
            string value = field[(equals + 1)..];
            switch (equals < 0 ? "" : field[..equals])
            {
                case "id":
                    id = value;
                    break;
                case "ts":
                    ts = value;
                    break;
                case "sig":
                    sig = value;
                    break;
                case "nonce":
                    nonce = value;
                    break;
            }
        }
        KeyRoom room = _keys.GetValueOrDefault(id, _nobody);
        if (!long.TryParse(ts, NumberStyles.None, CultureInfo.InvariantCulture, out long timestamp) || nonce.Length is 0 or > 128
            || !room.Key.SignedRequest(timestamp, nonce, request.Method, request.PathAndQuery, request.Body, sig) || room == _nobody)
            return DeribitError.InvalidCredentials;
        if (Replayed(room, sig, timestamp, now) is RpcError replayed)
            return replayed;
        login = room.Rest;
        return null;
    }
}
