using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

public sealed partial class Desk
{
    /// <summary>Folds one event. Nothing is decided here: recovery folds a whole journal through this door.</summary>
    /// <exception cref="ArgumentException">The event cannot be true of this desk (an unlisted contract, a second listing).</exception>
    public void Apply(in DeskEvent e)
    {
        if (e.At > Now)
            Now = e.At;
        if (e.Kind < DeskEventKind.Placed)
            Events++;
        switch (e.Kind)
        {
            case DeskEventKind.Quoted:
                if ((uint)e.Quote.Contract.Value >= (uint)_owners.Count)
                    throw new ArgumentException($"contract {e.Quote.Contract.Value} is quoted and not listed");
                HedgerOf(e.Quote.Contract).Quoted(e.Quote.Contract, e.Quote.Quote, e.Detail);
                break;
            case DeskEventKind.Traded:
                Prints++;
                if ((uint)e.Print.Contract.Value < (uint)_owners.Count)
                    HedgerOf(e.Print.Contract).Traded(e.Print);
                break;
            case DeskEventKind.Filled:
                FoldFill(e.Fill);
                break;
            case DeskEventKind.OrderUpdated:
                FoldUpdate(e.Update);
                break;
            case DeskEventKind.OrderNotFound:
                FoldMissing(e.MissingOrder);
                break;
            case DeskEventKind.SurfaceFitted:
                FoldFit(e.Slice);
                break;
            case DeskEventKind.TimerFired:
                if (e.At >= _wakeAt)
                    _wakeAt = Instant.Never;
                break;
            case DeskEventKind.LinkChanged:
                FoldLink(AccountNamed(e.Venue), e.IsLinkUp);
                break;
            case DeskEventKind.MarginReported:
                AccountNamed(e.Venue).Told(e.Currency, e.Margin, e.At);
                break;
            case DeskEventKind.TradingStateSet:
                Turn(e.StateChange.State, e.StateChange.Reason);
                break;
            case DeskEventKind.BandSet:
                if (!e.Band.IsValid)
                    throw new ArgumentException("the band must satisfy lower <= target <= upper");
                HedgerNamed(e.Underlying).Tell(new FixedBandPolicy(e.Band));
                break;
            case DeskEventKind.PolicySet:
                HedgerNamed(e.Underlying).Tell(e.Policy);
                break;
            case DeskEventKind.LimitsSet:
                HedgerNamed(e.Underlying).Tell(e.Limits);
                break;
            case DeskEventKind.SettingsSet:
                HedgerNamed(e.Underlying).Tell(e.Settings);
                break;
            case DeskEventKind.DeskLimitsSet:
                Tell(e.DeskLimits);
                break;
            case DeskEventKind.DeskMarked:
                Mark(e.At, e.DeskMark);
                break;
            case DeskEventKind.BookMarked:
                Mark(e.At, e.BookMark);
                break;
            case DeskEventKind.ProfitMarked:
                HedgerNamed(e.Underlying).Mark(e.At, e.Profit);
                break;
            case DeskEventKind.WorkingSet:
                HedgerNamed(e.Underlying).Tell(e.Working);
                break;
            case DeskEventKind.Foreseen:
                HedgerNamed(e.Underlying).Foresee(e.Foresight);
                break;
            case DeskEventKind.CancelAllAsked:
                _isCancelAllAsked = true;
                break;
            case DeskEventKind.PackageAsked:
                FoldPackage(e.Package);
                break;
            case DeskEventKind.Listed:
                FoldListing(e.Contract);
                break;
            case DeskEventKind.Delisted:
                FoldDelisting(e.Delisting);
                break;
            case DeskEventKind.PositionOpened:
                Book.Open(e.Opening.Contract, e.Opening.Quantity, e.Opening.Price);
                HedgerOf(e.Opening.Contract).Opened(e.Opening);
                Drawdown = Drawdown with { KeepsFall = Drawdown.At.IsKnown };
                KeepBooksFall();
                break;
            case DeskEventKind.PositionReported:
                if (HeldOf(e.Report.Contract) != e.Report.Quantity)
                    _mismatches++;
                break;
            case DeskEventKind.Funded:
                FundingPayment paid = e.Funding;
                if (Book.Fold(Owns(paid) ? paid : paid with { Amount = 0 }) && Owns(paid))
                    HedgerOf(paid.Contract).Books.Funded(paid.Contract, paid.Amount);
                break;
            case DeskEventKind.Started:
                Starts++;
                StartedAt = e.At;
                foreach (AccountState account in _accounts)
                    account.Started();
                _mismatches = 0;
                _wakeAt = Instant.Never;
                _package = null; // it was for another moment
                KeepTighter();
                foreach (Hedger hedger in _hedgers)
                    hedger.Started();
                break;
            case DeskEventKind.Reconciled:
                FoldConfirmation(AccountNamed(e.Venue), e.At);
                break;
            case DeskEventKind.VenueSetAside:
                AccountState aside = AccountNamed(e.Venue);
                aside.IsSetAside |= AsideRefusalOf(aside.Venue) == AsideRefusal.None;
                break;
            case DeskEventKind.Placed:
                FoldIntent(e.Intent.Order, e.At);
                break;
            case DeskEventKind.Amended:
                FoldAmend(e.Amend, e.At);
                break;
            case DeskEventKind.CancelSent:
                FoldCancel(e.Cancel.Id);
                break;
            case DeskEventKind.DrawdownStepped:
                FoldStep(e.Stepped);
                break;
            case DeskEventKind.BookStepped:
                FoldStep(e.BookStep);
                break;
            case DeskEventKind.WishSet:
                HedgerOf(e.Wish.Hedge).Set(e.Wish);
                break;
            case DeskEventKind.CrossedInside:
                HedgerOf(e.InsideTrade.Contract).Books.Fold(e.InsideTrade, e.At);
                break;
            case DeskEventKind.FillShared:
                HedgerOf(e.FillShare.Contract).Books.Fold(e.FillShare);
                break;
            case DeskEventKind.BatchEnded:
                Batches = e.Batch;
                _package = null; // its orders are in the journal
                break;
            default:
                throw new ArgumentException($"{e.Kind} is no event that a desk can fold");
        }
        foreach (AccountState account in _accounts)
            if (account.IsReconciled)
                account.ConfirmedAt = Now;
    }

