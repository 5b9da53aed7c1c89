using Poise.Hedging;
using static Poise.Runtime.DeskViews;

namespace Poise.Runtime;

/// <summary>Makes <see cref="StressView"/> of a desk's last pictures, on whatever thread asks.</summary>
public static class StressViews
{
    /// <param name="books">Of all underlyings, of one picture; one at least.</param>
    /// <param name="asked">Of one of their assets; betas that it names come before those of the settings.</param>
    public static StressView Of(IReadOnlyList<RiskSnapshot> books, StressSettings settings, AssetShock asked)
    {
        AssetShock shock = asked with { Betas = settings.BetasTo(asked.Asset, asked.Betas) };
        var stress = new AssetStress(AccountsOf(books, settings));
        int count = stress.Accounts.Count;
        AccountStress[] after = [.. Enumerable.Range(0, count).Select(i => stress.Of(i, shock))];
        // An account without a position cannot lose one.
        bool?[] fates = [.. after.Select((a, i) => stress.Accounts[i].Positions == 0 ? a.IsLiquidated ?? false : a.IsLiquidated)];
        string[] assets = [.. books.Select(static b => AssetShock.AssetOf(b.Underlying)).Distinct(StringComparer.Ordinal)];
        (double? Down, double? Up)[][] failures = [.. assets.Select(a =>
        {
            AssetShock with = a == shock.Asset ? shock : new AssetShock(a, 0, shock.VolChange, settings.BetasTo(a, StressSettings.NoBetas));
            return Enumerable.Range(0, count).Select(i => (stress.Failure(i, with, isUp: false), stress.Failure(i, with, isUp: true))).ToArray();
        })];
        (double? Down, double? Up)[] own = failures[Array.IndexOf(assets, shock.Asset)];
        return new StressView
        {
            AsOf = books[0].At.ToString(),
            Asset = shock.Asset,
            Move = shock.Move,
            VolChange = shock.VolChange,
            Assets = assets,
            Usd = Real(after.Sum(static a => a.Usd)),
            UsdAfter = Real(after.Sum(static a => a.UsdAfter)),
            Lost = fates.Contains(null) ? null : Real(after.Where((_, i) => fates[i] == true).Sum(static a => a.Usd - a.UsdAfter)),
            Missing = stress.Accounts.Sum(static a => a.Missing),
            Accounts = [.. after.Select((a, i) => ViewOf(stress.Accounts[i], a, own[i]))],
            Underlyings = [.. books.Select(b => ViewOf(b, shock, stress.Left(b.Underlying, b.IsInCoin, shock, fates, RiskSnapshot.Moves, RiskSnapshot.VolChanges)))],
            First = [.. assets.Select((a, i) => new FirstFailureView(a, First(a, [.. failures[i].Select(static f => f.Down)]), First(a, [.. failures[i].Select(static f => f.Up)]), fates.Count(static f => f is null)))],
        };

        FailureView? First(string asset, double?[] moves)
        {
            int at = -1;
            for (int i = 0; i < moves.Length; i++)
                if (moves[i] is double move && !(at >= 0 && Math.Abs(move) >= Math.Abs(moves[at]!.Value)))
                    at = i;
            return at < 0 ? null : new FailureView(stress.Accounts[at].Venue, stress.Accounts[at].Currency, moves[at]!.Value, Real(books.First(b => AssetShock.AssetOf(b.Underlying) == asset).Spot * (1 + moves[at]!.Value)));
        }
    }

    /// <summary>The venues' accounts in the order in which hedges name them, what is held elsewhere among them.</summary>
    internal static IReadOnlyList<StressAccount> AccountsOf(IReadOnlyList<RiskSnapshot> books, StressSettings settings) =>
    [
        .. books.SelectMany(static b => b.Wallets).GroupBy(static s => s.Venue, StringComparer.Ordinal).SelectMany(venue =>
        {
            AccountMargin margin = settings.MarginAt(venue.Key);
            StressWallet[] wallets = [.. venue.GroupBy(static s => s.Currency, StringComparer.Ordinal).Select(w => WalletOf(books, margin, venue.Key, w.Key, [.. w]))];
            IEnumerable<StressWallet[]> together = margin.IsCross ? [wallets] : wallets.Select(static w => (StressWallet[])[w]);
            return together.Select(w => new StressAccount(venue.Key, margin.IsCross, w) { OfOutrights = margin.OfOutrights });
        }),
    ];

    private static StressWallet WalletOf(IReadOnlyList<RiskSnapshot> books, AccountMargin margin, string venue, string currency, WalletShare[] shares)
    {
        RiskSnapshot? coin = books.FirstOrDefault(b => b.Underlying == currency) ?? books.FirstOrDefault(b => AssetShock.AssetOf(b.Underlying) == currency);
        double[] capital = [.. shares.Where(static s => s.Capital is not null).Select(static s => s.Capital!.Value)];
        decimal? profit = shares.Aggregate((decimal?)0, static (sum, s) => sum + s.Profit);
        Exchange.CollateralWeight weight = margin.Collateral.WeightOf(currency);
        return new StressWallet
        {
            Currency = currency,
            IsCoin = coin is not null,
            Usd = coin?.Spot ?? (HeldElsewhere.Dollars.Contains(currency, StringComparer.Ordinal) ? 1 : double.NaN),
            Equity = capital.Length == 0 || profit is null ? double.NaN : capital.Sum() + (double)profit.Value,
            Owned = weight.Owned,
            Owed = weight.Owed,
            Holdings =
            [
                .. books.Select(b => new StressHolding(b.Underlying, b.Spot, [.. b.Held.Where(l => l.Contract.Id.Venue == venue && l.Contract.SettlementCurrency == currency)])).Where(static h => h.Legs.Count > 0),
            ],
        };
    }

    private static StressAccountView ViewOf(StressAccount account, in AccountStress a, (double? Down, double? Up) failure) => new(
        account.Venue, account.IsCross ? "cross" : "segregated", account.Currency, account.Positions, account.Missing, Real(a.Pnl), Real(a.Equity), Real(a.EquityAfter), Real(a.Maintenance), Real(a.MaintenanceAfter),
        Ratio(a.Maintenance, a.Equity), Ratio(a.MaintenanceAfter, a.EquityAfter), a.IsLiquidated, Real(a.Usd), Real(a.UsdAfter), failure.Down, failure.Up,
        [.. a.Wallets.Select((w, i) => new StressWalletView(
            account.Wallets[i].Currency, Real(w.Equity), Real(w.EquityAfter), Real(w.Maintenance), Real(w.MaintenanceAfter), Real(w.Usd), Real(w.UsdAfter), account.IsCross ? 1 - account.Wallets[i].Owned : null))]);

    private static StressUnderlyingView ViewOf(RiskSnapshot book, AssetShock shock, in UnderlyingStress of)
    {
        string asset = AssetShock.AssetOf(book.Underlying);
        double move = shock.MoveOf(asset), spot = book.Spot * (1 + move);
        return new StressUnderlyingView(
            book.Underlying, asset, shock.BetaOf(asset), move, shock.VolChangeOf(asset), Real(book.Spot), Real(spot), of.Positions, of.Missing, Real(of.Delta), Real(of.DeltaAfter), of.PositionsLeft < 0 ? null : of.PositionsLeft,
            Real(of.DeltaLeft), Real(0.01 * spot * of.GammaLeft), Real(of.WorstLeft), book.Currency);
    }

    private static double? Ratio(double maintenance, double equity) => equity > 0 ? Real(maintenance / equity) : null;
}
