using Poise.Domain;
using Poise.Exchange;
using Poise.Exchange.Server;

namespace Poise.App;

/// <summary>The accounts of the keys' file on an exchange: those that it does not have yet are opened with their funds, the others are as the exchange has them.</summary>
internal static class ExchangeAccounts
{
    /// <returns>Their keys. An account that the file no longer has keeps what it holds, and nobody can log in to it.</returns>
    /// <exception cref="BadInputException">The file has an account otherwise than the exchange.</exception>
    public static List<ApiKey> Open(ExchangeDesk desk, string file, IReadOnlyList<ExchangeAccount> accounts, Instant now)
    {
        var keys = new List<ApiKey>();
        foreach (ExchangeAccount account in accounts)
        {
            AccountHolder? holder = Find(account.Name);
            int? main = account.Main is null ? null : Find(account.Main)!.Account;
            if (holder is null)
                holder = desk.Open(account.Name, now, FundsOf(account), ExchangeKeys.Models[account.Margin], main);
            else if (holder.Main != main)
                throw new BadInputException($"{file}: account {account.Name} is kept with another main account; give a new one another name");
            keys.Add(new ApiKey(account.ClientId, account.ClientSecret, holder.Account, ExchangeKeys.RightsOf(file, account), account.Name));
        }
        return keys;

        AccountHolder? Find(string name) => desk.Holders.FirstOrDefault(h => string.Equals(h.Name, name, StringComparison.Ordinal));

        Dictionary<string, long> FundsOf(ExchangeAccount account) =>
            account.Funds.Where(f => desk.Exchange.Currencies.Contains(f.Key, StringComparer.Ordinal)).ToDictionary(static f => f.Key, static f => (long)(f.Value * InstrumentTerms.Unit), StringComparer.Ordinal);
    }
}
