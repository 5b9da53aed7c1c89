using System.Text.Json;
using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>
/// One call of a method: who asks, with what, and where the answer goes. A method reads <see cref="Params"/>, looks at <see cref="IsRefused"/> once, acts, and writes one value
/// into <see cref="Result"/>, or refuses. Reused from call to call.
/// </summary>
public sealed class ServerCall
{
    private readonly FrameWriter _frame;
    private RpcRequest _request = new();
    private bool _hasResult;
    private RpcError? _refusal;

    internal ServerCall(FrameWriter frame) => _frame = frame;

    /// <summary>The connection; null where the request came by REST.</summary>
    public ServerSession? Session { get; private set; }

    /// <summary>Who asks; null where nobody has logged in, which only public methods meet.</summary>
    public Login? Login { get; private set; }

    public string Address { get; private set; } = "";

    /// <summary>When the request is handled.</summary>
    public Instant Now { get; private set; }

    public RequestParams Params => _request.Params;

    /// <summary>The account of a private method.</summary>
    public int Account => (Login ?? throw new InvalidOperationException("a public method has no account")).Account;

    /// <summary>A parameter was wrong, or the method has refused.</summary>
    public bool IsRefused => _refusal is not null || Params.HasFault;

    /// <summary>Where the result is written, one JSON value.</summary>
    public Utf8JsonWriter Result
    {
        get
        {
            if (!_hasResult)
                _frame.BeginResult(_request);
            _hasResult = true;
            return _frame.Json;
        }
    }

    /// <summary>Answers with an error; what was written of a result is dropped.</summary>
    public void Refuse(DeribitError error, string reason = "", string param = "") => Refuse(new RpcError(error, reason, param));

    /// <summary>Answers with an error; the first one stands.</summary>
    public void Refuse(in RpcError error) => _refusal ??= error;

    /// <summary>The result "ok".</summary>
    public void Ok() => Result.WriteStringValue("ok"u8);

    internal void Begin(RpcRequest request, ServerSession? session, Login? login, string address, Instant now)
    {
        (_request, Session, Login, Address, Now) = (request, session, login, address, now);
        (_hasResult, _refusal) = (false, null);
    }

    /// <summary>The answer's frame.</summary>
    /// <exception cref="InvalidOperationException">The method did neither write nor refuse.</exception>
    internal ReadOnlySpan<byte> End(Instant arrived, out RpcError? error)
    {
        error = Params.HasFault ? Params.Fault : _refusal;
        if (error is RpcError refusal)
            return _frame.Error(_request, refusal, arrived, Now);
        if (!_hasResult)
            throw new InvalidOperationException("a method ended without a result");
        return _frame.EndReply(arrived, Now);
    }
}
