using System.Text;
using System.Text.Json;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Runtime;

/// <summary>What a line of the log looks like: one JSON object. Quantities in contracts, prices in the contract's price unit, deltas in units of the underlying; what does not exist is null or left out.</summary>
/// <param name="version">Of the program.</param>
/// <param name="market">Where prices and fills come from: simulated, paper, live; dry-run or dry-run-simulated where nothing is sent.</param>
/// <param name="reasonOf">A venue's code of a refusal or of an unasked end in words; null where it says none.</param>
public sealed class LogLine(string version, string market, Func<int, string?> reasonOf)
{
    public void Write(Utf8JsonWriter json, in LogEntry entry)
    {
        json.WriteStartObject();
        if (entry.Number > 0)
            json.WriteNumber("seq", entry.Number);
        json.WriteString("at", entry.At.ToString());
        json.WriteString("wall", entry.Wall.ToString());
        json.WriteString("kind", Name(entry.Kind));
        if (entry.Underlying is not null)
            json.WriteString("underlying", entry.Underlying);
        if (entry.Decision.IsKnown)
            json.WriteString("decision", entry.Decision.ToString());
        Figures(json, entry);
        json.WriteEndObject();
    }

    private void Figures(Utf8JsonWriter json, in LogEntry entry)
    {
        switch (entry.Kind)
        {
            case LogKind.Start:
                json.WriteString("market", market);
                json.WriteString("version", version);
                json.WriteString("policy", entry.Text);
                json.WriteNumber("records", entry.Count);
                break;
            case LogKind.Decision:
                Decision(json, entry.Contract, entry.Decided);
                break;
            case LogKind.Order:
                Order(json, entry.Contract!, entry.Event.Intent);
                break;
            case LogKind.Amend:
                Names(json, entry.Event.Amend.Id, entry.Contract);
                json.WriteNumber("quantity", Contracts(entry.Contract!, entry.Event.Amend.Quantity));
                json.WriteNumber("limit", Price(entry.Contract!, entry.Event.Amend.Limit));
                break;
            case LogKind.Cancel:
                Names(json, entry.Event.Cancel.Id, entry.Contract);
                break;
            case LogKind.Update when entry.Event.Kind == DeskEventKind.OrderNotFound:
                Names(json, entry.Event.MissingOrder, entry.Contract);
                json.WriteString("status", "notSent");
                break;
            case LogKind.Update:
                Update(json, entry.Contract!, entry.Event.Update);
                break;
            case LogKind.Fill:
                Fill(json, entry.Contract!, entry.Event.Fill);
                break;
            case LogKind.Link:
                if (entry.Event.Venue.Length > 0)
                    json.WriteString("venue", entry.Event.Venue);
                json.WriteBoolean("isUp", entry.Event.IsLinkUp);
                break;
            case LogKind.Margin:
                Margin(json, entry.Event);
                break;
            case LogKind.Command:
                Command(json, entry.Event);
                break;
            case LogKind.Halt or LogKind.Resume:
                json.WriteString("state", Name(entry.State.State));
                json.WriteString("reason", DeskViews.WordsOf(entry.State.Reason));
                break;
            case LogKind.Mismatch:
                Names(json, default, entry.Contract);
                Held(json, "book", entry.Contract, new(entry.Count));
                Held(json, "venue", entry.Contract, entry.Event.Report.Quantity);
                break;
            case LogKind.Opened:
                Names(json, default, entry.Contract);
                json.WriteNumber("quantity", Contracts(entry.Contract!, entry.Event.Opening.Quantity));
                json.WriteNumber("price", (double)entry.Event.Opening.Price);
                break;
            case LogKind.Settled:
                Names(json, default, entry.Contract);
                Number(json, "price", entry.Event.Delisting.Settlement);
                break;
            case LogKind.Lost:
                json.WriteNumber("lines", entry.Count);
                json.WriteString("reason", entry.Text);
                break;
            case LogKind.Stop:
                json.WriteString("reason", entry.Text);
                break;
            default:
                break;
        }
    }

    private static void Margin(Utf8JsonWriter json, in DeskEvent e)
    {
        if (e.Venue.Length > 0)
            json.WriteString("venue", e.Venue);
        json.WriteString("currency", e.Currency);
        json.WriteNumber("equity", e.Margin.Equity);
        json.WriteNumber("initial", e.Margin.Initial);
        json.WriteNumber("maintenance", e.Margin.Maintenance);
        json.WriteString("state", Name(e.Margin.State));
    }

