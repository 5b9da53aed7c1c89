using System.Collections.Immutable;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Runtime;

/// <summary>An account at a venue in one settlement currency, of which the venue has told what it has and needs.</summary>
/// <param name="Room">Initial margin that is not used, currency of the plan; not negative, and none where what the venue told is of before its link was lost.</param>
internal sealed record BookPlanWallet(string Venue, string Currency, double Room)
{
    public string Name => NameOf(Venue, Currency);

    /// <summary>As instruments of a plan name where their margin is held.</summary>
    public static string NameOf(string venue, string currency) => $"{venue} {currency}";

    /// <summary>Those in which an underlying's options and hedge instruments settle. Where a venue never said anything there is none, and no limit.</summary>
    public static List<BookPlanWallet> Of(Desk desk, Hedger hedger, bool isInCoin, double spot)
    {
        var wallets = new List<BookPlanWallet>();
        for (int i = 0; i < desk.Book.Count; i++)
        {
            ContractIndex index = new(i);
            Contract contract = desk.Book.ContractOf(index);
            if (desk.HedgerOf(index) != hedger || desk.AccountOf(index) is not { } account || wallets.Exists(w => w.Venue == account.Venue && w.Currency == contract.SettlementCurrency))
                continue;
            foreach (ToldMargin told in account.Margins)
                if (told.Currency == contract.SettlementCurrency)
                    wallets.Add(new(account.Venue, told.Currency, (told.IsOld ? 0 : Math.Max(0, told.Report.Equity - told.Report.Initial)) * RateOf(contract, isInCoin, spot)));
        }
        return wallets;
    }

    /// <summary>What may come to it: no more than the others of its currency have room for.</summary>
    public double Brought(IReadOnlyList<BookPlanWallet> all, double transfers) => Math.Min(transfers, all.Where(w => w != this && w.Currency == Currency).Sum(static w => w.Room));

    /// <summary>A limit for each, what can be brought there counted, and one for all of a currency: what one gets the others have no more.</summary>
    public static ImmutableArray<VenueMargin> Limits(IReadOnlyList<BookPlanWallet> wallets, double transfers) =>
    [
        .. wallets.Select(w => new VenueMargin(w.Name, w.Room + w.Brought(wallets, transfers))),
        .. wallets.GroupBy(static w => w.Currency, StringComparer.Ordinal).Where(static g => g.Count() > 1)
            .Select(static g => new VenueMargin(g.Key, g.Sum(static w => w.Room)) { With = [.. g.Select(static w => w.Name)] }),
    ];

    private static double RateOf(Contract contract, bool isInCoin, double spot)
    {
        bool isCoin = contract.Style == PayoffStyle.Inverse;
        return isCoin == isInCoin ? 1 : isCoin ? spot : 1 / spot;
    }
}
