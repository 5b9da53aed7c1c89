using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace Poise.Edge.Tests;

/// <summary>The built program as a process of its own, as a user starts it; killed when it is disposed.</summary>
internal sealed class PoiseProcess : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly List<string> _output = [];
    private readonly List<string> _errors = [];
    private readonly Lock _lock = new();

    private PoiseProcess(Process process) => _process = process;

    /// <summary>What it printed so far.</summary>
    public IReadOnlyList<string> Output
    {
        get
        {
            lock (_lock)
                return [.. _output];
        }
    }

    /// <summary>Bytes of memory that it has now.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public bool HasEnded => _process.HasExited;

    /// <summary>What it complained about so far.</summary>
    public IReadOnlyList<string> Errors
    {
        get
        {
            lock (_lock)
                return [.. _errors];
        }
    }

    public static PoiseProcess Start(params string[] arguments) => StartIn([], arguments);

    /// <param name="environment">What is said there beside what this process has.</param>
    public static PoiseProcess StartIn((string Name, string Value)[] environment, params string[] arguments)
    {
        var how = new ProcessStartInfo(FindProgram(), arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false, WorkingDirectory = Repository.Root };
        how.Environment["NO_COLOR"] = "1";
        how.Environment.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        foreach ((string name, string value) in environment)
            how.Environment[name] = value;
        var running = new PoiseProcess(new Process { StartInfo = how });
        running._process.OutputDataReceived += (_, e) => running.Heard(e.Data, running._output);
        running._process.ErrorDataReceived += (_, e) => running.Heard(e.Data, running._errors);
        running._process.Start();
        running._process.StandardInput.Close();
        running._process.BeginOutputReadLine();
        running._process.BeginErrorReadLine();
        return running;
    }

    /// <summary>The next line of standard output that fits, read on from the last one asked for.</summary>
    /// <exception cref="InvalidOperationException">It ended without printing one, or took longer than <see cref="Patience"/>.</exception>
    public async Task<string> NextLine(Func<string, bool> fits)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await foreach (string line in _lines.Reader.ReadAllAsync(patience.Token))
            {
                if (fits(line))
                    return line;
            }
        }
        catch (OperationCanceledException late)
        {
            throw new InvalidOperationException($"the line did not come within {Patience.TotalSeconds} s; {Heard()}", late);
        }
        throw new InvalidOperationException($"it ended before the line came; {Heard()}");
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> Ended()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token); // its output has been read to the end then
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: nothing in the process gets to run any more.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await Ended();
    }

    /// <summary>SIGSTOP: it stands still with its sockets open.</summary>
    public void Freeze() => Signal("-STOP");

    /// <summary>SIGCONT.</summary>
    public void Thaw() => Signal("-CONT");

    /// <summary>SIGTERM.</summary>
    public void Terminate() => Signal("-TERM");

    /// <summary>SIGINT, as Ctrl+C sends it. What was started where it is ignored, as under nohup or in a script's background, ignores it too: the test is skipped then.</summary>
    public void Interrupt()
    {
        string? ignored = OperatingSystem.IsLinux() ? File.ReadLines($"/proc/{_process.Id}/status").FirstOrDefault(static l => l.StartsWith("SigIgn:", StringComparison.Ordinal)) : null;
        if (ignored is not null && (Convert.ToUInt64(ignored["SigIgn:".Length..].Trim(), 16) & 0b10) != 0)
            Assert.Skip("SIGINT is ignored here");
        Signal("-INT");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    private string Heard() => $"printed:\n{string.Join('\n', Output)}\nerrors:\n{string.Join('\n', Errors)}";

    private void Heard(string? line, List<string> into)
    {
        if (line is null)
        {
            if (ReferenceEquals(into, _output))
                _lines.Writer.TryComplete();
            return;
        }
        lock (_lock)
            into.Add(line);
        if (ReferenceEquals(into, _output))
            _lines.Writer.TryWrite(line);
    }

    private void Signal(string name)
    {
        using Process kill = Process.Start("kill", [name, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    // The newest build: of the solution, of the project alone, or what ./poise made.
    public static string FindProgram()
    {
        string artifacts = Path.Combine(Repository.Root, "artifacts");
        string builds = Path.Combine(artifacts, "bin", "Poise.App");
        string[] folders = [.. Directory.Exists(builds) ? Directory.GetDirectories(builds) : [], Path.Combine(artifacts, "app")];
        string? newest = folders
            .Where(f => File.Exists(Path.Combine(f, Name)) && File.Exists(Path.Combine(f, "poise.dll")))
            .MaxBy(f => File.GetLastWriteTimeUtc(Path.Combine(f, "poise.dll")));
        return newest is null ? throw new InvalidOperationException("the program is not built: run ./test, or build src/Poise.App") : Path.Combine(newest, Name);
    }

    private static string Name => OperatingSystem.IsWindows() ? "poise.exe" : "poise";
}
