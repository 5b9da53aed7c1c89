namespace Poise.Exchange;

/// <summary>Accounts on cross margin: who pays what they owe in one currency is given what they own in the others.</summary>
public sealed partial class Liquidation
{
    /// <summary>
    /// What an account without positions owes is borne currency by currency. Those who paid share in what it owns in other currencies at the indices, and then in what the fund owns, each by what it has paid and no further.
    /// </summary>
    private void BearAll(int account, SortedDictionary<int, double> closed)
    {
        // By who has paid: USD for which nothing was given yet.
        var open = new SortedDictionary<int, double>();
        var paid = new List<(int Account, long Units)>();
        for (int currency = 0; currency < accounts.CurrencyCount; currency++)
        {
            paid.Clear();
            Bear(account, currency, closed, paid);
            foreach ((int payer, long units) in paid)
                open[payer] = open.GetValueOrDefault(payer) + (double)units / InstrumentTerms.Unit * accounts.PriceOf(currency);
        }
        GiveBack(account, double.PositiveInfinity, open);
        open.Remove(fund);
        GiveBack(fund, Math.Max(0, accounts.Totals(fund).Equity), open);
    }

    /// <summary>What an account owns, up to a limit, goes to those who have paid; rounded down, so that no more is given than was paid.</summary>
    /// <param name="most">USD.</param>
    /// <param name="open">By account, USD; what is given is taken off.</param>
    private void GiveBack(int from, double most, SortedDictionary<int, double> open)
    {
        for (int currency = 0; currency < accounts.CurrencyCount; currency++)
        {
            double all = open.Values.Sum(), usd = accounts.PriceOf(currency), given = Math.Min(Math.Min(all, most), usd * accounts.Equity(from, currency));
            if (!(given > 0))
                continue;
            foreach (int to in open.Keys.ToArray())
            {
                long units = (long)(given * open[to] / all / usd * InstrumentTerms.Unit);
                accounts.Pay(from, to, currency, units);
                open[to] -= (double)units / InstrumentTerms.Unit * usd;
            }
            most -= given;
        }
    }
}
