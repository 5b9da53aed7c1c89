using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;

namespace Poise.Runtime;

/// <summary>Takes a log's entries from its queue, makes lines of them and hands those out, as many at once as wait.</summary>
/// <param name="write">Takes whole lines; may throw <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>, and is given later ones all the same.</param>
/// <param name="lines">What a line looks like.</param>
/// <param name="failed">Told why lines could not be handed out, once until some could.</param>
public sealed class LogWriter(Action<ReadOnlyMemory<byte>> write, LogLine lines, Action<string>? failed = null)
{
    private const int MostAtOnce = 512;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // For people and jq, not for a page: an apostrophe stays one.
    private static readonly JsonWriterOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _bytes = new(1 << 16);
    private Task _life = Task.CompletedTask;
    private LogEntry _last;
    private long _unwritten;
    private volatile string? _failure;

    /// <summary>Why lines could not be handed out last; null where they could.</summary>
    public string? Failure => _failure;

    internal void Begin(ChannelReader<LogEntry> queue) => _life = Task.Run(async () =>
    {
        try
        {
            await LiveAsync(queue);
        }
        catch (Exception broken)
        {
            _failure = broken.Message; // nothing more is written, and the desk goes on
            failed?.Invoke(broken.Message);
        }
    });

    /// <summary>Once the queue takes nothing more.</summary>
    /// <param name="lost">What found no room at the end.</param>
    internal async Task EndAsync(long lost)
    {
        await Task.WhenAny(_life, Task.Delay(Patience));
        if (!_life.IsCompleted || lost == 0)
            return;
        _bytes.ResetWrittenCount();
        Add(_last.Missing(lost, DeskLog.Full));
        HandOut(1);
    }

    private async Task LiveAsync(ChannelReader<LogEntry> queue)
    {
        while (await queue.WaitToReadAsync())
        {
            _bytes.ResetWrittenCount();
            int taken = 0;
            while (taken < MostAtOnce && queue.TryRead(out LogEntry entry))
            {
                if (taken++ == 0 && _unwritten > 0)
                    Add(entry.Missing(_unwritten, _failure));
                Add(entry);
                _last = entry;
            }
            HandOut(taken);
        }
    }

    private void Add(in LogEntry entry)
    {
        using var json = new Utf8JsonWriter(_bytes, _plain);
        lines.Write(json, entry);
        json.Flush();
        _bytes.Write("\n"u8);
    }

    private void HandOut(int taken)
    {
        try
        {
            write(_bytes.WrittenMemory);
            (_unwritten, _failure) = (0, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _unwritten += taken;
            if (_failure is null)
                failed?.Invoke(e.Message);
            _failure = e.Message;
        }
    }
}
