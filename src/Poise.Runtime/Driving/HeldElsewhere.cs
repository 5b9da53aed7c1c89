using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;

namespace Poise.Runtime;

/// <summary>One position that another account than the desk's holds.</summary>
/// <param name="Venue">Who holds it, in the user's words.</param>
/// <param name="Symbol">Of a contract that the desk's venue lists, whose terms it has; or any name, with terms.</param>
/// <param name="Terms">Null for those of the listed contract. Without a settlement currency: that of a linear hedge instrument, else USD.</param>
/// <param name="Quantity">Contracts, + long.</param>
/// <param name="Price">At which what is new was traded, in the contract's price unit.</param>
public sealed record HeldLine(string Venue, string Symbol, Contract? Terms, decimal Quantity, decimal Price);

/// <summary>
/// Brings what is held elsewhere into a desk's book, as it is stated: opened and closed as differences, so that the same statement again changes nothing, and paid out when it ends. It counts in greeks, risk and profit; it is
/// never traded and never asked of the desk's venue. On the desk's thread.
/// </summary>
/// <param name="list">Numbers a contract that the desk does not know; its listing may come a turn later.</param>
public sealed class HeldElsewhere(DeskDriver driver, Func<Instant, Contract, ContractIndex> list)
{
    /// <summary>The venue of what was stated by hand: a file says nothing of it.</summary>
    public const string ByHand = "hand";

    /// <summary>Step of quantities and prices.</summary>
    public const decimal Step = 0.00000001m;

    /// <summary>Contracts, and the price of one.</summary>
    public const decimal Most = 1_000_000_000;

    private readonly Dictionary<ContractId, (Contract Terms, HeldLine Line)> _stated = [];
    private readonly Dictionary<(Hedger, Instant, Duration), SettlementMean> _means = [];
    private readonly List<ContractIndex> _known = [];
    private int _seen;
    private bool _isFileStated;

    private Desk Desk => driver.Desk;

    /// <summary>What a file says is held, all of it: what it does not name any more is closed at its mark. By hand is not of it.</summary>
    /// <returns>Why nothing of it is taken; null where all is.</returns>
    public string? State(IReadOnlyList<HeldLine> lines, Instant now)
    {
        var stated = new Dictionary<ContractId, (Contract, HeldLine)>();
        foreach (HeldLine line in lines)
        {
            if (line.Venue == ByHand)
                return $"{line.Symbol}: venue {ByHand} is for what is stated by hand";
            if (TermsOf(line, now, out Contract? terms) is string refusal)
                return refusal;
            if (!stated.TryAdd(terms!.Id, (terms, line)))
                return $"{line.Symbol} of {line.Venue} stands twice";
        }
        foreach (ContractId id in _stated.Keys.Where(static id => id.Venue != ByHand).ToArray())
            _stated.Remove(id);
        foreach ((ContractId id, (Contract, HeldLine) of) in stated)
            _stated.Add(id, of);
        _isFileStated = true;
        return null;
    }

    /// <summary>Of a desk that starts, before it may trade: all of it is in the book when this returns.</summary>
    /// <exception cref="InvalidDataException">It cannot be.</exception>
    public void Begin(IReadOnlyList<HeldLine> lines, Instant now)
    {
        if (State(lines, now) is string refusal)
            throw new InvalidDataException($"held elsewhere: {refusal}");
        Turn(now); // lists
        driver.Run(now);
        Turn(now); // opens
        driver.Run(now);
    }

    /// <summary>One position, stated by hand: so many contracts from now on.</summary>
    /// <returns>Why it is not taken; null where it is.</returns>
    public string? Hold(HeldLine line, Instant now)
    {
        if (TermsOf(line with { Venue = ByHand }, now, out Contract? terms) is string refusal)
            return refusal;
        _stated[terms!.Id] = (terms, line);
        return null;
    }

