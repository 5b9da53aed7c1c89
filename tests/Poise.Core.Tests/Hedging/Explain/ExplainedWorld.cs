using Poise.Domain;
using Poise.Hedging;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>
/// A mixed book through a simulated day of one-minute steps: spot diffuses, the level of vols and the rate too, an expiry is averaged and
/// ends at 08:00, the perpetual hedges every half hour with a spread and a fee, and the ledger is a <see cref="Poise.Domain.Book"/>.
/// </summary>
internal sealed class ExplainedWorld
{
    public static readonly Instant Start = Instant.FromUtc(2026, 1, 5);
    private static readonly Duration Window = Duration.FromSeconds(1800);

    private readonly SeededRandom _random;
    private readonly PayoffStyle _style;
    private readonly List<Contract> _contracts = [];
    private readonly double _spotVol, _volOfVol, _spread;
    private double _lastMid, _level, _rate = 0.04, _carry = 0.05, _sum, _seconds, _basis;
    private long _trade;

    /// <param name="size">Scales every position and trade.</param>
    /// <param name="spread">Of every option's mark, as a fraction; what a mark is off the model by lies within half of it.</param>
    public ExplainedWorld(ulong seed, PayoffStyle style, int size = 1, double realised = 0.6, double implied = 0.6, double volOfVol = 1, int mostParts = PnlExplain.UsualParts, double[]? positions = null, double spread = 0)
    {
        _random = new SeededRandom(seed);
        _style = style;
        (_spotVol, _level, _volOfVol, _spread) = (realised, implied, volOfVol, spread);
        Size = size;
        Explain = new PnlExplain(mostParts);
        Open(Outright(ContractKind.Perpetual, Instant.Never), 0);
        Open(Outright(ContractKind.Future, Start + Duration.FromDays(60)), style == PayoffStyle.Inverse ? 40_000 : 1);
        SeededRandom book = _random.Split("book");
        int held = 0;
        foreach (int hours in (int[])[8, 32, 7 * 24 + 8, 30 * 24 + 8, 90 * 24 + 8])
            foreach (double moneyness in (double[])[0.9, 0.97, 1, 1.03, 1.1])
            {
                double lots = positions is null ? Math.Round(10 * book.NextNormal()) : positions[held++ % positions.Length];
                Open(Option(moneyness, hours, moneyness < 1 ? OptionType.Put : OptionType.Call), lots);
            }
        for (int i = 0; i < _contracts.Count; i++)
            if (Book.QuantityOf(new(i)) is var lots && lots != Lots.Zero)
                Explain.Hold(new(i), _contracts[i], Units(i, lots.Count));
        Mark();
        Explain.Begin(Now, Spot, Ledger);
    }

    public int Size { get; }
    public Instant Now { get; private set; } = Start;
    public double Spot { get; private set; } = 100_000;
    public PnlExplain Explain { get; }
    public Book Book { get; } = new();

    /// <summary>A contract whose mark in the ledger is wrong by this fraction from noon on.</summary>
    public (int Contract, double By)? WrongMark { get; init; }

    /// <summary>The explanation is not told of the hedges from noon on.</summary>
    public bool MissesFills { get; init; }

    /// <summary>Spot jumps by this fraction at 14:30, and vols with it.</summary>
    public double Jump { get; init; }

    public IReadOnlyList<Contract> Contracts => _contracts;

    public LedgerState Ledger
    {
        get
        {
            decimal total = 0, fees = 0, funding = 0;
            for (int i = 0; i < _contracts.Count; i++)
            {
                Position position = Book.PositionOf(new(i));
                total += position.Quantity == Lots.Zero ? position.Cash - position.Fees + position.Funding : Book.PnlAt(new(i), (decimal)MarkOf(i));
                fees += position.Fees;
                funding += position.Funding;
            }
            return new LedgerState(total, fees, funding);
        }
    }

