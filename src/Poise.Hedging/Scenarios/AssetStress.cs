using Poise.Domain;
using Poise.Pricing;

namespace Poise.Hedging;

/// <summary>
/// What one asset's crash does to every account of a desk, and what is left once those whose equity no longer covers maintenance have lost their positions at the shocked price. Nothing is traded on the way; accounts are judged where the move ends.
/// Maintenance is each underlying's scenario margin (<see cref="ScenarioRules.Deribit"/>), added up over the underlyings of a wallet; of an account without options <see cref="StressAccount.OfOutrights"/> where the venue's is known.
/// </summary>
/// <param name="accounts">Each wallet in one account.</param>
public sealed class AssetStress(IReadOnlyList<StressAccount> accounts)
{
    private readonly Held[][][] _held = [.. accounts.Select(static a => a.Wallets.Select(w => w.Holdings.Select(h => new Held(h, w.IsCoin, a.IsOfOutrights ? a.OfOutrights : double.NaN)).ToArray()).ToArray())];

    public IReadOnlyList<StressAccount> Accounts => accounts;

    /// <summary>One account before and after.</summary>
    public AccountStress Of(int account, AssetShock shock)
    {
        StressAccount of = accounts[account];
        var wallets = new WalletStress[of.Wallets.Count];
        double pnl = 0, equity = 0, after = 0, maintenance = 0, maintenanceAfter = 0;
        for (int i = 0; i < wallets.Length; i++)
        {
            StressWallet wallet = of.Wallets[i];
            WalletStress stress = wallets[i] = Of(wallet, _held[account][i], shock);
            (double usd, double usdAfter) = of.IsCross ? (stress.Usd, stress.UsdAfter) : (1, 1);
            pnl += AccountStress.Worth(stress.Pnl, usdAfter);
            equity += AccountStress.Worth(of.IsCross ? wallet.Counted(stress.Equity) : stress.Equity, usd);
            after += AccountStress.Worth(of.IsCross ? wallet.Counted(stress.EquityAfter) : stress.EquityAfter, usdAfter);
            maintenance += AccountStress.Worth(stress.Maintenance, usd);
            maintenanceAfter += AccountStress.Worth(stress.MaintenanceAfter, usdAfter);
        }
        return new AccountStress(wallets, pnl, equity, after, maintenance, maintenanceAfter);
    }

    /// <summary>The nearest move of the shock's asset on one side at which an account's equity no longer covers maintenance, vols changed as the shock has it; 0: it does not now. Null where there is none within the range looked at, or something is not known.</summary>
    public double? Failure(int account, AssetShock shock, bool isUp)
    {
        ArgumentNullException.ThrowIfNull(shock);
        return LiquidationSearch.Nearest(
            move =>
            {
                AccountStress at = Of(account, shock with { Move = move });
                return at.EquityAfter - at.MaintenanceAfter;
            },
            isUp);
    }

