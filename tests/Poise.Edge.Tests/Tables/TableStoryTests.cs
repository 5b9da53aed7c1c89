using System.Diagnostics;
using System.Globalization;

namespace Poise.Edge.Tests;

/// <summary>The built program on tables, as a user runs it: pipes, files, interrupts.</summary>
public sealed class TableStoryTests : IDisposable
{
    private const string Names = "type,S,K,T,r,q,vol\n";
    private const string Good = "call,100,100,1,0,0,0.2\n";

    private readonly TableFolder _tables = new();

    public void Dispose() => _tables.Dispose();

    [Fact]
    public async Task A_table_is_priced_and_its_prices_give_the_vols_back_through_pipes()
    {
        string options = Path.Combine(Repository.Root, "samples", "options.csv");
        (int code, string priced, string error) = await Ended(Start("price", options, "--echo"), null);
        Assert.Equal((0, $"poise price: {options}: columns that are not read: symbol"), (code, error.TrimEnd()));
        (code, string found, error) = await Ended(Start("iv", "-", "--echo", "--quiet"), priced);
        Assert.Equal((0, ""), (code, error));
        var answer = new Answered(found, error);
        Assert.Equal(File.ReadLines(options).Count() - 1, answer.Rows);
        for (int row = 0; row < answer.Rows; row++)
            Assert.Equal(answer.Number(row, "given.vol"), answer.Number(row, "vol"), 1e-12);
    }

