using System.Diagnostics;

namespace Poise.Bench;

/// <summary>The clone that is measured.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Commit of the sources, with a mark when they were changed since; "unknown" outside of a clone.</summary>
    public static string Commit()
    {
        string? commit = Git("rev-parse", "--short=12", "HEAD");
        if (commit is null)
            return "unknown";
        return Git("status", "--porcelain", "--", "src", "bench/Poise.Bench") is { Length: > 0 } ? commit + " with changes" : commit;
    }

    private static string? Git(params string[] words)
    {
        try
        {
            var start = new ProcessStartInfo("git", words) { WorkingDirectory = Root, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
            using Process git = Process.Start(start)!;
            git.ErrorDataReceived += (_, _) => { };
            git.BeginErrorReadLine();
            string said = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? said : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // no git here
        }
    }

    private static string Find()
    {
        for (string? at = AppContext.BaseDirectory; at is not null; at = Path.GetDirectoryName(at))
            if (File.Exists(Path.Combine(at, "Poise.slnx")))
                return at;
        throw new BadRunException("the harness must lie within a clone: no Poise.slnx above it");
    }
}
