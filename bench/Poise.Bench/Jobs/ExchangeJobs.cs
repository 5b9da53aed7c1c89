using System.Globalization;
using Poise.Domain;
using Poise.Exchange;
using Poise.Pricing;

namespace Poise.Bench;

/// <summary>
/// Orders of a thousand accounts with standard margin in 64 books (a perpetual that has half of it all, 63 options): 6 of 100 take, the others place where nothing of theirs rests, else cancel
/// (nine tenths) or edit. Marks move every 20,000.
/// </summary>
public class ExchangeOrdersJob : RateJob
{
    private const int Books = 64, Holders = 1000, Live = 32_768;
    private readonly long[] _ids = new long[Live];
    private readonly long[] _prices = new long[Live];
    private (byte Kind, int At, Side Side, int Lots, int Off)[] _commands = [];
    private MarginAccounts _accounts = null!;
    private MatchingEngine<MarginAccounts> _engine = null!;
    private long _deposits;
    private int _moves;

    public override long Items => _commands.Length;

    public override void Generate()
    {
        var random = new SeededRandom(7);
        _accounts = new MarginAccounts(1, new MarginRules(), [new FeeTier()]);
        _engine = new MatchingEngine<MarginAccounts>(_accounts);
        var contract = new Contract { Id = new ContractId("bench", "BTC-PERPETUAL"), Kind = ContractKind.Perpetual, Underlying = "BTC", Style = PayoffStyle.Inverse, Multiplier = 10, SettlementCurrency = "BTC", PriceTick = 0.5m, LotSize = 1 };
        for (int i = 0; i < Books; i++)
        {
            Contract listed = i == 0 ? contract : contract with { Id = new ContractId("bench", $"BTC-{i}"), Kind = ContractKind.Option, Multiplier = 1, PriceTick = 0.0001m, LotSize = 0.1m, Type = (OptionType)(i % 2), Strike = 70_000 + 1000 * i };
            _accounts.List(new InstrumentTerms(listed, 0));
            _engine.List();
        }
        for (int i = 0; i < Holders; i++)
        {
            _accounts.Deposit(_accounts.Open(), 0, 10_000_000 * InstrumentTerms.Unit / Holders);
            _deposits += 10_000_000 * InstrumentTerms.Unit / Holders;
        }
        Mark();
        _commands = new (byte, int, Side, int, int)[IsSmoke ? 20_000 : 400_000];
        for (int i = 0; i < _commands.Length; i++)
        {
            int draw = random.NextInt32(100);
            _commands[i] = (
                (byte)(draw < 46 ? 0 : draw < 84 ? 1 : draw < 94 ? 2 : 3), random.NextInt32(Live), (Side)random.NextInt32(2), 1 + random.NextInt32(20),
                // Most near the best prices, some far.
                1 + (int)(-Math.Log(1 - random.NextDouble()) * 12));
        }
    }

    private void Mark()
    {
        double spot = 100_000 * (1 + 0.0001 * (_moves++ % 7));
        _accounts.Mark(0, spot, spot);
        for (int i = 1; i < Books; i++)
            _accounts.Mark(i, 0.02, spot);
    }

    protected override double Pass()
    {
        long done = 0;
        for (int i = 0; i < _commands.Length; i++)
        {
            if (i % 20_000 == 0)
                Mark();
            (byte kind, int at, Side side, int lots, int off) = _commands[i];
            int account = 1 + at % Holders, book = (at & 1) == 0 ? 0 : 1 + (at >> 1) % (Books - 1);
            long middle = book == 0 ? 200_000 : 200;
            bool isThere = _ids[at] != 0 && _engine.TryFind(_ids[at], out _, out _, out _, out _, out _);
            switch (kind)
            {
                case 0 or 1 or 2 when !isThere:
                    _prices[at] = side == Side.Buy ? middle - off : middle + off;
                    _ids[at] = _engine.Place(new OrderRequest(account, book, side, lots, _prices[at]));
                    break;
                case 0 or 1:
                    _engine.Cancel(account, _ids[at]);
                    _ids[at] = 0;
                    break;
                case 2:
                    _engine.Edit(new OrderEdit(account, _ids[at], lots, (off & 1) == 0 ? _prices[at] : _prices[at] + 1));
                    break;
                default:
                    _engine.Place(new OrderRequest(account, book, side, lots, side == Side.Buy ? middle + 3 : middle - 3, TimeInForce: TimeInForce.ImmediateOrCancel, SelfTrade: SelfTrade.CancelMaker));
                    break;
            }
            done += _engine.Events.Length;
        }
        return done;
    }

