using Poise.Domain;

namespace Poise.Exchange;

/// <summary>
/// The price outside of the exchange: a path that the sources of the index report, each with a little noise, and that what is traded here pushes along, for good. Its surface is what makers of options hold for fair.
/// </summary>
/// <param name="listing">Of the index.</param>
public sealed class World(MarketSettings settings, int listing, SeededRandom random, Instant start) : IParticipant
{
    private readonly SpotPath _path = settings.PathSeed is ulong seed
        ? new(settings, new SeededRandom(seed).Split(settings.Listing.Root).Split("path"), random.Split("premium"))
        : new(settings, random.Split("path"));
    private readonly SeededRandom _noise = random.Split("sources");

    public MarketSettings Settings => settings;

    public int Listing => listing;

    public double Spot => _path.Spot;

    /// <summary>Of the perpetual over the index, minus one.</summary>
    public double Premium => _path.Premium;

    /// <summary>Coins bought by takers less those sold, since the last move.</summary>
    public double Flow { get; private set; }

    public Instant WakeAt { get; private set; } = start;

    internal MarketSurface Surface => new(settings, _path.Spot, _path.Vol);

    /// <summary>Somebody took coins (+) or gave them.</summary>
    public void Traded(double coins) => Flow += coins;

    /// <summary>Moves the price for good, in its logarithm; the sources report it with their next step.</summary>
    public void Push(double move) => _path.Push(move);

    public void Enter(SimulatedExchange exchange)
    {
    }

    public void Act(SimulatedExchange exchange)
    {
        _path.Advance(settings.Step);
        _path.Push(settings.Impact * Flow);
        Flow = 0;
        for (int source = 0; source < exchange.Settings.IndexSources; source++)
            exchange.Apply(ExchangeCommand.Index(exchange.Now, listing, source, _path.Spot * (1 + settings.SourceNoise * _noise.NextNormal())));
        WakeAt = exchange.Now + settings.Step;
    }

    public void Save(StateWriter to)
    {
        _path.Save(to);
        to.WriteAll<ulong>(_noise.State);
        to.Write((Flow, WakeAt));
    }

    public void Load(ref StateReader from, SimulatedExchange exchange)
    {
        _path.Load(ref from);
        _noise.Restore(from.ReadAll<ulong>());
        (Flow, WakeAt) = from.Read<(double, Instant)>();
    }
}
