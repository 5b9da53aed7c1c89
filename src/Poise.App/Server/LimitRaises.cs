using System.Globalization;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.App;

/// <summary>Other limits of an underlying; what is null stays. Order and position in contracts of the hedge instrument, delta and gamma (of a 1 % move) in units of the underlying, vega in quote currency for a vol point.</summary>
public sealed record LimitsCommand(double? MaxOrder = null, double? MaxPosition = null, double? MaxDelta = null, double? MaxGamma = null, double? MaxVega = null, DrawdownCommand? Drawdown = null);

/// <summary>In the settlement currency of the hedge instrument; then: freeze or flatten.</summary>
public sealed record DrawdownCommand(double Soft, double Hard, string Then);

/// <summary>Reads what is asked for: nothing is passed over.</summary>
internal static class LimitsCommands
{
    /// <exception cref="SettingsException">It is none; the message names the key, the value and what is allowed.</exception>
    public static LimitsCommand Parse(ReadOnlyMemory<byte> json)
    {
        LimitsCommand asked = SettingsNode.Read(json, "limits", static n =>
        {
            return new LimitsCommand(Size("maxOrder"), Size("maxPosition"), Size("maxDelta"), Size("maxGamma"), Size("maxVega"), n.Has("drawdown") ? n.Object("drawdown", LimitsText.ADrawdown, Drawdown) : null);

            double? Size(string key) => n.Has(key) ? n.Number(key, 0, 1e12, isLeastOut: true) : null;
        });
        return asked != new LimitsCommand() ? asked : throw new SettingsException("limits: nothing; allowed: maxOrder, maxPosition, maxDelta, maxGamma, maxVega or drawdown");
    }

    private static DrawdownCommand Drawdown(SettingsNode node)
    {
        double soft = node.Number("soft", 0, 1e15, isLeastOut: true);
        return new(soft, node.Number("hard", soft, 1e15), node.Choice("then", ("freeze", "freeze"), ("flatten", "flatten")));
    }
}

/// <summary>The limits in force of an underlying, in the units of <see cref="LimitsCommand"/>; null where none is set, of order and position before the hedge instrument is listed.</summary>
public sealed record LimitsAnswer(string Underlying, double? MaxOrder, double? MaxPosition, double? MaxDelta, double? MaxGamma, double? MaxVega, DrawdownCommand? Drawdown)
{
    /// <param name="lotSize">Contracts of a lot; 0 before the hedge instrument is listed.</param>
    internal static LimitsAnswer Of(string underlying, RiskLimits limits, decimal lotSize)
    {
        return new(
            underlying, Contracts(limits.MaxOrder), Contracts(limits.MaxPosition), Set(limits.MaxDelta), Set(limits.MaxGamma), Set(limits.MaxVega),
            limits.Drawdown is { } d ? new DrawdownCommand(d.Soft, d.Hard, d.Action == DrawdownAction.Freeze ? "freeze" : "flatten") : null);

        double? Contracts(Domain.Lots lots) => lotSize > 0 ? (double)(lots.Count * lotSize) : null;

        static double? Set(double limit) => double.IsFinite(limit) ? limit : null;
    }
}

/// <summary>A raise of limits that waits for a second person; underlying: "whole desk" for those over all of them. at, until: ISO 8601.</summary>
public sealed record RaiseView(int Raise, string Underlying, string AskedBy, string Limits, string At, string Until);

/// <param name="Raises">The newest last.</param>
public sealed record RaisesAnswer(IReadOnlyList<RaiseView> Raises);

/// <summary>Limits are lowered by one person, and raised by two: the second one, of the role risk too, says yes within some minutes.</summary>
public sealed class LimitRaises(TimeProvider time)
{
    private static readonly TimeSpan Waits = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly List<Raise> _waiting = [];
    private int _last;

    /// <param name="Set">Does it.</param>
    /// <param name="Stands">What it changes is still as it was seen.</param>
    private sealed record Raise(RaiseView View, DateTimeOffset Until, Func<IDeskDoor, Task<CommandResult>> Set, Func<IDeskDoor, bool> Stands);

    public RaisesAnswer Waiting()
    {
        lock (_lock)
        {
            Forget();
            return new([.. _waiting.Select(static w => w.View)]);
        }
    }

