using Poise.Domain;
using Poise.Engine;

namespace Poise.Runtime;

/// <summary>An underlying's share of a venue account's money of one currency.</summary>
/// <param name="Capital">What the account held of it for this underlying when the desk began; NaN: nothing was said. Null where no hedge instrument of it settles there.</param>
/// <param name="Profit">Since, at the marks; null where a held contract has none.</param>
internal readonly record struct WalletShare(string Venue, string Currency, double? Capital, decimal? Profit)
{
    /// <summary>On the desk's thread: the wallets of its hedge instruments, then of what else was held.</summary>
    public static IReadOnlyList<WalletShare> Of(Desk desk, Hedger hedger)
    {
        var shares = new List<WalletShare>();
        foreach (Outlet outlet in hedger.Outlets)
        {
            if (outlet.Contract == ContractIndex.None)
                continue;
            int at = IndexOf(outlet.Contract);
            double said = outlet.Settings.Capital, own = shares[at].Capital ?? double.NaN;
            // Of several instruments in one wallet those that say something are added up.
            shares[at] = shares[at] with { Capital = double.IsNaN(said) ? own : double.IsNaN(own) ? said : own + said };
        }
        for (int i = 0; i < desk.Book.Count; i++)
        {
            Position position = desk.Book.PositionOf(new(i));
            if (desk.HedgerOf(new ContractIndex(i)) != hedger || position.Quantity == Lots.Zero && position is { Cash: 0, Fees: 0, Funding: 0 })
                continue;
            int at = IndexOf(new(i));
            decimal? mark = position.Quantity == Lots.Zero ? 0 : hedger.Hedge == ContractIndex.None ? null : LedgerSum.MarkOf(desk, new(i));
            shares[at] = shares[at] with { Profit = mark is null ? null : shares[at].Profit + desk.Book.PnlAt(new(i), mark.Value) };
        }
        return shares;

        int IndexOf(ContractIndex contract)
        {
            Contract of = desk.Book.ContractOf(contract);
            int at = shares.FindIndex(s => s.Venue == of.Id.Venue && s.Currency == of.SettlementCurrency);
            if (at < 0)
            {
                at = shares.Count;
                shares.Add(new WalletShare(of.Id.Venue, of.SettlementCurrency, null, 0));
            }
            return at;
        }
    }
}
