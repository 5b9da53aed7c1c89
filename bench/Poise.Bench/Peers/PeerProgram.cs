using System.Diagnostics;
using System.Globalization;

namespace Poise.Bench;

/// <summary>One way in which the other program does a job.</summary>
/// <param name="Name">The job's.</param>
/// <param name="Items">Units of a pass.</param>
/// <param name="Apart">How far its answers are from Poise's, or from its own best.</param>
internal sealed record PeerMethod(string Name, string Library, string Method, string Unit, double Items, string Apart);

/// <summary>bench/peers, running: it waits for its turn on its standard input, so that repeats can alternate with Poise's.</summary>
internal sealed class PeerProgram : IDisposable
{
    private readonly Process _process;

    /// <param name="program">The compiled program.</param>
    /// <param name="folder">Where the inputs lie.</param>
    public PeerProgram(string program, string folder)
    {
        if (!File.Exists(program))
            throw new BadRunException($"{program} is not there: run bench/peers/run, which compiles it");
        _process = Process.Start(new ProcessStartInfo(program, [folder]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Versions = Line();
        List<PeerMethod> methods = [];
        for (string line = Line(); line.Length > 0; line = Line())
        {
            string[] cells = line.Split('\t');
            methods.Add(new PeerMethod(cells[0], cells[1], cells[2], cells[3], double.Parse(cells[4], CultureInfo.InvariantCulture), cells[5]));
        }
        Methods = methods;
    }

    public string Versions { get; }

    public IReadOnlyList<PeerMethod> Methods { get; }

    /// <summary>Thread CPU time of one pass, the mean of that many.</summary>
    public double Nanoseconds(int method, long passes)
    {
        _process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{method} {passes}"));
        _process.StandardInput.Flush();
        return double.Parse(Line(), CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Line() => _process.StandardOutput.ReadLine() ?? throw new BadRunException("the peers' program ended before its work");
}
