using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.RegularExpressions;
using Poise.Domain;

namespace Poise.Bench;

/// <summary>Where and when figures were taken. Load: runnable tasks on average over 1, 5 and 15 minutes, at the start of the run.</summary>
internal sealed partial record Machine(
    string Cpu, int Cores, double MemoryGb, string Os, string Runtime, string Version, string Commit, string Date, double[] Load)
{
    public static Machine Now(string? date) => new(
        CpuName(),
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9, 1),
        OsName(),
        RuntimeInformation.FrameworkDescription,
        typeof(Quote).Assembly.GetName().Version!.ToString(3),
        Repository.Commit(),
        date ?? DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture),
        LoadNow());

    /// <summary>The CPU's name as a folder's name.</summary>
    public string Slug => NotPlain().Replace(Cpu.ToLowerInvariant().Replace("(r)", "", StringComparison.Ordinal).Replace("(tm)", "", StringComparison.Ordinal), "-").Trim('-');

    /// <summary>The committed folder of this CPU.</summary>
    public string ResultsFolder() => Directory.CreateDirectory(Path.Combine(Repository.Root, "bench", "results", Slug)).FullName;

    public string OneLine =>
        $"{Cpu}, {Cores} cores, {MemoryGb} GB, {Os}, {Runtime}; Poise {Version} at {Commit}; {Date}; load at start {string.Join(" ", Load)}";

    /// <summary>What a rate depends on.</summary>
    public string Short => $"{Cpu}, {Cores} cores, {LaneBits}-bit lanes, {Runtime}";

    /// <summary>The widest lane that the kernels use here.</summary>
    private static int LaneBits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    /// <summary>Name, family and model: a hypervisor may call several generations by one name.</summary>
    private static string CpuName()
    {
        const string list = "/proc/cpuinfo";
        if (!File.Exists(list))
            return RuntimeInformation.ProcessArchitecture.ToString();
        Dictionary<string, string> first = File.ReadLines(list).TakeWhile(l => l.Length > 0).Select(l => l.Split(':', 2, StringSplitOptions.TrimEntries))
            .Where(p => p.Length == 2).DistinctBy(p => p[0], StringComparer.Ordinal).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
        string name = first.GetValueOrDefault("model name") ?? RuntimeInformation.ProcessArchitecture.ToString();
        return first.TryGetValue("cpu family", out string? family) && first.TryGetValue("model", out string? model) ? $"{name} family {family} model {model}" : name;
    }

    private static string OsName()
    {
        const string release = "/etc/os-release";
        const string name = "PRETTY_NAME=";
        string? line = File.Exists(release) ? File.ReadLines(release).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal)) : null;
        string kernel = $"{(OperatingSystem.IsLinux() ? "Linux" : RuntimeInformation.OSDescription)} {Environment.OSVersion.Version}";
        return line is null ? kernel : $"{line[name.Length..].Trim('"')}, {kernel}";
    }

    private static double[] LoadNow()
    {
        const string load = "/proc/loadavg";
        return File.Exists(load) ? [.. File.ReadAllText(load).Split(' ').Take(3).Select(t => double.Parse(t, CultureInfo.InvariantCulture))] : [];
    }

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.None, 1000)]
    private static partial Regex NotPlain();
}
