using Poise.Domain;

namespace Poise.Exchange;

/// <summary>All that a maker quotes: his account, and a ladder for each instrument.</summary>
/// <param name="levels">A side.</param>
internal sealed class QuoteBoard(int levels, MarketSettings settings, SeededRandom sizes)
{
    private readonly SortedDictionary<int, QuoteLadder> _ladders = [];
    private Instant _until;

    public int Account { get; private set; }

    public IEnumerable<QuoteLadder> Ladders => _ladders.Values;

    /// <summary>An account with as much of all money as anybody could want, and groups of quotes that nothing takes away.</summary>
    public void Enter(SimulatedExchange exchange)
    {
        Account = Crowd.Open(exchange);
        for (int group = 1; group <= levels; group++)
            exchange.Apply(ExchangeCommand.Protect(exchange.Now, Account, group, new ProtectionSettings(Duration.Zero, Duration.Zero, 0)));
    }

    /// <param name="size">Contracts at the best price.</param>
    public QuoteLadder Add(ListedInstrument instrument, double size)
    {
        var ladder = new QuoteLadder(Account, instrument, levels, size, settings.Replenish);
        _ladders.Add(instrument.Number, ladder);
        return ladder;
    }

    public QuoteLadder this[int instrument] => _ladders[instrument];

    public bool Has(int instrument) => _ladders.ContainsKey(instrument);

    /// <summary>What has ended is quoted no more.</summary>
    public void DropEnded(SimulatedExchange exchange)
    {
        if (_until == exchange.NextRoll)
            return;
        _until = exchange.NextRoll;
        foreach (QuoteLadder ladder in _ladders.Values.Where(static l => !l.Instrument.IsOpen).ToArray())
            _ladders.Remove(ladder.Instrument.Number);
    }

    public void Quote(SimulatedExchange exchange, int instrument, double bid, double ask, double gap) => _ladders[instrument].Quote(exchange, sizes, bid, ask, gap);

    public void Save(StateWriter to)
    {
        to.Write(Account);
        to.WriteAll<ulong>(sizes.State);
        to.Write(_ladders.Count);
        foreach ((int number, QuoteLadder ladder) in _ladders)
        {
            to.Write(number);
            to.Write(ladder.Size);
            ladder.Save(to);
        }
    }

    public void Load(ref StateReader from, SimulatedExchange exchange)
    {
        Account = from.Read<int>();
        sizes.Restore(from.ReadAll<ulong>());
        for (int left = from.Read<int>(); left > 0; left--)
        {
            int number = from.Read<int>();
            Add(exchange.Instruments[number], from.Read<double>()).Load(ref from);
        }
    }
}