    public ExplainDay Day(int minutes = 1439)
    {
        for (int minute = 1; minute <= minutes; minute++)
            Minute(minute);
        return Explain.Days[0];
    }

    private void Minute(int minute)
    {
        const double year = 365 * 1440;
        Duration step = Duration.FromSeconds(60);
        _lastMid = MarkOf(0); // a hedge takes a minute to be filled
        Instant window = Start + Duration.FromHours(8) - Window;
        if (Now >= window && Now < Start + Duration.FromHours(8))
            (_sum, _seconds) = (_sum + 60 * Spot, _seconds + 60);
        Now += step;
        Spot *= Math.Exp(-0.5 * _spotVol * _spotVol / year + _spotVol * _random.NextNormal() / Math.Sqrt(year));
        _level *= Math.Exp(_volOfVol * _random.NextNormal() / Math.Sqrt(year) - 0.5 * _volOfVol * _volOfVol / year);
        _rate += 0.02 * _random.NextNormal() / Math.Sqrt(year);
        _carry += 0.02 * _random.NextNormal() / Math.Sqrt(year);
        _basis += -0.01 * _basis + 1e-5 * _random.NextNormal();
        if (minute == 870 && Jump != 0)
            (Spot, _level) = (Spot * (1 + Jump), _level * (1 + 3 * Math.Abs(Jump)));
        if (minute == 480)
            SettleAll();
        if (minute % 30 == 0)
            Hedge(minute);
        if (minute == 480)
            Book.Fold(new FundingPayment(minute, new(0), Size * 0.001m, Now));
        Mark();
        Explain.Step(Now, Spot, Ledger);
    }

    private void SettleAll()
    {
        double settlement = _sum / _seconds;
        for (int i = 0; i < _contracts.Count; i++)
        {
            Contract contract = _contracts[i];
            if (contract.Expiry > Now || !contract.IsOption)
                continue;
            double paid = Math.Max(0, contract.TypeSign * (settlement - contract.Strike)) / (_style == PayoffStyle.Inverse ? settlement : 1);
            Book.Settle(new(i), (decimal)paid);
            for (int place = 0; place < Explain.Count; place++)
                if (Explain.ContractAt(place).Value == i)
                    Explain.Settle(new(i), ExplainPoint.Settled(contract, Explain.StartAt(place), Now, Spot, paid, settlement));
        }
    }

    /// <summary>Sells what the perpetual and the options have gained of delta, roughly; pays a spread and a fee.</summary>
    private void Hedge(int minute)
    {
        double delta = 0;
        for (int i = 1; i < _contracts.Count; i++)
            if (Book.QuantityOf(new(i)).Count is var lots && lots != 0)
                delta += Units(i, lots) * (_contracts[i].IsOption ? Greeks(i).Delta : _style == PayoffStyle.Inverse ? 1 / Spot : 1);
        Contract perpetual = _contracts[0];
        double coins = -delta - Units(0, Book.QuantityOf(new(0)).Count) / (_style == PayoffStyle.Inverse ? Spot : 1);
        long count = (long)Math.Round(coins / (_style == PayoffStyle.Inverse ? 10 * Size / Spot : 0.001 * Size)) * Size;
        if (count == 0)
            return;
        Ticks price = new(Grid.Count(MarkOf(0) * (1 + Math.Sign(count) * 1e-4), perpetual.PriceTick, Rounding.Nearest));
        decimal fee = Math.Abs(count) * 0.000001m;
        Fill fill = new(++_trade, new OrderId(1, _trade), new(0), count > 0 ? Side.Buy : Side.Sell, new(Math.Abs(count)), price, fee, false, Now);
        Book.Fold(fill);
        if (!(MissesFills && minute >= 720))
            Explain.Trade(new(0), perpetual, Units(0, count), (double)(price.Count * perpetual.PriceTick), _lastMid);
    }

    private void Mark()
    {
        for (int place = 0; place < Explain.Count; place++)
            Explain.Mark(place, PointOf(Explain.ContractAt(place).Value));
    }

