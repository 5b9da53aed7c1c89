using FsCheck;
using FsCheck.Fluent;
using Poise.Domain;

namespace Poise.Core.Tests;

public sealed class BookTests
{
    private static readonly ContractIndex Linear = new(0), InverseFuture = new(1), InverseOption = new(2);

    private static Book Empty()
    {
        Book book = new();
        book.List(Linear, new Contract { Id = new("v", "LIN"), Kind = ContractKind.Perpetual, Underlying = "BTC", PriceTick = 0.5m, LotSize = 0.01m });
        book.List(InverseFuture, new Contract
        {
            Id = new("v", "INV"),
            Kind = ContractKind.Perpetual,
            Underlying = "BTC",
            Style = PayoffStyle.Inverse,
            Multiplier = 10,
            SettlementCurrency = "BTC",
            PriceTick = 0.5m,
            LotSize = 1m,
        });
        book.List(InverseOption, new Contract
        {
            Id = new("v", "OPT"),
            Kind = ContractKind.Option,
            Underlying = "BTC",
            Style = PayoffStyle.Inverse,
            Strike = 50_000,
            SettlementCurrency = "BTC",
            PriceTick = 0.0005m,
            LotSize = 0.1m,
            Expiry = Instant.FromUtc(2026, 1, 30, 8),
        });
        return book;
    }

    private static Fill FillOf(ContractIndex contract, long trade, Side side, long lots, long ticks, decimal fee = 0) =>
        new(trade, new OrderId(1, trade), contract, side, new(lots), new(ticks), fee, false, default);

    [Fact]
    public void A_linear_round_trip_pays_the_price_difference_less_fees()
    {
        Book book = Empty();
        book.Fold(FillOf(Linear, 1, Side.Buy, 200, 100_000, 1.5m));  // 2 at 50,000
        book.Fold(FillOf(Linear, 2, Side.Sell, 200, 101_000, 1.5m)); // at 50,500
        Assert.Equal(997m, book.PnlAt(Linear, 77m));
        Assert.Equal(new LedgerLine("USD", 1000m, 3m, 0), book.Ledger(0));
    }

    [Fact]
    public void Funding_counts_once_and_is_part_of_the_profit()
    {
        Book book = Empty();
        book.Fold(FillOf(InverseFuture, 1, Side.Buy, 1000, 80_000));
        Assert.True(book.Fold(new FundingPayment(7, InverseFuture, -0.25m, default)));
        Assert.False(book.Fold(new FundingPayment(7, InverseFuture, -0.25m, default)));
        Assert.False(book.Fold(new FundingPayment(6, InverseFuture, -1m, default))); // told late: the one after it was told with it
        Assert.True(book.Fold(new FundingPayment(9, InverseFuture, 0.05m, default)));
        Assert.True(book.Fold(new FundingPayment(6, Linear, 3m, default))); // numbers are a contract's own
        Assert.Equal((-0.2m, -0.2m, 3m), (book.PositionOf(InverseFuture).Funding, book.PnlAt(InverseFuture, 40_000m), book.PnlAt(Linear, 1m)));
        Assert.Equal((3m, -0.2m), (book.Ledger(0).Funding, book.Ledger(1).Funding));
        Assert.Throws<ArgumentException>(() => book.Fold(new FundingPayment(10, new(99), 1m, default)));
    }

    [Fact]
    public void An_inverse_future_pays_N_times_the_difference_of_reciprocals_in_coin()
    {
        Book book = Empty();
        book.Fold(FillOf(InverseFuture, 1, Side.Buy, 1000, 80_000));  // 10,000 USD at 40,000
        // q N (1/F0 - 1/F1) = 1000 * 10 * (1/40000 - 1/50000) = 0.05 BTC
        Assert.Equal(0.05m, Math.Round(book.PnlAt(InverseFuture, 50_000m), 20));
        book.Fold(FillOf(InverseFuture, 2, Side.Sell, 1000, 100_000));
        Assert.Equal(0.05m, Math.Round(book.PnlAt(InverseFuture, 1m), 20));
        Assert.Equal("BTC", book.Ledger(book.CurrencyOf(InverseFuture)).Currency);
    }

