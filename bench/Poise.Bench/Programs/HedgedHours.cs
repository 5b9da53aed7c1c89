using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.Bench;

/// <summary>A desk with its demo book on simulated markets, from once the first hedge, of the whole book, is done.</summary>
internal static class HedgedHours
{
    /// <summary>Both ways around zero, coins, to the target: of every desk here.</summary>
    public const double HalfBand = 0.15;

    private static readonly Instant _start = Instant.FromUtc(2026, 1, 5, 9);
    private static readonly Duration _warmUp = Duration.FromSeconds(120);

    /// <param name="name">In errors.</param>
    /// <param name="soFar">What is measured, at the begin and at the end.</param>
    /// <param name="each">What befalls it, before each second; null for nothing.</param>
    /// <returns>What was measured, and the mean distance of net delta from zero, coins.</returns>
    /// <exception cref="InvalidOperationException">The desk stands still at the end.</exception>
    public static (T Before, T After, double Away) Run<T>(SimulatedDeskSettings settings, double hours, string name, Func<StartedDesk, T> soFar, Action<SimulatedRun, int>? each = null)
    {
        settings = settings with { Policy = new FixedBandPolicy(new DeltaBand(-HalfBand, 0, HalfBand, BandRebalance.ToTarget)) };
        using StartedDesk started = SimulatedDeskStart.Bring(settings, _start, new InlineLane());
        SimulatedRun run = started.Run;
        Desk desk = run.Driver.Desk;
        run.AdvanceTo(run.Now + _warmUp);
        T before = soFar(started);
        double away = 0;
        int seconds = (int)(3600 * hours);
        for (int i = 0; i < seconds; i++)
        {
            each?.Invoke(run, i);
            run.AdvanceTo(run.Now + Duration.FromSeconds(1));
            away += Math.Abs(desk.Hedgers[0].Greeks.Net.Delta) / seconds;
        }
        return desk.State == TradingState.Normal && run.Driver.BrokenBy is null
            ? (before, soFar(started), away)
            : throw new InvalidOperationException($"seed {settings.Seed}, {name}: the desk stands still: {run.Driver.BrokenBy ?? desk.StateReason.ToString()}");
    }
}
