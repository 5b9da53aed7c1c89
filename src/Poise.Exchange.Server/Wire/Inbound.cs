using System.Buffers;
using Poise.Domain;

namespace Poise.Exchange.Server;

internal enum InboundKind
{
    Opened,
    Frame,
    NotText,
    Gone,
    Rest,
    Call,
}

/// <summary>One thing for the owner's thread.</summary>
/// <param name="Bytes">Of a frame; from the shared pool, to which the owner's thread gives them back.</param>
internal readonly record struct Inbound(
    InboundKind Kind, Instant Arrived, SocketConnection? Connection = null, byte[]? Bytes = null, int Length = 0, RestCall? Rest = null, Action? Call = null);

/// <summary>A REST request that waits for its answer.</summary>
internal sealed class RestCall(string method, string target, byte[] body, int bodyLength, string? authorization, string address)
{
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _answer = [];
    private int _length;

    public string Address { get; } = address;

    public int Status { get; private set; } = 500;

    public ReadOnlyMemory<byte> Answer => _answer.AsMemory(0, _length);

    public SignedRequest Signed => new(method, target, body.AsSpan(0, bodyLength), authorization);

    /// <summary>Ends when there is an answer.</summary>
    public Task Answered => _answered.Task;

    /// <summary>Takes the answer; it goes with <see cref="Tell"/>.</summary>
    public void Complete(ReadOnlySpan<byte> answer, int status)
    {
        _answer = ArrayPool<byte>.Shared.Rent(answer.Length);
        answer.CopyTo(_answer);
        (_length, Status) = (answer.Length, status);
    }

    public void Tell() => _answered.TrySetResult();

    /// <summary>The server ends before it could answer.</summary>
    public void Abandon()
    {
        _length = 0;
        _answered.TrySetResult();
    }

    public void Release()
    {
        if (_answer.Length > 0)
            ArrayPool<byte>.Shared.Return(_answer);
        _answer = [];
    }
}
