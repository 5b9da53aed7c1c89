using Poise.Domain;

namespace Poise.Worlds;

/// <summary>What befalls frames: by plan, or by chance.</summary>
public sealed partial class MemoryLink
{
    private readonly record struct Plan(LinkWay Way, string Name, FrameFault Fault, Duration By);

    private readonly List<Plan> _plans = [];
    private readonly List<(string Method, int Code, bool IsDone)> _refusals = [];

    /// <summary>Faults that were planned and have not befallen a frame yet.</summary>
    public int Planned => _plans.Count + _refusals.Count;

    /// <summary>
    /// The next frame of this name suffers this. A request has the name of its method, and its answer too; news have the name of their channel. A name is matched by its beginning.
    /// </summary>
    /// <param name="by">How long it is held back.</param>
    public void Suffer(LinkWay way, string name, FrameFault fault, Duration by = default) => _plans.Add(new Plan(way, name, fault, by));

    /// <summary>The next request of a method is answered with an error.</summary>
    /// <param name="isDone">The server does all the same what was asked; else it never hears of it.</param>
    public void Refuse(string method, int code, bool isDone) => _refusals.Add((method, code, isDone));

    /// <summary>No plan is carried out any more, and nothing happens by chance.</summary>
    public void Relent()
    {
        ToServer = ToClient = LinkFaults.None;
        _plans.Clear();
        _refusals.Clear();
    }

    internal void Carry(MemoryWire wire, LinkWay way, byte[] frame)
    {
        FrameLane lane = way == LinkWay.ToServer ? wire.ToServer : wire.ToClient;
        if (lane.IsEnded)
            return;
        Duration by = Hold();
        FrameFault fault = way == LinkWay.ToServer ? OfRequest(wire, frame, ref by) : OfAnswer(wire, ref frame, ref by);
        if (fault == FrameFault.None)
            fault = ByChance(way == LinkWay.ToServer ? ToServer : ToClient);
        Instant due = Now + Delay();
        switch (fault)
        {
            case FrameFault.Lose:
                return;
            case FrameFault.HoldBack:
                lane.AddHeld(due + by, frame);
                return;
            case FrameFault.Cut:
                lane.Add(due, frame[.._cuts.NextInt32(frame.Length)]);
                return;
            case FrameFault.Duplicate:
                lane.Add(due, frame);
                lane.Add(Now + Delay(), frame);
                return;
            case FrameFault.Drop:
                lane.Add(due, frame);
                Break(wire);
                return;
            default:
                lane.Add(due, frame);
                return;
        }
    }

    internal void EndAfterAll(MemoryWire wire) => wire.ToClient.End(Now + Delay(), wire.ToClient.Count);

    private FrameFault OfRequest(MemoryWire wire, byte[] frame, ref Duration by)
    {
        FrameName name = FrameName.Of(frame);
        if (name.Id >= 0)
            wire.Methods[name.Id] = name.Method;
        int refusal = _refusals.FindIndex(r => name.Method.StartsWith(r.Method, StringComparison.Ordinal));
        if (refusal >= 0)
        {
            (_, int code, bool isDone) = _refusals[refusal];
            _refusals.RemoveAt(refusal);
            if (isDone)
                wire.Refused[name.Id] = code;
            else
            {
                wire.ToClient.Add(Now + Delay() + Delay(), FrameName.Refusal(name.Id, code));
                return FrameFault.Lose;
            }
        }
        return ByPlan(LinkWay.ToServer, name.Method, ref by);
    }

    private FrameFault OfAnswer(MemoryWire wire, ref byte[] frame, ref Duration by)
    {
        if (_plans.Count == 0 && wire.Refused.Count == 0)
            return FrameFault.None;
        FrameName name = FrameName.Of(frame);
        if (wire.Refused.Remove(name.Id, out int code))
            frame = FrameName.Refusal(name.Id, code);
        return ByPlan(LinkWay.ToClient, name.Id >= 0 ? wire.Methods.GetValueOrDefault(name.Id, "") : name.Channel, ref by);
    }

    private FrameFault ByPlan(LinkWay way, string name, ref Duration by)
    {
        int at = _plans.FindIndex(p => p.Way == way && name.StartsWith(p.Name, StringComparison.Ordinal));
        if (at < 0)
            return FrameFault.None;
        Plan plan = _plans[at];
        _plans.RemoveAt(at);
        if (plan.By > Duration.Zero)
            by = plan.By;
        return plan.Fault;
    }

    private FrameFault ByChance(LinkFaults faults)
    {
        if (faults == LinkFaults.None)
            return FrameFault.None;
        int draw = _chances.NextInt32(1000);
        if ((draw -= faults.Lose) < 0)
            return FrameFault.Lose;
        if ((draw -= faults.Duplicate) < 0)
            return FrameFault.Duplicate;
        if ((draw -= faults.HoldBack) < 0)
            return FrameFault.HoldBack;
        if ((draw -= faults.Cut) < 0)
            return FrameFault.Cut;
        return draw - faults.Drop < 0 ? FrameFault.Drop : FrameFault.None;
    }

    private void Break(MemoryWire wire, Duration serverHearsAfter = default)
    {
        wire.ToServer.End(Now + Delay() + serverHearsAfter, _cuts.NextInt32(wire.ToServer.Count + 1));
        wire.ToClient.End(Now + Delay(), _cuts.NextInt32(wire.ToClient.Count + 1));
    }

    /// <summary>The client goes away: it hears nothing more, and of what it sent a first part arrives.</summary>
    private void Abort()
    {
        if (_current is not { } wire)
            return;
        wire.ToServer.End(Now + Delay(), _cuts.NextInt32(wire.ToServer.Count + 1));
        _current = null;
    }

    private Duration Delay() => new(_settings.Least.Nanoseconds + Part(_settings.Jitter));

    private Duration Hold() => new(Part(_settings.LongestHold));

    private long Part(Duration most) => (long)(_delays.NextDouble() * most.Nanoseconds);
}
