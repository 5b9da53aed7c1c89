using Poise.App;
using Poise.Domain;
using Poise.Exchange.Server;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.Edge.Tests;

/// <summary>A desk whose clock is not the venue's: it cannot say when its options end, and holds.</summary>
public sealed class ClockApartTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Through a real socket: a venue that is twenty seconds ahead.</summary>
    [Fact]
    public async Task A_venue_whose_clock_is_far_off_is_not_traded_at_and_one_that_is_a_little_off_is()
    {
        Assert.EndsWith("clock-apart: halted, nothing is hedged: the venue's clock and the desk's are far apart", (await Lived(20, "clock-apart"))[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(await Lived(3, " fill "), static l => l.Contains("clock-apart", StringComparison.Ordinal));

        // What it prints until a line.
        static async Task<List<string>> Lived(int ahead, string until)
        {
            using TemporaryFolder folder = new();
            var time = new Ahead(TimeSpan.FromSeconds(ahead));
            var exchange = new ExchangeDesk(ExchangeMarkets.Of(new ExchangeBirth(["btc"], 3, IsEmpty: false, Instant.FromUtc(time.GetUtcNow().UtcDateTime))));
            using var server = new DeribitServer(new ServerSettings(), [], exchange, exchange.Methods, static bytes => bytes.Clear());
            exchange.Serve(server);
            await using ExchangePump pump = await ExchangePump.StartAsync(server, new PumpSettings(), time);
            using PoiseProcess desk = PoiseProcess.Start("desk", "--venue", "deribit", "--venue-address", $"ws://{pump.Address.Authority}/ws/api/v2", "--store", "none", "--no-page", "--data", folder.Path);
            List<string> lines = [];
            await desk.NextLine(l =>
            {
                lines.Add(l);
                return l.Contains(until, StringComparison.Ordinal);
            });
            return lines;
        }
    }

    [Fact]
    public async Task A_fault_of_the_clock_halts_for_as_long_as_it_lasts_and_a_person_resumes()
    {
        using TemporaryFolder folder = new();
        await using SimulatedDesk desk = SimulatedDesk.Start(new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 11 }, TimeProvider.System);
        await Until(static v => v.TradingState == "Normal");
        Task halted = Until(static v => v is { TradingState: "Halted", TradingStateCode: "clockApart" });
        desk.ClockFault = "far apart";
        await halted;
        Task still = Until(static v => v.TradingState == "Halted");
        Assert.True(desk.SetTradingState(TradingState.Normal));
        await still;
        Assert.Equal("far apart", desk.ResumeRefusal);
        desk.ClockFault = null;
        await Until(_ => desk.ResumeRefusal is null);
        Assert.Equal("Halted", desk.View().TradingState);
        Task normal = Until(static v => v.TradingState == "Normal");
        Assert.True(desk.SetTradingState(TradingState.Normal));
        await normal;

        async Task Until(Func<DeskView, bool> holds)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            desk.Viewed = () =>
            {
                if (holds(desk.View()))
                    seen.TrySetResult();
            };
            await seen.Task.WaitAsync(Patience);
        }
    }

    /// <summary>What the venue says decides whether the desk holds; the machine's clock is only told of.</summary>
    [Theory]
    [InlineData(0, "with which the venue's agrees", false)]
    [InlineData(9, "the venue's is 9 s ahead of that", false)]
    [InlineData(-10, "the venue's is 10 s behind that", true)]
    public void The_venues_clock_is_the_judge(int venueAhead, string says, bool holds)
    {
        HandTime machine = new();
        var watch = new ClockWatch(new SteadyTime(machine), machine, () => Duration.FromSeconds(venueAhead));
        Assert.Null(watch.Standing);
        machine.Set(-300);
        Assert.Contains(says, watch.Standing?.Text, StringComparison.Ordinal);
        Assert.Equal(holds, watch.Fault is not null);
    }

    [Fact]
    public void Stamps_that_go_on_in_sleep_are_the_machines_time_since_boot()
    {
        TimeProvider time = BootTime.Of(TimeProvider.System);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the time since boot is read on Linux alone");
        static double UpTime() => double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        double before = UpTime(), stamp = time.GetTimestamp() / (double)time.TimestampFrequency, after = UpTime();
        Assert.InRange(stamp, before - 0.02, after + 0.02);
        Assert.NotSame(TimeProvider.System, time);
        var own = new HandTime();
        Assert.Same(own, BootTime.Of(own));
    }

    private sealed class Ahead(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
