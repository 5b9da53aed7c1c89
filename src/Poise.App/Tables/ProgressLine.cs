using System.Globalization;

namespace Poise.App;

/// <summary>One line on a terminal that shows how far a run is; it appears when the run takes over a second and is wiped at the end.</summary>
/// <param name="to">The terminal, or null where nobody looks.</param>
/// <param name="length">Bytes of the whole; 0 where that is not known.</param>
/// <param name="unit">What is counted beside them.</param>
internal sealed class ProgressLine(TextWriter? to, string name, long length, TimeProvider clock, string unit = "rows")
{
    private const int Cells = 24;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly long _began = clock.GetTimestamp();
    private long _drawn;
    private int _width;

    public void Reached(long bytes, long rows)
    {
        TimeSpan elapsed = clock.GetElapsedTime(_began);
        if (to is null || elapsed < Patience || (_width > 0 && clock.GetElapsedTime(_drawn) < Pause))
            return;
        _drawn = clock.GetTimestamp();
        string how = "";
        if (length > 0)
        {
            double share = Math.Clamp((double)bytes / length, 0, 1);
            int full = (int)(share * Cells);
            how = string.Create(CultureInfo.InvariantCulture, $" [{new string('#', full)}{new string('.', Cells - full)}] {share * 100,3:0} %");
        }
        string line = string.Create(CultureInfo.InvariantCulture, $"{name}{how} {rows:#,0} {unit}, {rows / elapsed.TotalSeconds:#,0} a second");
        to.Write($"\r{line.PadRight(_width)}");
        to.Flush();
        _width = Math.Max(_width, line.Length);
    }

    /// <summary>Wipes the line.</summary>
    public void End()
    {
        if (to is null || _width == 0)
            return;
        to.Write($"\r{new string(' ', _width)}\r");
        to.Flush();
        _width = 0;
    }
}