    [Fact]
    public async Task Notes_and_bad_rows_are_told_on_standard_error_and_never_with_quiet()
    {
        string file = _tables.Write("bad.csv", Names + Good + "call,x,100,1,0,0,0.2\n");
        (int code, string output, string error) = await Ended(Start("price", file), null);
        Assert.Equal((0, 3), (code, output.TrimEnd().Split('\n').Length));
        Assert.Contains("1 of 2 rows without an answer: 1 not-a-number", error, StringComparison.Ordinal);
        Assert.Contains("line 3: not-a-number: S is 'x'", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', error); // no progress where nobody looks
        Assert.Equal((0, output, ""), await Ended(Start("price", file, "--quiet"), null));
    }

    [Fact]
    public async Task A_reader_that_has_seen_enough_ends_the_run_quietly()
    {
        using Process run = Start("price", _tables.Write("long.csv", Names + string.Concat(Enumerable.Repeat(Good, 50_000))));
        run.StandardInput.Close();
        byte[] first = new byte[100];
        await run.StandardOutput.BaseStream.ReadExactlyAsync(first, Stop);
        run.StandardOutput.Close();
        Assert.Equal("", await run.StandardError.ReadToEndAsync(Stop));
        await run.WaitForExitAsync(Stop);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task An_interrupt_ends_with_130_and_leaves_nothing_behind()
    {
        Signals.SkipWhereInterruptsAreIgnored();
        string folder = Path.GetDirectoryName(_tables["x"])!, to = _tables.Write("kept.csv", "old");
        using var watcher = new FileSystemWatcher(folder);
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Created += (_, e) =>
        {
            if (e.Name!.EndsWith(".partial", StringComparison.Ordinal))
                began.TrySetResult();
        };
        watcher.EnableRaisingEvents = true;
        using Process run = Start("price", "-", "--out", to);
        await run.StandardInput.WriteAsync(Names + Good);
        await run.StandardInput.FlushAsync(Stop);
        await began.Task.WaitAsync(PoiseProcess.Patience, Stop); // it waits for more, which never comes
        using (Process kill = Process.Start("kill", ["-INT", run.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(Stop);
        await run.WaitForExitAsync(Stop).WaitAsync(PoiseProcess.Patience, Stop);
        Assert.Equal(130, run.ExitCode);
        Assert.Equal(("old", "kept.csv"), (File.ReadAllText(to), Assert.Single(_tables.Files)));
    }

    [Fact]
    public async Task Out_replaces_a_whole_file_and_never_the_one_that_is_read()
    {
        string file = _tables.Write("in.csv", Names + Good), to = _tables.Write("out.csv", "old");
        string bystander = _tables.Write("out.csv.partial", "someone's");
        Assert.Equal((0, ""), Codes(TableFolder.Run("price", file, "--out", to)));
        Assert.EndsWith(",ok\n", File.ReadAllText(to), StringComparison.Ordinal);
        Assert.Equal("someone's", File.ReadAllText(bystander));

        string link = _tables["link.csv"], folder = _tables["folder"];
        foreach (string same in (string[])[file, Path.Combine(Path.GetDirectoryName(file)!, ".", "in.csv")])
            Refused(TableFolder.Run("price", file, "--out", same));
        if (OperatingSystem.IsWindows())
            return;
        File.CreateSymbolicLink(link, file);
        Directory.CreateSymbolicLink(folder, Path.GetDirectoryName(file)!);
        Refused(TableFolder.Run("price", file, "--out", link));
        Refused(TableFolder.Run("price", link, "--out", file));
        Refused(TableFolder.Run("price", file, "--out", Path.Combine(folder, "in.csv")));
        if (!OperatingSystem.IsLinux())
            return;
        string hard = _tables["hard.csv"];
        using (Process ln = Process.Start("ln", [file, hard]))
            await ln.WaitForExitAsync(Stop);
        Refused(TableFolder.Run("price", file, "--out", hard));
        Refused(TableFolder.Run("price", hard, "--out", link));
        using Process run = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"'{PoiseProcess.FindProgram()}' price - --out '{file}' < '{file}'"]) { RedirectStandardError = true, UseShellExecute = false })!;
        string error = await run.StandardError.ReadToEndAsync(Stop);
        await run.WaitForExitAsync(Stop);
        Refused((run.ExitCode, "", error));
        Directory.Delete(folder);

        void Refused((int Code, string Output, string Error) result)
        {
            Assert.Equal((2, ""), (result.Code, result.Output));
            Assert.Contains("is a file that is read", result.Error, StringComparison.Ordinal);
            Assert.Equal(Names + Good, File.ReadAllText(file));
        }
    }

    [Theory]
    [InlineData("none/out.csv", "no such folder: make ")]
    [InlineData("none/", "no such folder: make ")]
    [InlineData("", "is a directory: name a file in it")]
    [InlineData("in.csv/out.csv", "in.csv is a file, not a folder")]
    public void A_place_that_cannot_be_written_is_named_as_the_user_named_it(string place, string says)
    {
        string file = _tables.Write("in.csv", Names + Good), to = Path.Combine(Path.GetDirectoryName(file)!, place);
        foreach (string[] command in (string[][])[["price", file], ["flow", Path.Combine(Repository.Root, "samples", "chain.csv")]])
        {
            (int code, string output, string error) = TableFolder.Run([.. command, "--out", to]);
            Assert.Equal((2, ""), (code, output));
            Assert.StartsWith($"poise {command[0]}: --out {to}: {(place.Length == 0 ? says : "")}", error, StringComparison.Ordinal);
            Assert.Contains(says, error, StringComparison.Ordinal);
            Assert.DoesNotContain("partial", error, StringComparison.Ordinal);
        }
        Assert.Equal("in.csv", Assert.Single(_tables.Files));
    }

    [Fact]
    public void Out_keeps_the_permissions_of_what_it_replaces()
    {
        if (OperatingSystem.IsWindows())
            return;
        string to = _tables.Write("out.csv", "old");
        File.SetUnixFileMode(to, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal(0, TableFolder.Run("price", _tables.Write("in.csv", Names + Good), "--out", to).Code);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(to));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static (int, string) Codes((int Code, string Output, string Error) result) => (result.Code, result.Output);

    private static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo(PoiseProcess.FindProgram(), arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;

    private static async Task<(int Code, string Output, string Error)> Ended(Process run, string? input)
    {
        using Process ended = run;
        if (input is not null)
            await run.StandardInput.WriteAsync(input);
        run.StandardInput.Close();
        Task<string> output = run.StandardOutput.ReadToEndAsync(Stop), error = run.StandardError.ReadToEndAsync(Stop);
        await run.WaitForExitAsync(Stop);
        return (run.ExitCode, await output, await error);
    }
}
