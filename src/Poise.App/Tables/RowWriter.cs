using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Poise.App;

/// <summary>How answers are written.</summary>
internal enum RowFormat
{
    Csv,
    Json,

    /// <summary>CSV for a table that people see: before the status stands what the greeks are by.</summary>
    Shown,
}

/// <summary>
/// Writes answered rows as CSV or as objects of a JSON array: numbers in their shortest form that reads back to the same bits, a missing one
/// as an empty field or null, and 0 without a sign. Rows are written apart from each other, so that blocks of them can be joined.
/// </summary>
internal sealed class RowWriter
{
    /// <summary>Before the name of an echoed column that an answer has already.</summary>
    public const string Given = "given.";

    /// <summary>The column of <see cref="RowFormat.Shown"/> that says what a row's greeks are by: S or F.</summary>
    public const string By = "by";

    private readonly RowFormat _format;
    private readonly byte[][] _echoed;
    private readonly byte[][] _before;
    private readonly byte[] _beforeStatus;
    private readonly byte[] _missing;
    private readonly byte[] _rowEnd;

    public RowWriter(RowFormat format, TableHeader header, IReadOnlyList<string> answers, bool echo)
    {
        _format = format;
        Echoes = echo;
        List<string> given = echo ? Renamed(header, answers) : [];
        if (format != RowFormat.Json)
        {
            string[] last = format == RowFormat.Shown ? [By, "status"] : ["status"];
            Opening = Encoding.UTF8.GetBytes(string.Join(',', given.Concat(answers).Concat(last).Select(Quoted)) + "\n");
            Closing = [];
            RowStart = [];
            _echoed = [.. given.Select(_ => Array.Empty<byte>())];
            _before = [.. answers.Select((_, i) => i == 0 ? [] : ","u8.ToArray())];
            _beforeStatus = ","u8.ToArray();
            _missing = [];
            _rowEnd = "\n"u8.ToArray();
            return;
        }
        Opening = "["u8.ToArray();
        Closing = "\n]\n"u8.ToArray();
        RowStart = ",\n{"u8.ToArray();
        _echoed = [.. given.Select(n => Encoding.UTF8.GetBytes($"{Text(n)}:"))];
        _before = [.. answers.Select((n, i) => Encoding.UTF8.GetBytes($"{(i == 0 ? "" : ",")}{Text(n)}:"))];
        _beforeStatus = Encoding.UTF8.GetBytes($",{Text("status")}:");
        _missing = "null"u8.ToArray();
        _rowEnd = "}"u8.ToArray();
    }

    /// <summary>Stands once before all rows.</summary>
    public byte[] Opening { get; }

    /// <summary>Stands once after all rows.</summary>
    public byte[] Closing { get; }

    /// <summary>Bytes at the start of the first row that only part it from one before it.</summary>
    public int Seam => _format == RowFormat.Json ? 1 : 0;

    /// <summary>The row's own cells stand before its answers.</summary>
    public bool Echoes { get; }

    private byte[] RowStart { get; }

    /// <summary>Writes the cells of a row as they were given. Where the line did not split, what could not be split is one cell after those that could.</summary>
    public void Echo(ArrayBufferWriter<byte> to, scoped in TableFields fields)
    {
        for (int i = 0; i < _echoed.Length; i++)
        {
            string? rest = i == fields.Count && !fields.Rest.IsEmpty ? Encoding.UTF8.GetString(fields.Rest) : null;
            if (_format == RowFormat.Json)
            {
                to.Write(_echoed[i]);
                Text(to, i < fields.Count ? fields.Text(i) : rest);
            }
            else if (rest is null)
                to.Write(fields.Raw(i));
            else
                Encoding.UTF8.GetBytes(Quoted(rest), to);
            to.Write(","u8);
        }
    }

    public void Write(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> echoed, TableAnswers answers, int row)
    {
        to.Write(RowStart);
        to.Write(echoed);
        int longest = 0;
        foreach (byte[] before in _before)
            longest += before.Length + ShortestNumber.Longest;
        Span<byte> room = to.GetSpan(longest);
        int at = 0;
        for (int a = 0; a < _before.Length; a++)
        {
            _before[a].CopyTo(room[at..]);
            at += _before[a].Length;
            double number = answers.Number(a, row);
            if (double.IsFinite(number))
            {
                at += ShortestNumber.Write(number == 0 ? 0 : number, room[at..]);
                continue;
            }
            _missing.CopyTo(room[at..]);
            at += _missing.Length;
        }
        to.Advance(at);
        if (_format == RowFormat.Shown)
            Encoding.UTF8.GetBytes($",{answers.By(row)}", to);
        to.Write(_beforeStatus);
        string status = answers.Status(row);
        if (_format == RowFormat.Json)
            Text(to, status);
        else
            Encoding.UTF8.GetBytes(Quoted(status), to);
        to.Write(_rowEnd);
    }

    private static List<string> Renamed(TableHeader header, IReadOnlyList<string> answers)
    {
        var names = new List<string>();
        for (int i = 0; i < header.Names.Count; i++)
        {
            string name = header.Names[i].Length == 0 ? $"column{i + 1}" : header.Names[i];
            while (answers.Append("status").Concat(names).Contains(name, StringComparer.OrdinalIgnoreCase))
                name = Given + name;
            names.Add(name);
        }
        return names;
    }

    /// <summary>As a field of CSV.</summary>
    public static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Text(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static void Text(ArrayBufferWriter<byte> to, string? text)
    {
        if (text is null)
            to.Write("null"u8);
        else if (ReferenceEquals(text, RowStatus.Ok))
            to.Write("\"ok\""u8);
        else
            Encoding.UTF8.GetBytes(Text(text), to);
    }
}
