using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Poise.App;

/// <summary>Bytes that go to a stream; the end of a pipe's reader is noticed and is no error.</summary>
/// <param name="name">What to call the place in a complaint.</param>
internal sealed class StreamSink(Stream stream, string name) : IAnswerSink
{
    public bool Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            stream.Write(bytes);
            return true;
        }
        catch (IOException e) when (IsClosedPipe(e))
        {
            return false;
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"{name}: {ResultPlace.Why(e)}", e);
        }
    }

    // EPIPE; on Windows ERROR_BROKEN_PIPE and ERROR_NO_DATA.
    private static bool IsClosedPipe(IOException e) => (e.HResult & 0xFFFF) is 32 or 109 or 232;
}

/// <summary>The first rows of a CSV answer, for a table that people read; the rest is only counted by the run.</summary>
internal sealed class FirstRows(int most) : IAnswerSink
{
    private readonly MemoryStream _bytes = new();
    private int _linesLeft = most + 1;

    /// <summary>The line of names and the first rows.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.GetBuffer().AsSpan(0, (int)_bytes.Length);

    public bool Write(ReadOnlySpan<byte> bytes)
    {
        while (_linesLeft > 0 && !bytes.IsEmpty)
        {
            int end = bytes.IndexOf((byte)'\n') + 1;
            if (end == 0)
                end = bytes.Length;
            else
                _linesLeft--;
            _bytes.Write(bytes[..end]);
            bytes = bytes[end..];
        }
        return true;
    }
}

/// <summary>Standard output as bytes.</summary>
internal static class StandardOutput
{
    /// <summary>The stream behind the console's writer; any other writer gets the text.</summary>
    public static Stream Of(TextWriter output)
    {
        if (!ReferenceEquals(output, Console.Out))
            return new WriterStream(output);
        output.Flush();
        // The console's own stream swallows what a closed pipe says. It stays for files, where another process may share the place written to.
        if (OperatingSystem.IsWindows())
            return Console.OpenStandardOutput();
        var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return pipe.CanSeek ? Console.OpenStandardOutput() : pipe;
    }

    /// <summary>UTF-8 bytes written to a writer of text.</summary>
    private sealed class WriterStream(TextWriter writer) : Stream
    {
        private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => writer.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            char[] chars = new char[_decoder.GetCharCount(buffer, flush: false)];
            writer.Write(chars, 0, _decoder.GetChars(buffer, chars, flush: false));
        }
    }
}