    [Fact]
    public void A_short_inverse_future_gains_when_the_price_falls()
    {
        Book book = Empty();
        book.Fold(FillOf(InverseFuture, 1, Side.Sell, 1000, 100_000));
        Assert.True(book.PnlAt(InverseFuture, 40_000m) > 0);
        Assert.Equal(0.05m, Math.Round(book.PnlAt(InverseFuture, 40_000m), 20));
    }

    [Fact]
    public void An_inverse_option_pays_its_premium_in_coin()
    {
        Book book = Empty();
        book.Fold(FillOf(InverseOption, 1, Side.Sell, 30, 100)); // 3 at 0.05
        Assert.Equal(0.15m, book.Ledger(1).Cash);
        Assert.Equal(0.06m, book.PnlAt(InverseOption, 0.03m));
    }

    [Fact]
    public void An_opening_position_starts_at_zero_profit_and_settles()
    {
        Book book = Empty();
        book.Open(InverseOption, new(-50), 0.04m);
        Assert.Equal(0m, book.PnlAt(InverseOption, 0.04m));
        book.Settle(InverseOption, 0.01m);
        Assert.Equal(Lots.Zero, book.QuantityOf(InverseOption));
        Assert.Equal(0.15m, book.PnlAt(InverseOption, 99m));
    }

    [Fact]
    public void Impossible_input_is_refused()
    {
        Book book = Empty();
        Assert.Throws<ArgumentException>(() => book.Fold(FillOf(new(3), 1, Side.Buy, 1, 1)));
        Assert.Throws<ArgumentException>(() => book.Fold(FillOf(Linear, 1, Side.Buy, 0, 1)));
        Assert.Throws<ArgumentException>(() => book.Fold(FillOf(Linear, 1, Side.Buy, 1, 0)));
        Assert.Throws<ArgumentException>(() => book.List(new(7), book.ContractOf(Linear)));
        Assert.Throws<ArgumentException>(() => book.List(new(3), book.ContractOf(Linear) with { Multiplier = double.NaN }));
        Assert.Equal(0, book.Fills);
    }

    /// <summary>Any sequence of fills, repeats among them, against a list of the distinct ones summed anew.</summary>
    [Fact]
    public void A_book_is_the_sum_of_its_distinct_fills()
    {
        Gen<Fill> fills =
            from contract in Gen.Choose(0, 2)
            from trade in Gen.Choose(1, 40)
            from isBuy in Gen.Elements(true, false)
            from lots in Gen.Choose(1, 500)
            from ticks in Gen.Choose(1, 200_000)
            from fee in Gen.Choose(-100, 100)
            select FillOf(new(contract), trade, isBuy ? Side.Buy : Side.Sell, lots, ticks, fee / 1000m);
        Prop.ForAll(fills.ListOf().ToArbitrary(), sequence =>
        {
            Book book = Empty();
            Dictionary<(int, long), Fill> naive = [];
            foreach (Fill fill in sequence)
            {
                bool isNew = naive.TryAdd((fill.Contract.Value, fill.TradeId), fill);
                Assert.Equal(isNew, book.Fold(fill));
            }
            foreach (int c in new[] { 0, 1, 2 })
            {
                Contract contract = book.ContractOf(new(c));
                decimal mark = 123.5m, pnl = 0;
                long held = 0;
                foreach (Fill fill in naive.Values)
                {
                    if (fill.Contract.Value != c)
                        continue;
                    long lots = fill.Side == Side.Buy ? fill.Quantity.Count : -fill.Quantity.Count;
                    decimal q = lots * contract.LotSize * (decimal)contract.Multiplier;
                    decimal price = fill.Price.Count * contract.PriceTick;
                    held += lots;
                    pnl += c == 1 ? q * (1 / price - 1 / mark) : q * (mark - price);
                    pnl -= fill.Fee;
                }
                Assert.Equal(held, book.QuantityOf(new(c)).Count);
                Assert.Equal((double)pnl, (double)book.PnlAt(new(c), mark), 9);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Deep.Times(100)).WithReplay(12246333610486160893UL, 1400963893725575427UL, 40));
    }
}
