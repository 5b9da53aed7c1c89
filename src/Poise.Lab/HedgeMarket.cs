using System.Collections.Immutable;
using Poise.Domain;

namespace Poise.Lab;

/// <summary>An option that is held from the start.</summary>
/// <param name="Quantity">Units of the underlying, negative for a short position.</param>
public readonly record struct HeldOption(OptionType Type, double Strike, Instant Expiry, double Quantity);

/// <summary>
/// A simulated market, and the book that is hedged in it. Spot is a geometric Brownian motion without drift, rates are zero, each option is marked by
/// Black-Scholes at the vol of that motion: marks are fair, so that a policy loses its costs on average and nothing else.
/// </summary>
public sealed record HedgeMarket
{
    public required string Name { get; init; }

    /// <summary>Rankings of it are published: the policies are those.</summary>
    public bool IsPublished { get; init; }

    /// <summary>Of the underlying at the start, quote currency.</summary>
    public required double Spot { get; init; }

    /// <summary>Annual, of spot and of each mark.</summary>
    public required double Vol { get; init; }

    public required Instant Start { get; init; }

    /// <summary>From one quote of the hedge instrument, and one decision, to the next.</summary>
    public required Duration Step { get; init; }

    public required int Steps { get; init; }

    public required ImmutableArray<HeldOption> Book { get; init; }

    /// <summary>The book's delta is hedged at the mid, without cost, before the first quote: all policies start flat.</summary>
    public required bool StartsHedged { get; init; }

    /// <summary>At the last quote net delta is traded to zero, at cost. Otherwise what is left is marked at the mid.</summary>
    public required bool Unwinds { get; init; }

    /// <summary>1/currency: for a hedger of this aversion g a profit of mean m and variance v is worth m - g v / 2.</summary>
    public required double Aversion { get; init; }

    /// <summary>Price step of the hedge instrument: far below half the spread, which must be what the cost says.</summary>
    public required decimal Tick { get; init; }

    /// <summary>Smallest amount of the hedge instrument, and its step, units of the underlying.</summary>
    public required decimal Lot { get; init; }

    /// <summary>Share of the cost that is half the spread; the rest is fee.</summary>
    public double SpreadShare { get; init; } = 0.5;

    public Instant End => Start + new Duration(Step.Nanoseconds * Steps);

    /// <summary>The first expiry: schedules are counted from it, so that one of their times falls on it.</summary>
    public Instant FirstExpiry => Book.Min(static o => o.Expiry);

    public Instant At(int step) => Start + new Duration(Step.Nanoseconds * step);

    /// <summary>
    /// A day of a market like Bitcoin's, from midnight: strangles and straddles are short, a third of them until 08:00 of this day, a third until 08:00
    /// of the next, a third for six days more.
    /// </summary>
    /// <param name="step">A divisor of an hour, so that the expiry falls on a step.</param>
    public static HedgeMarket Day(Duration step)
    {
        if (step <= Duration.Zero || Duration.FromHours(1).Nanoseconds % step.Nanoseconds != 0)
            throw new ArgumentException("the step must divide an hour", nameof(step));
        Instant start = Instant.FromUtc(2026, 1, 5);
        return new HedgeMarket
        {
            Name = "day",
            Spot = 100_000,
            Vol = 0.5,
            Start = start,
            Step = step,
            Steps = (int)(Duration.FromDays(1).Nanoseconds / step.Nanoseconds),
            Book = [.. Short(start + Duration.FromHours(8), 1_000), .. Short(start + Duration.FromHours(32), 2_000), .. Short(start + Duration.FromHours(176), 5_000)],
            StartsHedged = true,
            Unwinds = false,
            Aversion = 1e-3,
            Tick = 0.001m,
            Lot = 0.001m,
        };

        static HeldOption[] Short(Instant expiry, double apart) =>
        [
            new(OptionType.Put, 100_000 - apart, expiry, -3), new(OptionType.Put, 100_000, expiry, -2),
            new(OptionType.Call, 100_000, expiry, -2), new(OptionType.Call, 100_000 + apart, expiry, -3),
        ];
    }

    /// <summary>One short call of a year, at the money, hedged on 250 dates and unwound: the case of which published rankings are.</summary>
    public static HedgeMarket Year()
    {
        const int dates = 250;
        Duration step = new(Duration.FromDays(365).Nanoseconds / dates);
        Instant start = Instant.FromUtc(2026, 1, 1);
        return new HedgeMarket
        {
            Name = "year",
            IsPublished = true,
            Spot = 100,
            Vol = 0.2,
            Start = start,
            Step = step,
            Steps = dates,
            Book = [new(OptionType.Call, 100, start + new Duration(step.Nanoseconds * dates), -1)],
            StartsHedged = false,
            Unwinds = true,
            Aversion = 1,
            Tick = 0.000001m,
            Lot = 0.000000001m,
        };
    }
}