    public override Accuracy Accuracy()
    {
        long trades = _engine.Trades;
        Pass();
        trades = _engine.Trades - trades;
        long cash = Enumerable.Range(0, _accounts.Count).Sum(a => _accounts.Cash(a, 0));
        bool isFlat = Enumerable.Range(0, Books).All(b => Enumerable.Range(0, _accounts.Count).Sum(a => _accounts.Position(a, b)) == 0);
        return new(string.Create(CultureInfo.InvariantCulture, $"{100.0 * trades / _commands.Length:0.0} trades in 100 operations, {_engine.Resting} orders rest; cash and contracts conserved to the unit"), cash == _deposits && isFlat && trades > 0);
    }
}

/// <summary>
/// Orders of one account with portfolio margin and a hundred legs, 35 scenarios: each asks for margin, rests and is cancelled; every tenth trades, after which all scenarios are summed. Marks of all legs move every 2,000.
/// </summary>
public class PortfolioOrdersJob : RateJob
{
    private const int Legs = 100;
    private (int Instrument, Side Side, int Lots)[] _orders = [];
    private MarginAccounts _accounts = null!;
    private MatchingEngine<MarginAccounts> _engine = null!;
    private InstrumentTerms[] _terms = [];
    private int _account, _maker, _moves;

    public override long Items => _orders.Length;

    public override void Generate()
    {
        var random = new SeededRandom(11);
        _accounts = new MarginAccounts(1, new MarginRules(), [new FeeTier()]);
        _engine = new MatchingEngine<MarginAccounts>(_accounts);
        _terms = [.. Enumerable.Range(0, Legs).Select(static i => new InstrumentTerms(new Contract
        {
            Id = new ContractId("bench", $"BTC-{i}"), Kind = ContractKind.Option, Underlying = "BTC", Style = PayoffStyle.Inverse, SettlementCurrency = "BTC", PriceTick = 0.0001m, LotSize = 0.1m,
            Type = (OptionType)(i % 2), Strike = 60_000 + 800 * i,
        }, 0))];
        foreach (InstrumentTerms terms in _terms)
        {
            _accounts.List(terms);
            _engine.List();
        }
        Mark();
        (_account, _maker) = (_accounts.Open(MarginModel.SegregatedPortfolio), _accounts.Open());
        _accounts.Deposit(_account, 0, 100_000 * InstrumentTerms.Unit);
        _accounts.Deposit(_maker, 0, 1_000_000 * InstrumentTerms.Unit);
        for (int i = 0; i < Legs; i++)
            _accounts.Traded(i, (Side)(i / 2 % 2), _account, _maker, 10 + i, 200);
        _orders = new (int, Side, int)[IsSmoke ? 4_000 : 40_000];
        for (int i = 0; i < _orders.Length; i++)
            _orders[i] = (random.NextInt32(Legs), (Side)random.NextInt32(2), 1 + random.NextInt32(20));
    }

    private void Mark()
    {
        double spot = 100_000 * (1 + 0.0001 * (_moves++ % 7));
        for (int i = 0; i < Legs; i++)
            _accounts.Mark(i, 0.02, spot, spot, 0.5 + 0.001 * i, (5 + i) / 365.0);
    }

    protected override double Pass()
    {
        double taken = 0;
        for (int i = 0; i < _orders.Length; i++)
        {
            if (i % 2000 == 0)
                Mark();
            (int instrument, Side side, int lots) = _orders[i];
            bool trades = i % 10 == 0;
            // Positions go back and forth: what one pass buys the next one sells.
            Side way = trades && _moves / 20 % 2 == 1 ? side == Side.Buy ? Side.Sell : Side.Buy : side;
            if (trades)
                _engine.Place(new OrderRequest(_maker, instrument, way == Side.Buy ? Side.Sell : Side.Buy, lots, 200));
            long id = _engine.Place(new OrderRequest(_account, instrument, way, lots, trades ? 200 : way == Side.Buy ? 150 : 250));
            taken += id == 0 ? 0 : 1;
            if (!trades)
                _engine.Cancel(_account, id);
        }
        return taken;
    }

    public override Accuracy Accuracy()
    {
        double taken = Pass();
        // The same portfolio made anew.
        var risk = new ScenarioRisk(ScenarioRules.Deribit);
        var portfolio = new ScenarioPortfolio(risk);
        double spot = 100_000 * (1 + 0.0001 * ((_moves - 1) % 7));
        for (int i = 0; i < Legs; i++)
        {
            risk.List(_terms[i]);
            risk.Value(i, spot, 0.5 + 0.001 * i, (5 + i) / 365.0);
            portfolio.Trade(i, _accounts.Position(_account, i));
        }
        double apart = Math.Abs(portfolio.Maintenance - _accounts.MaintenanceMargin(_account, 0)) / portfolio.Maintenance;
        return new(string.Create(CultureInfo.InvariantCulture, $"{100 * taken / _orders.Length:0} % admitted, {portfolio.Legs} legs; maintenance margin {apart:0.0e0} from that of a portfolio made anew"), apart < 1e-9 && taken > 0.9 * _orders.Length);
    }
}