    /// <summary>Offers what the book lacks, closes what is held no more, pays out what has ended.</summary>
    public void Turn(Instant now)
    {
        Book book = Desk.Book;
        foreach ((ContractId id, (Contract terms, HeldLine line)) in _stated.OrderBy(static s => s.Key.Venue, StringComparer.Ordinal).ThenBy(static s => s.Key.Symbol, StringComparer.Ordinal))
        {
            if (!Desk.TryIndexOf(id, out ContractIndex index))
                list(now, terms);
            else if (LotsOf(line) - book.QuantityOf(index) is var change && change != Lots.Zero && terms.Expiry > now)
                driver.Offer(DeskEvent.PositionOpened(now, index, change, line.Price));
        }
        for (; _seen < book.Count; _seen++)
            if (Desk.IsElsewhere(new(_seen)))
                _known.Add(new(_seen));
        foreach (ContractIndex index in _known)
        {
            if (book.QuantityOf(index) == Lots.Zero)
                continue;
            Contract held = book.ContractOf(index);
            if (held.Expiry != Instant.Never && held.Expiry - held.SettlementWindow <= now)
                End(index, held, now);
            else if (_isFileStated && held.Id.Venue != ByHand && !_stated.ContainsKey(held.Id) && LedgerSum.MarkOf(Desk, index) is { } mark && (mark > 0 || held.IsOption))
                driver.Offer(DeskEvent.PositionOpened(now, index, -book.QuantityOf(index), mark));
        }
    }

    private string? TermsOf(HeldLine line, Instant now, out Contract? terms)
    {
        terms = null;
        if (line.Quantity % Step != 0 || Math.Abs(line.Quantity) > Most)
            return $"{line.Symbol}: quantity {line.Quantity}; allowed: up to {Most} contracts, in steps of {Step}";
        if (line.Price < 0 || line.Price > Most)
            return $"{line.Symbol}: price {line.Price}; allowed: 0 to {Most}";
        string own = Desk.Hedgers[0].Settings.Hedge.Venue;
        if (line.Venue == own)
            return $"{line.Symbol}: venue {own} is the desk's own: what its account holds is asked of it";
        ContractId id = new(line.Venue, line.Symbol);
        Contract? listed = Desk.TryIndexOf(new(own, line.Symbol), out ContractIndex there) ? Desk.Book.ContractOf(there) : null;
        Contract? known = Desk.TryIndexOf(id, out ContractIndex index) ? Desk.Book.ContractOf(index) : null;
        Contract? asked = line.Terms ?? listed;
        terms = (asked is null ? null : asked with { Id = id, LotSize = Step, PriceTick = Step }) ?? known;
        if (terms is null)
            return $"{line.Symbol}: {own} lists no such contract: say what it is (kind, underlying, ...)";
        if (Desk.HedgerOf(terms.Underlying) is not { } hedger)
            return $"{line.Symbol}: is on {terms.Underlying}, and this desk hedges {string.Join(", ", Desk.Hedgers.Select(static h => h.Underlying))}";
        if (terms.SettlementCurrency.Length == 0)
            terms = terms with { SettlementCurrency = hedger.Hedge != ContractIndex.None && Desk.Book.ContractOf(hedger.Hedge) is { Style: PayoffStyle.Linear } hedge ? hedge.SettlementCurrency : "USD" };
        if (known is not null && known != terms with { Root = known.Root, ListedExpiry = known.ListedExpiry })
            return $"{line.Symbol} of {line.Venue}: its terms are not those that it had before: give it another name";
        if (terms.Expiry <= now && line.Quantity != 0)
            return $"{line.Symbol}: ended at {terms.Expiry}";
        return terms is { Kind: not ContractKind.Option, Style: PayoffStyle.Inverse } && line.Price == 0 && line.Quantity != 0
            ? $"{line.Symbol}: price 0; a coin-margined future or perpetual has a price above 0"
            : null;
    }

    /// <summary>Within its averaging window the mean is watched; at its end it pays out, once there is a price to pay out at.</summary>
    private void End(ContractIndex index, Contract held, Instant now)
    {
        Hedger hedger = Desk.HedgerOf(index);
        Quote quote = hedger.Hedge == ContractIndex.None ? Quote.Absent : Desk.QuoteOf(hedger.Hedge);
        if (!quote.IsTwoSided || now - quote.At > hedger.Limits.MaxQuoteAge)
            return; // nothing is guessed: it waits for a price
        var key = (hedger, held.Expiry, held.SettlementWindow);
        if (!_means.TryGetValue(key, out SettlementMean? mean))
            _means.Add(key, mean = new SettlementMean(held.SettlementWindow));
        if (mean.Last < held.Expiry)
            mean.See(now < held.Expiry ? now : held.Expiry, held.Expiry, quote.Mid);
        if (now < held.Expiry)
            return;
        double spot = mean.With(quote.Mid, 0), paid = held.IsOption ? Math.Max(0, held.TypeSign * (spot - held.Strike)) : spot;
        driver.Offer(DeskEvent.Delisted(now, index, held is { IsOption: true, Style: PayoffStyle.Inverse } ? paid / spot : paid));
    }

    private static Lots LotsOf(HeldLine line) => new((long)(line.Quantity / Step));
}
