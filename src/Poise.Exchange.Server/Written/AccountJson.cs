using System.Text.Json;
using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>What an account owns in a currency, as the protocol has it.</summary>
internal static class AccountJson
{
    /// <summary>Sums over an account's positions in a currency.</summary>
    private record struct Sums(double Delta, double DeltaUsd, double OptionsDelta, double Gamma, double Vega, double Theta, double OptionsValue, double FuturesFloating, double FuturesRealized, double OptionsFloating, double OptionsRealized);

    /// <summary>Fields of a summary, into an object that is open. By cross margin what is owned, and may be withdrawn, is that of the currency; margins and what they leave are those of all currencies, at its index.</summary>
    /// <param name="margins">Initial and maintenance margin in place of the account's own; null for these.</param>
    public static void WriteSummary(Utf8JsonWriter json, ExchangeDesk desk, int account, int currency, bool isExtended, (double Initial, double Maintenance)? margins = null)
    {
        SimulatedExchange exchange = desk.Exchange;
        MarginAccounts accounts = exchange.Accounts;
        Sums sums = Sum(exchange, account, currency);
        MarginModel model = accounts.ModelOf(account);
        AccountTotals totals = accounts.Totals(account);
        double equity = accounts.Equity(account, currency), usd = accounts.PriceOf(currency), behind = accounts.Behind(account, currency);
        (double Initial, double Maintenance) own = (accounts.InitialMargin(account, currency), accounts.MaintenanceMargin(account, currency));
        (double initial, double maintenance) = margins ?? own;
        double available = accounts.Available(account, currency) + own.Initial - initial, withdrawable = available, balance = (double)accounts.Cash(account, currency) / InstrumentTerms.Unit;
        if (model.IsCross())
        {
            (initial, maintenance) = (initial - own.Initial + totals.Initial / usd, maintenance - own.Maintenance + totals.Maintenance / usd);
            (withdrawable, behind) = (Math.Min(available, accounts.Withdrawable(account, currency)), Enumerable.Range(0, accounts.CurrencyCount).Sum(c => accounts.PriceOf(c) * accounts.Behind(account, c)) / usd);
        }
        double futures = sums.FuturesFloating + sums.FuturesRealized, options = sums.OptionsFloating + sums.OptionsRealized;
        json.WriteString("currency"u8, exchange.Currencies[currency]);
        Number("equity"u8, equity);
        Number("balance"u8, Balance(exchange, account, currency, balance));
        Number("margin_balance"u8, available + initial);
        Number("available_funds"u8, Math.Max(0, available));
        Number("available_withdrawal_funds"u8, Math.Max(0, withdrawable));
        Number("initial_margin"u8, initial);
        Number("maintenance_margin"u8, maintenance);
        Number("projected_initial_margin"u8, initial);
        Number("projected_maintenance_margin"u8, maintenance);
        Number("total_pl"u8, futures + options);
        Number("session_rpl"u8, sums.FuturesRealized + sums.OptionsRealized);
        Number("session_upl"u8, sums.FuturesFloating + sums.OptionsFloating);
        Number("futures_pl"u8, futures);
        Number("futures_session_rpl"u8, sums.FuturesRealized);
        Number("futures_session_upl"u8, sums.FuturesFloating);
        Number("options_pl"u8, options);
        Number("options_session_rpl"u8, sums.OptionsRealized);
        Number("options_session_upl"u8, sums.OptionsFloating);
        Number("options_value"u8, sums.OptionsValue);
        Number("options_delta"u8, sums.OptionsDelta);
        Number("options_gamma"u8, sums.Gamma);
        Number("options_vega"u8, sums.Vega);
        Number("options_theta"u8, sums.Theta);
        foreach (string map in (ReadOnlySpan<string>)["options_gamma_map", "options_vega_map", "options_theta_map"])
        {
            json.WriteStartObject(map);
            json.WriteEndObject();
        }
        Number("delta_total"u8, sums.Delta);
        Number("projected_delta_total"u8, sums.Delta);
        Number("additional_reserve"u8, 0);
        Number("spot_reserve"u8, 0);
        Number("fee_balance"u8, 0);
        Number("estimated_liquidation_ratio"u8, behind > 0 ? maintenance / behind : 0);
        json.WriteString("margin_model"u8, WireNames.MarginModels.Of(model));
        json.WriteBoolean("portfolio_margining_enabled"u8, model.IsPortfolio());
        json.WriteBoolean("cross_collateral_enabled"u8, model.IsCross());
        if (model.IsCross())
        {
            Number("total_equity_usd"u8, totals.Equity);
            Number("total_margin_balance_usd"u8, totals.Balance);
            Number("total_initial_margin_usd"u8, initial * usd);
            Number("total_maintenance_margin_usd"u8, maintenance * usd);
            Number("total_delta_total_usd"u8, Enumerable.Range(0, exchange.Currencies.Count).Sum(c => Sum(exchange, account, c).DeltaUsd));
        }
        if (isExtended)
            WriteFees(json, desk, account, currency);

        void Number(ReadOnlySpan<byte> name, double value) => json.WriteNumber(name, Math.Round(value, 8));
    }

