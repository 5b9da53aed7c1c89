using Poise.Domain;
using Poise.Pricing;

namespace Poise.Exchange;

/// <summary>
/// Quotes all options by the world's surface, half a spread of vol to each side, and leans against its inventory: what it is long it offers and bids lower, by up to a fifth of its spread, and all vols by its vega.
/// </summary>
public sealed class OptionMaker(World world, SeededRandom random) : IParticipant
{
    private const int Levels = 2;
    private readonly QuoteBoard _board = new(Levels, world.Settings, random.Split("sizes"));
    private readonly SortedDictionary<Instant, OptionSheet> _sheets = [];
    private long _seen;

    public Instant WakeAt { get; private set; } = Instant.Never;

    public void Enter(SimulatedExchange exchange)
    {
        _board.Enter(exchange);
        WakeAt = exchange.Now;
    }

    public void Act(SimulatedExchange exchange)
    {
        Learn(exchange);
        MarketSettings s = world.Settings;
        MarketSurface surface = world.Surface;
        double vega = 0;
        foreach (OptionSheet sheet in _sheets.Values)
            vega += sheet.Price(exchange, surface, _board.Account);
        // All vols by the vega that it holds: a tenth of a spread for every thousand options at the money of one coin.
        double lift = s.OptionHalfSpreadVol * Math.Clamp(-vega / (0.4 * world.Spot * s.OptionSize * 100), -3, 3);
        foreach (OptionSheet sheet in _sheets.Values)
            Quote(exchange, sheet, lift);
        WakeAt = exchange.Now + s.Step;
    }

    public void Save(StateWriter to)
    {
        to.Write(WakeAt);
        to.Write(_seen);
        _board.Save(to);
    }

    public void Load(ref StateReader from, SimulatedExchange exchange)
    {
        WakeAt = from.Read<Instant>();
        _seen = from.Read<long>();
        _board.Load(ref from, exchange);
        foreach (ListedInstrument listed in exchange.ListedAfter(0))
        {
            if (listed.Order < _seen)
                Sheet(listed);
        }
        DropEnded(exchange);
    }

    private void Learn(SimulatedExchange exchange)
    {
        DropEnded(exchange);
        foreach (ListedInstrument listed in exchange.ListedAfter(_seen))
        {
            if (Sheet(listed))
                _board.Add(listed, world.Settings.OptionSize);
        }
        _seen = exchange.ListedSoFar;
    }

    private bool Sheet(ListedInstrument listed)
    {
        if (listed.Listing != world.Listing || !listed.Contract.IsOption)
            return false;
        if (!_sheets.TryGetValue(listed.Contract.Expiry, out OptionSheet? sheet))
            _sheets.Add(listed.Contract.Expiry, sheet = new OptionSheet(listed.Contract.Expiry, world.Settings.Style));
        sheet.Add(listed);
        return true;
    }

    private void DropEnded(SimulatedExchange exchange)
    {
        while (_sheets.Count > 0 && _sheets.First().Key is Instant expiry && expiry <= exchange.Now)
        {
            _sheets.Remove(expiry);
            _board.DropEnded(exchange);
        }
    }

    private void Quote(SimulatedExchange exchange, OptionSheet sheet, double lift)
    {
        MarketSettings s = world.Settings;
        for (int i = 0; i < sheet.Count; i++)
        {
            double unit = sheet.Unit, half = s.OptionHalfSpreadVol * sheet.VegaAt(i) * unit, lifted = lift * sheet.VegaAt(i) * unit;
            One(sheet.CallAt(i), sheet.CallPriceAt(i) * unit);
            One(sheet.PutAt(i), sheet.PutPriceAt(i) * unit);

            void One(ListedInstrument option, double fair)
            {
                double spread = Math.Max(option.Terms.Tick, half);
                double held = exchange.Accounts.Position(_board.Account, option.Number) * (double)option.Contract.LotSize;
                double middle = Math.Max(0, fair + lifted - spread * Math.Clamp(held / (100 * s.OptionSize), -0.4, 0.4));
                _board.Quote(exchange, option.Number, middle - spread, middle + spread, spread);
            }
        }
    }
}
