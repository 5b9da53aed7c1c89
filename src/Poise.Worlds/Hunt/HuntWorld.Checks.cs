using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.Worlds;

/// <summary>What must hold while a world is lived.</summary>
public sealed partial class HuntWorld
{
    /// <summary>A call is told with the next marks, to a session that hears them.</summary>
    private static readonly Duration CallIsHeard = Duration.FromSeconds(4);

    // The one that is followed, and those asked for since, in order.
    private readonly List<string> _policies = [];
    private readonly HuntTold<RiskLimits> _limits;
    private readonly HuntTold<LiveSettings> _live;
    private IWorkingAlgorithm _working = null!;
    private bool _isDead, _isDeadAsked;
    private long _mostPosition = HuntDesk.MaxPosition;

    /// <summary>The journal that survived holds every order that ever left, as it left, all that was durable, and the operator's word.</summary>
    private void CheckFolded(Desk desk)
    {
        foreach ((long sequence, Approved<NewOrder> order) in _witness.Left)
        {
            if (!_witness.Journalled.TryGetValue(sequence, out NewOrder kept))
                Break($"order {sequence} left before its intent was durable");
            if (kept != order.Value)
                Break($"order {sequence} left as {order.Value} and was journalled as {kept}");
        }
        if (_witness.Survived() is { } lost)
            Break(lost);
        Hedger hedger = desk.Hedgers[0];
        if (_lives == 0)
        {
            _policies.Add(TextOf(hedger.Policy));
            _limits.Begin(hedger.Limits);
            _live.Begin(hedger.Live);
        }
        // A halt that the venue or lost profit brought about hides whether somebody has halted it before.
        bool isDead = desk.State == TradingState.Halted && (desk.StateReason == TradingStateReason.Operator || _isDead);
        string policy = TextOf(hedger.Policy);
        if (!_policies.Contains(policy, StringComparer.Ordinal))
            Break($"the policy came back as {policy}");
        if (isDead != _isDead && isDead != _isDeadAsked)
            Break($"the desk came back {desk.State}");
        // What was asked and not followed may have survived or not; from here on it is known.
        _policies.Clear();
        _policies.Add(policy);
        _isDead = _isDeadAsked = isDead;
        CheckTold(hedger);
    }

    /// <summary>Limits that were set while it ran: as they were, or as an earlier start has made them tighter.</summary>
    private void CheckTold(Hedger hedger)
    {
        if (!_limits.CameBack(hedger.Limits))
            Break($"the limits came back as {hedger.Limits}");
        if (!_live.CameBack(hedger.Live))
            Break($"the settings came back as {hedger.Live}");
        _working = _desk.Hedger.Working;
    }

    private static string TextOf(IHedgePolicy policy) => Encoding.UTF8.GetString(PolicyText.Of(policy)!);

    /// <summary>Between two batches.</summary>
    private void CheckStep()
    {
        Desk desk = _driver.Desk;
        if (_driver.BrokenBy is { } broken)
            Break($"the desk broke: {broken}");
        if (desk.State == TradingState.Halted && !MayHalt(desk.StateReason))
            Break($"the desk stands still: {desk.StateReason}{Differences(desk)}");
        desk.Invariants();
        _policies.RemoveRange(0, _policies.Count - 1);
        _limits.Heard();
        _live.Heard();
        _isDead = _isDeadAsked;
        if (desk.Hedgers[0].Limits != _limits.Now)
            Break($"the desk's limits are {desk.Hedgers[0].Limits}, it was told {_limits.Now}");
        if (desk.Hedgers[0].Live != _live.Now)
            Break($"the desk's settings are {desk.Hedgers[0].Live}, it was told {_live.Now}");
        if (_witness.Differs(desk.Hedgers[0]) is { } shares)
            Break(shares);
        if (_witness.Leaving != 0)
            Break($"{_witness.Leaving} orders were decided on, and never left");
        if (_witness.Package is { Placed: > 0 } package && package.Placed != package.Legs)
            Break($"of a package of {package.Legs} legs {package.Placed} became orders");
        foreach (HuntVenue venue in _venues)
            CheckVenue(desk, venue);
    }

    private bool MayHalt(TradingStateReason reason) => reason switch
    {
        TradingStateReason.Operator => true,
        TradingStateReason.Drawdown => _desk.Hedger.Limits.Drawdown is not null,
        TradingStateReason.Liquidated => Array.Exists(_venues, static v => v.IsSqueezed),
        _ => false,
    };

    private void CheckVenue(Desk desk, HuntVenue venue)
    {
        long most = venue == First ? _mostPosition : HuntDesk.MaxPosition / HuntDesk.SizeOfLot(venue.Number);
        if (Math.Abs(venue.Exchange.Held) > most + venue.Strays)
            Break($"the account at {venue.Name} holds {venue.Exchange.Held} lots, and may hold {most}");
        if (venue.Session.StopReason is { } why)
            Break($"the session stopped for good: {why}");
        bool isCalled = desk.AccountAt(venue.Name)!.MarginOf(HuntDesk.Underlying) == MarginState.Call;
        _report = _report with { Calls = _report.Calls + (isCalled && !venue.WasCalled ? 1 : 0) };
        venue.WasCalled = isCalled;
        bool mustKnow = venue.IsSqueezed && !venue.Loses && !venue.MayMiss && IsLive(venue) && venue.IsCalled;
        venue.CalledSince = !mustKnow ? default : venue.CalledSince.IsKnown ? venue.CalledSince : Now;
    }

    private string Differences(Desk desk)
    {
        var all = new StringBuilder();
        foreach (HuntVenue at in _venues)
        {
            foreach (ListedInstrument listed in at.Exchange.Exchange.Instruments)
            {
                long venue = at.Exchange.Exchange.Accounts.Position(at.Exchange.Account, listed.Number), ours = desk.TryIndexOf(listed.Contract.Id, out ContractIndex index) ? desk.Book.QuantityOf(index).Count : 0;
                if (venue != ours)
                    all.Append(CultureInfo.InvariantCulture, $"; {listed.Contract.Id}: the desk holds {ours}, the venue {venue}");
            }
        }
        return all.ToString();
    }

    /// <summary>An order is known to be dead once its event was folded; it is asked for from here on.</summary>
    private void Give(in DeskEvent command, bool isDead)
    {
        _isDeadAsked = isDead;
        if (!isDead)
            _witness.Resumed();
        _driver.Offer(command);
    }

    /// <summary>The disk failed: no memory, no orders. What was to leave must not have left; the process ends.</summary>
    private void StopOnBadDisk(int left)
    {
        if (_witness.Left.Count != left)
            Break("an order left though its intent could not be made durable");
        if (_driver.Desk.State != TradingState.Halted)
            Break($"the disk failed ({_driver.JournalFailure}) and the desk is {_driver.Desk.State}");
        throw new SimulatedCrash("disk failed");
    }

    private void RepairDisk() => (_disk.FailingFlushes, _disk.Capacity) = (0, long.MaxValue);

    [DoesNotReturn]
    private void Break(string what) => throw new WorldBrokenException(_seed, what);
}