    /// <summary>Lowers at once; what is raised waits. Who may not raise changes nothing.</summary>
    /// <param name="hasUsers">Whether there can be a second person.</param>
    /// <param name="lotSize">Contracts of a lot.</param>
    public async Task<CommandResult> AskAsync(Caller who, bool hasUsers, string underlying, RiskLimits now, RiskLimits wanted, decimal lotSize, IDeskDoor desk)
    {
        if (wanted == now)
            return new(true, "these are the limits in force: nothing is changed");
        if (!now.IsRaisedBy(wanted))
            return await desk.SetLimitsAsync(now, wanted, underlying) is { Accepted: false } not ? not : new(true, $"taken: {Difference(now, wanted, lotSize)}");
        if (WhyNot(who, hasUsers) is string why)
            return new(false, why);
        RiskLimits lowered = now.Tighter(wanted);
        if (lowered != now && await desk.SetLimitsAsync(now, lowered, underlying) is { Accepted: false } refused)
            return refused;
        return Wait(who, underlying, lowered == now ? "" : $"lowered: {Difference(now, lowered, lotSize)}; ", Difference(lowered, wanted, lotSize), d => d.SetLimitsAsync(lowered, wanted, underlying), d => d.LimitsOf(underlying).Limits == lowered);
    }

    /// <summary>Settings hold at once, but where options may be traded further by them: then all of them wait.</summary>
    /// <param name="hasUsers">As with limits.</param>
    public async Task<CommandResult> AskAsync(Caller who, bool hasUsers, string underlying, LiveSettings now, LiveSettings wanted, IDeskDoor desk)
    {
        if (wanted == now)
            return new(true, "these are the settings in force: nothing is changed");
        string words = SettingsCommands.Difference(now, wanted);
        if (!now.IsRaisedBy(wanted))
            return await desk.SetSettingsAsync(now, wanted, underlying) is { Accepted: false } not ? not : new(true, $"taken: {words}");
        return WhyNot(who, hasUsers) is string why ? new(false, why) : Wait(who, underlying, "", words, d => d.SetSettingsAsync(now, wanted, underlying), d => d.SettingsOf(underlying) == now);
    }

    /// <summary>Limits over the whole desk and of books: as those of an underlying.</summary>
    public async Task<CommandResult> AskAsync(Caller who, bool hasUsers, DeskLimits now, DeskLimits wanted, IDeskDoor desk)
    {
        if (wanted == now)
            return new(true, "these are the limits in force: nothing is changed");
        if (!now.IsRaisedBy(wanted))
            return await desk.SetDeskLimitsAsync(now, wanted) is { Accepted: false } not ? not : new(true, $"taken: {DeskLimitsCommands.Difference(now, wanted)}");
        if (WhyNot(who, hasUsers) is string why)
            return new(false, why);
        DeskLimits lowered = now.Tighter(wanted);
        if (lowered != now && await desk.SetDeskLimitsAsync(now, lowered) is { Accepted: false } refused)
            return refused;
        return Wait(who, DeskLimitsCommands.WholeDesk, lowered == now ? "" : $"lowered: {DeskLimitsCommands.Difference(now, lowered)}; ", DeskLimitsCommands.Difference(lowered, wanted), d => d.SetDeskLimitsAsync(lowered, wanted), d => d.DeskLimits == lowered);
    }

    private static string? WhyNot(Caller who, bool hasUsers) =>
        who.Role < Role.Risk ? $"refused: a limit would be raised, which needs the role risk: {who.Name} is {who.Role.ToString().ToLowerInvariant()}"
        : hasUsers ? null : "refused: a limit would be raised, which needs a second person: start the desk with --users, and two of the role risk";

    private CommandResult Wait(Caller who, string underlying, string done, string words, Func<IDeskDoor, Task<CommandResult>> set, Func<IDeskDoor, bool> stands)
    {
        lock (_lock)
        {
            Forget();
            DateTimeOffset at = time.GetUtcNow(), until = at + Waits;
            var view = new RaiseView(++_last, underlying, who.Name!, words, Api.Iso(at), Api.Iso(until));
            _waiting.Add(new Raise(view, until, set, stands));
            return new(true, $"{done}raise {view.Raise} waits until {view.Until} for another person of the role risk to approve it: {words}");
        }
    }