    private ExplainPoint PointOf(int i)
    {
        Contract contract = _contracts[i];
        double mark = MarkOf(i);
        (double forward, double settles, double open) = ForwardOf(contract);
        return new ExplainPoint
        {
            At = Now,
            Mark = mark,
            HalfSpread = contract.IsOption ? 0.5 * _spread * mark : 0,
            Spot = Spot,
            Forward = forward,
            Rate = _style == PayoffStyle.Inverse ? _carry : _rate,
            Vol = contract.IsOption ? VolOf(contract) : double.NaN,
            Open = open,
            Settles = settles,
        };
    }

    private (double Forward, double Settles, double Open) ForwardOf(Contract contract)
    {
        if (!contract.IsOption)
            return (0, 0, 1);
        double forward = Spot * Math.Exp(_carry * Math.Max(0, (contract.Expiry - Now).Years));
        double open = Math.Clamp((contract.Expiry - Now).Seconds / Window.Seconds, 0, 1);
        return (forward, open < 1 ? (1 - open) * _sum / _seconds + open * forward : forward, open);
    }

    /// <summary>Smile in moneyness: a strike's vol moves with spot too.</summary>
    private double VolOf(Contract option) => _level * (1 - 0.3 * Math.Log(option.Strike / Spot) + 0.5 * Math.Pow(Math.Log(option.Strike / Spot), 2));

    private OptionGreeks Greeks(int i)
    {
        Contract option = _contracts[i];
        double years = Math.Max(0, (option.Expiry - Now).Years);
        (_, double settles, double open) = ForwardOf(option);
        return Black76.EvaluateForward(option.Type, settles, option.Strike, years * open * open, 1, VolOf(option));
    }

    private double MarkOf(int i)
    {
        Contract contract = _contracts[i];
        double wrong = WrongMark is { } w && w.Contract == i && Now >= Start + Duration.FromHours(12) ? 1 + w.By : 1;
        // The same noise whenever the same instant is asked for.
        double noise = 1 + 0.5 * _spread * (2 * new SeededRandom((ulong)(Now.UnixNanoseconds + i)).NextDouble() - 1);
        if (!contract.IsOption)
            return Math.Round(Spot * Math.Exp(_basis + (contract.Kind == ContractKind.Future ? _carry * (contract.Expiry - Now).Years : 0)), 6) * (contract.Kind == ContractKind.Future ? wrong : 1);
        double unit = _style == PayoffStyle.Inverse ? 1 / ForwardOf(contract).Settles : Math.Exp(-_rate * Math.Max(0, (contract.Expiry - Now).Years));
        return Greeks(i).Price * unit * noise * wrong;
    }

    private double Units(int i, long lots) => lots * (double)_contracts[i].LotSize * _contracts[i].Multiplier;

    private void Open(Contract contract, double lots)
    {
        int index = _contracts.Count;
        _contracts.Add(contract);
        Book.List(new(index), contract);
        Book.Open(new(index), new((long)lots * Size), (decimal)(contract.IsOption ? 0.01 : Spot));
    }

    private Contract Outright(ContractKind kind, Instant expiry) => new()
    {
        Id = new("sim", kind.ToString()),
        Kind = kind,
        Underlying = "BTC",
        Expiry = expiry,
        Style = _style,
        Multiplier = _style == PayoffStyle.Inverse ? 10 : 1,
        PriceTick = 0.5m,
        LotSize = _style == PayoffStyle.Inverse ? 1 : 0.001m,
    };

    private Contract Option(double moneyness, int hours, OptionType type) => new()
    {
        Id = new("sim", $"{hours}-{moneyness}"),
        Kind = ContractKind.Option,
        Underlying = "BTC",
        Type = type,
        Strike = 100_000 * moneyness,
        Expiry = Start + Duration.FromHours(hours),
        Style = _style,
        SettlementWindow = Window,
        PriceTick = 0.0001m,
        LotSize = 0.1m,
    };
}
