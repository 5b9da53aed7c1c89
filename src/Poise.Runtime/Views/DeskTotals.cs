using System.Globalization;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using static Poise.Runtime.DeskViews;

namespace Poise.Runtime;

/// <summary>
/// Of all underlyings together, in one currency at the prices of now: net delta of each at its price, gamma the change of that by a 1 % move of all, vega a vol point of all, theta a day, gross each position's units at the price of its underlying,
/// pnl at the marks. Null where a part is not known, or has no price in that currency.
/// </summary>
public sealed record DeskTotalView(string Currency, double? Delta, double? Gamma, double? Vega, double? Theta, double? Gross, double? Pnl, IReadOnlyList<TotalPartView> Parts, IReadOnlyList<LimitView> Limits, DrawdownView? Drawdown, IReadOnlyList<BookDrawdownView> BookDrawdowns);

/// <summary>How far the profit of a book of the house has fallen, where a limit is set on that; isHeldBack: its wishes hold, since it is frozen or its profit has not been known for too long.</summary>
public sealed record BookDrawdownView(string Book, bool IsHeldBack, DrawdownView Drawdown);

/// <summary>What is held on one underlying at one venue that ends within one span of time from now, in the currency of the total; bucket: 1d, 7d, 30d, 90d, 180d, later, or none for what never ends. venue: equity for the coin of accounts that counts as delta.</summary>
public sealed record TotalPartView(string Underlying, string Bucket, string Venue, int Positions, double? Delta, double? Gamma, double? Vega, double? Theta, double? Gross);

/// <summary>Makes <see cref="DeskTotalView"/>, on the desk's thread.</summary>
internal static class DeskTotals
{
    /// <summary>Days to the end, and how they are called; what ends later is of the last.</summary>
    private static readonly (double Days, string Name)[] _buckets = [(1, "1d"), (7, "7d"), (30, "30d"), (90, "90d"), (180, "180d"), (double.PositiveInfinity, "later")];

    private const string Never = "none", Equity = "equity";

    public static DeskTotalView Of(Desk desk)
    {
        DeskSums sums = desk.Sums;
        return new(
            desk.Limits.Base, Real(sums.Delta), Real(sums.Gamma), Real(sums.Vega), Real(sums.Theta), Real(sums.Gross), ProfitOf(desk), PartsOf(desk), LimitsOf(desk, sums),
            desk.Limits.Drawdown is { } limits && desk.Drawdown is { At.IsKnown: true } at ? DrawdownOf(desk.Limits.Base, limits, at) : null,
            [.. desk.Limits.BookDrawdowns.Select(b => new BookDrawdownView(b.Key, desk.IsHeldBack(b.Key), DrawdownOf(desk.Limits.Base, b.Value, desk.DrawdownOf(b.Key))))]);
    }

    /// <summary>The sum of all profits at the marks, base currency; null where one of them is not known.</summary>
    public static double? ProfitOf(Desk desk)
    {
        double sum = 0;
        foreach (Hedger hedger in desk.Hedgers)
        {
            if (!HasAny(desk, hedger))
                continue;
            if (hedger.Hedge == ContractIndex.None || LedgerSum.InOneCurrency(desk, hedger, venue: null) is not { } profit)
                return null;
            sum += profit == 0 ? 0 : (double)profit * desk.RateOf(desk.Book.ContractOf(hedger.Hedge).SettlementCurrency);
        }
        return Real(sum);
    }

    /// <summary>Something is held on an underlying, or was.</summary>
    public static bool HasAny(Desk desk, Hedger hedger)
    {
        for (int i = 0; i < desk.Book.Count; i++)
            if (desk.HedgerOf(new ContractIndex(i)) == hedger && desk.Book.PositionOf(new(i)) is not { Quantity.Count: 0, Cash: 0, Fees: 0, Funding: 0 })
                return true;
        return false;
    }

    public static DrawdownView DrawdownOf(string currency, DrawdownLimits limits, in Drawdown at) =>
        new(currency, at.Profit, at.Peak, at.Fall, limits.Soft, limits.Hard, limits.Action.ToString().ToLowerInvariant(), at.Step.ToString().ToLowerInvariant());

