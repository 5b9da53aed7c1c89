using Poise.Domain;

namespace Poise.Exchange;

/// <summary>The market as bytes, for a process that takes it up again.</summary>
public sealed partial class SimulatedMarket
{
    /// <summary>Adds the exchange with its crowd and what the account has there. What is under way on the link, and which orders the account ever gave, is not kept.</summary>
    public void Save(StateWriter to)
    {
        to.Write((Now, _deposited));
        to.Write((_account, _other));
        to.Write(LastFunding ?? default);
        _market.Save(to);
    }

    /// <summary>A market that goes on where one was saved, for another process: the orders that the account had open are cancelled, and none of those before is known.</summary>
    /// <param name="settings">As of the one that was saved; so are <paramref name="seed"/> and <paramref name="start"/>, the market's birth.</param>
    /// <exception cref="StateDamagedException">The bytes are no market of these settings.</exception>
    public static SimulatedMarket Load(MarketSettings settings, ulong seed, Instant start, ref StateReader from)
    {
        settings.Check();
        (Instant now, long deposited) = from.Read<(Instant, long)>();
        (int account, int other) = from.Read<(int, int)>();
        Funding last = from.Read<Funding>();
        ExchangeMarket inside = ExchangeMarket.Load(settings.OwnExchange, Crowd.Of(settings, 0, seed, start), ref from);
        if (!from.IsAtEnd || (uint)account >= (uint)inside.Exchange.Accounts.Count || (uint)other >= (uint)inside.Exchange.Accounts.Count)
            throw new StateDamagedException("it is no market of this kind");
        inside.Exchange.Apply(ExchangeCommand.CancelAll(inside.Exchange.Now, account, OrderFilter.All));
        var market = new SimulatedMarket(settings, seed, now, inside, new Account(account, other, deposited)) { LastFunding = last.At.IsKnown ? last : null };
        foreach (ListedInstrument instrument in market.Exchange.Instruments)
        {
            market._shown.Add((Quote.Absent, -1, instrument.IsOpen ? null : new Settlement(PriceAtEnd(instrument.Contract, instrument.Settlement), Lots.Zero, 0, instrument.Contract.Expiry)));
            if (instrument.IsOpen)
                market.Show(instrument, always: true);
        }
        return market;
    }
}
