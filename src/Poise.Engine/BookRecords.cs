using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <summary>Lots of a hedge instrument that changed books without the market: both sides of it in one.</summary>
/// <param name="Book">Who bought, from <paramref name="CounterBook"/>.</param>
/// <param name="Lots">Above zero.</param>
/// <param name="Price">Above zero, in the contract's price unit.</param>
public sealed record InsideTrade(string Book, string CounterBook, ContractIndex Contract, Lots Lots, decimal Price);

/// <summary>A book's part of what orders in a hedge instrument were filled with.</summary>
/// <param name="Lots">+ bought, - sold.</param>
/// <param name="Cash">Received (+) or paid (-) for them, settlement currency of the contract.</param>
/// <param name="Fees">+ paid, likewise.</param>
public sealed record FillShare(string Book, ContractIndex Contract, Lots Lots, decimal Cash, decimal Fees);

/// <summary>A book's profit with its hedges, at the marks.</summary>
/// <param name="Currency">The base of the limits when it was marked.</param>
public sealed record BookMark(string Book, double Profit, string Currency);

/// <summary>What is done about a book's profit that has fallen.</summary>
public sealed record BookStep(string Book, DrawdownStep Step);

/// <summary>What a book has of a hedge instrument.</summary>
/// <param name="Lots">+ long.</param>
/// <param name="Cash">As of a <see cref="Position"/>, settlement currency; likewise <paramref name="Fees"/> (+ paid) and <paramref name="Funding"/> (+ received).</param>
/// <param name="Inside">Lots bought from and sold to other books on the day of the last such trade, UTC.</param>
/// <param name="InsideCash">Received (+) or paid (-) for them.</param>
/// <param name="InsideDay">That day, counted from 1970.</param>
public readonly record struct BookShare(long Lots, decimal Cash, decimal Fees, decimal Funding, long Inside, decimal InsideCash, long InsideDay)
{
    private const long Day = 86_400_000_000_000;

    internal BookShare With(long lots, decimal cash, Instant at)
    {
        long day = at.UnixNanoseconds / Day;
        return this with
        {
            Inside = (day == InsideDay ? Inside : 0) + Math.Abs(lots),
            InsideCash = (day == InsideDay ? InsideCash : 0) + cash,
            InsideDay = day,
        };
    }

    /// <summary>Lots that crossed inside on the day of an instant, and what was received for them.</summary>
    public (long Lots, decimal Cash) InsideOn(Instant at) => at.UnixNanoseconds / Day == InsideDay ? (Inside, InsideCash) : default;
}
