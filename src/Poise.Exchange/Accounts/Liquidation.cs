using Poise.Domain;

namespace Poise.Exchange;

public enum LiquidationStep : byte
{
    /// <summary>The account is short of maintenance margin: its orders are cancelled.</summary>
    Began,

    /// <summary>A part of a position was closed in the book.</summary>
    Reduced,

    /// <summary>The insurance fund has taken the account over, positions and cash.</summary>
    TakenOver,

    /// <summary>A part of a position was closed against another account that was on the winning side.</summary>
    Deleveraged,

    /// <summary>Its margin is enough again.</summary>
    Ended,
}

/// <param name="Instrument">-1 where it is of none.</param>
/// <param name="Currency"><see cref="Liquidation.All"/> of an account on cross margin.</param>
/// <param name="Lots">Closed, above zero.</param>
/// <param name="Other">The account on the other side, where it is one.</param>
public readonly record struct LiquidationEvent(LiquidationStep Step, int Account, int Currency, int Instrument = -1, long Lots = 0, int Other = -1);

/// <summary>
/// Accounts that no longer cover their maintenance margin: their orders are cancelled, then the position whose closing relieves most is closed in the book, a part at a time. Who has nothing left, or finds nobody to
/// trade with, is taken over by the insurance fund; where the fund would be left with less than nothing, the accounts on the winning side are closed against them, those first that have gained most with the most
/// leverage, and bear together what is missing, as far as they own it; the rest all who own something do. Contracts and cash are conserved throughout.
/// </summary>
/// <param name="fund">The account of the insurance fund.</param>
/// <param name="part">Of a position, closed at a time.</param>
/// <param name="ordered">Called after each order and cancel, while the engine's events are there.</param>
public sealed partial class Liquidation(MarginAccounts accounts, MatchingEngine<MarginAccounts> engine, int fund, double part = 0.25, Action? ordered = null)
{
    /// <summary>In place of a currency: accounts on cross margin, all of whose currencies count together.</summary>
    public const int All = -1;

    private readonly SortedSet<(int Account, int Currency)> _under = [];
    private readonly List<(int Instrument, long Lots)> _positions = [];
    private readonly List<(double Relief, int Instrument, long Lots)> _reliefs = [];

    public bool IsUnder(int account, int currency) => _under.Contains((account, currency));

    /// <summary>In any currency.</summary>
    public bool IsUnder(int account) => _under.GetViewBetween((account, All), (account, int.MaxValue)).Count > 0;

    /// <summary>One step of every account that is short; to be called again until nothing happens, or at the next marks.</summary>
    /// <param name="currency">Of the accounts to which it counts for itself; <see cref="All"/> of those on cross margin.</param>
    /// <param name="told">Gets what was done.</param>
    /// <returns>Whether anything was.</returns>
    public bool Step(int currency, List<LiquidationEvent> told)
    {
        told.Clear();
        for (int account = MarginAccounts.House + 1; account < accounts.Count; account++)
        {
            if (account == fund || accounts.ModelOf(account).IsCross() != (currency == All))
                continue;
            if (!(currency == All ? accounts.IsShort(account) : accounts.IsShort(account, currency)))
            {
                if (_under.Remove((account, currency)))
                    told.Add(new(LiquidationStep.Ended, account, currency));
                continue;
            }
            if (_under.Add((account, currency)))
            {
                engine.CancelAll(account, VenueReason.Liquidation);
                ordered?.Invoke();
                told.Add(new(LiquidationStep.Began, account, currency));
            }
            if (Worth(account, currency) <= 0 || !Reduce(account, currency, told))
                TakeOver(account, currency, told);
        }
        return told.Count > 0;
    }

    /// <summary>A part of each position that the fund has taken over is sold back to the books, as far as somebody takes it.</summary>
    public void Unwind(int currency)
    {
        accounts.Positions(fund, currency, _positions);
        foreach ((int instrument, long lots) in _positions)
        {
            engine.Place(new OrderRequest(fund, instrument, lots > 0 ? Side.Sell : Side.Buy, Part(lots), 0, OrderKind.Market, TimeInForce.ImmediateOrCancel, ReduceOnly: true));
            ordered?.Invoke();
        }
    }

    /// <summary>Closes a part of the position that relieves most of those that the books take anything of; false where they take nothing.</summary>
    private bool Reduce(int account, int currency, List<LiquidationEvent> told)
    {
        accounts.Positions(account, currency, _positions);
        _reliefs.Clear();
        foreach ((int instrument, long lots) in _positions)
        {
            double relief = accounts.Relief(account, instrument, Part(lots)) * (currency == All ? accounts.PriceOfMoney(instrument) : 1);
            if (relief > 0)
                _reliefs.Add((relief, instrument, lots));
        }
        _reliefs.Sort(static (a, b) => a.Relief != b.Relief ? b.Relief.CompareTo(a.Relief) : a.Instrument.CompareTo(b.Instrument));
        foreach ((_, int instrument, long lots) in _reliefs)
        {
            engine.Place(new OrderRequest(account, instrument, lots > 0 ? Side.Sell : Side.Buy, Part(lots), 0, OrderKind.Market, TimeInForce.ImmediateOrCancel, ReduceOnly: true));
            ordered?.Invoke();
            long closed = Math.Abs(lots) - Math.Abs(accounts.Position(account, instrument));
            if (closed <= 0)
                continue;
            told.Add(new(LiquidationStep.Reduced, account, currency, instrument, closed));
            return true;
        }
        return false;
    }

