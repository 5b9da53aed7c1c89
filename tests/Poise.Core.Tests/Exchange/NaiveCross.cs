using Poise.Domain;
using Poise.Exchange;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>
/// What accounts have, told by trades alone, and what cross margin makes of it, from the rules, slowly: nothing is kept but lots, money and open orders, and all is worked out whenever it is asked for.
/// </summary>
internal sealed class NaiveCross(MarginRules rules, ScenarioRules scenarios, CollateralWeight[] weights)
{
    public sealed record Listed(Contract Contract, int Currency, int Underlying)
    {
        public double Mark, Forward, Vol, Years;

        public double Lot => (double)Contract.LotSize * Contract.Multiplier;

        public bool IsInverseFuture => Contract.Style == PayoffStyle.Inverse && !Contract.IsOption;

        /// <summary>In its currency, with no look at whole numbers of money.</summary>
        public double Worth(double lots, double price) => lots == 0 ? 0 : IsInverseFuture ? -lots * Lot / price : lots * Lot * price;
    }

    public sealed record OpenOrder(int Account, int Instrument, Side Side, long Price)
    {
        public long Lots;
    }

    public List<Listed> Instruments { get; } = [];

    /// <summary>USD, by currency.</summary>
    public double[] Index { get; } = [.. weights.Select(static _ => 1.0)];

    public Dictionary<long, OpenOrder> Orders { get; } = [];

    /// <summary>By account and instrument.</summary>
    public Dictionary<(int, int), long> Lots { get; } = [];

    /// <summary>Units by account and currency: paid in, less what trades cost. Fees are none here.</summary>
    public Dictionary<(int, int), long> Cash { get; } = [];

    public void Add(int account, int currency, long units) => Cash[(account, currency)] = Cash.GetValueOrDefault((account, currency)) + units;

    /// <param name="lots">+ bought.</param>
    /// <param name="price">Ticks.</param>
    public void Trade(int account, int instrument, long lots, long price)
    {
        Lots[(account, instrument)] = Lots.GetValueOrDefault((account, instrument)) + lots;
        Contract contract = Instruments[instrument].Contract;
        decimal size = lots * contract.LotSize * (decimal)contract.Multiplier, at = price * contract.PriceTick, cost = Instruments[instrument].IsInverseFuture ? -size / at : size * at;
        Add(account, Instruments[instrument].Currency, -(long)Math.Round(cost * 100_000_000m, MidpointRounding.AwayFromZero));
    }

    public AccountTotals Totals(int account, bool isPortfolio) => Totals(account, isPortfolio, -1, 0, 0);

    /// <summary>Whether equity, as it counts, is less than maintenance margin; by standard margin, which asks for the marks of short options, those are not taken off first.</summary>
    public bool IsShort(int account, bool isPortfolio)
    {
        double counted = 0;
        for (int currency = 0; currency < weights.Length; currency++)
        {
            double own = Cash.GetValueOrDefault((account, currency)) / 1e8 + Enumerable.Range(0, Instruments.Count).Where(i => Instruments[i].Currency == currency).Sum(i => Instruments[i].Worth(!isPortfolio && Instruments[i].Contract.IsOption ? Math.Max(0, Held(account, i)) : Held(account, i), Instruments[i].Mark));
            counted += own * Index[currency] * (own > 0 ? weights[currency].Owned : weights[currency].Owed);
        }
        return counted < Totals(account, isPortfolio).Maintenance;
    }

    /// <summary>With more orders of one instrument.</summary>
    /// <param name="more">+ to buy.</param>
    public AccountTotals Totals(int account, bool isPortfolio, int instrument, long more, double limit)
    {
        double equity = 0, balance = 0, initial = 0, maintenance = 0;
        for (int currency = 0; currency < weights.Length; currency++)
        {
            (double own, double options) = (Cash.GetValueOrDefault((account, currency)) / 1e8, 0);
            for (int i = 0; i < Instruments.Count; i++)
            {
                if (Instruments[i].Currency != currency)
                    continue;
                double worth = Instruments[i].Worth(Held(account, i), Instruments[i].Mark);
                (own, options) = Instruments[i].Contract.IsOption ? (own, options + worth) : (own + worth, options);
            }
            (double im, double mm) = isPortfolio ? Portfolio(account, currency, instrument, more) : Standard(account, currency, instrument, more, limit);
            double stands = own + (isPortfolio ? options : 0);
            equity += (own + options) * Index[currency];
            balance += stands * Index[currency] * (stands > 0 ? weights[currency].Owned : weights[currency].Owed);
            initial += im * Index[currency];
            maintenance += mm * Index[currency];
        }
        return new AccountTotals(equity, balance, initial, maintenance);
    }

