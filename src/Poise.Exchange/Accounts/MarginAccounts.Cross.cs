namespace Poise.Exchange;

/// <summary>What an account owns and needs over all currencies, USD at their indices.</summary>
/// <param name="Equity">In full.</param>
/// <param name="Balance">What stands against initial margin: less haircuts, less what open orders would sell, by standard margin without options.</param>
/// <param name="Initial">For positions and open orders.</param>
public readonly record struct AccountTotals(double Equity, double Balance, double Initial, double Maintenance)
{
    /// <summary>What may still be ordered; below zero when short.</summary>
    public double Available => Balance - Initial;
}

/// <summary>
/// Cross margin: equities and margins of all currencies are summed in USD, and the account is judged by the sums. Profit and loss stay in each contract's own currency, of which an account may owe as much as the others carry.
/// </summary>
public sealed partial class MarginAccounts
{
    /// <summary>What one of a currency is worth from now on. Until it is told each counts as a dollar.</summary>
    /// <param name="usd">Its index, above zero.</param>
    public void Price(int currency, double usd)
    {
        if (!(usd > 0 && double.IsFinite(usd)))
            throw new ArgumentException($"no price of a currency: {usd}");
        _usd[currency] = usd;
    }

    /// <summary>What one of a currency is worth, USD.</summary>
    public double PriceOf(int currency) => _usd[currency];

    /// <summary>What one of the currency is worth that an instrument is settled in, USD.</summary>
    public double PriceOfMoney(int instrument) => _usd[_markets[instrument].Terms.Currency];

    /// <summary>How many currencies there are.</summary>
    public int CurrencyCount => _currencies;

    public MarginModel ModelOf(int account) => _holders[account].Model;

    /// <summary>An account's sums, whatever its model.</summary>
    public AccountTotals Totals(int account) => Totals(_holders[account]);

    /// <summary>What an account would need in each currency, and have left there, if it were on a model; by cross margin over all currencies, at the index of each. Of portfolio margin only after <see cref="ValueScenarios"/>.</summary>
    /// <param name="into">One a currency, in that currency.</param>
    public void Under(int account, MarginModel model, Span<(double Initial, double Maintenance, double Available)> into)
    {
        Holder holder = Under(_holders[account], model);
        AccountTotals totals = Totals(holder);
        for (int currency = 0; currency < _currencies; currency++)
        {
            Wallet wallet = Current(holder, currency);
            double usd = _usd[currency];
            into[currency] = model.IsCross() ? (totals.Initial / usd, totals.Maintenance / usd, totals.Available / usd) : (wallet.Initial, wallet.Maintenance, Available(holder, wallet));
        }
    }

    /// <summary>Puts an account on another model, if what it has then covers initial margin: over all currencies by cross margin, else in each.</summary>
    /// <param name="isTrial">Only whether it could be.</param>
    public VenueReason Switch(int account, MarginModel model, bool isTrial = false)
    {
        Holder holder = Under(_holders[account], model);
        if (holder.Portfolios is not null && Array.Exists(holder.Slots[..holder.Count], s => (s.Lots | s.OpenBuys | s.OpenSells) != 0 && !_markets[s.Instrument].Terms.IsSpot && !_risk.IsValued(s.Instrument)))
            return VenueReason.NoMark;
        for (int currency = 0; currency < _currencies; currency++)
        {
            if (Room(holder, Current(holder, currency), currency) < 0)
                return VenueReason.Funds;
        }
        if (!isTrial)
            _holders[account] = holder;
        return VenueReason.None;
    }

    /// <summary>From the next marks on what each instrument does in the scenarios is known.</summary>
    /// <returns>False where it was before.</returns>
    public bool ValueScenarios()
    {
        bool isNew = !_hasPortfolios;
        _hasPortfolios = true;
        return isNew;
    }

    /// <summary>What may leave an account in a currency: what is available, by cross margin no more than is owned of that currency.</summary>
    public double Withdrawable(int account, int currency)
    {
        Holder holder = _holders[account];
        Wallet wallet = Current(holder, currency);
        if (!holder.Model.IsCross())
            return Available(holder, wallet);
        double free = Totals(holder).Available, owned = Balance(holder, wallet), each = _weights[currency].Owned * _usd[currency];
        return owned <= 0 || free < 0 ? Math.Min(owned, free / _usd[currency]) : owned * each <= free ? owned : free / each;
    }

    /// <summary>What stands behind what an account owes in a currency: its equity in it, by cross margin that of all currencies at their indices.</summary>
    public double Backing(int account, int currency)
    {
        Holder holder = _holders[account];
        return holder.Model.IsCross() ? Totals(holder).Equity / _usd[currency] : Equity(account, currency);
    }

    /// <summary>By cross margin: what stands behind it, as it counts, no longer covers maintenance margin, by more than the smallest amount of money.</summary>
    public bool IsShort(int account)
    {
        Holder holder = _holders[account];
        double counted = 0, maintenance = 0;
        for (int currency = 0; currency < _currencies; currency++)
        {
            ref Wallet wallet = ref Current(holder, currency);
            counted += _usd[currency] * _weights[currency].Of(Behind(wallet));
            maintenance += _usd[currency] * wallet.Maintenance;
        }
        return counted + 1.0 / InstrumentTerms.Unit < maintenance;
    }

    /// <summary>What may still be ordered in a currency, by the account's model.</summary>
    private double Room(Holder holder, in Wallet wallet, int currency) =>
        holder.Model.IsCross() ? Totals(holder).Available / _usd[currency] : Available(holder, wallet);

    /// <summary>By how much less counts what stands in a currency once an amount of it is given away: by cross margin what is owed then counts more than what is owned now.</summary>
    private double Counted(Holder holder, in Wallet wallet, int currency, double amount)
    {
        if (!holder.Model.IsCross())
            return amount;
        double balance = Balance(holder, wallet);
        return _weights[currency].Of(balance) - _weights[currency].Of(balance - amount);
    }

    private AccountTotals Totals(Holder holder)
    {
        double equity = 0, balance = 0, initial = 0, maintenance = 0;
        for (int currency = 0; currency < _currencies; currency++)
        {
            ref Wallet wallet = ref Current(holder, currency);
            double usd = _usd[currency];
            equity += usd * Equity(wallet);
            balance += usd * _weights[currency].Of(Balance(holder, wallet));
            initial += usd * wallet.Initial;
            maintenance += usd * wallet.Maintenance;
        }
        return new AccountTotals(equity, balance, initial, maintenance);
    }

    /// <summary>The same positions, orders and cash under another model.</summary>
    private Holder Under(Holder holder, MarginModel model)
    {
        var other = new Holder(_currencies, model, model.IsPortfolio() ? _risk : null)
        {
            Tier = holder.Tier,
            Places = [.. holder.Places],
            Slots = [.. holder.Slots],
            Count = holder.Count,
        };
        for (int currency = 0; currency < _currencies; currency++)
        {
            // Of the epoch before all: it is summed anew when it is first asked for.
            other.Wallets[currency] = holder.Wallets[currency] with { Epoch = 0 };
        }
        for (int i = 0; i < other.Count && other.Portfolios is not null; i++)
        {
            if (other.Slots[i].Lots != 0)
                other.Portfolios[_markets[other.Slots[i].Instrument].Terms.Currency].Trade(other.Slots[i].Instrument, other.Slots[i].Lots);
        }
        return other;
    }
}
