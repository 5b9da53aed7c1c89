using System.Threading.Channels;
using Poise.Domain;

namespace Poise.Runtime;

/// <summary>The slow lane of a running desk: one worker of its own, one question at a time.</summary>
public sealed class ThreadedLane : ISlowLane, IAsyncDisposable
{
    private readonly Channel<SurfaceQuestion> _questions = Channel.CreateBounded<SurfaceQuestion>(1);
    private readonly Channel<FittedSlice> _fits = Channel.CreateBounded<FittedSlice>(1024);
    private readonly Task _worker;

    public ThreadedLane() => _worker = Task.Run(WorkAsync);

    /// <summary>Why the worker stopped, or null while it works.</summary>
    public Exception? Failure { get; private set; }

    public bool TryAsk(SurfaceQuestion question) => _questions.Writer.TryWrite(question);

    public bool TryTake(out FittedSlice fit) => _fits.Reader.TryRead(out fit!);

    /// <summary>Takes no more questions; the worker ends after the present one.</summary>
    public void Close() => _questions.Writer.TryComplete();

    public async ValueTask DisposeAsync()
    {
        Close();
        await _worker;
    }

    private async Task WorkAsync()
    {
        try
        {
            await foreach (SurfaceQuestion question in _questions.Reader.ReadAllAsync())
                foreach (FittedSlice fit in question.Fit())
                    _fits.Writer.TryWrite(fit); // full means that nobody takes them: the desk sees its fits age
        }
        catch (Exception failure)
        {
            Failure = failure;
        }
    }
}
