using Poise.App;
using Poise.Storage;

namespace Poise.Edge.Tests;

/// <summary>The file of commands by itself.</summary>
public sealed class AuditLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("poise-audit").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_line_that_a_crash_cut_short_stays_by_itself()
    {
        string file = Path.Combine(_folder, AuditLog.FileName);
        File.WriteAllText(file, """{"at":"2026-03-02T""");
        using (AuditLog log = AuditLog.Open(new FileDisk(_folder), TimeProvider.System))
        {
            log.Write(new Caller("anna", Role.Risk, "00"), "127.0.0.1", "resume", null, 200);
            AuditEntry only = Assert.Single(log.Last(10).Entries);
            Assert.Equal(("anna", "risk", "resume", 200), (only.Who, only.Role, only.Command, only.Status));
        }
        using AuditLog again = AuditLog.Open(new FileDisk(_folder), TimeProvider.System);
        again.Write(null, "10.0.0.1", "lockout", null, 429);
        Assert.Equal(["lockout", "resume"], again.Last(10).Entries.Select(static e => e.Command));
        Assert.Equal(3, File.ReadAllLines(file).Length);
    }

    [Fact]
    public void A_value_cannot_end_its_line()
    {
        using AuditLog log = AuditLog.Open(new FileDisk(_folder), TimeProvider.System);
        log.Write(new Caller("anna\n{\"who\":\"bert\"}", Role.Risk, "00"), "::1", "setPolicy", "a\r\nb\u2028c\u0000\u001b[2J", 200);
        string text = File.ReadAllText(Path.Combine(_folder, AuditLog.FileName));
        Assert.Equal(text.Length - 1, text.IndexOf('\n', StringComparison.Ordinal));
        Assert.DoesNotContain(text[..^1], char.IsControl);
        Assert.Equal("a\r\nb\u2028c\u0000\u001b[2J", log.Last(1).Entries[0].Detail);
    }

    [Fact]
    public void The_last_are_read_from_a_file_of_any_length()
    {
        using AuditLog log = AuditLog.Open(new FileDisk(_folder), TimeProvider.System);
        string detail = new('x', 20_000);
        for (int i = 0; i < 120; i++)
            log.Write(null, null, $"command {i}", detail, 200);
        IReadOnlyList<AuditEntry> last = log.Last(1000).Entries;
        Assert.InRange(last.Count, 50, 53); // what a megabyte holds
        Assert.Equal("command 119", last[0].Command);
    }

    [Fact]
    public void A_full_file_is_put_aside_and_the_oldest_goes()
    {
        using (AuditLog log = AuditLog.Open(new FileDisk(_folder), TimeProvider.System, most: 1000, kept: 3))
        {
            for (int i = 0; i < 100; i++)
                log.Write(null, null, $"command {i}", null, 200);
            IReadOnlyList<AuditEntry> last = log.Last(15).Entries;
            Assert.Equal(Enumerable.Range(85, 15).Reverse().Select(static i => $"command {i}"), last.Select(static e => e.Command)); // over the border of two files
        }
        string[] files = [.. Directory.GetFiles(_folder).Select(static f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
        Assert.Equal(["audit.log", "audit.log.1", "audit.log.2", "audit.log.3"], files);
        Assert.All(files, f => Assert.InRange(new FileInfo(Path.Combine(_folder, f)).Length, 1, 1000));
        using AuditLog again = AuditLog.Open(new FileDisk(_folder), TimeProvider.System, most: 1000, kept: 3);
        IReadOnlyList<AuditEntry> all = again.Last(1000).Entries;
        Assert.Equal(Enumerable.Range(100 - all.Count, all.Count).Reverse().Select(static i => $"command {i}"), all.Select(static e => e.Command)); // none twice, none missing
        if (OperatingSystem.IsWindows())
            return;
        foreach (string file in files)
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, file)));
    }

    /// <summary>A disk that renames nothing loses no command.</summary>
    [Fact]
    public void Where_it_cannot_be_put_aside_the_full_one_goes_on()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "audit.log.1"));
        File.WriteAllText(Path.Combine(_folder, "audit.log.1", "in the way"), "");
        using AuditLog log = AuditLog.Open(new FileDisk(_folder), TimeProvider.System, most: 500, kept: 3);
        for (int i = 0; i < 20; i++)
            log.Write(null, null, $"command {i}", null, 200);
        Assert.Equal(20, File.ReadAllLines(Path.Combine(_folder, AuditLog.FileName)).Length);
        Assert.Equal("command 19", log.Last(1).Entries[0].Command);
    }
}
