using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Runtime;

/// <summary>Limits and settings of a running desk: as they are, and others in their place.</summary>
public abstract partial class RunningDesk
{
    /// <summary>Limits of each underlying at the last pictures, with the contracts of one lot of its hedge instrument; 0 before that is listed.</summary>
    public IReadOnlyList<(string Underlying, RiskLimits Limits, decimal LotSize)> Limits() => Volatile.Read(ref _limits);

    /// <summary>Other limits in the place of those that whoever asks has seen: if they are others by then, somebody was faster.</summary>
    /// <returns>Why they are not taken; null where they are.</returns>
    public Task<string?> SetLimits(RiskLimits from, RiskLimits to, string underlying) => Ask(at =>
    {
        if (Driver.Desk.HedgerOf(underlying)?.Limits != from)
            return "the limits have changed meanwhile: look at them, and ask again";
        Driver.Offer(DeskEvent.LimitsSet(at, to, underlying));
        Driver.Run(at);
        return null;
    });

    /// <summary>Limits over all underlyings, and of books, at the last pictures.</summary>
    public DeskLimits DeskLimits() => Volatile.Read(ref _deskLimits);

    /// <summary>Other ones in the place of those that whoever asks has seen, as with <see cref="SetLimits"/>.</summary>
    public Task<string?> SetDeskLimits(DeskLimits from, DeskLimits to) => Ask(at =>
    {
        if (Driver.Desk.Limits != from || to.Base != from.Base)
            return to.Base != from.Base ? $"limits are in {from.Base} until a start" : "the limits have changed meanwhile: look at them, and ask again";
        Driver.Offer(DeskEvent.DeskLimitsSet(at, to));
        Driver.Run(at);
        return null;
    });

    /// <summary>Limits of options, costs and rules of each underlying at the last pictures.</summary>
    public IReadOnlyList<(string Underlying, LiveSettings Live)> Settings() => Volatile.Read(ref _live);

    /// <summary>Other ones in the place of those that whoever asks has seen, as with <see cref="SetLimits"/>.</summary>
    /// <returns>Why they are not taken; null where they are.</returns>
    public Task<string?> SetSettings(LiveSettings from, LiveSettings to, string underlying) => Ask(at =>
    {
        if (Driver.Desk.HedgerOf(underlying)?.Live != from)
            return "the settings have changed meanwhile: look at them, and ask again";
        Driver.Offer(DeskEvent.SettingsSet(at, to, underlying));
        Driver.Run(at);
        Take(); // who looks next, a rule too, sees them
        return null;
    });
}
