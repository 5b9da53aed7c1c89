using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <summary>What each book wishes of the hedges.</summary>
public sealed partial class BookShares
{
    /// <summary>No book wishes more lots: what does is no number that one trades by.</summary>
    private const double MostLots = 1e15;

    /// <summary>What of each book's delta is not hedged, units of the underlying, with what it has of the hedges; fills that are not shared count for none.</summary>
    /// <returns>False where one of them is not known.</returns>
    internal bool Weigh()
    {
        if (_greeks.MissingVols > 0)
            return false;
        Array.Clear(_open);
        Array.Clear(_held);
        foreach ((ContractIndex contract, int book) in _elsewhere)
        {
            if (_book.QuantityOf(contract) == Lots.Zero || IsShared(contract)) // a hedge instrument of former settings
                continue;
            _open[book] += _greeks.PositionOf(contract).Delta;
            _held[book]++;
        }
        foreach (Line line in _lines)
            for (int i = 1; i < line.Of.Length; i++)
                if (line.Of[i].Lots != 0)
                    _open[i] += line.Of[i].Lots * _greeks.DeltaPerLot(line.Contract);
        double rest = _greeks.Net.Delta + _equityDelta();
        for (int i = 1; i < Count; i++)
            rest -= _open[i];
        foreach (Fills fills in _unshared)
            rest -= (fills.Side == Side.Buy ? fills.Lots : -fills.Lots) * _greeks.DeltaPerLot(fills.Contract);
        _open[0] = rest;
        return double.IsFinite(rest); // one that is none makes the rest none
    }

    /// <summary>Greeks of a book, with what it has of the hedges, and its size in units of the underlying, long and short alike; fills that are not shared are the desk's.</summary>
    internal (NetGreeks Net, double Gross) SumOf(int book)
    {
        if (book > 0)
            return SumOfOther(book);
        NetGreeks net = _greeks.Net;
        double gross = _greeks.OptionGross;
        for (int i = 1; i < Count; i++)
            net += -1 * SumOfOther(i).Net;
        foreach ((ContractIndex contract, _) in _elsewhere)
            if (_book.ContractOf(contract).IsOption)
                gross -= Math.Abs(_book.QuantityOf(contract).Count) * _greeks.UnitsPerLot(contract);
        for (int i = 0; i < _greeks.Outrights; i++)
        {
            ContractIndex contract = _greeks.OutrightAt(i);
            long lots = HolderOf(contract) > 0 && !IsShared(contract) ? 0 : ShareOf(0, contract).Lots;
            gross += lots == 0 ? 0 : Math.Abs(lots * _greeks.DeltaPerLot(contract));
        }
        return (net, Math.Max(0, gross));
    }

    private (NetGreeks Net, double Gross) SumOfOther(int book)
    {
        NetGreeks net = default;
        double gross = 0;
        foreach ((ContractIndex contract, int holder) in _elsewhere)
        {
            if (holder != book || _book.QuantityOf(contract) == Lots.Zero || IsShared(contract))
                continue;
            NetGreeks held = _greeks.PositionOf(contract);
            net += held;
            gross += _book.ContractOf(contract).IsOption ? Math.Abs(_book.QuantityOf(contract).Count) * _greeks.UnitsPerLot(contract) : Math.Abs(held.Delta);
        }
        foreach (Line line in _lines)
        {
            if (book >= line.Of.Length || line.Of[book].Lots == 0)
                continue;
            NetGreeks hedge = line.Of[book].Lots * _greeks.PerLot(line.Contract);
            net += hedge;
            gross += Math.Abs(hedge.Delta);
        }
        return (net, gross);
    }

    /// <summary>Units of the underlying that books other than the desk's wish to buy, or to sell, of the market: what they cross with each other first is left out. NaN where that is not known.</summary>
    internal (double Buy, double Sell) WishedByOthers()
    {
        if (Count == 1)
            return default;
        if (!Weigh())
            return (double.NaN, double.NaN);
        double open = 0;
        for (int i = 1; i < Count; i++)
            open += IsIdle(i) ? 0 : _open[i];
        return (Math.Max(0, -open), Math.Max(0, open));
    }