    private void FoldListing(Contract contract)
    {
        Hedger hedger = HedgerOf(contract.Underlying) ?? throw new ArgumentException($"{contract.Id} is on {contract.Underlying}, and this desk is on {Named()}");
        if (contract.IsOption && hedger.OutletOf(contract.Id) is not null)
            throw new ArgumentException($"{contract.Id} is an option and cannot be the hedge instrument");
        if (contract.IsOption && !(contract.Strike > 0 && double.IsFinite(contract.Strike)))
            throw new ArgumentException($"{contract.Id} has no positive strike");
        ContractIndex index = new(Book.Count);
        if (!_indexOf.TryAdd(contract.Id, index))
            throw new ArgumentException($"{contract.Id} is listed twice");
        Book.List(index, contract);
        _owners.Add(hedger);
        _accountOf.Add(AccountAt(contract.Id.Venue));
        hedger.List(index, contract);
    }

    private string Named() => string.Join(", ", _hedgers.Select(static h => h.Underlying));

    private void FoldFit(FittedSlice fit)
    {
        if (fit.Contracts.Length == 0)
            return;
        if ((uint)fit.Contracts[0].Value >= (uint)_owners.Count)
            throw new ArgumentException($"a fit names contract {fit.Contracts[0].Value}, which is not listed");
        HedgerOf(fit.Contracts[0]).Greeks.Fit(fit);
    }

    /// <param name="underlying">Empty for the only one.</param>
    private Hedger HedgerNamed(string underlying) => underlying.Length > 0
        ? HedgerOf(underlying) ?? throw new ArgumentException($"this desk is on {Named()}, not on {underlying}")
        : _hedgers.Length == 1 ? _hedgers[0] : throw new ArgumentException($"this desk is on {Named()}, and which of them is meant is not said");

