using Poise.Pricing;

namespace Poise.Exchange;

/// <summary>What is kept of instruments and accounts.</summary>
public sealed partial class MarginAccounts
{
    /// <summary>An instrument with its mark, and what a lot of it needs.</summary>
    private sealed class Market(InstrumentTerms terms)
    {
        public readonly InstrumentTerms Terms = terms;
        public double Mark, Index, Notional, ShortInitial, ShortMaintenance;

        /// <summary>Lots of all who are long.</summary>
        public long OpenInterest;
    }

    /// <summary>What one account has in one instrument. Open lots are those that rest in the book.</summary>
    private struct Slot
    {
        public int Instrument;
        public long Lots, OpenBuys, OpenSells;

        /// <summary>What the open buys of an option or of spot will cost, units.</summary>
        public long OpenCost;

        /// <summary>What the position as it stands cost, units; of what was closed nothing is left in it.</summary>
        public long Cost;

        /// <summary>The same before rounding, settlement currency: prices are told by it.</summary>
        public double ExactCost;

        /// <summary>What closing has brought over what it cost, units.</summary>
        public long Realized;

        /// <summary>In the wallet's sums, settlement currency.</summary>
        public double Value, Initial, Maintenance;
    }

    private struct Wallet
    {
        /// <summary>Units. Deposits, less what positions cost, less fees.</summary>
        public long Cash, Fees;

        /// <summary>Units of it that open spot orders would sell.</summary>
        public long Offered;

        /// <summary>Of futures and of options at their marks, settlement currency.</summary>
        public double Futures, Options;
        public double Initial, Maintenance;

        /// <summary>Of <see cref="Options"/> the short ones, below zero; by standard margin alone, where margin asks for their marks.</summary>
        public double Shorts;
        public int Epoch;
    }

    private sealed class Holder(int currencies, MarginModel model, ScenarioRisk? risk)
    {
        public readonly MarginModel Model = model;
        public readonly Wallet[] Wallets = new Wallet[currencies];
        public int[] Places = [];
        public Slot[] Slots = new Slot[4];
        public int Count;
        public int Tier;

        /// <summary>One a currency, of an account with portfolio margin; null of the others.</summary>
        public readonly ScenarioPortfolio[]? Portfolios = risk is null ? null : [.. Enumerable.Range(0, currencies).Select(_ => new ScenarioPortfolio(risk))];
    }
}
