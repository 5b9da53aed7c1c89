using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>The methods that need no exchange: login, heartbeat, subscriptions, cancel-on-disconnect.</summary>
internal sealed class SessionMethods(DeribitServer server) : IServerMethods
{
    public const string Test = "public/test";

    private enum GrantType
    {
        Credentials,
        Signature,
        Refresh,
    }

    private static readonly WireWords<GrantType> _grants = new(
        ("client_credentials", GrantType.Credentials), ("client_signature", GrantType.Signature), ("refresh_token", GrantType.Refresh));

    private static readonly WireWords<CancelScope> _scopes = new(("connection", CancelScope.Connection), ("account", CancelScope.Account));
    private static readonly WireWords<bool> _expected = new(("exception", true));

    public void AddTo(MethodTable table)
    {
        table.Add("public/auth", RateClass.NonMatching, AccessNeed.Public, Auth);
        table.Add("public/hello", RateClass.NonMatching, AccessNeed.Public, Hello);
        table.Add(Test, RateClass.NonMatching, AccessNeed.Public, Tested);
        table.Add("public/get_time", RateClass.NonMatching, AccessNeed.Public, static call => call.Result.WriteNumberValue(call.Now.UnixMilliseconds));
        table.Add("public/status", RateClass.NonMatching, AccessNeed.Public, Status);
        table.Add("public/set_heartbeat", RateClass.NonMatching, AccessNeed.Public, SetHeartbeat, isSocketOnly: true);
        table.Add("public/disable_heartbeat", RateClass.NonMatching, AccessNeed.Public, DisableHeartbeat, isSocketOnly: true);
        table.Add("public/subscribe", RateClass.NonMatching, AccessNeed.Public, static call => Subscribe(call, isPrivate: false), isSocketOnly: true);
        table.Add("private/subscribe", RateClass.NonMatching, AccessNeed.Login, static call => Subscribe(call, isPrivate: true), isSocketOnly: true);
        table.Add("public/unsubscribe", RateClass.NonMatching, AccessNeed.Public, static call => Unsubscribe(call, isPrivate: false), isSocketOnly: true);
        table.Add("private/unsubscribe", RateClass.NonMatching, AccessNeed.Login, static call => Unsubscribe(call, isPrivate: true), isSocketOnly: true);
        table.Add("public/unsubscribe_all", RateClass.NonMatching, AccessNeed.Public, static call => UnsubscribeAll(call, isPrivate: false), isSocketOnly: true);
        table.Add("private/unsubscribe_all", RateClass.NonMatching, AccessNeed.Login, static call => UnsubscribeAll(call, isPrivate: true), isSocketOnly: true);
        table.Add("private/enable_cancel_on_disconnect", RateClass.NonMatching, AccessNeed.AccountWrite, call => SetCancel(call, isOn: true));
        table.Add("private/disable_cancel_on_disconnect", RateClass.NonMatching, AccessNeed.AccountWrite, call => SetCancel(call, isOn: false));
        table.Add("private/get_cancel_on_disconnect", RateClass.NonMatching, AccessNeed.AccountRead, GetCancel);
        table.Add("private/logout", RateClass.NonMatching, AccessNeed.Login, Logout, isSocketOnly: true);
    }

    /// <summary>What a channel of an account asks for.</summary>
    public static AccessNeed NeedOf(in DeribitChannel channel) => channel.Kind switch
    {
        DeribitChannelKind.UserPortfolio or DeribitChannelKind.UserLock or DeribitChannelKind.UserAccessLog => AccessNeed.AccountRead,
        _ => AccessNeed.TradeRead,
    };

    private void Auth(ServerCall call)
    {
        RequestParams p = call.Params;
        GrantType type = p.OneOf("grant_type"u8, _grants);
        string? state = p.TextOrNull("state"u8);
        if (!ScopeRequest.TryParse(p.TextOrNull("scope"u8) ?? "", out ScopeRequest scope))
            p.Refuse("scope"u8, "has a word that is none of a scope's");
        var caller = new Caller(call.Session?.Number ?? 0, call.Address);
        RpcError? error;
        Grant grant = default;
        switch (type)
        {
            case GrantType.Credentials:
                string id = p.Text("client_id"u8), secret = p.Text("client_secret"u8);
                error = p.HasFault ? p.Fault : server.Access.ByCredentials(caller, id, secret, scope, call.Now, out grant);
                break;
            case GrantType.Signature:
                string signer = p.Text("client_id"u8), signature = p.Text("signature"u8), nonce = p.TextOrNull("nonce"u8) ?? "", data = p.TextOrNull("data"u8) ?? "";
                long timestamp = p.Integer("timestamp"u8);
                error = p.HasFault ? p.Fault : server.Access.BySignature(caller, signer, timestamp, nonce, data, signature, scope, call.Now, out grant);
                break;
            default:
                string token = p.Text("refresh_token"u8);
                error = p.HasFault ? p.Fault : server.Access.ByRefresh(caller, token, scope, call.Now, out grant);
                break;
        }
        if (error is RpcError refused)
        {
            call.Refuse(refused);
            return;
        }
        call.Session?.Enter(grant.Login);
        Write(call, grant, state);
    }

