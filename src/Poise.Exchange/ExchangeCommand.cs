using Poise.Domain;

namespace Poise.Exchange;

public enum CommandKind : byte
{
    /// <summary>Time passes, nothing else.</summary>
    Pass,
    Open,
    Deposit,
    Transfer,

    /// <summary>A position goes from one account to another, at a price.</summary>
    Move,

    /// <summary>Moves an account to a tier of fees.</summary>
    Tier,

    /// <summary>A source of an index says its price.</summary>
    Index,
    Place,

    /// <summary>An order that waits for a price.</summary>
    Wait,
    Edit,
    Cancel,
    CancelAll,

    /// <summary>One side of a market maker's quote of one instrument.</summary>
    Quote,
    CancelQuotes,
    Protect,
    ResetProtection,

    /// <summary>Puts an account on another margin model.</summary>
    Switch,
}

/// <summary>Which of an account's orders: all of them, unless something narrows it.</summary>
/// <param name="Instrument">Of this alone; null for all.</param>
/// <param name="Listing">Of one listing alone; null for all.</param>
/// <param name="Kind">Of one kind of contract alone; null for all.</param>
/// <param name="Label">With this label alone; null for all.</param>
/// <param name="Waiting">Only those in books (false) or only those that wait (true); null for both.</param>
public readonly record struct OrderFilter(int? Instrument = null, int? Listing = null, ContractKind? Kind = null, string? Label = null, bool? Waiting = null)
{
    public static readonly OrderFilter All;
}

