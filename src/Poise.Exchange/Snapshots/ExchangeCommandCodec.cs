using Poise.Domain;

namespace Poise.Exchange;

/// <summary>Commands as bytes: what a log of an exchange is made of.</summary>
public static class ExchangeCommandCodec
{
    /// <summary>Adds a command.</summary>
    public static void Write(in ExchangeCommand c, StateWriter to)
    {
        to.Write(c.Kind);
        to.Write((c.At, c.Units, c.Number));
        to.Write((c.Account, c.Other, c.Of));
        to.WriteAll<byte>([c.IsProtected ? (byte)1 : (byte)0, (byte)c.Model, c.IsRemembered ? (byte)1 : (byte)0, (byte)c.Trigger, (byte)c.Source, c.IsTrial ? (byte)1 : (byte)0, (byte)c.In]);
        to.Write(c.Reason);
        to.Write((c.Price, c.Offset));
        to.WriteText(c.Label);
        switch (c.Kind)
        {
            case CommandKind.Place or CommandKind.Wait or CommandKind.Quote or CommandKind.Move:
                to.Write(c.Order);
                break;
            case CommandKind.Edit:
                to.Write((c.Edit.Order, c.Edit.Quantity, c.Edit.Price));
                to.WriteAll<byte>([(byte)c.Edit.PostOnly, (byte)c.Edit.SelfTrade]);
                break;
            case CommandKind.CancelAll or CommandKind.CancelQuotes:
                to.Write((c.Filter.Instrument ?? -1, c.Filter.Listing ?? -1));
                to.WriteAll<sbyte>([c.Filter.Kind is { } kind ? (sbyte)kind : (sbyte)-1, c.Filter.Waiting is { } waits ? waits ? (sbyte)1 : (sbyte)0 : (sbyte)-1]);
                to.WriteText(c.Filter.Label);
                break;
            case CommandKind.Protect when c.Protection is { } p:
                to.Write((p.Interval, p.Frozen));
                to.Write((p.Quantity, p.Delta, p.Vega));
                break;
            default:
                break;
        }
    }

    /// <exception cref="StateDamagedException">The bytes are no command.</exception>
    public static ExchangeCommand Read(ref StateReader from)
    {
        CommandKind kind = from.Read<CommandKind>();
        if (kind > CommandKind.Switch)
            throw new StateDamagedException($"a command of kind {(int)kind}");
        (Instant at, long units, long number) = from.Read<(Instant, long, long)>();
        (int account, int other, int of) = from.Read<(int, int, int)>();
        byte[] flags = Marks(from.ReadAll<byte>(), 7);
        if (flags[1] > (byte)MarginModel.CrossPortfolio)
            throw new StateDamagedException($"an account on margin {flags[1]}");
        VenueReason reason = from.Read<VenueReason>();
        (double price, double offset) = from.Read<(double, double)>();
        var command = new ExchangeCommand
        {
            Kind = kind,
            At = at,
            Units = units,
            Number = number,
            Account = account,
            Other = other,
            Of = of,
            IsProtected = flags[0] != 0,
            Model = (MarginModel)flags[1],
            IsRemembered = flags[2] != 0,
            IsTrial = flags[5] != 0,
            Trigger = (TriggerKind)flags[3],
            Source = (TriggerSource)flags[4],
            In = (PricedIn)flags[6],
            Reason = reason,
            Price = price,
            Offset = offset,
            Label = from.ReadText(),
        };
        switch (kind)
        {
            case CommandKind.Place or CommandKind.Wait or CommandKind.Quote or CommandKind.Move:
                return command with { Order = from.ReadOrder() };
            case CommandKind.Edit:
                (long order, long quantity, long ticks) = from.Read<(long, long, long)>();
                byte[] ways = Marks(from.ReadAll<byte>(), 2);
                return command with { Edit = new OrderEdit(account, order, quantity, ticks, (PostOnly)ways[0], (SelfTrade)ways[1]) };
            case CommandKind.CancelAll or CommandKind.CancelQuotes:
                (int instrument, int listing) = from.Read<(int, int)>();
                sbyte[] narrows = Marks(from.ReadAll<sbyte>(), 2);
                return command with
                {
                    Filter = new OrderFilter(instrument < 0 ? null : instrument, listing < 0 ? null : listing, narrows[0] < 0 ? null : (ContractKind)narrows[0], from.ReadText(), narrows[1] < 0 ? null : narrows[1] > 0),
                };
            case CommandKind.Protect:
                (Duration interval, Duration frozen) = from.Read<(Duration, Duration)>();
                (double most, double delta, double vega) = from.Read<(double, double, double)>();
                return command with { Protection = new ProtectionSettings(interval, frozen, most, delta, vega) };
            default:
                return command;
        }
    }

    private static T[] Marks<T>(T[] marks, int count) => marks.Length == count ? marks : throw new StateDamagedException($"{marks.Length} marks of a command in place of {count}");
}
