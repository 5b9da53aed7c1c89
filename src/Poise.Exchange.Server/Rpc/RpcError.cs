using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>An error as it is answered.</summary>
/// <param name="Reason">What was wrong, in a few words; never a secret, never what the client sent.</param>
/// <param name="Param">The parameter that it was about; empty where it was about none.</param>
public readonly record struct RpcError(DeribitError Error, string Reason = "", string Param = "")
{
    public static implicit operator RpcError(DeribitError error) => new(error);
}