    private void FoldDelisting(in Delisting delisting)
    {
        Lots held = Book.QuantityOf(delisting.Contract);
        if (held != Lots.Zero)
        {
            if (!double.IsFinite(delisting.Settlement))
                throw new ArgumentException($"{Book.ContractOf(delisting.Contract).Id} ended while held, without a settlement price");
            Book.Settle(delisting.Contract, (decimal)delisting.Settlement);
            HedgerOf(delisting.Contract).Greeks.Held(delisting.Contract, -held);
        }
        HedgerOf(delisting.Contract).Books.Settled(delisting.Contract, delisting.Settlement);
        HedgerOf(delisting.Contract).Greeks.Delist(delisting.Contract);
    }

    private void FoldFill(in Fill fill)
    {
        if (!Book.Fold(fill))
            return;
        HedgerOf(fill.Contract).Filled(fill);
        if (fill.IsLiquidation && AccountOf(fill.Contract) is { HasBegun: true })
            Turn(TradingState.Halted, TradingStateReason.Liquidated); // hedging on would trade against the venue's own orders
        int at = _working.Find(fill.Order);
        if (at < 0)
        {
            StrayFacts++;
            // An execution never seen before, of an order of ours that was full, closed or never sent: nobody ordered it.
            if (AccountOf(fill.Contract) is { HasBegun: true } && fill.Order.IsKnown && fill.Order.Desk == Settings.Desk)
                Turn(TradingState.Halted, TradingStateReason.Overfilled);
            return;
        }
        WorkingOrder working = _working[at];
        NewOrder sent = working.Order;
        bool isWrong = fill.Contract != sent.Contract || fill.Side != sent.Side || (fill.Side == Side.Buy ? fill.Price > sent.Limit : fill.Price < sent.Limit);
        working = working with { Folded = working.Folded + fill.Quantity, IsAcknowledged = true };
        bool isOverfilled = working.Folded > working.Order.Quantity;
        if (working.Folded >= working.Order.Quantity)
            working = working with { IsFinal = true, Reported = working.Folded };
        _working.Set(at, working);
        if (isOverfilled)
            Turn(TradingState.Halted, TradingStateReason.Overfilled);
        else if (isWrong)
            Turn(TradingState.Halted, TradingStateReason.WrongFill);
    }

    private void FoldUpdate(in OrderUpdate update)
    {
        int at = _working.Find(update.Id);
        if (at < 0)
        {
            StrayFacts++;
            return;
        }
        WorkingOrder working = _working[at];
        HedgerOf(working.Order.Contract).Answered(update, working.Order);
        // An update says how much was filled; the fills themselves may still be on their way and keep the order open.
        bool isFinal = working.IsFinal || update.Status is OrderStatus.Filled or OrderStatus.Cancelled
            || (update.Status == OrderStatus.Rejected && !working.IsAcknowledged);
        Lots reported = update.Filled > working.Reported ? update.Filled : working.Reported;
        _working.Set(at, working with { IsAcknowledged = true, IsFinal = isFinal, Reported = reported });
    }

    private void FoldMissing(OrderId id)
    {
        int at = _working.Find(id);
        if (at >= 0)
            _working.RemoveAt(at);
    }

    /// <summary>Whether margin that a venue tells need be folded at all: it is told often, and moves little.</summary>
    public bool IsNews(in DeskEvent margin) => (margin.Venue.Length == 0 ? _accounts[0] : AccountAt(margin.Venue)) is not { } account || account.IsNews(margin.Currency, margin.Margin);

    private AccountState AccountNamed(string venue) => venue.Length == 0 ? _accounts[0]
        : AccountAt(venue) ?? throw new ArgumentException($"this desk has accounts at {string.Join(", ", _accounts.Select(static a => a.Venue))}, not at {venue}");

    private void FoldConfirmation(AccountState account, Instant at)
    {
        account.HasConfirmedSinceLock = true;
        if (Array.TrueForAll(_accounts, static a => a.HasConfirmedSinceLock))
            IsLocked = false;
        if (!account.HasBegun && _mismatches == 0)
            (account.HasBegun, account.BegunAt) = (true, at);
        if (_mismatches > 0)
            Turn(TradingState.Halted, TradingStateReason.PositionMismatch);
        _mismatches = 0;
        (account.IsReconciled, account.HasConfirmed, account.IsSetAside) = (true, true, false);
    }

