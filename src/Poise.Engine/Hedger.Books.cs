using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <summary>Books of the house: whose what was filled is, and what they trade with each other before anything goes to the market. With one book alone nothing of it is ever asked.</summary>
public sealed partial class Hedger
{
    /// <summary>Books are compared so often where nothing is sent to the market meanwhile.</summary>
    public static readonly Duration CrossEvery = Duration.FromSeconds(10);

    private readonly List<FillShare> _fillShares = [];
    private readonly List<BookWish> _bookWishes = [];
    private Instant _weighedAt;

    /// <summary>Whose the hedges are.</summary>
    public BookShares Books { get; }

    /// <param name="isRoomShort">Set where a record had no room.</param>
    internal void KeepBooks(ref EffectWriter effects, ref bool isRoomShort)
    {
        if (Books.Count == 1)
            return;
        if (Books.HasUnshared)
            isRoomShort |= !ShareFills(ref effects);
        if (_desk.Now - _weighedAt >= CrossEvery && Books.AreSeveral && Obstacle() == DecisionReason.None)
            isRoomShort |= !CrossInside(effects.Free / 2, ref effects);
    }

    /// <summary>Half the room at most: orders are worth more.</summary>
    /// <returns>False where a share had no room.</returns>
    private bool ShareFills(ref EffectWriter effects)
    {
        int room = effects.Free / 2; // one at least, unless all that is left is the wake-up's
        while (Books.HasUnshared && Books.ShareOldest(_fillShares))
        {
            foreach (FillShare share in _fillShares)
            {
                if (room-- == 0)
                    return false;
                effects.Add(Effect.Share(share));
                Books.Fold(share);
            }
        }
        return true;
    }

    /// <summary>What a closed book has left goes to the desk's own; then what books wish of the first instrument is netted at its mid.</summary>
    /// <returns>False where a trade had no room.</returns>
    private bool CrossInside(int room, ref EffectWriter effects)
    {
        if (Books.Count == 1 || Books.HasUnshared || !HasPrice(_outlets[0]) || !Books.Weigh())
            return true;
        bool isDone = HandBack(ref room, ref effects) && Books.Weigh() && Net(ref room, ref effects);
        _weighedAt = isDone ? _desk.Now : default; // what had no room follows in the next batch
        return isDone;
    }

    private bool Net(ref int room, ref EffectWriter effects)
    {
        if (Books.Wishes(_bookWishes, Greeks.DeltaPerLot(Hedge)) < Math.Max(1, Plan.Least.Count))
            return true;
        foreach (InternalTrade side in Netting.Of(_bookWishes, MidOf(Hedge)).Records)
        {
            if (side.Lots > Lots.Zero && !Cross(new(side.Book, side.CounterBook, Hedge, side.Lots, side.Price), ref room, ref effects))
                return false;
        }
        return true;
    }

    private bool HandBack(ref int room, ref EffectWriter effects)
    {
        for (int i = 0; i < Books.Instruments; i++)
        {
            ContractIndex contract = Books.InstrumentAt(i);
            if (OutletOf(contract) is not { } outlet || !HasPrice(outlet))
                continue; // nothing is guessed: it waits for a price
            for (int book = 1; book < Books.Count; book++)
            {
                if (!Books.IsClosed(book) || Books.ShareOf(book, contract).Lots is not (not 0 and long lots))
                    continue;
                (string buyer, string seller) = lots > 0 ? (BookShares.Own, Books.NameOf(book)) : (Books.NameOf(book), BookShares.Own);
                if (!Cross(new(buyer, seller, contract, new(Math.Abs(lots)), MidOf(contract)), ref room, ref effects))
                    return false;
            }
        }
        return true;
    }

    private bool Cross(InsideTrade trade, ref int room, ref EffectWriter effects)
    {
        if (room-- <= 0)
            return false;
        effects.Add(Effect.Cross(trade));
        Books.Fold(trade, _desk.Now);
        return true;
    }

    private decimal MidOf(ContractIndex contract) => (decimal)Greeks.QuoteOf(contract).Mid;

    private void AddBooks(ref StateHasher hasher)
    {
        if (Books.Count == 1)
            return;
        hasher.Add(Books.Hash);
        hasher.Add(_weighedAt);
    }
}
