using System.Runtime.InteropServices;
using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>Credits of all accounts, and of those who ask without one: of a socket its own, of REST requests those of their address.</summary>
public sealed class RateLimits
{
    private const int MostAddresses = 4096;

    private sealed class AccountPools(AccountLimits limits)
    {
        public AccountLimits Limits = limits;
        public CreditPool NonMatching, Matching, MassQuotes;
    }

    private readonly Dictionary<int, AccountPools> _accounts = [];
    private readonly Dictionary<string, CreditPool> _addresses = new(StringComparer.Ordinal);
    private readonly AccountLimits _default, _nobody;

    /// <param name="default">Of accounts that have no limits of their own.</param>
    /// <param name="nobody">Of requests without an account.</param>
    public RateLimits(AccountLimits @default, AccountLimits nobody) => (_default, _nobody) = (@default, nobody);

    /// <summary>Gives an account limits of its own; what it has used stays used.</summary>
    public void Set(int account, AccountLimits limits) => Pools(account).Limits = limits;

    public AccountLimits Of(int account) => _accounts.TryGetValue(account, out AccountPools? pools) ? pools.Limits : _default;

    /// <summary>Takes a request of an account; false where its credits are used up.</summary>
    public bool TryTake(int account, RateClass rates, Instant now)
    {
        AccountPools pools = Pools(account);
        if (pools.Limits.IsOff)
            return true;
        RequestRate rate = pools.Limits.Of(rates);
        return rates switch
        {
            RateClass.Matching => pools.Matching.TryTake(rate, now),
            RateClass.MassQuotes => pools.MassQuotes.TryTake(rate, now),
            _ => pools.NonMatching.TryTake(rate, now),
        };
    }

    /// <summary>Takes a request of a socket that has not logged in.</summary>
    public bool TryTake(ref CreditPool socket, Instant now) => _nobody.IsOff || socket.TryTake(_nobody.NonMatching, now);

    /// <summary>Takes a REST request without an account.</summary>
    public bool TryTake(string address, Instant now)
    {
        if (_nobody.IsOff)
            return true;
        if (_addresses.Count >= MostAddresses && !_addresses.ContainsKey(address))
            Forget(now);
        if (_addresses.Count >= MostAddresses && !_addresses.ContainsKey(address))
            return false;
        ref CreditPool pool = ref CollectionsMarshal.GetValueRefOrAddDefault(_addresses, address, out _);
        return pool.TryTake(_nobody.NonMatching, now);
    }

    private void Forget(Instant now)
    {
        foreach ((string address, CreditPool pool) in _addresses)
        {
            if (pool.IsFull(_nobody.NonMatching, now))
                _addresses.Remove(address);
        }
    }

    private AccountPools Pools(int account)
    {
        if (!_accounts.TryGetValue(account, out AccountPools? pools))
            _accounts.Add(account, pools = new AccountPools(_default));
        return pools;
    }
}