    private static void Write(ServerCall call, in Grant grant, string? state)
    {
        call.Result.WriteStartObject();
        call.Result.WriteString("access_token"u8, grant.AccessToken);
        call.Result.WriteString("token_type"u8, "bearer"u8);
        call.Result.WriteNumber("expires_in"u8, grant.ExpiresIn.Nanoseconds / 1_000_000_000);
        call.Result.WriteString("refresh_token"u8, grant.RefreshToken);
        call.Result.WriteString("scope"u8, grant.Scope);
        if (grant.Login.Session is string session)
            call.Result.WriteString("sid"u8, session);
        if (state is not null)
            call.Result.WriteString("state"u8, state);
        call.Result.WriteStartArray("enabled_features"u8);
        call.Result.WriteEndArray();
        call.Result.WriteEndObject();
    }

    private void Hello(ServerCall call)
    {
        _ = call.Params.Bytes("client_name"u8);
        _ = call.Params.Bytes("client_version"u8);
        WriteVersion(call);
    }

    private void Tested(ServerCall call)
    {
        call.Session?.Tested();
        if (call.Params.OneOf("expected_result"u8, _expected, false))
            call.Refuse(DeribitError.Error, "as expected", "expected_result");
        else
            WriteVersion(call);
    }

    private void WriteVersion(ServerCall call)
    {
        call.Result.WriteStartObject();
        call.Result.WriteString("version"u8, server.Settings.Version);
        call.Result.WriteEndObject();
    }

    private void Status(ServerCall call)
    {
        call.Result.WriteStartObject();
        call.Result.WriteString("locked"u8, server.Desk.Locked);
        call.Result.WriteEndObject();
    }

    private static void SetHeartbeat(ServerCall call)
    {
        decimal seconds = call.Params.Decimal("interval"u8);
        if (seconds < 1e-9m * ServerSettings.ShortestHeartbeat.Nanoseconds || seconds > 1e-9m * ServerSettings.LongestHeartbeat.Nanoseconds)
            call.Params.Refuse("interval"u8, "must be 10 s or more, and an hour or less");
        if (call.IsRefused)
            return;
        call.Session!.SetHeartbeat(new Duration((long)(seconds * 1e9m)), call.Now);
        call.Ok();
    }

    private static void DisableHeartbeat(ServerCall call)
    {
        call.Session!.StopHeartbeat();
        call.Ok();
    }

    private static void Subscribe(ServerCall call, bool isPrivate)
    {
        string[] names = call.Params.Texts("channels"u8);
        if (!call.IsRefused)
            Subscriptions.Add(call, names, isPrivate);
    }

    private static void Unsubscribe(ServerCall call, bool isPrivate)
    {
        string[] names = call.Params.Texts("channels"u8);
        if (!call.IsRefused)
            Subscriptions.Remove(call, names, isPrivate);
    }

    private static void UnsubscribeAll(ServerCall call, bool isPrivate)
    {
        Subscriptions.RemoveAll(call.Session!, isPrivate);
        call.Ok();
    }

    // Of the connection unless the account is named.
    private void SetCancel(ServerCall call, bool isOn)
    {
        CancelScope scope = call.Params.OneOf("scope"u8, _scopes, CancelScope.Connection);
        if (scope == CancelScope.Connection && call.Session is null)
            call.Refuse(DeribitError.MustBeWebSocket, "a connection is needed", "scope");
        if (call.IsRefused)
            return;
        if (scope == CancelScope.Account)
            server.Desk.SetCancelOnDisconnect(call.Account, isOn);
        else
            call.Session!.SetCancelOnDisconnect(isOn);
        call.Ok();
    }

    private void GetCancel(ServerCall call)
    {
        CancelScope scope = call.Params.OneOf("scope"u8, _scopes, CancelScope.Connection);
        if (scope == CancelScope.Connection && call.Session is null)
            call.Refuse(DeribitError.MustBeWebSocket, "a connection is needed", "scope");
        if (call.IsRefused)
            return;
        call.Result.WriteStartObject();
        call.Result.WriteString("scope"u8, _scopes.Of(scope));
        call.Result.WriteBoolean("enabled"u8, scope == CancelScope.Account ? server.Desk.CancelsOnDisconnect(call.Account) : call.Session!.CancelsConnection);
        call.Result.WriteEndObject();
    }

    private void Logout(ServerCall call)
    {
        bool invalidates = call.Params.FlagOrNull("invalidate_token"u8) ?? true;
        if (call.IsRefused)
            return;
        if (invalidates)
            server.Access.Revoke(call.Login!);
        call.Session!.CloseAfterReply(SessionClose.LoggedOut);
        call.Ok();
    }
}
