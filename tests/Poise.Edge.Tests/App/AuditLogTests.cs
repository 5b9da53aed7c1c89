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
}
