using System.Text.Json;
using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>Positions as the protocol has them: futures sized in USD or coins, options in coins, profit in the currency of settlement.</summary>
internal static class PositionJson
{
    public static void Write(Utf8JsonWriter json, SimulatedExchange exchange, int account, ListedInstrument instrument)
    {
        AccountPosition held = exchange.Accounts.Held(account, instrument.Number);
        Contract contract = instrument.Contract;
        double index = exchange.IndexOf(instrument.Listing), coins = instrument.Coins(held.Lots), cost = (double)held.Cost / InstrumentTerms.Unit;
        double floating = held.Lots == 0 ? 0 : held.Value - cost, realized = (double)held.Realized / InstrumentTerms.Unit;
        double average = AveragePrice(instrument, held);
        bool isInverse = contract.Style == PayoffStyle.Inverse;
        json.WriteStartObject();
        json.WriteString("instrument_name"u8, contract.Id.Symbol);
        json.WriteString("kind"u8, contract.Kind.Word());
        json.WriteString("direction"u8, held.Lots > 0 ? "buy"u8 : held.Lots < 0 ? "sell"u8 : "zero"u8);
        json.WriteNumber("size"u8, WireNames.Short(instrument.Amount(held.Lots)));
        if (!contract.IsOption)
            json.WriteNumber("size_currency"u8, Math.Round(coins, 8));
        json.WriteNumber("average_price"u8, Math.Round(average, 8));
        if (contract.IsOption && isInverse)
        {
            json.WriteNumber("average_price_usd"u8, Math.Round(average * index, 4));
            json.WriteNumber("floating_profit_loss_usd"u8, Math.Round(floating * index, 4));
        }
        json.WriteNumber("mark_price"u8, instrument.Round(instrument.Mark));
        json.WriteNumber("index_price"u8, Math.Round(index, 4));
        json.WriteNumber("settlement_price"u8, instrument.Round(instrument.Mark));
        double delta = coins * instrument.Delta;
        json.WriteNumber("delta"u8, Math.Round(delta, 8));
        if (contract.IsOption)
        {
            json.WriteNumber("gamma"u8, Math.Round(coins * instrument.Gamma, 8));
            json.WriteNumber("vega"u8, Math.Round(coins * instrument.Vega / 100, 6));
            json.WriteNumber("theta"u8, Math.Round(coins * instrument.Theta / 365, 6));
        }
        else
        {
            json.WriteNumber("leverage"u8, (int)Math.Round(1 / exchange.Settings.Margin.FutureInitial));
        }
        json.WriteNumber("initial_margin"u8, Math.Round(held.Initial, 8));
        json.WriteNumber("maintenance_margin"u8, Math.Round(held.Maintenance, 8));
        json.WriteNumber("open_orders_margin"u8, Math.Round(held.OpenOrders, 8));
        json.WriteNumber("total_profit_loss"u8, Math.Round(floating + realized, 8));
        json.WriteNumber("floating_profit_loss"u8, Math.Round(floating, 8));
        json.WriteNumber("realized_profit_loss"u8, Math.Round(realized, 8));
        double liquidation = LiquidationPrice(exchange, account, instrument, held);
        if (double.IsFinite(liquidation))
            json.WriteNumber("estimated_liquidation_price"u8, Math.Round(liquidation, 4));
        else
            json.WriteNull("estimated_liquidation_price"u8);
        json.WriteEndObject();
    }

    /// <summary>What was paid for what is held, in the contract's price unit; 0 where nothing is.</summary>
    public static double AveragePrice(ListedInstrument instrument, in AccountPosition held)
    {
        if (held.Lots == 0 || held.ExactCost == 0)
            return 0;
        double size = held.Lots * instrument.Terms.Lot;
        return instrument.Terms.IsInverseFuture ? -size / held.ExactCost : held.ExactCost / size;
    }

    /// <summary>Of a future: where its mark would have eaten what the account owns above its maintenance margin, if all else stood still. NaN where nowhere.</summary>
    private static double LiquidationPrice(SimulatedExchange exchange, int account, ListedInstrument instrument, in AccountPosition held)
    {
        if (held.Lots == 0 || instrument.Contract.IsOption)
            return double.NaN;
        int currency = instrument.Terms.Currency;
        double room = exchange.Accounts.Equity(account, currency) - exchange.Accounts.MaintenanceMargin(account, currency), size = held.Lots * instrument.Terms.Lot;
        double price = instrument.Terms.IsInverseFuture ? 1 / (1 / instrument.Mark + room / size) : instrument.Mark - room / size;
        return price > 0 ? price : double.NaN;
    }
}
