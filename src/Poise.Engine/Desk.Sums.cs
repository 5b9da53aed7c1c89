using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <summary>What underlyings have together, in the base currency. Delta of each at its price, gamma of a 1 % move of all, vega of a vol point, theta of a day, gross the size of each position at the price of its underlying; NaN where a part is not known.</summary>
public readonly record struct DeskSums(double Delta, double Gamma, double Vega, double Theta, double Gross)
{
    public static DeskSums operator +(in DeskSums a, in DeskSums b) => new(a.Delta + b.Delta, a.Gamma + b.Gamma, a.Vega + b.Vega, a.Theta + b.Theta, a.Gross + b.Gross);

    public bool IsKnown => double.IsFinite(Delta) && double.IsFinite(Gamma) && double.IsFinite(Vega) && double.IsFinite(Gross);
}

/// <summary>Limits over all underlyings, and of the books of the house.</summary>
public sealed partial class Desk
{
    private DeskLimits? _toldLimits;
    private string _markedIn = "";

    /// <summary>The settings', or what the desk was told since.</summary>
    public DeskLimits Limits { get; private set; }

    /// <summary>How far the sum of all profits has fallen, base currency; marked only where a limit is set.</summary>
    public Drawdown Drawdown { get; private set; }

    /// <summary>What one of a currency is worth in the base currency, by what the desk hedges: dollars count as one, a coin is worth its spot. NaN: it has no price.</summary>
    public double RateOf(string currency) => string.Equals(currency, Limits.Base, StringComparison.Ordinal) ? 1 : DollarsOf(currency) / DollarsOf(Limits.Base);

    /// <summary>Of the whole desk, as of the last batch; equity where it counts as delta.</summary>
    public DeskSums Sums
    {
        get
        {
            DeskSums sums = default;
            foreach (Hedger hedger in _hedgers)
                sums += InBase(hedger, hedger.NetGreeks, hedger.Greeks.Gross);
            return sums;
        }
    }

    /// <summary>Of one book over all underlyings, as of the last batch; nothing where no such book is.</summary>
    public DeskSums SumsOf(string book)
    {
        DeskSums sums = default;
        foreach (Hedger hedger in _hedgers)
        {
            int at = hedger.Books.Find(book);
            if (at < 0)
                continue;
            (NetGreeks net, double gross) = hedger.Books.Count == 1 ? (hedger.Greeks.Net, hedger.Greeks.Gross) : hedger.Books.SumOf(at);
            sums += InBase(hedger, at == 0 ? net with { Delta = net.Delta + hedger.EquityDelta } : net, gross);
        }
        return sums;
    }

    /// <summary>Greeks on a hedger's underlying in the base currency. Nothing needs no price.</summary>
    /// <param name="gross">Units of the underlying.</param>
    public DeskSums InBase(Hedger hedger, in NetGreeks net, double gross)
    {
        ArgumentNullException.ThrowIfNull(hedger);
        double rate = RateOf(hedger.QuoteCurrency), spot = hedger.Greeks.Spot;
        return new(Times(net.Delta, spot * rate), Times(net.Gamma, 0.01 * spot * spot * rate), Times(net.Vega, 0.01 * rate), Times(net.Theta, rate / 365), Times(gross, spot * rate));

        static double Times(double part, double each) => part == 0 ? 0 : part * each;
    }

    private double DollarsOf(string currency)
    {
        if (Dollars.Are(currency))
            return 1;
        foreach (Hedger hedger in _hedgers)
            if (string.Equals(hedger.Asset, currency, StringComparison.Ordinal) && Dollars.Are(hedger.QuoteCurrency) && hedger.Greeks.Spot > 0)
                return hedger.Greeks.Spot;
        return double.NaN;
    }

    private void Tell(DeskLimits limits)
    {
        _toldLimits = limits;
        Keep(limits);
    }

    /// <summary>At a start: what was raised while it ran is the settings' again, and what was lowered stays. Limits in another currency were for other settings.</summary>
    private void KeepTighter()
    {
        if (_toldLimits is { } told)
            Keep(told.Base == Settings.Limits.Base ? Settings.Limits.Tighter(told) : Settings.Limits);
    }

    private void Keep(DeskLimits limits)
    {
        Limits = limits;
        KeepBookFalls();
        foreach (Hedger hedger in _hedgers)
            hedger.KeepGates();
    }

    /// <summary>The sum of all profits is marked; in another currency than before it begins anew.</summary>
    private void Mark(Instant at, in DeskMark mark)
    {
        if (Limits.Drawdown is not { } limits || !double.IsFinite(mark.Profit) || mark.Currency != Limits.Base)
            return;
        Drawdown before = mark.Currency == _markedIn ? Drawdown : default(Drawdown) with { Step = Drawdown.Step };
        (Drawdown, _markedIn) = (before.With(at, mark.Profit, limits), mark.Currency);
    }

