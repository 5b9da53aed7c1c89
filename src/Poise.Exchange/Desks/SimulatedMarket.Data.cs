using Poise.Domain;

namespace Poise.Exchange;

/// <summary>What the market sees: listings, tops where they changed, the perpetual's depth, open interest, settlements.</summary>
public sealed partial class SimulatedMarket
{
    private static readonly Duration InterestPeriod = Duration.FromSeconds(60);
    private readonly List<(Quote Quote, long Interest, Settlement? Ended)> _shown = [];
    private readonly List<int> _dirty = [];
    private readonly DepthLevel[] _levels = new DepthLevel[Depth.Levels];
    private Instant _nextInterest;

    void IExchangeWatch.Happened(Instant at, in ExchangeNotice notice)
    {
        switch (notice.Kind)
        {
            case NoticeKind.Listed:
                List(Exchange.Instruments[notice.Instrument]);
                break;
            case NoticeKind.Settled:
                Settle(Exchange.Instruments[notice.Instrument], notice.Price);
                break;
            case NoticeKind.Funded:
                Fund(notice.Instrument, notice.Price);
                break;
            case NoticeKind.Marked:
                SendIndex();
                SendInterest();
                break;
            default:
                break;
        }
    }

    private void List(ListedInstrument instrument)
    {
        if (instrument.Number == _shown.Count)
            _shown.Add(default);
        _shown[instrument.Number] = (Quote.Absent, -1, null);
        SendListing(instrument);
    }

    /// <summary>Told before the position is cash: what it will be, in the contract's own price.</summary>
    private void Settle(ListedInstrument instrument, double index)
    {
        Contract contract = instrument.Contract;
        long held = Exchange.Accounts.Position(_account, instrument.Number);
        decimal price = PriceAtEnd(contract, index);
        decimal cash = (decimal)Exchange.Accounts.Payoff(instrument.Number, held, index) / InstrumentTerms.Unit;
        var settlement = new Settlement(price, new(held), cash, Now);
        _shown[instrument.Number] = _shown[instrument.Number] with { Ended = settlement };
        SendPrivate(new ExchangeEvent(_private.Delay(Now), new ContractIndex(instrument.Number), settlement));
    }

    private static decimal PriceAtEnd(Contract contract, double index)
    {
        decimal at = (decimal)index, payoff = contract.IsOption ? Math.Max(0, (decimal)contract.TypeSign * (at - (decimal)contract.Strike)) : at;
        return contract is { IsOption: true, Style: PayoffStyle.Inverse } ? Math.Round(payoff / at, 8) : payoff;
    }

    private void Fund(int instrument, double rate)
    {
        LastFunding = new Funding(Exchange.Accounts.FundingPerLot(instrument, rate), new(Exchange.Accounts.Position(_account, instrument)), Now);
        SendPrivate(new ExchangeEvent(_private.Delay(Now), new ContractIndex(instrument), LastFunding.Value));
    }

    private void Touch(int instrument)
    {
        if (!_dirty.Contains(instrument))
            _dirty.Add(instrument);
    }

    private void ShowDirty()
    {
        foreach (int number in _dirty)
        {
            if (Exchange.Instruments[number].IsOpen)
                Show(Exchange.Instruments[number], always: false);
        }
        _dirty.Clear();
    }

    /// <summary>Sends the top of a book where it changed, and the depth of the perpetual.</summary>
    private void Show(ListedInstrument instrument, bool always)
    {
        Depth depth = default;
        (depth.At, depth.FundingRate) = (Now, instrument.Contract.Kind == ContractKind.Perpetual ? instrument.Premium!.Rate : double.NaN);
        foreach (Side side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            int count = Exchange.Depth(instrument.Number, side, instrument.Contract.IsOption ? _levels.AsSpan(0, 1) : _levels);
            for (int i = 0; i < count; i++)
                depth.Add(side, _levels[i]);
        }
        double tick = instrument.Terms.Tick, lot = (double)instrument.Contract.LotSize;
        var quote = new Quote(
            depth.BidCount > 0 ? depth.Bid(0).Price.Count * tick : double.NaN, depth.AskCount > 0 ? depth.Ask(0).Price.Count * tick : double.NaN,
            depth.BidCount > 0 ? depth.Bid(0).Quantity.Count * lot : double.NaN, depth.AskCount > 0 ? depth.Ask(0).Quantity.Count * lot : double.NaN, Now);
        (Quote before, long interest, Settlement? ended) = _shown[instrument.Number];
        var index = new ContractIndex(instrument.Number);
        if (always || !(quote with { At = before.At }).Equals(before))
        {
            _shown[instrument.Number] = (quote, interest, ended);
            SendPublic(new ExchangeEvent(_public.Delay(Now), index, quote, depth));
        }
        if (!instrument.Contract.IsOption)
            SendPublic(new ExchangeEvent(_public.Delay(Now), index, depth));
    }

    private void SendInterest()
    {
        if (Now < _nextInterest)
            return;
        _nextInterest = Now + InterestPeriod;
        foreach (ListedInstrument instrument in Exchange.Instruments)
        {
            long lots = Exchange.Accounts.OpenInterest(instrument.Number);
            (Quote quote, long before, Settlement? ended) = _shown[instrument.Number];
            if (!instrument.IsOpen || !instrument.Contract.IsOption || lots == before)
                continue;
            _shown[instrument.Number] = (quote, lots, ended);
            SendPublic(new ExchangeEvent(ExchangeEventKind.OpenInterest, _public.Delay(Now), new ContractIndex(instrument.Number), lots * (double)instrument.Contract.LotSize));
        }
    }

    private void SendListing(ListedInstrument instrument) => SendPublic(new ExchangeEvent(_public.Delay(Now), new ContractIndex(instrument.Number), instrument.Contract));

    private void SendIndex() => SendPublic(new ExchangeEvent(ExchangeEventKind.Index, _public.Delay(Now), ContractIndex.None, Exchange.IndexOf(0)));

    private void SendPublic(in ExchangeEvent message) => _public.Send(message.DeliveredAt, _sent++, message);

    private void SendPrivate(in ExchangeEvent message) => _private.Send(message.DeliveredAt, _sent++, message);
}
