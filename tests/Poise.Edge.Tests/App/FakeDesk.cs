using System.Text;
using Poise.App;
using Poise.Hedging;

namespace Poise.Edge.Tests;

/// <summary>A desk that takes every command and remembers it.</summary>
internal sealed class FakeDesk : IDeskDoor
{
    public List<string> Commands { get; } = [];

    public IReadOnlyList<string> Underlyings => ["BTC", "ETH"];

    /// <summary>Of each underlying.</summary>
    public Poise.Runtime.DeskView? View { get; set; }

    public DeskFrame Frame(string? underlying = null) => new(1, View, []);

    public RiskFrame Risk(string? underlying = null) => new(1, RiskView?.Invoke());

    /// <summary>What would become of the book of each underlying; null: there is no such view.</summary>
    public Func<Poise.Runtime.BookRiskView?>? RiskView { get; set; }

    /// <summary>What was asked of a crash last.</summary>
    public AssetShock? Shock { get; private set; }

    public StressFrame Stress(AssetShock asked)
    {
        Shock = asked;
        return new(1, null);
    }

    public TimeSpan PictureAge { get; set; }

    public CommandResult Kill() => Took("kill");

    public CommandResult Resume() => Took("resume");

    public Task<CommandResult> SetAsideAsync(string venue) => Task.FromResult(Took($"set-aside {venue}"));

    public CommandResult SetPolicy(IHedgePolicy policy, string? underlying) => Took($"policy {underlying}{(underlying is null ? "" : " ")}" + Encoding.UTF8.GetString(PolicyText.Of(policy)!));

    public CommandResult SetWorking(IWorkingAlgorithm algorithm, string? underlying) => Took($"working {underlying}{(underlying is null ? "" : " ")}" + Encoding.UTF8.GetString(WorkingText.Of(algorithm)!));

    public CommandResult CancelAll() => Took("cancel-all");

    public RiskLimits Limits { get; set; } = new() { MaxOrder = new(10), MaxPosition = new(100), MaxDelta = 5 };

    public (RiskLimits Limits, decimal LotSize) LimitsOf(string underlying) => (Limits, 0.1m);

    public Task<CommandResult> SetLimitsAsync(RiskLimits from, RiskLimits to, string underlying)
    {
        if (Limits != from)
            return Task.FromResult(new CommandResult(false, "refused: the limits have changed"));
        Limits = to;
        return Task.FromResult(Took($"limits {underlying}"));
    }

    public DeskLimits DeskLimits { get; set; } = DeskLimits.None with { Sums = new SumLimits { MaxDelta = 500_000 } };

    public Task<CommandResult> SetDeskLimitsAsync(DeskLimits from, DeskLimits to)
    {
        if (DeskLimits != from)
            return Task.FromResult(new CommandResult(false, "refused: the limits have changed"));
        DeskLimits = to;
        return Task.FromResult(Took("desk limits"));
    }

    public LiveSettings Live { get; set; } = LiveSettings.Usual with { Options = new OptionLimits { MaxOrder = 20, MaxPosition = 50 } };

    public LiveSettings SettingsOf(string underlying) => Live;

    public Task<CommandResult> SetSettingsAsync(LiveSettings from, LiveSettings to, string underlying)
    {
        if (Live != from)
            return Task.FromResult(new CommandResult(false, "refused: the settings have changed"));
        Live = to;
        return Task.FromResult(Took($"settings {underlying}"));
    }

    public Task<CommandResult> HoldAsync(Poise.Runtime.HeldLine line) => Task.FromResult(Took($"hold {line.Venue}:{line.Symbol} {line.Quantity}"));

    /// <summary>What it is protected with; asked for it says what was asked.</summary>
    public Poise.Runtime.BookProtectionView? Protection { get; set; }

    public Task<Poise.Runtime.Looked<Poise.Runtime.BookProtectionView>> ProtectionAsync(string underlying, double mostLoss, double mostPremium, Poise.Domain.Duration lasts)
    {
        Looks++;
        return Task.FromResult(new Poise.Runtime.Looked<Poise.Runtime.BookProtectionView>(Protection, Protection is null ? "not now" : null, Protection is null ? Cause : null));
    }

    /// <summary>What would bring its greeks back, by what was wished.</summary>
    public Func<Poise.Runtime.PlanWish, Poise.Runtime.BookPlanView?>? Plan { get; set; }

    public Task<Poise.Runtime.Looked<Poise.Runtime.BookPlanView>> PlanAsync(string underlying, Poise.Runtime.PlanWish wish)
    {
        Looks++;
        Poise.Runtime.BookPlanView? plan = Plan?.Invoke(wish);
        return Task.FromResult(new Poise.Runtime.Looked<Poise.Runtime.BookPlanView>(plan, plan is null ? $"not now: {wish.MostGamma} {wish.MostVega}" : null, plan is null ? Cause : null, IsBusy && plan is null));
    }

    /// <summary>What went wrong where there is no answer; null: it is only not known.</summary>
    public Exception? Cause { get; set; }

    /// <summary>Another is being looked for.</summary>
    public bool IsBusy { get; set; }

    public int Looks { get; private set; }

    /// <summary>Why packages are refused; null: they are taken.</summary>
    public string? RefusesPackages { get; set; }

    /// <summary>Takes packages in the place of remembering them.</summary>
    public Func<IReadOnlyList<Poise.Runtime.PackageOrder>, string?>? Packages { get; set; }

    public Task<CommandResult> TradePackageAsync(IReadOnlyList<Poise.Runtime.PackageOrder> orders, string underlying) =>
        Task.FromResult(Packages is not null ? Packages(orders) is string not ? new CommandResult(false, not) : new CommandResult(true, "taken") : RefusesPackages is string why ? new CommandResult(false, why) : Took($"package {underlying} {string.Join(", ", orders.Select(static o => $"{o.Quantity} {o.Contract} at {o.Limit}"))}"));

    private CommandResult Took(string command)
    {
        Commands.Add(command);
        return new(true, "");
    }
}
