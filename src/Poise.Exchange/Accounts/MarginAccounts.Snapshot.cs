namespace Poise.Exchange;

/// <summary>The accounts as bytes.</summary>
public sealed partial class MarginAccounts
{
    public void Save(StateWriter to)
    {
        foreach (Market market in _markets)
        {
            to.Write((market.Mark, market.Index, market.Notional));
            to.Write((market.ShortInitial, market.ShortMaintenance, market.OpenInterest));
        }
        to.WriteAll<int>(_epochs);
        to.WriteAll<long>(_paidIn);
        to.WriteAll<double>(_usd);
        to.Write(_hasPortfolios);
        _risk.Save(to);
        to.Write(_holders.Count);
        foreach (Holder holder in _holders)
        {
            to.Write(holder.Model);
            to.Write(holder.Tier);
            to.WriteAll<Wallet>(holder.Wallets);
            to.WriteAll<int>(holder.Places);
            to.WriteAll<Slot>(holder.Slots.AsSpan(0, holder.Count));
            foreach (ScenarioPortfolio portfolio in holder.Portfolios ?? [])
                portfolio.Save(to);
        }
    }

    /// <summary>Takes over what was saved; the same instruments must have been listed.</summary>
    public void Load(ref StateReader from)
    {
        foreach (Market market in _markets)
        {
            (market.Mark, market.Index, market.Notional) = from.Read<(double, double, double)>();
            (market.ShortInitial, market.ShortMaintenance, market.OpenInterest) = from.Read<(double, double, long)>();
        }
        from.ReadAll<int>().CopyTo(_epochs, 0);
        from.ReadAll<long>().CopyTo(_paidIn, 0);
        from.ReadAll<double>().CopyTo(_usd, 0);
        _hasPortfolios = from.Read<bool>();
        _risk.Load(ref from);
        _holders.Clear();
        for (int left = from.Read<int>(); left > 0; left--)
        {
            MarginModel model = from.Read<MarginModel>();
            if (model > MarginModel.CrossPortfolio)
                throw new StateDamagedException($"an account on margin {(int)model}");
            Holder holder = _holders[Open(model)];
            holder.Tier = from.Read<int>();
            from.ReadAll<Wallet>().CopyTo(holder.Wallets, 0);
            holder.Places = from.ReadAll<int>();
            Slot[] slots = from.ReadAll<Slot>();
            holder.Count = slots.Length;
            holder.Slots = slots.Length < 4 ? [.. slots, .. new Slot[4 - slots.Length]] : slots;
            foreach (ScenarioPortfolio portfolio in holder.Portfolios ?? [])
                portfolio.Load(ref from);
        }
    }
}
