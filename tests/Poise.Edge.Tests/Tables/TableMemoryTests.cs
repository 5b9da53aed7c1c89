using System.Diagnostics;
using System.Globalization;
using System.Text;
using Poise.App;

namespace Poise.Edge.Tests;

/// <summary>Memory stays the same however long the table is, and so do the answers however it is cut into blocks.</summary>
public sealed class TableMemoryTests : IDisposable
{
    private const int Heap = 24 << 20;

    private readonly TableFolder _tables = new();

    public void Dispose() => _tables.Dispose();

    /// <summary>Blocks of the same rows are read, answered and written again and again: the second thousand of them cost nothing more.</summary>
    [Theory]
    [InlineData("price")]
    [InlineData("iv")]
    public void A_block_that_is_used_again_allocates_nothing(string command)
    {
        byte[] lines = command == "price" ? Options(20_000) : Prices(20_000);
        var block = new LineBlock();
        Assert.True(new LineBlocks(new MemoryStream(lines)).TryRead(block, CancellationToken.None));
        Assert.True(block.TryNext(out ReadOnlySpan<byte> names, out _));
        TableHeader header = TableHeader.Read(names, out _)!;
        TableAnswers answers = command == "price" ? new PriceAnswers(header) : new VolAnswers(header);
        var answered = new AnswerBlock(answers, new RowWriter(RowFormat.Csv, header, answers.Names, echo: true), block);
        long rows = 0, written = 0;
        LineBlocks blocks = null!;
        long allocated = AllocatedBytes.Of(
        () =>
        {
            rows = written = 0;
            while (blocks.TryRead(block, CancellationToken.None))
            {
                answered.Run();
                rows += answered.Tally.Rows;
                written += answered.Output.Length;
            }
        },
        prepare: () =>
        {
            blocks = new LineBlocks(new MemoryStream(lines));
            blocks.TryRead(block, CancellationToken.None);
        });
        Assert.True(rows > 10_000 && written > 20 * rows, $"{rows} rows, {written} bytes");
        Assert.True(allocated < 4096, $"{allocated} bytes for {rows} rows");
    }

    /// <summary>The whole command on a heap that holds neither the table nor its answers, both of which are larger.</summary>
    [Fact]
    public async Task A_table_larger_than_the_heap_is_answered_whole()
    {
        const int rows = 500_000;
        byte[] options = Options(rows);
        string from = _tables.Write("large.csv", options), to = _tables["answers.csv"];
        var how = new ProcessStartInfo(PoiseProcess.FindProgram(), ["price", from, "--out", to]) { UseShellExecute = false, RedirectStandardError = true };
        how.Environment["DOTNET_GCHeapHardLimit"] = Heap.ToString("x", CultureInfo.InvariantCulture);
        using Process run = Process.Start(how)!;
        string error = await run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), (run.ExitCode, error));
        Assert.True(options.Length > Heap && new FileInfo(to).Length > 3 * Heap, "table and answers are larger than the heap");
        Assert.Equal(rows + 1, File.ReadLines(to).Count());
    }

    /// <summary>Rows across the borders of blocks are neither lost nor doubled, whatever their lengths.</summary>
    [Fact]
    public void Rows_across_the_borders_of_blocks()
    {
        var random = new Random(5);
        var table = new StringBuilder("id,type,S,K,T,r,q,vol\n");
        int rows = 0;
        while (table.Length < 5 * LineBlock.Size)
        {
            string note = new('x', random.Next(1, rows % 100 == 0 ? 5000 : 40));
            table.Append(CultureInfo.InvariantCulture, $"{rows}{note},call,100,{(rows % 7 == 3 ? "x" : "100")},1,0,0,0.2{(rows % 3 == 0 ? "\r" : "")}\n");
            if (rows % 11 == 0)
                table.Append('\n');
            rows++;
        }
        Answered answer = _tables.Ask("price", table.ToString(), "--echo");
        Assert.Equal(rows, answer.Rows);
        for (int i = 0; i < rows; i++)
        {
            Assert.Equal(i.ToString(CultureInfo.InvariantCulture), answer[i, "id"].TrimEnd('x'));
            Assert.Equal(i % 7 == 3 ? "not-a-number: K is 'x'" : "ok", answer[i, "status"]);
        }
        string[] lines = table.ToString().Split('\n');
        int fourth = Array.FindIndex(lines, l => l.StartsWith("3x", StringComparison.Ordinal)) + 1;
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"line {fourth}: not-a-number: K is 'x'"), answer.Told, StringComparison.Ordinal);
    }

    /// <summary>A stream that gives a byte or two at a time, as a slow pipe does, is read as a file is.</summary>
    [Fact]
    public void A_pipe_in_drops_gives_the_same_answer()
    {
        byte[] table = Options(3000);
        Assert.Equal(Answer(new MemoryStream(table)), Answer(new Drops(table)));
    }

    private static string Answer(Stream from)
    {
        var to = new MemoryStream();
        var task = new TableTask(h => new PriceAnswers(h), _ => null, RowFormat.Csv, Echo: false, (_, _) => { });
        Assert.True(TableRun.Answer(from, new StreamSink(to, "test"), task, CancellationToken.None).IsWhole);
        return Encoding.UTF8.GetString(to.ToArray());
    }

    private static byte[] Options(int rows)
    {
        var random = new Random(11);
        var table = new StringBuilder("type,S,K,T,r,q,vol\n");
        for (int i = 0; i < rows; i++)
            table.Append(CultureInfo.InvariantCulture, $"{(i % 2 == 0 ? "call" : "put")},{90 + 20 * random.NextDouble()},{random.Next(60, 140)},{random.Next(1, 200) / 100.0},0.02,0.01,{0.05 + random.NextDouble()}\n");
        return Encoding.UTF8.GetBytes(table.ToString());
    }

    private static byte[] Prices(int rows)
    {
        var random = new Random(12);
        var table = new StringBuilder("type,F,K,T,DF,price\n");
        for (int i = 0; i < rows; i++)
            table.Append(CultureInfo.InvariantCulture, $"put,100,{random.Next(60, 140)},{random.Next(1, 200) / 100.0},1,{40 + random.Next(1, 1000) / 100.0}\n");
        return Encoding.UTF8.GetBytes(table.ToString());
    }

    private sealed class Drops(byte[] bytes) : Stream
    {
        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int count = Math.Min(Math.Min(1 + _at % 3, buffer.Length), bytes.Length - _at);
            bytes.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