    /// <param name="detail">What it is about, in words; null where no such raise waits.</param>
    public Task<CommandResult> ApproveAsync(Caller who, int raise, IDeskDoor desk, out string? detail)
    {
        detail = null;
        Raise waiting;
        lock (_lock)
        {
            Forget();
            int at = _waiting.FindIndex(w => w.View.Raise == raise);
            if (at < 0)
                return Answer(false, $"refused: no raise {raise} waits");
            waiting = _waiting[at];
            RaiseView view = waiting.View;
            detail = $"{raise}: {view.Underlying} {view.Limits}, asked for by {view.AskedBy}";
            if (who.Name == view.AskedBy)
                return Answer(false, $"refused: {who.Name} asked for raise {raise}: another person approves it");
            _waiting.RemoveAt(at);
        }
        return ApprovedAsync();

        async Task<CommandResult> ApprovedAsync()
        {
            CommandResult result = await waiting.Set(desk);
            lock (_lock)
            {
                if (!result.Accepted && waiting.Stands(desk)) // not for what it is: it can be tried again
                    _waiting.Add(waiting);
            }
            return result;
        }
    }

    private static Task<CommandResult> Answer(bool accepted, string message) => Task.FromResult(new CommandResult(accepted, message));

    /// <summary>What differs, in words and in the command's units.</summary>
    /// <param name="lotSize">Contracts of a lot.</param>
    internal static string Difference(RiskLimits from, RiskLimits to, decimal lotSize)
    {
        List<string> parts = [];
        Add("max order", (double)(from.MaxOrder.Count * lotSize), (double)(to.MaxOrder.Count * lotSize), " contracts");
        Add("max position", (double)(from.MaxPosition.Count * lotSize), (double)(to.MaxPosition.Count * lotSize), " contracts");
        Add("max delta", from.MaxDelta, to.MaxDelta, "");
        Add("max gamma", from.MaxGamma, to.MaxGamma, "");
        Add("max vega", from.MaxVega, to.MaxVega, "");
        if (from.Drawdown != to.Drawdown)
            parts.Add($"drawdown {Words(from.Drawdown)} to {Words(to.Drawdown)}");
        return string.Join(", ", parts);

        void Add(string name, double before, double after, string unit)
        {
            if (!before.Equals(after))
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {Said(before)} to {Said(after)}{unit}"));
        }

        static string Said(double value) => double.IsFinite(value) ? value.ToString(CultureInfo.InvariantCulture) : "none";

        static string Words(DrawdownLimits? limits) => limits is null ? "none" : string.Create(CultureInfo.InvariantCulture, $"{limits.Soft}/{limits.Hard}, {limits.Action.ToString().ToLowerInvariant()}");
    }

    /// <summary>The limits with what a command names of them.</summary>
    /// <param name="lotSize">Contracts of a lot.</param>
    /// <returns>Null where all is right with it.</returns>
    internal static string? TryApply(LimitsCommand asked, RiskLimits now, decimal lotSize, out RiskLimits wanted)
    {
        wanted = now;
        if ((NotLots("maxOrder", asked.MaxOrder) ?? NotLots("maxPosition", asked.MaxPosition)) is string not)
            return not;
        DrawdownLimits? drawdown = now.Drawdown;
        if (asked.Drawdown is { } d)
            drawdown = new DrawdownLimits(d.Soft, d.Hard, d.Then == "freeze" ? DrawdownAction.Freeze : DrawdownAction.Flatten, drawdown?.Confirm ?? DrawdownLimits.UsualConfirm);
        wanted = now with
        {
            MaxOrder = LotsOf(asked.MaxOrder) ?? now.MaxOrder,
            MaxPosition = LotsOf(asked.MaxPosition) ?? now.MaxPosition,
            MaxDelta = asked.MaxDelta ?? now.MaxDelta,
            MaxGamma = asked.MaxGamma ?? now.MaxGamma,
            MaxVega = asked.MaxVega ?? now.MaxVega,
            Drawdown = drawdown,
        };
        return null;

        Domain.Lots? LotsOf(double? contracts) => contracts is double c ? new Domain.Lots((long)Math.Round(c / (double)lotSize)) : null;

        // Nothing is rounded: what holds is what was typed.
        string? NotLots(string key, double? contracts)
        {
            if (contracts is not double c)
                return null;
            if (lotSize <= 0)
                return $"{key}: the hedge instrument is not listed yet, and its lots are not known";
            double lots = c / (double)lotSize, whole = Math.Round(lots);
            return Math.Abs(lots - whole) <= 1e-9 * Math.Max(1, lots) && whole is >= 1 and <= LimitsText.MostLots
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"{key}: {c}; allowed: whole lots, of {lotSize} contracts each");
        }
    }

    private void Forget() => _waiting.RemoveAll(w => w.Until <= time.GetUtcNow());
}
