using Poise.Domain;
using Poise.Pricing;

namespace Poise.Exchange;

/// <summary>Calls and puts of one expiry, by strike as they were listed, and what a surface says they are worth.</summary>
internal sealed class OptionSheet(Instant expiry, PayoffStyle style)
{
    private readonly List<ListedInstrument> _calls = [], _puts = [];
    private double[] _strikes = [], _vols = [], _signs = [], _prices = [], _vegas = [];
    private double _forward;

    /// <summary>Strikes that have both.</summary>
    public int Count => _puts.Count;

    /// <summary>What USD are in the contracts' price unit.</summary>
    public double Unit { get; private set; } = 1;

    public ListedInstrument CallAt(int row) => _calls[row];

    public ListedInstrument PutAt(int row) => _puts[row];

    /// <summary>USD.</summary>
    public double CallPriceAt(int row) => Math.Max(_prices[row], Math.Max(0, _forward - _strikes[row]));

    public double PutPriceAt(int row) => CallPriceAt(row) - (_forward - _strikes[row]);

    /// <summary>USD for a vol of 1.00 more.</summary>
    public double VegaAt(int row) => _vegas[row];

    /// <summary>Calls and puts come in pairs of a strike.</summary>
    public void Add(ListedInstrument option)
    {
        if (option.Contract.Type == OptionType.Put)
        {
            _puts.Add(option);
            return;
        }
        if (_calls.Count == _strikes.Length)
            Grow();
        _strikes[_calls.Count] = option.Contract.Strike;
        _calls.Add(option);
    }

    /// <summary>Values all of them.</summary>
    /// <returns>Vega that an account holds in them, USD for a vol of 1.00 more.</returns>
    public double Price(SimulatedExchange exchange, in MarketSurface surface, int account)
    {
        double years = (expiry - exchange.Now).Years;
        _forward = surface.Forward(years);
        Unit = style == PayoffStyle.Inverse ? 1 / _forward : 1;
        for (int i = 0; i < Count; i++)
            _vols[i] = surface.Vol(_strikes[i], years);
        Black76.Evaluate(new SliceTerms(_forward, _forward, 1, years), _strikes, _vols, _signs, new GreekColumns { Price = _prices, Vega = _vegas });
        double held = 0;
        for (int i = 0; i < Count; i++)
        {
            long lots = exchange.Accounts.Position(account, _calls[i].Number) + exchange.Accounts.Position(account, _puts[i].Number);
            held += lots * _calls[i].Terms.Lot * _vegas[i];
        }
        return held;
    }

    private void Grow()
    {
        int from = _strikes.Length, length = Math.Max(2 * from, 2 * Black76.PadTo);
        Array.Resize(ref _strikes, length);
        Array.Resize(ref _vols, length);
        Array.Resize(ref _signs, length);
        Array.Resize(ref _prices, length);
        Array.Resize(ref _vegas, length);
        _strikes.AsSpan(from).Fill(1);
        _vols.AsSpan(from).Fill(1);
        _signs.AsSpan(from).Fill(1);
    }
}
