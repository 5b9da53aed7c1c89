using System.Buffers;
using Poise.App;
using Poise.Domain;
using Poise.Exchange;
using Poise.Runtime;
using Poise.Venues;
using Poise.Venues.Csv;

namespace Poise.Edge.Tests;

/// <summary>The chain that the README's commands read is what the simulated market prints: no vendor's data is in the repository.</summary>
public class SampleTests
{
    [Fact]
    public void The_sample_chain_is_the_simulated_markets_own()
    {
        Instant start = Instant.FromUtc(2026, 3, 2, 14, 0);
        var market = new SimulatedMarket(MarketSettings.Inverse, seed: 20260302, start);
        var venue = new SimulatedVenue(market);
        venue.Connect(new Deaf());
        venue.AdvanceTo(start + Duration.FromSeconds(600));
        var bytes = new ArrayBufferWriter<byte>();
        PoiseCsv.Write(MarketSnapshots.Of(venue), bytes);
        string file = Path.Combine(Repository.Root, "samples", "chain.csv");
        if (Environment.GetEnvironmentVariable("POISE_WRITE_SAMPLE") is "1")
            File.WriteAllBytes(file, bytes.WrittenSpan);
        Assert.Equal(System.Text.Encoding.UTF8.GetString(bytes.WrittenSpan), File.ReadAllText(file));
    }

    [Theory]
    [InlineData("customers-chain.csv")]
    [InlineData("customers-trades.csv")]
    public void The_sample_of_trades_is_the_generated_customers(string name)
    {
        var market = new CustomerMarket(new CustomerSettings { NoiseTrades = 300, NoiseTraders = 100, Overwriters = 40, SpreadBuyers = 40 });
        var bytes = new ArrayBufferWriter<byte>();
        for (int day = 0; day < 3; day++)
        {
            CustomerDay one = market.Next();
            if (name == "customers-chain.csv")
                PoiseCsv.Write(one.Chain(), bytes, withNames: day == 0);
            else
                PoiseTrades.Write(one.Tape(), bytes, withNames: day == 0);
        }
        string file = Path.Combine(Repository.Root, "samples", name);
        if (Environment.GetEnvironmentVariable("POISE_WRITE_SAMPLE") is "1")
            File.WriteAllBytes(file, bytes.WrittenSpan);
        Assert.Equal(System.Text.Encoding.UTF8.GetString(bytes.WrittenSpan), File.ReadAllText(file));
    }

    [Fact]
    public void The_simulated_markets_hedge_is_its_own_perpetual()
    {
        foreach (PayoffStyle style in (PayoffStyle[])[PayoffStyle.Linear, PayoffStyle.Inverse])
        {
            Instant start = Instant.FromUtc(2026, 3, 2, 14, 0);
            var venue = new SimulatedVenue(new SimulatedMarket(style == PayoffStyle.Linear ? new MarketSettings() : MarketSettings.Inverse, seed: 1, start));
            venue.Connect(new Deaf());
            venue.AdvanceTo(start + Duration.FromSeconds(10));
            MarketSnapshot market = MarketSnapshots.Of(venue);
            Poise.Flow.FlowView view = Poise.Flow.FlowReport.Of(market, FlowDefaults.For(market));
            Contract perpetual = market.Futures.Single(f => f.Contract.Kind == ContractKind.Perpetual).Contract;
            double expected = style == PayoffStyle.Linear
                ? 100 * view.Totals.Gex!.Value / (market.Spot * market.Spot) / perpetual.Multiplier
                : 100 * view.Totals.Gex!.Value / market.Spot / perpetual.Multiplier;
            Assert.Equal((expected, perpetual.Id.Symbol), (view.Totals.HedgeContractsPerPoint!.Value, view.Totals.HedgeInstrument));
        }
    }

    private sealed class Deaf : IVenueSink
    {
        private int _listed;

        public ContractIndex Listed(Instant at, Contract contract) => new(_listed++);

        public void Quoted(Instant at, ContractIndex contract, in Quote quote, QuoteDetail? detail = null)
        {
        }

        public void Traded(Instant at, ContractIndex contract, Side aggressor, Lots quantity, Ticks price)
        {
        }

        public void Updated(Instant at, in OrderUpdate update)
        {
        }

        public void Filled(Instant at, in Fill fill)
        {
        }

        public void Funded(Instant at, in FundingPayment payment)
        {
        }

        public void Settled(Instant at, ContractIndex contract, decimal price)
        {
        }

        public void LinkChanged(Instant at, bool isUp)
        {
        }
    }
}