    /// <summary>The number of a book; -1 where none is called so.</summary>
    internal int Find(string book) => _names.IndexOf(book);

    /// <summary>Whether a book holds nothing any more, as of <see cref="Weigh"/>; the desk's own is never closed.</summary>
    internal bool IsClosed(int book) => book > 0 && _held[book] == 0;

    /// <summary>Whether nothing is traded for a book, as of <see cref="Weigh"/>: it is closed, or its wishes hold.</summary>
    private bool IsIdle(int book) => IsClosed(book) || _isHeldBack(_names[book]);

    /// <summary>Delta that nothing is traded for, units of the underlying: of the books whose wishes hold, with what they have of the hedges. NaN where that is not known.</summary>
    internal double HeldBackDelta()
    {
        if (!Weigh())
            return double.NaN;
        double held = 0;
        for (int i = 0; i < Count; i++)
            held += !IsClosed(i) && _isHeldBack(_names[i]) ? _open[i] : 0;
        return held;
    }

    /// <summary>Whether a book holds something here; the desk's own always may.</summary>
    public bool HoldsSomething(string book)
    {
        int at = Find(book);
        if (at <= 0)
            return at == 0;
        foreach ((ContractIndex contract, int holder) in _elsewhere)
            if (holder == at && _book.QuantityOf(contract) != Lots.Zero)
                return true;
        return false;
    }

    /// <summary>Whole lots that would neutralise each book, towards zero, + buy; books without any are left out.</summary>
    /// <returns>Lots that books can trade with each other.</returns>
    internal long Wishes(List<BookWish> into, double deltaPerLot)
    {
        into.Clear();
        if (!(deltaPerLot > 0))
            return 0;
        long bought = 0, sold = 0;
        for (int i = 0; i < Count; i++)
        {
            if (IsIdle(i))
                continue; // what a closed one has left is handed back, and nothing more is traded for either
            double lots = -_open[i] / deltaPerLot;
            if (!(Math.Abs(lots) < MostLots))
                return 0;
            long whole = (long)Math.Truncate(lots + Math.CopySign(1e-6, lots));
            if (whole == 0)
                continue;
            into.Add(new(_names[i], new(whole)));
            (bought, sold) = (bought + Math.Max(0, whole), sold + Math.Max(0, -whole));
        }
        return Math.Min(bought, sold);
    }

    /// <summary>Whose the oldest fills are: each book's part by its wish, the nearest whole lots; what no wish explains is the desk's.</summary>
    /// <returns>False where it cannot be known now.</returns>
    internal bool ShareOldest(List<FillShare> into)
    {
        into.Clear();
        Fills fills = _unshared[0];
        double each = _greeks.DeltaPerLot(fills.Contract);
        if (!(each > 0) || !double.IsFinite(each) || !Weigh())
            return false;
        var wishes = new BookWish[Count];
        for (int i = 0; i < Count; i++)
            wishes[i] = new(_names[i], new(IsIdle(i) ? 0 : (long)Math.Round(Math.Clamp((fills.Side == Side.Buy ? -_open[i] : _open[i]) / each, 0, MostLots), MidpointRounding.AwayFromZero)));
        long[] shares = Netting.SharesOf(wishes, new(fills.Lots));
        shares[0] += fills.Lots - shares.Sum();
        (long left, decimal cash, decimal fees) = (fills.Lots, fills.Cash, fills.Fees);
        for (int i = 0; i < Count; i++)
        {
            if (shares[i] == 0)
                continue;
            decimal hasCash = cash * shares[i] / left, hasFees = fees * shares[i] / left; // the last one has all that is left
            into.Add(new FillShare(_names[i], fills.Contract, new(fills.Side == Side.Buy ? shares[i] : -shares[i]), hasCash, hasFees));
            (left, cash, fees) = (left - shares[i], cash - hasCash, fees - hasFees);
        }
        return true;
    }
}