/// <summary>
/// What an exchange is asked to do, one thing at an instant. Made by its named constructors; which fields mean something depends on <see cref="Kind"/>. Everything that changes an exchange is one of these: they are its log.
/// </summary>
public readonly record struct ExchangeCommand
{
    public CommandKind Kind { get; init; }

    public Instant At { get; init; }

    public int Account { get; init; }

    /// <summary>The other account of a transfer or a move; source of an index; tier; group of quotes.</summary>
    public int Other { get; init; }

    /// <summary>Currency of money, listing of an index.</summary>
    public int Of { get; init; }

    /// <summary>Units of money.</summary>
    public long Units { get; init; }

    /// <summary>The order that is meant.</summary>
    public long Number { get; init; }

    /// <summary>An index; of a trigger its price; of an order's price what <see cref="In"/> says.</summary>
    public double Price { get; init; }

    /// <summary>How far a trailing order's price stays away.</summary>
    public double Offset { get; init; }
    /// <summary>What the order's price is said in; where it is not its own unit, <see cref="Price"/> is the price and the order's own does not count.</summary>
    public PricedIn In { get; init; }
    public TriggerKind Trigger { get; init; }
    public TriggerSource Source { get; init; }

    /// <summary>The order; of a move the lots and their price.</summary>
    public OrderRequest Order { get; init; }
    public OrderEdit Edit { get; init; }
    public OrderFilter Filter { get; init; }
    public ProtectionSettings? Protection { get; init; }

    /// <summary>The account's own name for an order, or for a set of quotes; null for none.</summary>
    public string? Label { get; init; }

    /// <summary>Of an order: a market maker's, which protection takes away; its group is <see cref="Other"/>.</summary>
    public bool IsProtected { get; init; }

    /// <summary>Of a new account, or of one that changes it.</summary>
    public MarginModel Model { get; init; }

    /// <summary>Of a switch: it is only asked for, so that what it would do is known.</summary>
    public bool IsTrial { get; init; }

    /// <summary>Of a new account: its ended orders and its trades are kept for it to ask.</summary>
    public bool IsRemembered { get; init; }

    /// <summary>Why, of a cancel that the account did not ask for.</summary>
    public VenueReason Reason { get; init; }

    public static ExchangeCommand Pass(Instant at) => new() { Kind = CommandKind.Pass, At = at };

    public static ExchangeCommand Open(Instant at, MarginModel model = MarginModel.SegregatedStandard, bool isRemembered = true) =>
        new() { Kind = CommandKind.Open, At = at, Model = model, IsRemembered = isRemembered };

    /// <param name="isTrial">Nothing is switched; <see cref="MarginAccounts.Under"/> answers from then on.</param>
    public static ExchangeCommand Switch(Instant at, int account, MarginModel model, bool isTrial = false) =>
        new() { Kind = CommandKind.Switch, At = at, Account = account, Model = model, IsTrial = isTrial };

    /// <param name="units">Negative for a withdrawal.</param>
    public static ExchangeCommand Deposit(Instant at, int account, int currency, long units) => new() { Kind = CommandKind.Deposit, At = at, Account = account, Of = currency, Units = units };

    /// <param name="units">Above zero.</param>
    public static ExchangeCommand Transfer(Instant at, int from, int to, int currency, long units) =>
        new() { Kind = CommandKind.Transfer, At = at, Account = from, Other = to, Of = currency, Units = units };

    /// <param name="lots">+ what <paramref name="to"/> is to have more.</param>
    /// <param name="price">Ticks.</param>
    public static ExchangeCommand Move(Instant at, int from, int to, int instrument, long lots, long price) =>
        new() { Kind = CommandKind.Move, At = at, Account = from, Other = to, Order = new OrderRequest(from, instrument, Side.Buy, lots, price) };

    public static ExchangeCommand Tier(Instant at, int account, int tier) => new() { Kind = CommandKind.Tier, At = at, Account = account, Other = tier };

    public static ExchangeCommand Index(Instant at, int listing, int source, double price) => new() { Kind = CommandKind.Index, At = at, Of = listing, Other = source, Price = price };

    public static ExchangeCommand Place(Instant at, in OrderRequest order, string? label = null) =>
        new() { Kind = CommandKind.Place, At = at, Account = order.Account, Order = order, Label = label };

    /// <summary>A market maker's order: protection of the group takes it away.</summary>
    public static ExchangeCommand PlaceProtected(Instant at, in OrderRequest order, int group, string? label = null) =>
        new() { Kind = CommandKind.Place, At = at, Account = order.Account, Order = order, Label = label, Other = group, IsProtected = true };

    public static ExchangeCommand Wait(Instant at, in TriggerRequest request, string? label = null) => new()
    {
        Kind = CommandKind.Wait,
        At = at,
        Account = request.Order.Account,
        Order = request.Order,
        Trigger = request.Kind,
        Source = request.Source,
        Price = request.Price,
        Offset = request.Offset,
        Label = label,
    };

    /// <param name="trigger">Of an order that waits: its new price of the source; 0 for as it is, the offset of a trailing one likewise.</param>
    public static ExchangeCommand Change(Instant at, in OrderEdit edit, double trigger = 0, double offset = 0) =>
        new() { Kind = CommandKind.Edit, At = at, Account = edit.Account, Edit = edit, Price = trigger, Offset = offset };

    /// <summary>The same order, or edit of a resting one, with its price said in USD or vol.</summary>
    /// <param name="price">USD, or vol as a fraction.</param>
    public ExchangeCommand Saying(PricedIn unit, double price) => this with { In = unit, Price = price };

    public static ExchangeCommand Cancel(Instant at, int account, long order) => new() { Kind = CommandKind.Cancel, At = at, Account = account, Number = order };

    public static ExchangeCommand CancelAll(Instant at, int account, in OrderFilter filter, VenueReason reason = VenueReason.Asked) =>
        new() { Kind = CommandKind.CancelAll, At = at, Account = account, Filter = filter, Reason = reason };

    /// <param name="order">Its lots at its price; the label of the set with it. Of 0 lots the quote is taken away.</param>
    public static ExchangeCommand Quote(Instant at, in OrderRequest order, int group, string? set = null) =>
        new() { Kind = CommandKind.Quote, At = at, Account = order.Account, Order = order, Other = group, Label = set };

    /// <summary>All quotes of a group that the filter lets through; of a label those of that set.</summary>
    public static ExchangeCommand CancelQuotes(Instant at, int account, in OrderFilter filter) => new() { Kind = CommandKind.CancelQuotes, At = at, Account = account, Filter = filter };

    public static ExchangeCommand Protect(Instant at, int account, int group, ProtectionSettings settings) =>
        new() { Kind = CommandKind.Protect, At = at, Account = account, Other = group, Protection = settings };

    public static ExchangeCommand ResetProtection(Instant at, int account, int group) => new() { Kind = CommandKind.ResetProtection, At = at, Account = account, Other = group };
}

/// <summary>What came of a command.</summary>
/// <param name="Reason">None where it was done.</param>
/// <param name="Number">The order; below zero one that waits.</param>
/// <param name="Count">Orders cancelled; of a new account its number.</param>
public readonly record struct ExchangeAnswer(VenueReason Reason, long Number = 0, int Count = 0)
{
    public bool IsDone => Reason == VenueReason.None;
}
