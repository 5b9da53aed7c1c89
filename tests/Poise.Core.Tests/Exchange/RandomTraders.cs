using Poise.Domain;
using Poise.Exchange;

namespace Poise.Core.Tests;

/// <summary>Accounts that ask an exchange for anything at random, sense and nonsense; each command is kept.</summary>
internal sealed class RandomTraders
{
    public const int Traders = 6;
    private static readonly string?[] Labels = [null, "a", "b"];
    private readonly SeededRandom _random;
    private readonly List<long> _orders = [];
    private readonly double[] _indices;

    public RandomTraders(ulong seed, ExchangeSettings? settings = null)
    {
        _random = new SeededRandom(seed);
        Settings = settings ?? Small;
        Exchange = new SimulatedExchange(Settings, Born);
        Do(ExchangeCommand.Pass(Instant.FromUtc(2026, 11, 26, 7, 40)));
        _indices = [.. Settings.Listings.Select(static l => l.Spot)];
        for (int i = 0; i < Traders; i++)
        {
            int account = Do(ExchangeCommand.Open(Exchange.Now, (MarginModel)(i % 4))).Count;
            for (int currency = 0; currency < Exchange.Currencies.Count; currency++)
            {
                // On cross margin little of one currency has to do for all.
                bool isCross = ((MarginModel)(i % 4)).IsCross(), isDollars = Exchange.Currencies[currency] == "USDC";
                if (!isCross || isDollars == (i % 4 == 2))
                    Do(ExchangeCommand.Deposit(Exchange.Now, account, currency, (isDollars ? 200_000_00000000 : 5_00000000) / (isCross ? 10 : 1)));
            }
        }
        Do(ExchangeCommand.Deposit(Exchange.Now, SimulatedExchange.Fund, 0, 1_00000000));
        Do(ExchangeCommand.Protect(Exchange.Now, First, 1, new ProtectionSettings(Duration.FromSeconds(5), Duration.FromSeconds(3), 3, 2)));
    }

    /// <summary>Hours before the first options end, which the traders meet twenty minutes after they begin.</summary>
    public static Instant Born { get; } = Instant.FromUtc(2026, 11, 26, 5);

    /// <summary>Inverse contracts of two coins, linear ones with spot.</summary>
    public static ExchangeSettings Small { get; } = new()
    {
        Listings = [new ListingSettings { Expiries = 2, Strikes = 4 }, ListingSettings.Linear with { Expiries = 1, Strikes = 3 }, new ListingSettings { Underlying = "ETH", Spot = 4_000, FutureTick = 0.05m, FutureMultiplier = 1, Expiries = 1, Strikes = 3 }],
        Remembered = 50,
        MostWaiting = 10,
        FundEvery = Duration.FromSeconds(300),
    };

    public ExchangeSettings Settings { get; }

    public SimulatedExchange Exchange { get; }

    /// <summary>The first trader's account; the next ones are on the other margin models, until they switch.</summary>
    public static int First => SimulatedExchange.Fund + 1;

    public List<ExchangeCommand> Log { get; } = [];

    /// <summary>To the last command.</summary>
    public ExchangeAnswer Last { get; private set; }

    public int Refused { get; private set; }

    public int Done { get; private set; }

    public ExchangeAnswer Do(in ExchangeCommand command)
    {
        Log.Add(command);
        ExchangeAnswer answer = Last = Exchange.Apply(command);
        Refused += answer.IsDone ? 0 : 1;
        Done += answer.IsDone ? 1 : 0;
        if (answer.Number != 0)
            _orders.Add(answer.Number);
        return answer;
    }

