using Poise.Domain;
using Poise.Flow;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.App;

/// <summary>The desk's view as the API sends it; seq grows with each new picture. alarms: what stands wrong and was told, the oldest first; docs/alerts.md has the rules.</summary>
public sealed record DeskFrame(long Seq, DeskView? View, IReadOnlyList<AlertView> Alarms);

/// <summary>What would become of the book as of the picture of that number; null where no desk runs.</summary>
public sealed record RiskFrame(long Seq, BookRiskView? View);

/// <summary>What an asset's crash would do as of the picture of that number; null where no desk runs.</summary>
public sealed record StressFrame(long Seq, StressView? View);

/// <summary>New band, in units of the underlying.</summary>
public sealed record BandCommand(double Lower, double Target, double Upper);

/// <summary>Options of the first venue to trade together: each at its limit or better, all orders at once or none.</summary>
public sealed record PackageCommand(IReadOnlyList<PackageOrder> Legs);

/// <summary>What became of a command.</summary>
public sealed record CommandResult(bool Accepted, string Message);

/// <summary>A running desk as the API sees it: its picture, and the commands that become events in its queue.</summary>
public interface IDeskDoor
{
    /// <summary>What it hedges, one at least.</summary>
    IReadOnlyList<string> Underlyings { get; }

    /// <summary>The picture of one underlying; null for the first.</summary>
    DeskFrame Frame(string? underlying = null);

    /// <summary>What would become of the book of one underlying; null for the first. Computed on the caller's thread.</summary>
    RiskFrame Risk(string? underlying = null);

    /// <summary>What a crash of one of its assets would do to all accounts; betas that are named come before those of the settings. Computed on the caller's thread.</summary>
    StressFrame Stress(AssetShock asked);

    /// <summary>How long ago the pictures were made, by the machine's clock.</summary>
    TimeSpan PictureAge { get; }

    CommandResult Kill();

    CommandResult Resume();

    /// <param name="underlying">Null where there is one.</param>
    CommandResult SetPolicy(IHedgePolicy policy, string? underlying);

    /// <param name="underlying">Null where there is one.</param>
    CommandResult SetWorking(IWorkingAlgorithm algorithm, string? underlying);

    CommandResult CancelAll();

    /// <summary>Goes on without a venue that has not confirmed since the start.</summary>
    Task<CommandResult> SetAsideAsync(string venue);

    /// <summary>An underlying's limits, with the contracts of one lot of its hedge instrument.</summary>
    (RiskLimits Limits, decimal LotSize) LimitsOf(string underlying);

    /// <summary>Refused where they are not <paramref name="from"/> any more.</summary>
    Task<CommandResult> SetLimitsAsync(RiskLimits from, RiskLimits to, string underlying);

    /// <summary>Limits over all underlyings, and of books.</summary>
    DeskLimits DeskLimits { get; }

    /// <summary>Refused where they are not <paramref name="from"/> any more.</summary>
    Task<CommandResult> SetDeskLimitsAsync(DeskLimits from, DeskLimits to);

    /// <summary>Limits of options, costs and rules of an underlying.</summary>
    LiveSettings SettingsOf(string underlying);

    /// <summary>Refused where they are not <paramref name="from"/> any more.</summary>
    Task<CommandResult> SetSettingsAsync(LiveSettings from, LiveSettings to, string underlying);

    /// <summary>The cheapest listed options that leave no scenario with more than a loss, or why nobody can say now. One is looked for at a time.</summary>
    Task<Looked<BookProtectionView>> ProtectionAsync(string underlying, double mostLoss, double mostPremium, Duration lasts);

    /// <summary>The cheapest trades that bring net gamma and vega within what is wished and delta into the policy's band, or why nobody can say now. One is looked for at a time.</summary>
    Task<Looked<BookPlanView>> PlanAsync(string underlying, PlanWish wish);

    /// <summary>Options that are traded together, now or not at all.</summary>
    Task<CommandResult> TradePackageAsync(IReadOnlyList<PackageOrder> orders, string underlying);

    /// <summary>A position held elsewhere, by hand: so many contracts from now on.</summary>
    Task<CommandResult> HoldAsync(HeldLine line);
}
