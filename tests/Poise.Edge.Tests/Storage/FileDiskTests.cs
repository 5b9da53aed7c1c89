using Poise.Storage;

namespace Poise.Edge.Tests;

public class FileDiskTests
{
    [Fact]
    public void The_folder_and_its_files_belong_to_the_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("permissions are modes on Unix only");
            return;
        }
        using var folder = new TemporaryFolder();
        string inner = Path.Combine(folder.Path, "a", "desk");
        using (Journal journal = Journal.Open(new FileDisk(inner), new JournalOptions(), out _))
        {
            journal.Append([1, 2, 3]);
            journal.Flush();
        }
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(inner));
        foreach (string file in Directory.GetFiles(inner))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void A_journal_on_files_is_found_again_and_held_by_one()
    {
        using var folder = new TemporaryFolder();
        var disk = new FileDisk(folder.Path);
        var options = new JournalOptions { SegmentBytes = 1000 };
        byte[][] written = JournalTests.Payloads(100);
        using (Journal journal = Journal.Open(disk, options, out _))
        {
            foreach (byte[] payload in written)
                journal.Append(payload);
            journal.Flush();
            JournalException e = Assert.Throws<JournalException>(() => Journal.Open(disk, options, out _));
            Assert.Contains("another process has it open", e.Message, StringComparison.Ordinal);
        }
        using Journal again = Journal.Open(disk, options, out JournalReport report);
        Assert.Equal(100, report.Records);
        JournalTests.AssertHolds(again, written);
    }

    [Fact]
    public void A_torn_file_is_cut_where_the_report_says()
    {
        using var folder = new TemporaryFolder();
        var disk = new FileDisk(folder.Path);
        using (Journal journal = Journal.Open(disk, new JournalOptions(), out _))
        {
            journal.Append(new byte[50]);
            journal.Append(new byte[50]);
            journal.Flush();
        }
        string path = Path.Combine(folder.Path, "journal-0000000000000001.seg");
        long length = new FileInfo(path).Length;
        using (FileStream file = File.Open(path, FileMode.Open))
            file.SetLength(length - 5);
        using (Journal.Open(disk, new JournalOptions(), out JournalReport report))
        {
            Assert.Equal((1L, "journal-0000000000000001.seg", 77L), (report.Records, report.TornFile, report.TornBytes));
            Assert.Equal(report.TornOffset, new FileInfo(path).Length);
        }
    }

    [Fact]
    public void Names_are_listed_renamed_and_deleted()
    {
        using var folder = new TemporaryFolder();
        var disk = new FileDisk(folder.Path);
        disk.Open("b").Dispose();
        disk.Open("a").Dispose();
        disk.Rename("b", "c");
        disk.Delete("a");
        disk.FlushNames();
        Assert.Equal(["c"], disk.List());
        Assert.Throws<ArgumentException>(() => disk.Open("../x"));
        Assert.Throws<ArgumentException>(() => disk.Open(""));
    }

    [Fact]
    public void A_file_where_the_folder_should_be_is_an_error()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "file");
        File.WriteAllText(path, "");
        Assert.Throws<IOException>(() => new FileDisk(path));
    }
}

/// <summary>A folder of one test, gone after it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("poise-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
