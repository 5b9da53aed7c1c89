using System.Globalization;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.App;

/// <summary>Other limits of an underlying; what is null stays. Order and position in contracts of the hedge instrument, delta and gamma (of a 1 % move) in units of the underlying, vega in quote currency for a vol point.</summary>
public sealed record LimitsCommand(double? MaxOrder = null, double? MaxPosition = null, double? MaxDelta = null, double? MaxGamma = null, double? MaxVega = null, DrawdownCommand? Drawdown = null);

/// <summary>In the settlement currency of the hedge instrument; then: freeze or flatten.</summary>
public sealed record DrawdownCommand(double Soft, double Hard, string Then);

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

/// <summary>A raise of limits that waits for a second person. at, until: ISO 8601.</summary>
public sealed record RaiseView(int Raise, string Underlying, string AskedBy, string Limits, string At, string Until);

/// <param name="Raises">The newest last.</param>
public sealed record RaisesAnswer(IReadOnlyList<RaiseView> Raises);

/// <summary>Limits are lowered by one person, and raised by two: the second one, of the role risk too, says yes within some minutes.</summary>
public sealed class LimitRaises(TimeProvider time)
{
    private static readonly TimeSpan Waits = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly List<(RaiseView View, RiskLimits From, RiskLimits To, DateTimeOffset Until)> _waiting = [];
    private int _last;

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
        if (!now.IsRaisedBy(wanted))
            return await desk.SetLimitsAsync(now, wanted, underlying);
        if (who.Role < Role.Risk)
            return new(false, $"refused: a limit would be raised, which needs the role risk; {who}");
        if (!hasUsers)
            return new(false, "refused: a limit would be raised, which needs a second person: start the desk with --users, and two of the role risk");
        RiskLimits lowered = now.Tighter(wanted);
        if (lowered != now && await desk.SetLimitsAsync(now, lowered, underlying) is { Accepted: false } refused)
            return refused;
        lock (_lock)
        {
            Forget();
            DateTimeOffset at = time.GetUtcNow(), until = at + Waits;
            var view = new RaiseView(++_last, underlying, who.Name!, Difference(lowered, wanted, lotSize), Api.Iso(at), Api.Iso(until));
            _waiting.Add((view, lowered, wanted, until));
            return new(true, $"{(lowered == now ? "" : $"lowered: {Difference(now, lowered, lotSize)}; ")}raise {view.Raise} waits until {view.Until} for another person of the role risk to approve it: {view.Limits}");
        }
    }

    /// <param name="detail">What it is about, in words; null where no such raise waits.</param>
    public Task<CommandResult> ApproveAsync(Caller who, int raise, IDeskDoor desk, out string? detail)
    {
        detail = null;
        RaiseView view;
        RiskLimits from, to;
        lock (_lock)
        {
            Forget();
            int at = _waiting.FindIndex(w => w.View.Raise == raise);
            if (at < 0)
                return Answer(false, $"refused: no raise {raise} waits");
            (view, from, to, _) = _waiting[at];
            detail = $"{raise}: {view.Underlying} {view.Limits}, asked for by {view.AskedBy}";
            if (who.Name == view.AskedBy)
                return Answer(false, $"refused: {who.Name} asked for raise {raise}: another person approves it");
            _waiting.RemoveAt(at);
        }
        return desk.SetLimitsAsync(from, to, view.Underlying);
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
        if (lotSize <= 0)
            return "the hedge instrument is not listed yet";
        foreach ((string key, double? value) in ((string, double?)[])[("maxOrder", asked.MaxOrder), ("maxPosition", asked.MaxPosition), ("maxDelta", asked.MaxDelta), ("maxGamma", asked.MaxGamma), ("maxVega", asked.MaxVega)])
        {
            if (value is double limit && !(limit > 0 && limit < 1e12))
                return string.Create(CultureInfo.InvariantCulture, $"{key}: {limit}; allowed: above 0, below 1e12");
        }
        if (asked.MaxOrder is double order && order < (double)lotSize)
            return string.Create(CultureInfo.InvariantCulture, $"maxOrder: {order}; allowed: a lot at least, {lotSize} contracts");
        DrawdownLimits? drawdown = now.Drawdown;
        if (asked.Drawdown is { } d)
        {
            if (!(d.Soft > 0 && d.Hard >= d.Soft && d.Hard < 1e15) || d.Then is not ("freeze" or "flatten"))
                return "drawdown: needs 0 < soft <= hard, and then: freeze or flatten";
            drawdown = new DrawdownLimits(d.Soft, d.Hard, d.Then == "freeze" ? DrawdownAction.Freeze : DrawdownAction.Flatten, drawdown?.Confirm ?? DrawdownLimits.UsualConfirm);
        }
        if (asked is { MaxOrder: > 0 } or { MaxPosition: > 0 } && Math.Max(asked.MaxOrder ?? 0, asked.MaxPosition ?? 0) / (double)lotSize > LimitsText.MostLots)
            return string.Create(CultureInfo.InvariantCulture, $"maxOrder, maxPosition: allowed: up to {LimitsText.MostLots} lots of {lotSize} contracts");
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

        Domain.Lots? LotsOf(double? contracts) => contracts is double c ? new Domain.Lots((long)Math.Floor(c / (double)lotSize + 1e-9)) : null;
    }

    private void Forget() => _waiting.RemoveAll(w => w.Until <= time.GetUtcNow());
}
