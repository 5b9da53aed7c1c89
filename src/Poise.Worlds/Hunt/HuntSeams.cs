using System.Text;
using System.Text.RegularExpressions;
using Poise.Domain;
using Poise.Engine;
using Poise.Runtime;
using Poise.Venues;
using Poise.Venues.Deribit;

namespace Poise.Worlds;

/// <summary>What a session says, as a faulty adapter would pass it on.</summary>
/// <param name="name">Of the venue, as events of its link have it.</param>
internal sealed class HuntSink(VenuePort port, string name, DeskDriver driver, HuntFault fault, Func<bool> isReconciling) : IVenueSink
{
    private int _fills;

    public ContractIndex Listed(Instant at, Contract contract) => port.Listed(at, contract);

    public void Quoted(Instant at, ContractIndex contract, in Quote quote, QuoteDetail? detail = null) => port.Quoted(at, contract, quote, detail);

    public void Traded(Instant at, ContractIndex contract, Side aggressor, Lots quantity, Ticks price) => port.Traded(at, contract, aggressor, quantity, price);

    public void Updated(Instant at, in OrderUpdate update)
    {
        if (fault != HuntFault.EndNotTold || update.Status == OrderStatus.Open)
            port.Updated(at, update);
    }

    public void Filled(Instant at, in Fill fill)
    {
        if (fault == HuntFault.FillDropped && ++_fills % 4 == 0 || fault == HuntFault.FillsForgotten && isReconciling())
            return;
        port.Filled(at, fault == HuntFault.FillsCountedTwice && isReconciling() ? fill with { TradeId = fill.TradeId + (1L << 60) } : fill);
    }

    public void Funded(Instant at, in FundingPayment payment)
    {
        if (fault != HuntFault.FundingDropped || payment.Id % 4 != 0)
            port.Funded(at, payment);
    }

    public void Settled(Instant at, ContractIndex contract, decimal price) => port.Settled(at, contract, price);

    public void MarginReported(Instant at, string currency, in MarginReport report)
    {
        if (fault != HuntFault.MarginCallIgnored || report.State != MarginState.Call)
            port.MarginReported(at, currency, report);
    }

    public void LinkChanged(Instant at, bool isUp)
    {
        if (fault != HuntFault.ReconciliationDropped || !isUp)
        {
            port.LinkChanged(at, isUp);
            return;
        }
        driver.Offer(DeskEvent.LinkUp(at, name));
        driver.Offer(DeskEvent.Reconciled(at, name));
    }
}

/// <summary>The account as a faulty recovery would ask it.</summary>
internal sealed class HuntAccount(IAccountQuery inner, HuntFault fault) : PassedAccount(inner)
{
    public override bool TryOrder(OrderId id, out OrderUpdate state, List<Fill> fills)
    {
        if (fault == HuntFault.PastNotAsked)
        {
            state = default;
            return false;
        }
        bool isKnown = base.TryOrder(id, out state, fills);
        if (fault == HuntFault.FillsForgotten)
            fills.Clear();
        return isKnown;
    }

    public override void Funding(List<FundingPayment> into)
    {
        base.Funding(into);
        for (int i = 0; i < into.Count && fault == HuntFault.FundingCountedTwice; i++)
            into[i] = into[i] with { Id = into[i].Id + 1000 };
    }

    public override void OpenOrders(List<Cancel> into)
    {
        if (fault != HuntFault.StrayLeft)
            base.OpenOrders(into);
    }
}

/// <summary>A link that sends the last order once more when the account is read on a new connection.</summary>
internal sealed class RetryingLink(IDeribitLink inner) : IDeribitLink
{
    private byte[]? _last;

    public void Send(byte[] frame)
    {
        string text = Encoding.UTF8.GetString(frame);
        if (text.Contains("private/buy", StringComparison.Ordinal) || text.Contains("private/sell", StringComparison.Ordinal))
            _last = frame;
        inner.Send(frame);
        if (_last is null || !text.Contains("private/get_open_orders", StringComparison.Ordinal))
            return;
        inner.Send(_last);
        _last = null;
    }

    public void Close(string why) => inner.Close(why);

    public void ConnectAt(Instant at) => inner.ConnectAt(at);

    public void WakeAt(Instant at) => inner.WakeAt(at);

    public void Noted(Instant at, DeribitNotice about, string text) => inner.Noted(at, about, text);
}

/// <summary>Makes changes of a book follow on what came before, whether they do or not: as an adapter that looks at no change id.</summary>
internal sealed partial class GapHider
{
    private string _last = "";

    public byte[] Hide(byte[] frame)
    {
        string text = Encoding.UTF8.GetString(frame);
        if (!text.Contains("\"channel\":\"book.", StringComparison.Ordinal))
            return frame;
        Match now = Change().Match(text);
        if (_last.Length > 0)
            text = Before().Replace(text, $"\"prev_change_id\":{_last}");
        _last = now.Success ? now.Groups["id"].Value : _last;
        return Encoding.UTF8.GetBytes(text);
    }

    [GeneratedRegex("\"change_id\":(?<id>[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Change();

    [GeneratedRegex("\"prev_change_id\":[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Before();
}