    private long Part(long lots) => Math.Max(1, (long)(Math.Abs(lots) * part));

    /// <summary>Equity of a currency, or of all in USD.</summary>
    private double Worth(int account, int currency) => currency == All ? accounts.Totals(account).Equity : accounts.Equity(account, currency);

    private void TakeOver(int account, int currency, List<LiquidationEvent> told)
    {
        if (Worth(fund, currency) + Worth(account, currency) < 0)
        {
            Deleverage(account, currency, told);
            return;
        }
        accounts.Positions(account, currency, _positions);
        foreach ((int instrument, long lots) in _positions)
            accounts.Transfer(instrument, account, fund, lots);
        for (int c = Math.Max(0, currency); c < (currency == All ? accounts.CurrencyCount : currency + 1); c++)
            accounts.Pay(account, fund, c, accounts.Cash(account, c));
        _under.Remove((account, currency));
        told.Add(new(LiquidationStep.TakenOver, account, currency, Other: fund));
    }

    private void Deleverage(int account, int currency, List<LiquidationEvent> told)
    {
        SortedDictionary<int, double> closed = CloseAgainstWinners(account, currency, told);
        if (currency == All)
            BearAll(account, closed);
        else
            Bear(account, currency, closed, []);
    }

    /// <summary>Closes all positions against those who have gained by them.</summary>
    /// <returns>By account, what was closed against it at the mark; over all currencies in USD.</returns>
    private SortedDictionary<int, double> CloseAgainstWinners(int account, int currency, List<LiquidationEvent> told)
    {
        accounts.Positions(account, currency, _positions);
        var closed = new SortedDictionary<int, double>();
        foreach ((int instrument, long lots) in _positions)
        {
            long left = Math.Abs(lots);
            foreach (int other in Ranked(instrument, lots > 0, account))
            {
                long some = Math.Min(left, Math.Abs(accounts.Position(other, instrument)));
                double worth = Math.Abs((double)accounts.Transfer(instrument, account, other, lots > 0 ? some : -some));
                closed[other] = closed.GetValueOrDefault(other) + worth * (currency == All ? accounts.PriceOfMoney(instrument) : 1);
                told.Add(new(LiquidationStep.Deleveraged, account, currency, instrument, some, other));
                left -= some;
                if (left == 0)
                    break;
            }
        }
        return closed;
    }

    /// <summary>What an account lacks in a currency is borne by what the fund has of it, then by those who were closed against it, as their parts are, then by all who own something.</summary>
    /// <param name="paid">Gets the units that each has paid.</param>
    private void Bear(int account, int currency, SortedDictionary<int, double> closed, List<(int Account, long Units)> paid)
    {
        long lacks = Math.Max(0, -accounts.Cash(account, currency));
        long funded = Math.Min(lacks, Math.Max(0, (long)(accounts.Equity(fund, currency) * InstrumentTerms.Unit)));
        accounts.Pay(fund, account, currency, funded);
        paid.Add((fund, funded));
        lacks = Borne(account, currency, lacks - funded, [.. closed.Select(static c => (c.Key, c.Value))], paid);
        if (lacks > 0)
            Borne(account, currency, lacks, [.. Enumerable.Range(0, accounts.Count).Where(a => a != MarginAccounts.House && a != account).Select(a => (a, accounts.Backing(a, currency)))], paid);
    }

    /// <summary>Others pay for an account by their weights, none more than it owns.</summary>
    /// <returns>What nobody could pay, units.</returns>
    private long Borne(int account, int currency, long lacks, List<(int Account, double Weight)> others, List<(int Account, long Units)> paid)
    {
        while (lacks > 0)
        {
            others.RemoveAll(o => !(o.Weight > 0) || Owns(o.Account) == 0);
            double all = others.Sum(static o => o.Weight);
            if (others.Count == 0)
                break;
            long asked = lacks;
            foreach ((int other, double weight) in others)
            {
                long share = Math.Min(Math.Min(lacks, Owns(other)), (long)Math.Ceiling(asked * weight / all));
                accounts.Pay(other, account, currency, share);
                paid.Add((other, share));
                lacks -= share;
            }
        }
        return lacks;

        long Owns(int other) => Math.Max(0, (long)(accounts.Backing(other, currency) * InstrumentTerms.Unit) - 1);
    }

    /// <summary>Who holds the other side, best first: by profit times leverage, of losers by profit over leverage.</summary>
    private List<int> Ranked(int instrument, bool ofLongs, int account)
    {
        var ranked = new List<(double Rank, int Account)>();
        for (int other = MarginAccounts.House + 1; other < accounts.Count; other++)
        {
            long held = accounts.Position(other, instrument);
            if (other == account || held == 0 || held > 0 == ofLongs)
                continue;
            double profit = accounts.Profit(other, instrument), leverage = Math.Max(accounts.Leverage(other, instrument), 1e-9);
            ranked.Add((profit > 0 ? profit * Math.Min(leverage, 1e9) : profit / leverage, other));
        }
        ranked.Sort(static (a, b) => a.Rank != b.Rank ? b.Rank.CompareTo(a.Rank) : a.Account.CompareTo(b.Account));
        return ranked.ConvertAll(static r => r.Account);
    }

    public void Save(StateWriter to) => to.WriteAll<(int, int)>(_under.ToArray());

    public void Load(ref StateReader from) => _under.UnionWith(from.ReadAll<(int, int)>());
}
