using System.Text.Json;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>How an account's margin is counted, and what another way would make of it.</summary>
internal sealed class ModelMethods(ExchangeDesk desk) : IServerMethods
{
    private MarginAccounts Accounts => desk.Exchange.Accounts;

    public void AddTo(MethodTable table) => table.Add("private/change_margin_model", RateClass.NonMatching, AccessNeed.AccountWrite, Change);

    /// <summary>
    /// Before and after, by currency: margins over what stands against them, and what is left of it. An account that would not cover its initial margin stays as it is; a trial shows what would be missing.
    /// </summary>
    private void Change(ServerCall call)
    {
        MarginModel model = call.Params.OneOf("margin_model"u8, WireNames.MarginModels);
        long account = call.Params.IntegerOrNull("user_id"u8) ?? call.Account;
        bool isTrial = call.Params.FlagOrNull("dry_run"u8) ?? false;
        if (call.IsRefused)
            return;
        if (!desk.Family(call.Account).Any(h => h.Account == account))
        {
            call.Refuse(DeribitError.NotFound, "no such account", "user_id");
            return;
        }
        // Asked for first: what portfolio margin asks for may only be known from then on.
        ExchangeAnswer trial = desk.Apply(ExchangeCommand.Switch(desk.At(call), (int)account, model, isTrial: true));
        if (trial.Reason is not (VenueReason.None or VenueReason.Funds))
        {
            call.Refuse(WireNames.Error(trial.Reason, Domain.Side.Buy));
            return;
        }
        MarginModel before = Accounts.ModelOf((int)account);
        var then = new (double Initial, double Maintenance, double Available)[Accounts.CurrencyCount];
        var now = new (double Initial, double Maintenance, double Available)[Accounts.CurrencyCount];
        Accounts.Under((int)account, before, now);
        Accounts.Under((int)account, model, then);
        if (!isTrial)
        {
            ExchangeAnswer answer = desk.Apply(ExchangeCommand.Switch(desk.At(call), (int)account, model));
            if (!answer.IsDone)
            {
                call.Refuse(WireNames.Error(answer.Reason, Domain.Side.Buy));
                return;
            }
        }
        call.Result.WriteStartArray();
        for (int currency = 0; currency < now.Length; currency++)
        {
            call.Result.WriteStartObject();
            call.Result.WriteString("currency"u8, desk.Exchange.Currencies[currency].ToLowerInvariant());
            Write(call.Result, "old_state"u8, now[currency]);
            Write(call.Result, "new_state"u8, then[currency]);
            call.Result.WriteEndObject();
        }
        call.Result.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, (double Initial, double Maintenance, double Available) state)
    {
        double balance = state.Available + state.Initial;
        json.WriteStartObject(name);
        json.WriteNumber("initial_margin_rate"u8, balance > 0 ? Math.Round(state.Initial / balance, 8) : 0);
        json.WriteNumber("maintenance_margin_rate"u8, balance > 0 ? Math.Round(state.Maintenance / balance, 8) : 0);
        json.WriteNumber("available_balance"u8, Math.Round(state.Available, 8));
        json.WriteEndObject();
    }
}