    /// <summary>The account itself, fields into an object that is open.</summary>
    public static void WriteOwner(Utf8JsonWriter json, ExchangeDesk desk, int account)
    {
        AccountHolder holder = desk.Holder(account);
        json.WriteNumber("id"u8, account);
        json.WriteString("username"u8, holder.Name);
        json.WriteString("system_name"u8, holder.Name);
        json.WriteString("email"u8, "");
        json.WriteString("type"u8, holder.Main is null ? "main"u8 : "subaccount"u8);
        json.WriteBoolean("login_enabled"u8, true);
        json.WriteBoolean("mmp_enabled"u8, true);
        json.WriteBoolean("interuser_transfers_enabled"u8, false);
        json.WriteNumber("creation_timestamp"u8, holder.Opened.UnixMilliseconds);
        json.WriteString("self_trading_reject_mode"u8, WireNames.SelfTrades.Of(holder.SelfTrade));
        json.WriteBoolean("self_trading_extended_to_subaccounts"u8, false);
        json.WriteBoolean("receive_notifications"u8, false);
    }

    /// <summary>CurrencyPortfolio.</summary>
    public static void WritePortfolio(Utf8JsonWriter json, ExchangeDesk desk, int account, int currency)
    {
        json.WriteStartObject();
        WriteSummary(json, desk, account, currency, isExtended: false);
        json.WriteEndObject();
    }

    /// <summary>What is owned but for profit that is not yet taken: cash, with what open positions have cost put back.</summary>
    private static double Balance(SimulatedExchange exchange, int account, int currency, double cash)
    {
        foreach (ListedInstrument instrument in exchange.Instruments)
        {
            if (instrument.Terms.Currency == currency && !instrument.Contract.IsOption && exchange.Accounts.Position(account, instrument.Number) != 0)
                cash += (double)exchange.Accounts.Held(account, instrument.Number).Cost / InstrumentTerms.Unit;
        }
        return cash;
    }

    private static Sums Sum(SimulatedExchange exchange, int account, int currency)
    {
        Sums sums = default;
        foreach (ListedInstrument instrument in exchange.Instruments)
        {
            if (instrument.Terms.Currency != currency || instrument.Terms.IsSpot)
                continue;
            AccountPosition held = exchange.Accounts.Held(account, instrument.Number);
            double floating = held.Lots == 0 ? 0 : held.Value - (double)held.Cost / InstrumentTerms.Unit, realized = instrument.IsOpen ? (double)held.Realized / InstrumentTerms.Unit : 0;
            if (held.Lots == 0 && realized == 0)
                continue;
            double coins = instrument.Coins(held.Lots), delta = held.Lots == 0 ? 0 : coins * instrument.Delta;
            sums.Delta += delta;
            sums.DeltaUsd += delta * exchange.IndexOf(instrument.Listing);
            if (!instrument.Contract.IsOption)
            {
                sums.FuturesFloating += floating;
                sums.FuturesRealized += realized;
                continue;
            }
            sums.OptionsFloating += floating;
            sums.OptionsRealized += realized;
            sums.OptionsValue += held.Value;
            sums.OptionsDelta += delta;
            sums.Gamma += coins * instrument.Gamma;
            sums.Vega += coins * instrument.Vega / 100;
            sums.Theta += coins * instrument.Theta / 365;
        }
        return sums;
    }

    private static void WriteFees(Utf8JsonWriter json, ExchangeDesk desk, int account, int currency)
    {
        FeeTier tier = desk.Exchange.Accounts.TierOf(account);
        json.WriteStartArray("fees"u8);
        One("future"u8, tier.FutureMaker, tier.FutureTaker);
        One("perpetual"u8, tier.FutureMaker, tier.FutureTaker);
        One("option"u8, tier.OptionMaker, tier.OptionTaker);
        json.WriteEndArray();
        json.WritePropertyName("limits"u8);
        desk.LimitsOf(account).Write(json);

        void One(ReadOnlySpan<byte> type, double maker, double taker)
        {
            json.WriteStartObject();
            json.WriteString("currency"u8, desk.Exchange.Currencies[currency]);
            json.WriteString("instrument_type"u8, type);
            json.WriteString("fee_type"u8, "relative"u8);
            json.WriteNumber("maker_fee"u8, maker);
            json.WriteNumber("taker_fee"u8, taker);
            json.WriteEndObject();
        }
    }
}
