using Poise.Domain;
using Poise.Pricing;

namespace Poise.Exchange;

/// <summary>Index, marks, and what hangs on them: waiting orders, price bands, funding, liquidation.</summary>
public sealed partial class SimulatedExchange
{
    private const int MostSteps = 64;

    private readonly SviFit _fit = new(256);
    private readonly FitColumns _columns = new(256);

    private ExchangeAnswer SeeIndex(in ExchangeCommand command)
    {
        if ((uint)command.Of >= (uint)_listings.Count || (uint)command.Other >= (uint)_settings.IndexSources)
            return new ExchangeAnswer(VenueReason.UnknownContract);
        return new ExchangeAnswer(_listings[command.Of].Index.See(command.Other, command.Price, Now) ? VenueReason.None : VenueReason.TriggerPrice);
    }

    private void MarkAll()
    {
        bool isFitDue = Now >= _nextFit;
        if (isFitDue)
            _nextFit = Now + _settings.FitEvery;
        foreach (Listing listing in _listings)
            Mark(listing, isFitDue);
        Tell(new ExchangeNotice(NoticeKind.Marked));
        foreach (ListedInstrument instrument in _instruments)
        {
            if (!instrument.IsOpen)
                continue;
            See(instrument, TriggerSource.Index, _listings[instrument.Listing].Price);
            See(instrument, TriggerSource.Mark, instrument.Mark);
        }
        PlaceFired();
        FollowMarks();
    }

    private void Mark(Listing listing, bool isFitDue)
    {
        double index = listing.Index.At(Now, out _);
        if (index > 0)
            listing.Price = index;
        index = listing.Price;
        if (listing.Prices >= 0)
            _accounts.Price(listing.Prices, index);
        listing.Mean.See(Now, _nextRoll, index);
        double open = listing.Mean.Open(Now, _nextRoll);
        foreach (ListedInstrument future in listing.Futures)
        {
            (double bid, double ask) = Best(future);
            future.Premium!.See(Now, index, bid, ask);
            double mark = future.Premium.Mark(index);
            SetMark(listing, future, future.Contract.Expiry == _nextRoll ? listing.Mean.With(mark, open) : mark, index);
            future.Delta = future.Contract.Expiry == _nextRoll ? open : 1;
        }
        if (listing.Spot is not null)
        {
            (double bid, double ask) = Best(listing.Spot);
            SetMark(listing, listing.Spot, bid > 0 && ask > 0 ? 0.5 * (bid + ask) : index, index);
        }
        foreach (ExpiryMarks expiry in listing.Expiries)
            Mark(listing, expiry, isFitDue, index, expiry.Expiry == _nextRoll ? open : 1);
    }

    /// <param name="open">What is open yet of the mean that the options are settled on.</param>
    private void Mark(Listing listing, ExpiryMarks expiry, bool isFitDue, double index, double open)
    {
        double years = Math.Max(0, (expiry.Expiry - Now).Years);
        double forward = ForwardOf(listing, expiry.Expiry);
        // A smile of the last minutes says little of what is to come.
        if (isFitDue && open >= 1 && years > 0)
            expiry.Fit(_fit, _columns, _engine, forward, years);
        double settles = open < 1 ? listing.Mean.With(forward, open) : forward;
        double left = years * open * open;
        for (int i = 0; i < expiry.Pairs.Count; i++)
        {
            double strike = expiry.Strikes[i], vol = expiry.Vol(strike, forward);
            (ListedInstrument call, ListedInstrument put) = expiry.Pairs[i];
            Mark(listing, call, settles, vol, left, open, index);
            Mark(listing, put, settles, vol, left, open, index);
        }
    }

    private void Mark(Listing listing, ListedInstrument option, double forward, double vol, double years, double open, double index)
    {
        OptionGreeks greeks = Black76.EvaluateForward(option.Contract.Type, forward, option.Contract.Strike, years, 1, vol);
        (option.Vol, option.Forward, option.Delta, option.Gamma) = (vol, forward, greeks.Delta * open, greeks.Gamma * open * open);
        (option.Vega, option.Theta, option.Rho) = (greeks.Vega, greeks.Theta, greeks.Rho);
        double mark = Math.Max(0, greeks.Price) / (listing.IsInverse ? forward : 1);
        option.Mark = mark;
        _accounts.Mark(option.Number, mark, index, forward, vol, years);
        Band(option, mark, Math.Max(_settings.PriceBand * mark, _settings.OptionBandOfIndex * (listing.IsInverse ? 1 : index)));
    }