    /// <summary>In recovery: of a venue that is named no more.</summary>
    internal void FoldConfirmationOfNobody()
    {
        if (_mismatches > 0)
            Turn(TradingState.Halted, TradingStateReason.PositionMismatch);
        _mismatches = 0;
    }

    private void FoldLink(AccountState account, bool isUp)
    {
        account.IsLinkUp = isUp;
        account.Links += isUp ? 1 : 0;
        if (!isUp)
        {
            // What the venue did meanwhile is not known: its facts come first when the link is back.
            account.IsReconciled = false;
            account.AgeMargins();
            _mismatches = 0;
            return;
        }
        // Cancels that went into a dead link are asked again.
        for (int i = 0; i < _working.Count; i++)
            if (AccountOf(_working[i].Order.Contract) == account)
                _working.Set(i, _working[i] with { IsCancelSent = false });
    }

    internal void FoldIntent(in NewOrder order, Instant at)
    {
        _sequence = Math.Max(_sequence, order.Id.Sequence);
        Hedger hedger = HedgerOf(order.Contract);
        hedger.Ordered(order.Contract, at);
        _first = (hedger.Index + 1) % _hedgers.Length;
        _rate.Count(at);
        _messages.Add(at);
        AccountOf(order.Contract)?.CountOrder(at);
        _working.Add(new WorkingOrder(order, at, default, default, false, false, false));
    }

    private void FoldAmend(in Amend amend, Instant at)
    {
        _rate.Count(at);
        _messages.Add(at);
        AccountOf(amend.Contract)?.CountOrder(at);
        int found = _working.Find(amend.Id);
        if (found >= 0)
            _working.Set(found, _working[found] with { Order = _working[found].Order with { Quantity = amend.Quantity, Limit = amend.Limit } });
    }

    internal void FoldCancel(OrderId id)
    {
        _messages.Add(Now);
        int at = _working.Find(id);
        if (at < 0)
            return;
        AccountOf(_working[at].Order.Contract)?.CountMessage(Now);
        _working.Set(at, _working[at] with { IsCancelSent = true });
    }

    internal void FoldStep(in StepChange change)
    {
        if (change.Hedge == ContractIndex.None)
        {
            Drawdown = Drawdown with { Step = change.Step };
            foreach (Hedger hedger in _hedgers)
                hedger.BeginAnew();
        }
        else
            HedgerOf(change.Hedge).Step(change.Step);
        if (change.Step == DrawdownStep.Frozen && State != TradingState.Halted) // a halt that says more stands
            Turn(TradingState.Halted, TradingStateReason.Drawdown);
    }

    private Lots HeldOf(ContractIndex contract) => contract == ContractIndex.None ? Lots.Zero : Book.QuantityOf(contract);

    private void Turn(TradingState state, TradingStateReason reason)
    {
        bool isAsked = state != TradingState.Halted || reason is TradingStateReason.None or TradingStateReason.Operator or TradingStateReason.KillFile or TradingStateReason.HeldElsewhere or TradingStateReason.Drawdown or TradingStateReason.Liquidated or TradingStateReason.ClockApart;
        if (IsLocked && isAsked)
            return; // halted already, for a reason that no wish lifts
        IsLocked = !isAsked;
        foreach (AccountState account in _accounts)
            account.HasConfirmedSinceLock &= !IsLocked;
        State = state;
        if (state == TradingState.Halted)
        {
            foreach (Hedger hedger in _hedgers)
                hedger.Set(default);
        }
        StateReason = state == TradingState.Normal ? TradingStateReason.None : reason;
        if (state != TradingState.Normal)
            return;
        bool isAnew = Drawdown.Step is DrawdownStep.Flattening or DrawdownStep.Frozen;
        Drawdown = isAnew ? default : Drawdown;
        ResumeBooks();
        foreach (Hedger hedger in _hedgers)
        {
            hedger.Resumed();
            if (isAnew)
                hedger.BeginAnew();
        }
    }
}