    /// <summary>Why no hedger may trade, whose own price is there: what is limited over all of them is not known.</summary>
    internal DecisionReason SumObstacle()
    {
        if (Limits.Drawdown is not null && Now - (Drawdown.At.IsKnown ? Drawdown.At : StartedAt) > Settings.MaxVolAge)
            return DecisionReason.ProfitUnknown;
        return Limits.HasSums && !Sums.IsKnown ? DecisionReason.DeskUnknown : DecisionReason.None;
    }

    /// <summary>What a package of options does to the desk's limits and to those of its own book, which has what is bought: any part of it may be filled.</summary>
    private DecisionReason SumRefusalOf(Package package)
    {
        SumLimits own = Limits.Of(RiskGate.OwnBook);
        if (!Limits.Sums.IsSet && !own.IsSet)
            return DecisionReason.None;
        DeskSums up = default, down = default;
        foreach (PackageLeg leg in package.Legs)
        {
            HedgerOf(leg.Contract).AddMoves(leg, ref up, ref down);
        }
        foreach (Hedger hedger in _hedgers)
        {
            hedger.AddOptionsUnderWay(ref up, ref down);
            hedger.AddHedgesUnderWay(ContractIndex.None, ref up, ref down);
        }
        return Limits.Sums.IsSet && Refusal(Sums, Limits.Sums, DecisionReason.DeskDelta) is var desk && desk != DecisionReason.None ? desk
            : own.IsSet ? Refusal(SumsOf(RiskGate.OwnBook), own, DecisionReason.BookDelta) : DecisionReason.None;

        // Reasons of delta, gamma, vega and gross follow one another.
        DecisionReason Refusal(in DeskSums now, SumLimits limits, DecisionReason ofDelta) =>
            !Is(now.Delta, up.Delta, down.Delta, limits.MaxDelta) ? ofDelta
            : !Is(now.Gamma, up.Gamma, down.Gamma, limits.MaxGamma) ? ofDelta + 1
            : !Is(now.Vega, up.Vega, down.Vega, limits.MaxVega) ? ofDelta + 2
            : up.Gross > 0 && !double.IsPositiveInfinity(limits.MaxGross) && !(now.Gross + up.Gross <= limits.MaxGross) ? ofDelta + 3
            : DecisionReason.None;

        static bool Is(double now, double up, double down, double most) => SumLimits.IsWithin(now, now + up, most) && SumLimits.IsWithin(now, now + down, most);
    }

    private SumView SumViewOf(Hedger of, ContractIndex contract)
    {
        if (!Limits.HasSums)
            return default;
        DeskSums up = default, down = default;
        double gross = 0;
        foreach (Hedger hedger in _hedgers)
        {
            hedger.AddOptionsUnderWay(ref up, ref down);
            hedger.AddHedgesUnderWay(contract, ref up, ref down);
            double units = hedger.GrossBut(contract);
            gross += units == 0 ? 0 : units * hedger.Greeks.Spot * RateOf(hedger.QuoteCurrency);
        }
        return new(of.Greeks.Spot * RateOf(of.QuoteCurrency), Sums.Delta, up.Delta, 0 - down.Delta, gross);
    }

    private OwnBookView OwnViewOf(Hedger of, ContractIndex contract)
    {
        if (!Limits.Of(RiskGate.OwnBook).IsSet)
            return default;
        DeskSums own = SumsOf(RiskGate.OwnBook);
        DeskSums options = default, taken = default, hedges = default;
        (double buy, double sell) = (0, 0);
        foreach (Hedger hedger in _hedgers)
        {
            hedger.AddOptionsUnderWay(ref options, ref taken);
            DeskSums sold = default;
            hedger.AddHedgesUnderWay(contract, ref hedges, ref sold); // whosever they are: gross is at its worst
            if (hedger == of)
                continue;
            double unit = hedger.Greeks.Spot * RateOf(hedger.QuoteCurrency);
            (double up, double down) = hedger.PendingElsewhere(ContractIndex.None);
            (double othersBuyThere, double othersSellThere) = up == 0 && down == 0 ? default : hedger.Books.WishedByOthers();
            (buy, sell) = (buy + (up <= othersBuyThere ? 0 : (up - othersBuyThere) * unit), sell + (down <= othersSellThere ? 0 : (down - othersSellThere) * unit));
        }
        long lots = of.Books.ShareOf(0, contract).Lots;
        double mine = lots == 0 ? 0 : Math.Abs(lots * of.Greeks.DeltaPerLot(contract)) * of.Greeks.Spot * RateOf(of.QuoteCurrency);
        (double othersBuy, double othersSell) = of.Books.WishedByOthers();
        return new(own.Delta, buy + options.Delta, sell - taken.Delta, othersBuy, othersSell, lots, own.Gross - mine + options.Gross + hedges.Gross);
    }

    private void AddLimitsTo(ref StateHasher hasher)
    {
        if (_toldLimits is not null)
            hasher.Add(Hedger.HashOf(DeskLimitsText.Of(Limits)));
        AddBookFallsTo(ref hasher);
        if (!Drawdown.At.IsKnown)
            return;
        Hedger.Add(ref hasher, Drawdown);
        hasher.Add(Hedger.HashOf(System.Text.Encoding.UTF8.GetBytes(_markedIn)));
    }
}