    private void SetMark(Listing listing, ListedInstrument instrument, double mark, double index)
    {
        instrument.Mark = mark;
        _accounts.Mark(instrument.Number, mark, index);
        Band(instrument, mark, _settings.PriceBand * mark);
    }

    private void Band(ListedInstrument instrument, double mark, double width)
    {
        double tick = instrument.Terms.Tick;
        long least = Math.Max(1, (long)Math.Ceiling((mark - width) / tick));
        _engine.Band(instrument.Number, least, Math.Max(least, (long)Math.Floor((mark + width) / tick)));
    }

    /// <summary>The dated future's mark; where none is listed the carry of its neighbours in time, of the last one beyond it.</summary>
    private static double ForwardOf(Listing listing, Instant expiry)
    {
        double index = listing.Price, before = 0, at = 0;
        foreach (ListedInstrument future in listing.Futures)
        {
            if (future.Contract.Kind != ContractKind.Future || !(future.Mark > 0))
                continue;
            double basis = Math.Log(future.Mark / index), when = future.Contract.Expiry.UnixNanoseconds;
            if (future.Contract.Expiry == expiry)
                return future.Mark;
            if (future.Contract.Expiry > expiry)
            {
                // Nothing is gained by now.
                double from = at > 0 ? at : listing.Mean.Last.UnixNanoseconds;
                return index * Math.Exp(before + (basis - before) * Math.Clamp((expiry.UnixNanoseconds - from) / Math.Max(1, when - from), 0, 1));
            }
            (before, at) = (basis, when);
        }
        double start = listing.Mean.Last.UnixNanoseconds;
        return at > start ? index * Math.Exp(before * (expiry.UnixNanoseconds - start) / (at - start)) : index;
    }

    private (double Bid, double Ask) Best(ListedInstrument instrument)
    {
        Span<DepthLevel> best = stackalloc DepthLevel[1];
        double bid = _engine.Depth(instrument.Number, Side.Buy, best) > 0 ? best[0].Price.Count * instrument.Terms.Tick : double.NaN;
        double ask = _engine.Depth(instrument.Number, Side.Sell, best) > 0 ? best[0].Price.Count * instrument.Terms.Tick : double.NaN;
        return (bid, ask);
    }

    /// <summary>The vol that explains an option's price, as a fraction; NaN where none does.</summary>
    /// <param name="price">In its own unit.</param>
    public double VolOf(ListedInstrument option, double price)
    {
        double unit = option.Contract.Style == PayoffStyle.Inverse ? option.Forward : 1;
        double vol = ImpliedVol.Solve(option.Contract.Type, price * unit, option.Forward, option.Contract.Strike, (option.Contract.Expiry - Now).Years, 1, out ImpliedVolStatus status);
        return status == ImpliedVolStatus.Ok ? vol : double.NaN;
    }

    private void PayFunding()
    {
        foreach (Listing listing in _listings)
        {
            ListedInstrument perpetual = listing.Futures[0];
            double rate = perpetual.Premium!.TakeFunding();
            if (rate == 0)
                continue;
            _accounts.Fund(perpetual.Number, rate);
            Tell(new ExchangeNotice(NoticeKind.Funded, Instrument: perpetual.Number, Price: rate));
        }
    }

    private void LiquidateAll()
    {
        for (int currency = Liquidation.All; currency < _currencies.Count; currency++)
        {
            _template = new OrderRecord { IsLiquidation = true };
            for (int step = 0; step < MostSteps && _liquidation.Step(currency, _liquidated); step++)
            {
                foreach (LiquidationEvent done in _liquidated)
                    Tell(new ExchangeNotice(NoticeKind.Liquidation, done.Account, done.Instrument, Liquidation: done));
            }
            if (currency >= 0)
                _liquidation.Unwind(currency);
        }
        PlaceFired();
    }
}
