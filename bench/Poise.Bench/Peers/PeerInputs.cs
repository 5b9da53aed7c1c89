using System.Globalization;
using System.Text;

namespace Poise.Bench;

/// <summary>A job whose inputs and answers other libraries get as files: lines of numbers, each written so that it reads back to the same bits.</summary>
internal interface IPeerInputs
{
    /// <summary>Writes what <see cref="RateJob.Generate"/> made and what a pass over it gave.</summary>
    void WriteInputs(string folder);
}

/// <summary>One such file.</summary>
internal sealed class PeerFile(string columns)
{
    private readonly StringBuilder _text = new($"# {columns}\n");

    public void Add(params ReadOnlySpan<double> row)
    {
        for (int i = 0; i < row.Length; i++)
            _text.Append(i == 0 ? "" : " ").Append(row[i].ToString("R", CultureInfo.InvariantCulture));
        _text.Append('\n');
    }

    public void Write(string folder, string name) => File.WriteAllText(Path.Combine(folder, name), _text.ToString());
}