    /// <summary>What is left of an underlying.</summary>
    /// <param name="isInCoin">Its profit is told in the coin.</param>
    /// <param name="fates">Of each account, whether it is liquidated; null: not known.</param>
    /// <param name="moves">Of the spot after the shock, for the worst; with <paramref name="volChanges"/> of the vols there.</param>
    public UnderlyingStress Left(string underlying, bool isInCoin, AssetShock shock, IReadOnlyList<bool?> fates, IReadOnlyList<double> moves, IReadOnlyList<double> volChanges)
    {
        ArgumentNullException.ThrowIfNull(shock);
        string asset = AssetShock.AssetOf(underlying);
        double move = shock.MoveOf(asset), change = shock.VolChangeOf(asset), spot = double.NaN, now = 0, after = 0, left = 0, gamma = 0;
        int positions = 0, missing = 0, stay = 0;
        bool isKnown = true;
        var rest = new List<Held>();
        for (int a = 0; a < accounts.Count; a++)
        {
            foreach (Held held in _held[a].SelectMany(static w => w).Where(h => h.Of.Underlying == underlying))
            {
                spot = held.Of.Spot * (1 + move);
                positions += held.Of.Legs.Count;
                missing += held.Of.Missing;
                RiskPoint there = held.At(move, change);
                (now, after) = (now + held.At(0, 0).Delta, after + there.Delta);
                if (fates[a] == true)
                    continue;
                isKnown &= fates[a] is not null;
                (left, gamma, stay) = (left + there.Delta, gamma + there.Gamma, stay + held.Of.Legs.Count);
                rest.Add(held);
            }
        }
        return isKnown
            ? new UnderlyingStress(positions, missing, spot, now, after, stay, left, gamma, moves.Min(m => volChanges.Min(v => Gain(rest, m, v))))
            : new UnderlyingStress(positions, missing, spot, now, after, -1, double.NaN, double.NaN, double.NaN);

        double Gain(List<Held> of, double further, double more)
        {
            double gain = 0, end = spot * (1 + further);
            foreach (Held held in of)
            {
                double own = held.Pnl((1 + move) * (1 + further) - 1, (1 + change) * (1 + more) - 1) - held.Pnl(move, change);
                gain += held.IsInCoin == isInCoin ? own : held.IsInCoin ? own * end : own / end;
            }
            return gain;
        }
    }

    private static WalletStress Of(StressWallet wallet, Held[] holdings, AssetShock shock)
    {
        double pnl = 0, maintenance = 0, after = 0;
        foreach (Held held in holdings)
        {
            double move = shock.MoveOf(held.Of.Asset), change = shock.VolChangeOf(held.Of.Asset);
            pnl += held.Pnl(move, change);
            maintenance += held.Maintenance(0, 0);
            after += held.Maintenance(move, change);
        }
        return new WalletStress(wallet.Equity, pnl, maintenance, after, wallet.Usd, wallet.IsCoin ? wallet.Usd * (1 + shock.MoveOf(wallet.Currency)) : wallet.Usd);
    }

    /// <summary>A holding as books, with what was asked of it: searches ask the same again for each asset.</summary>
    private sealed class Held
    {
        private readonly RiskBook? _book;
        private readonly double _ofOutrights;
        private readonly Dictionary<double, ScenarioMargin> _margins = [];
        private readonly Dictionary<(double Move, double VolChange), double> _pnl = [], _maintenance = [];

        public Held(StressHolding holding, bool isInCoin, double ofOutrights)
        {
            (Of, IsInCoin, _ofOutrights) = (holding, isInCoin, ofOutrights);
            _book = holding.Missing == 0 && holding.Spot > 0 ? Book(0) : null;
        }

        public StressHolding Of { get; }

        public bool IsInCoin { get; }

        public RiskPoint At(double move, double change) => _book?.At(move, change) ?? new RiskPoint(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

        public double Pnl(double move, double change)
        {
            if (_book is null)
                return double.NaN;
            if (!_pnl.TryGetValue((move, change), out double pnl))
                _pnl.Add((move, change), pnl = _book.Pnl(move, change, default));
            return pnl;
        }

        public double Maintenance(double move, double change)
        {
            if (_book is null)
                return double.NaN;
            if (!double.IsNaN(_ofOutrights))
                return _ofOutrights * Of.Legs.Sum(l => Math.Abs(l.Units) * (l.Contract.Style == PayoffStyle.Inverse ? 1 / (l.Price * (1 + move)) : l.Price * (1 + move)));
            if (!_maintenance.TryGetValue((move, change), out double maintenance))
            {
                if (!_margins.TryGetValue(change, out ScenarioMargin? margin))
                    _margins.Add(change, margin = ScenarioMargin.Deribit(change == 0 ? _book : Book(change)));
                _maintenance.Add((move, change), maintenance = margin.Maintenance(move));
            }
            return maintenance;
        }

        /// <summary>With its vols changed.</summary>
        private RiskBook Book(double change) => new(Of.Spot, IsInCoin, [.. Of.Legs.Select(l => change == 0 ? l : l with { Vol = l.Vol * (1 + change) })]);
    }
}