    public void Step()
    {
        Instant now = Exchange.Now + new Duration(_random.NextInt32(20) == 0 ? 40_000_000_000L : _random.NextInt32(1_500_000_000));
        int account = First + _random.NextInt32(Traders);
        switch (_random.NextInt32(14))
        {
            case 0:
                int moved = _random.NextInt32(_indices.Length);
                bool isCrash = _random.NextInt32(6) == 0;
                _indices[moved] *= Math.Exp((isCrash ? 0.08 : 0.01) * _random.NextNormal());
                int source = _random.NextInt32(3);
                for (int more = isCrash ? 2 : 0; more > 0; more--)
                    Do(ExchangeCommand.Index(now, moved, (source + more) % 3, _indices[moved]));
                Do(ExchangeCommand.Index(now, moved, source, _indices[moved]));
                break;
            case 1:
                double index = _indices[_random.NextInt32(_indices.Length)];
                Do(ExchangeCommand.Wait(now, new TriggerRequest(
                    Order(account), (TriggerKind)_random.NextInt32(3), (TriggerSource)_random.NextInt32(3), index * (1 + 0.02 * _random.NextNormal()), 0.01 * index * _random.NextDouble()), Label()));
                break;
            case 2:
                Do(ExchangeCommand.Cancel(now, account, Known()));
                break;
            case 3 or 9 when _random.NextInt32(4) == 0:
                OrderRequest said = Order(account) with { Kind = OrderKind.Limit, PostOnly = PostOnly.No };
                ExchangeCommand wanted = _random.NextInt32(3) == 0 ? ExchangeCommand.Change(now, new OrderEdit(account, Known(), said.Quantity, said.Price)) : ExchangeCommand.Place(now, said, Label());
                Do(_random.NextInt32(3) == 0 ? wanted.Saying(PricedIn.Usd, 4000 * _random.NextDouble()) : wanted.Saying(PricedIn.Vol, 0.2 + _random.NextDouble()));
                break;
            case 3:
                OrderRequest like = Order(account);
                Do(ExchangeCommand.Change(now, new OrderEdit(account, Known(), like.Quantity, like.Price, like.PostOnly, like.SelfTrade), _random.NextInt32(3) > 0 ? 0 : _indices[0] * (1 + 0.02 * _random.NextNormal())));
                break;
            case 4:
                Do(ExchangeCommand.Quote(now, Order(First) with { PostOnly = PostOnly.No, ReduceOnly = false, Display = 0, Quantity = _random.NextInt32(12) }, 1, Label()));
                break;
            case 5 when _random.NextInt32(4) == 0:
                var filter = new OrderFilter(
                    _random.NextInt32(2) == 0 ? null : _random.NextInt32(Exchange.Instruments.Count), _random.NextInt32(3) is > 0 and var listing ? listing - 1 : null, _random.NextInt32(3) == 0 ? ContractKind.Option : null, Label(),
                    _random.NextInt32(3) switch { 0 => null, 1 => true, _ => false });
                Do(_random.NextInt32(3) == 0 ? ExchangeCommand.CancelQuotes(now, First, filter) : ExchangeCommand.CancelAll(now, account, filter));
                break;
            case 6 when _random.NextInt32(6) == 0:
                Do(ExchangeCommand.Transfer(now, account, First + _random.NextInt32(Traders), _random.NextInt32(Exchange.Currencies.Count), _random.NextInt32(30_000_000)));
                break;
            case 7 when _random.NextInt32(6) == 0:
                Do(ExchangeCommand.Deposit(now, account, 0, _random.NextInt32(200_000_000) - 100_000_000));
                break;
            case 7 when _random.NextInt32(6) == 0:
                Do(ExchangeCommand.Move(now, account, First + _random.NextInt32(Traders), _random.NextInt32(Exchange.Instruments.Count), _random.NextInt32(21) - 10, _random.NextInt32(300_000)));
                break;
            case 8 when _random.NextInt32(4) == 0:
                Do(ExchangeCommand.Switch(now, account, (MarginModel)_random.NextInt32(4), isTrial: _random.NextInt32(4) == 0));
                break;
            case 8 when _random.NextInt32(5) == 0:
                Do(ExchangeCommand.ResetProtection(now, First, 1));
                break;
            case 9:
                Do(ExchangeCommand.PlaceProtected(now, Order(First), 1, Label()));
                break;
            default:
                Do(ExchangeCommand.Place(now, Order(account), Label()));
                break;
        }
    }

    private string? Label() => Labels[_random.NextInt32(Labels.Length)];

    private long Known() => _orders.Count == 0 ? 1 : _orders[Math.Max(0, _orders.Count - 1 - _random.NextInt32(40))];

    private OrderRequest Order(int account)
    {
        int number = _random.NextInt32(3) == 0 ? 0 : _random.NextInt32(Exchange.Instruments.Count + 1);
        ListedInstrument instrument = Exchange.Instruments[Math.Min(number, Exchange.Instruments.Count - 1)];
        double mark = double.IsFinite(instrument.Mark) ? instrument.Mark : 0;
        long price = Math.Max(1, (long)((mark * (1 + 0.01 * _random.NextNormal())) / instrument.Terms.Tick));
        var kind = (OrderKind)(_random.NextInt32(6) == 0 ? 1 + _random.NextInt32(2) : 0);
        var time = (TimeInForce)(_random.NextInt32(4) == 0 ? _random.NextInt32(4) : 0);
        var post = (PostOnly)(_random.NextInt32(5) == 0 ? 1 + _random.NextInt32(2) : 0);
        long lots = 1 + _random.NextInt32(instrument.Contract.IsOption ? 20 : instrument.Terms.IsSpot ? 5000 : instrument.Listing == 0 ? 9000 : 900);
        return new OrderRequest(
            account, number, (Side)_random.NextInt32(2), lots, price, kind, time, post, _random.NextInt32(8) == 0, _random.NextInt32(8) == 0 ? 1 + lots / 3 : 0, (SelfTrade)_random.NextInt32(2));
    }
}
