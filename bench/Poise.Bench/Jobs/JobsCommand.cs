using System.CommandLine;

namespace Poise.Bench;

/// <summary><c>poise bench</c> without a further word: the jobs.</summary>
internal static class JobsCommand
{
    public static RootCommand Root()
    {
        var names = new Option<string[]>("--job") { Description = "Run this job alone; may be given several times.", AllowMultipleArgumentsPerToken = true };
        var repeats = new Option<int>("--repeats") { Description = "Measured repeats of each job, at least 5.", DefaultValueFactory = _ => 15 };
        var format = new Option<string?>("--format") { Description = "table, json or csv. Default: a table on a terminal, json through a pipe." };
        format.AcceptOnlyFromAmong("table", "json", "csv");
        var output = new Option<string?>("--out") { Description = "Write to this file, not to the screen." };
        var save = new Option<bool>("--save") { Description = "Also write rates of all jobs to bench/results/<cpu>/bench.json and .md." };
        var smoke = new Option<bool>("--smoke") { Description = "Run each job once on few inputs and check its answers; measures nothing." };
        var date = new Option<string?>("--date") { Description = "Date to note with the saved figures. Default: now, UTC." };
        var root = new RootCommand(
            $"The benchmarks that the README quotes: each job in this process after warm-up, {ThreadClock.Measures} of {JobsRun.RepeatMs} ms repeats, median and spread, "
            + "and how far its answers are from references with 31 digits, from the finite-difference grid, or from bid and ask.\n\nJobs:\n  "
            + string.Join("\n  ", JobList.All.Select(job => job.Name).Distinct(StringComparer.Ordinal))
            + "\n\nExample:\n  poise bench --job black76.price-delta-gamma --format json")
        {
            names, repeats, format, output, save, date, smoke,
        };
        root.SetAction(parsed =>
        {
            if (parsed.GetValue(repeats) < 5)
                throw new BadRunException("--repeats must be at least 5");
            string[] chosen = parsed.GetValue(names) ?? [];
            IReadOnlyList<NamedJob> jobs = JobList.Named(chosen);
            if (parsed.GetValue(save) && chosen.Length > 0)
                throw new BadRunException("--save keeps all jobs: leave out --job");
            if (parsed.GetValue(smoke))
            {
                foreach (Option idle in (Option[])[repeats, format, output, save, date])
                {
                    if (parsed.GetResult(idle) is { Implicit: false })
                        throw new BadRunException($"{idle.Name}: --smoke measures nothing, so there is no report: leave one out");
                }
                return Smoke(jobs);
            }
            Machine machine = Machine.Now(parsed.GetValue(date));
            using WorkFolder work = WorkFolder.Anywhere();
            IReadOnlyList<JobRow> rows = JobsRun.Of(jobs, parsed.GetValue(repeats), machine, work);
            string path = parsed.GetValue(output) ?? "";
            string text = JobReport.As(parsed.GetValue(format) ?? (path.Length > 0 || Console.IsOutputRedirected ? "json" : "table"), rows);
            if (path.Length > 0)
                File.WriteAllText(path, text);
            else
                Console.Out.Write(text);
            if (parsed.GetValue(save))
                JobReport.Save(rows, machine);
            return Wrong(rows.Where(r => !r.Holds).Select(r => r.Name));
        });
        return root;
    }

    private static int Smoke(IReadOnlyList<NamedJob> jobs)
    {
        List<string> wrong = [];
        foreach (NamedJob job in jobs)
        {
            RateJob work = job.Ready(smoke: true);
            double gave = work.Run();
            Accuracy accuracy = work.Accuracy();
            if (!double.IsFinite(gave) || !accuracy.Holds)
                wrong.Add(job.Name);
            Console.Out.WriteLine($"{job.Name}, {job.Threads} thread{(job.Threads == 1 ? "" : "s")}: {accuracy.Text}");
        }
        return Wrong(wrong);
    }

    /// <summary>Exit code 1 where answers are further off than the job promises: their rate is no result.</summary>
    private static int Wrong(IEnumerable<string> jobs)
    {
        string names = string.Join(", ", jobs);
        if (names.Length == 0)
            return 0;
        Console.Error.WriteLine($"poise bench: wrong answers: {names}");
        return 1;
    }
}
