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

    /// <summary>Positions of a statement: a desk takes no more news at once.</summary>
    public const int MostLines = 2_000;

    /// <summary>Counted as one.</summary>
    internal static readonly string[] Dollars = [.. Hedging.Dollars.All];

    private readonly SortedDictionary<(string Venue, string Symbol), (Contract Terms, HeldLine Line)> _stated = new(Comparer<(string Venue, string Symbol)>.Create(
        static (a, b) => string.CompareOrdinal(a.Venue, b.Venue) is var first && first != 0 ? first : string.CompareOrdinal(a.Symbol, b.Symbol)));
    private readonly Dictionary<(Hedger, Instant, Duration), SettlementMean> _means = [];
    private readonly List<ContractIndex> _known = [];
    private int _seen;
    private bool _isFileStated, _isDue;

    private Desk Desk => driver.Desk;

    /// <summary>What a file says is held, all of it: what it does not name any more is closed at its mark. By hand is not of it.</summary>
    /// <returns>Why nothing of it is taken; null where all is.</returns>
    public string? State(IReadOnlyList<HeldLine> lines, Instant now)
    {
        if (lines.Count > MostLines)
            return $"{lines.Count} positions; allowed: {MostLines}";
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
        foreach ((string Venue, string Symbol) name in _stated.Keys.Where(static n => n.Venue != ByHand).ToArray())
            _stated.Remove(name);
        foreach ((ContractId id, (Contract, HeldLine) of) in stated)
            _stated.Add((id.Venue, id.Symbol), of);
        _isFileStated = _isDue = true;
        return null;
    }

    /// <summary>
    /// Of a desk that starts, before it may trade: the book is as it is stated when this returns. What it still held and is stated no more is closed as if it had never been, at the price that leaves no profit: its mark is not known yet, and a
    /// delta that is not there must not be hedged.
    /// </summary>
    /// <param name="run">Folds what was listed and offered.</param>
    /// <exception cref="InvalidDataException">It cannot be.</exception>
    public void Begin(IReadOnlyList<HeldLine> lines, Instant now, Action run)
    {
        if (State(lines, now) is string refusal)
            throw new InvalidDataException($"held elsewhere: {refusal}");
        Turn(now); // lists
        run();
        Turn(now); // opens
        foreach (ContractIndex index in _known)
        {
            Position position = Desk.Book.PositionOf(index);
            if (IsGone(index) && PriceWithoutProfit(position) is { } price)
                driver.Offer(DeskEvent.PositionOpened(now, index, -position.Quantity, price));
        }
        run();
    }

    /// <summary>One position, stated by hand: so many contracts from now on.</summary>
    /// <returns>Why it is not taken; null where it is.</returns>
    public string? Hold(HeldLine line, Instant now)
    {
        if (TermsOf(line with { Venue = ByHand }, now, out Contract? terms) is string refusal)
            return refusal;
        _stated[(terms!.Id.Venue, terms.Id.Symbol)] = (terms, line);
        _isDue = true;
        return null;
    }

    /// <summary>Offers what the book lacks, closes what is held no more, pays out what has ended.</summary>
    public void Turn(Instant now)
    {
        Book book = Desk.Book;
        if (_isDue)
            OfferStated(now);
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
            else if (IsGone(index) && LedgerSum.MarkOf(Desk, index) is { } mark && (mark > 0 || held.IsOption))
                driver.Offer(DeskEvent.PositionOpened(now, index, -book.QuantityOf(index), mark));
        }
    }

    /// <summary>Until all of it is listed, and once more.</summary>
    private void OfferStated(Instant now)
    {
        _isDue = false;
        foreach ((Contract terms, HeldLine line) in _stated.Values)
        {
            if (!Desk.TryIndexOf(terms.Id, out ContractIndex index))
            {
                list(now, terms);
                _isDue = true;
            }
            else if (LotsOf(line) - Desk.Book.QuantityOf(index) is var change && change != Lots.Zero && terms.Expiry > now)
                driver.Offer(DeskEvent.PositionOpened(now, index, change, line.Price));
        }
    }

    /// <summary>Held, and the file names it no more.</summary>
    private bool IsGone(ContractIndex index) => _isFileStated && Desk.Book.QuantityOf(index) != Lots.Zero && Desk.Book.ContractOf(index).Id is var id && id.Venue != ByHand && !_stated.ContainsKey((id.Venue, id.Symbol));

    private decimal? PriceWithoutProfit(in Position position)
    {
        Contract held = Desk.Book.ContractOf(position.Contract);
        decimal size = position.Contracts * (decimal)held.Multiplier;
        bool isReciprocal = held is { IsOption: false, Style: PayoffStyle.Inverse };
        decimal price = isReciprocal ? (position.Cash == 0 ? 0 : size / position.Cash) : -position.Cash / size;
        return price > 0 || price == 0 && !isReciprocal ? price : null;
    }

    private string? TermsOf(HeldLine line, Instant now, out Contract? terms)
    {
        terms = null;
        if (line.Quantity % Step != 0 || Math.Abs(line.Quantity) > Most)
            return $"{line.Symbol}: quantity {line.Quantity}; allowed: up to {Most} contracts, in steps of {Step}";
        if (line.Price < 0 || line.Price > Most)
            return $"{line.Symbol}: price {line.Price}; allowed: 0 to {Most}";
        string own = Desk.Hedgers[0].Settings.Hedge.Venue;
        if (Desk.AccountAt(line.Venue) is not null)
            return $"{line.Symbol}: venue {line.Venue} is the desk's own: what its account holds is asked of it";
        ContractId id = new(line.Venue, line.Symbol);
        Contract? listed = Desk.TryIndexOf(new(own, line.Symbol), out ContractIndex there) ? Desk.Book.ContractOf(there) : null;
        Contract? known = Desk.TryIndexOf(id, out ContractIndex index) ? Desk.Book.ContractOf(index) : null;
        Contract? asked = line.Terms ?? listed;
        terms = (asked is null ? null : asked with { Id = id, LotSize = Step, PriceTick = Step }) ?? known;
        if (terms is null)
            return $"{line.Symbol}: {own} lists no such contract: say what it is (kind, underlying, ...)";
        if (Desk.HedgerOf(terms.Underlying) is not { } hedger)
            return $"{line.Symbol}: is on {terms.Underlying}, and this desk hedges {string.Join(", ", Desk.Hedgers.Select(static h => h.Underlying))}";
        if (hedger.Hedge == ContractIndex.None)
            return $"{line.Symbol}: what {hedger.Underlying} is hedged with is not listed yet: try again";
        Contract hedge = Desk.Book.ContractOf(hedger.Hedge);
        string quote = hedge.Style == PayoffStyle.Linear ? hedge.SettlementCurrency : "USD";
        if (terms.SettlementCurrency.Length == 0)
            terms = terms with { SettlementCurrency = terms.Style == PayoffStyle.Inverse ? terms.Underlying : quote };
        string[] allowed = terms.Style == PayoffStyle.Inverse ? [terms.Underlying] : Dollars.Contains(quote, StringComparer.Ordinal) ? Dollars : [quote];
        if (!allowed.Contains(terms.SettlementCurrency, StringComparer.Ordinal))
            return $"{line.Symbol}: currency {terms.SettlementCurrency}; allowed: {string.Join(", ", allowed)}";
        if (known is not null && known != terms with { Root = known.Root, ListedExpiry = known.ListedExpiry })
            return $"{line.Symbol} of {line.Venue}: its terms are not those that it had before: give it another name";
        if (known is null && terms.Expiry <= now && line.Quantity != 0)
            return $"{line.Symbol}: ended at {terms.Expiry}";
        return terms is { Kind: not ContractKind.Option, Style: PayoffStyle.Inverse } && line.Price == 0 && line.Quantity != 0
            ? $"{line.Symbol}: price 0; a coin-margined future or perpetual has a price above 0"
            : null;
    }

    /// <summary>Within its averaging window the mean is watched; at its end it pays out, once there is a price to pay out at.</summary>
    private void End(ContractIndex index, Contract held, Instant now)
    {
        Hedger hedger = Desk.HedgerOf(index);
        Quote quote = hedger.LeadQuote;
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
        _means.Remove(key);
        driver.Offer(DeskEvent.Delisted(now, index, held is { IsOption: true, Style: PayoffStyle.Inverse } ? paid / spot : paid));
    }

    private static Lots LotsOf(HeldLine line) => new((long)(line.Quantity / Step));
}