    public long Held(int account, int instrument) => Lots.GetValueOrDefault((account, instrument));

    private (double Initial, double Maintenance) Standard(int account, int currency, int extra, long more, double limit)
    {
        double initial = 0, maintenance = 0;
        for (int i = 0; i < Instruments.Count; i++)
        {
            Listed one = Instruments[i];
            if (one.Currency != currency)
                continue;
            long held = Held(account, i), buys = Open(account, i, Side.Buy) + (i == extra ? Math.Max(0, more) : 0), sells = Open(account, i, Side.Sell) + (i == extra ? Math.Max(0, -more) : 0);
            if (one.Contract.IsOption)
            {
                double index = Index[one.Underlying], value = one.Lot * one.Mark, coins = one.Contract.Style == PayoffStyle.Inverse ? one.Lot : one.Lot * index;
                double away = Math.Max(0, (one.Contract.Type == OptionType.Call ? one.Contract.Strike - index : index - one.Contract.Strike) / index);
                initial += Math.Max(0, sells - held) * (Math.Max(rules.OptionInitial - away, rules.OptionInitialLeast) * coins + value);
                maintenance += Math.Max(0, -held) * (rules.OptionMaintenance * coins + value);
                // Premium of what is bought beyond a short position, at the mean of the open limits.
                double premium = Orders.Values.Where(o => o.Account == account && o.Instrument == i && o.Side == Side.Buy).Sum(o => one.Worth(o.Lots, o.Price * (double)one.Contract.PriceTick)) + (i == extra && more > 0 ? one.Worth(more, limit) : 0);
                initial += buys == 0 ? 0 : premium * Math.Max(0, buys - Math.Max(0, -held)) / buys;
            }
            else
            {
                double Asks(double lots, double rate)
                {
                    double size = Math.Abs(one.Worth(lots, one.Mark)), coins = one.IsInverseFuture ? size : lots * one.Lot;
                    return size * (rate + rules.FuturePerCoin * coins);
                }
                initial += Asks(Math.Max(held + buys, sells - held), rules.FutureInitial);
                maintenance += Asks(Math.Abs(held), rules.FutureMaintenance);
            }
        }
        return (initial, maintenance);
    }

    /// <summary>The worst scenario of all held, each contract priced anew in it; open orders each by their own worst.</summary>
    private (double Initial, double Maintenance) Portfolio(int account, int currency, int extra, long more)
    {
        double worst = 0, orders = 0;
        foreach (MarginScenario scenario in scenarios.Scenarios)
            worst = Math.Min(worst, Enumerable.Range(0, Instruments.Count).Where(i => Instruments[i].Currency == currency && Held(account, i) != 0).Sum(i => Gain(Instruments[i], Held(account, i), scenario)));
        for (int i = 0; i < Instruments.Count; i++)
        {
            if (Instruments[i].Currency != currency)
                continue;
            long buys = Open(account, i, Side.Buy) + (i == extra ? Math.Max(0, more) : 0), sells = Open(account, i, Side.Sell) + (i == extra ? Math.Max(0, -more) : 0);
            orders += Math.Max(Alone(buys), Alone(-sells));

            double Alone(long lots) => lots == 0 ? 0 : Math.Max(0, -scenarios.Scenarios.Min(s => Gain(Instruments[i], lots, s)));
        }
        return (scenarios.InitialOverMaintenance * (orders - worst), -worst);
    }

    private double Gain(Listed one, long lots, MarginScenario s)
    {
        if (!one.Contract.IsOption)
            return s.Weight * (one.Worth(lots, one.Mark * (1 + s.PriceMove)) - one.Worth(lots, one.Mark));
        double days = Math.Max(scenarios.LeastDays, one.Years * 365), vol = s.VolShock == 0 ? one.Vol : Math.Max(0, one.Vol * (1 + s.VolShock * Math.Pow(30 / days, days <= 30 ? scenarios.ShortPower : scenarios.LongPower)));
        vol = s.VolShock > 0 ? Math.Max(vol, scenarios.LeastRaisedVol) : vol;
        return s.Weight * lots * one.Lot * (Price(one.Forward * (1 + s.PriceMove), vol) - Price(one.Forward, one.Vol));

        double Price(double forward, double v) => Black76.EvaluateForward(one.Contract.Type, forward, one.Contract.Strike, one.Years, 1, v).Price / (one.Contract.Style == PayoffStyle.Inverse ? forward : 1);
    }

    private long Open(int account, int instrument, Side side) => Orders.Values.Where(o => o.Account == account && o.Instrument == instrument && o.Side == side).Sum(static o => o.Lots);
}