    private static List<TotalPartView> PartsOf(Desk desk)
    {
        SortedDictionary<(int Hedger, int Bucket, string Venue), (DeskSums Sums, int Count)> found = new(Comparer<(int Hedger, int Bucket, string Venue)>.Create(static (a, b) =>
            a.Hedger != b.Hedger ? a.Hedger.CompareTo(b.Hedger) : a.Bucket != b.Bucket ? a.Bucket.CompareTo(b.Bucket) : string.CompareOrdinal(a.Venue, b.Venue)));
        for (int i = 0; i < desk.Book.Count; i++)
        {
            ContractIndex index = new(i);
            long lots = desk.Book.QuantityOf(index).Count;
            if (lots == 0)
                continue;
            Hedger hedger = desk.HedgerOf(index);
            Contract contract = desk.Book.ContractOf(index);
            NetGreeks net = hedger.Greeks.PositionOf(index);
            (int, int, string) key = (hedger.Index, BucketOf(desk, contract), contract.Id.Venue);
            (DeskSums sums, int count) = found.GetValueOrDefault(key);
            found[key] = (sums + desk.InBase(hedger, net, contract.IsOption ? Math.Abs(lots) * hedger.Greeks.UnitsPerLot(index) : Math.Abs(net.Delta)), count + 1);
        }
        foreach (Hedger hedger in desk.Hedgers)
            if (hedger.EquityDelta != 0)
                found[(hedger.Index, _buckets.Length, Equity)] = (desk.InBase(hedger, default(NetGreeks) with { Delta = hedger.EquityDelta }, 0), 0);
        return [.. found.Select(f => new TotalPartView(
            desk.Hedgers[f.Key.Hedger].Underlying, f.Key.Bucket < _buckets.Length ? _buckets[f.Key.Bucket].Name : Never, f.Key.Venue, f.Value.Count,
            Real(f.Value.Sums.Delta), Real(f.Value.Sums.Gamma), Real(f.Value.Sums.Vega), Real(f.Value.Sums.Theta), Real(f.Value.Sums.Gross)))];
    }

    private static int BucketOf(Desk desk, Contract contract)
    {
        if (!contract.IsOption && contract.Kind != ContractKind.Future)
            return _buckets.Length;
        double days = 365 * (contract.Expiry - desk.Now).Years;
        return Array.FindIndex(_buckets, b => days <= b.Days);
    }

    private static List<LimitView> LimitsOf(Desk desk, in DeskSums sums)
    {
        List<LimitView> views = [];
        DeskLimits limits = desk.Limits;
        Add(views, "whole desk", sums, limits.Sums, limits.Base);
        if (limits.Drawdown is { } drawdown && desk.Drawdown.At.IsKnown)
            views.Add(new("whole desk: drawdown", desk.Drawdown.Fall, drawdown.Hard, limits.Base, IsShared: true));
        foreach ((string book, SumLimits of) in limits.Books)
            Add(views, $"book {book}", desk.SumsOf(book), of, limits.Base);
        foreach ((string book, DrawdownLimits of) in limits.BookDrawdowns)
            if (desk.DrawdownOf(book) is { At.IsKnown: true } fall)
                views.Add(new($"book {book}: drawdown", fall.Fall, of.Hard, limits.Base, IsShared: true));
        return views;
    }

    private static void Add(List<LimitView> views, string whose, in DeskSums sums, SumLimits limits, string currency)
    {
        Of("net delta", sums.Delta, limits.MaxDelta);
        Of("net gamma, 1 % move", sums.Gamma, limits.MaxGamma);
        Of("net vega, vol point", sums.Vega, limits.MaxVega);
        Of("gross notional", sums.Gross, limits.MaxGross);

        // A value that is not known uses all of it.
        void Of(string name, double value, double most)
        {
            if (!double.IsPositiveInfinity(most))
                views.Add(new(string.Create(CultureInfo.InvariantCulture, $"{whose}: {name}"), double.IsFinite(value) ? Math.Abs(value) : most, most, currency, IsShared: true));
        }
    }
}