    private static void Decision(Utf8JsonWriter json, Contract? hedge, in HedgeDecision decision)
    {
        json.WriteString("action", DecisionWords.Of(decision.Action));
        Number(json, "netDelta", decision.NetDelta);
        Number(json, "pendingBuy", decision.PendingBuy);
        Number(json, "pendingSell", decision.PendingSell);
        Number(json, "lower", decision.Band.Lower);
        Number(json, "target", decision.Band.Target);
        Number(json, "upper", decision.Band.Upper);
        json.WriteNumber("quantity", hedge is null ? 0 : Contracts(hedge, decision.Quantity));
        Names(json, decision.Order, hedge);
        json.WriteString("reason", DecisionWords.Of(decision.Reason));
    }

    private static void Order(Utf8JsonWriter json, Contract contract, in Intent intent)
    {
        NewOrder order = intent.Order;
        Names(json, order.Id, contract);
        json.WriteString("side", Name(order.Side));
        json.WriteNumber("quantity", Contracts(contract, order.Quantity));
        json.WriteNumber("limit", Price(contract, order.Limit));
        json.WriteString("timeInForce", Name(order.TimeInForce));
        if (order.ReduceOnly)
            json.WriteBoolean("reduceOnly", true);
        json.WriteString("reason", DecisionWords.Of(intent.Reason));
    }

    private void Update(Utf8JsonWriter json, Contract contract, in OrderUpdate update)
    {
        Names(json, update.Id, contract);
        json.WriteString("status", Name(update.Status));
        json.WriteNumber("filled", Contracts(contract, update.Filled));
        if (update.Reason == 0)
            return;
        json.WriteNumber("code", update.Reason);
        json.WriteString("reason", reasonOf(update.Reason));
    }

    private static void Fill(Utf8JsonWriter json, Contract contract, in Fill fill)
    {
        Names(json, fill.Order, contract);
        json.WriteString("side", Name(fill.Side));
        json.WriteNumber("quantity", Contracts(contract, fill.Quantity));
        json.WriteNumber("price", Price(contract, fill.Price));
        json.WriteNumber("fee", (double)fill.Fee);
        json.WriteString("liquidity", fill.IsMaker ? "maker" : "taker");
        json.WriteNumber("trade", fill.TradeId);
    }

    private static void Settings(Utf8JsonWriter json, string command, string name, byte[]? text)
    {
        json.WriteString("command", command);
        if (text is null)
            return;
        json.WritePropertyName(name);
        json.WriteRawValue(text);
    }

    private static void Command(Utf8JsonWriter json, in DeskEvent e)
    {
        switch (e.Kind)
        {
            case DeskEventKind.TradingStateSet:
                json.WriteString("command", e.StateChange.State switch { TradingState.Halted => "kill", TradingState.Normal => "resume", _ => "reduceOnly" });
                json.WriteString("reason", DeskViews.WordsOf(e.StateChange.Reason));
                break;
            case DeskEventKind.BandSet:
                json.WriteString("command", "setBand");
                Number(json, "lower", e.Band.Lower);
                Number(json, "target", e.Band.Target);
                Number(json, "upper", e.Band.Upper);
                break;
            case DeskEventKind.PolicySet:
                Settings(json, "setPolicy", "policy", PolicyText.Of(e.Policy));
                break;
            case DeskEventKind.WorkingSet:
                Settings(json, "setWorking", "work", WorkingText.Of(e.Working));
                break;
            case DeskEventKind.LimitsSet:
                Settings(json, "setLimits", "limits", LimitsText.Of(e.Limits));
                break;
            case DeskEventKind.DeskLimitsSet:
                Settings(json, "setDeskLimits", "limits", DeskLimitsText.Of(e.DeskLimits));
                break;
            case DeskEventKind.SettingsSet:
                Settings(json, "setSettings", "settings", LiveSettingsText.Of(e.Settings));
                break;
            case DeskEventKind.PackageAsked:
                json.WriteString("command", "package");
                json.WriteNumber("legs", e.Package.Legs.Length);
                break;
            case DeskEventKind.VenueSetAside:
                json.WriteString("command", "setAside");
                json.WriteString("venue", e.Venue);
                break;
            default:
                json.WriteString("command", "cancelAll");
                break;
        }
    }

    private static void Names(Utf8JsonWriter json, OrderId order, Contract? contract)
    {
        if (order.IsKnown)
            json.WriteString("order", order.ToString());
        if (contract is not null)
            json.WriteString("contract", contract.Id.Symbol);
    }

    /// <summary>Of a contract that the desk does not list: lots.</summary>
    private static void Held(Utf8JsonWriter json, string name, Contract? contract, Lots held) => json.WriteNumber(name, contract is null ? held.Count : Contracts(contract, held));

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }

    private static double Contracts(Contract contract, Lots lots) => (double)(lots.Count * contract.LotSize);

    private static double Price(Contract contract, Ticks ticks) => (double)(ticks.Count * contract.PriceTick);

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
