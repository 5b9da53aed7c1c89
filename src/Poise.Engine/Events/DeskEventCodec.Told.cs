using System.Text;
using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <summary>Kinds that hold text or lists: what they say must be able to be.</summary>
public static partial class DeskEventCodec
{
    private static Package? ReadPackage(ref ByteReader from)
    {
        var legs = new PackageLeg[from.Choice(Package.MostLegs, "legs of a package")];
        for (int i = 0; i < legs.Length; i++)
            legs[i] = new PackageLeg(from.Index(), new(from.Long()), new(from.Long()));
        if (from.Failure is not null)
            return null;
        try
        {
            return new Package([.. legs]);
        }
        catch (ArgumentException e)
        {
            from.Fail(e.Message);
            return null;
        }
    }

    private static DeskEvent ReadSettings(Instant at, ref ByteReader from, Func<Instant, byte[], string, DeskEvent> make)
    {
        string text = from.Text(), underlying = ReadName(ref from);
        if (from.Failure is not null)
            return default;
        try
        {
            return make(at, Encoding.UTF8.GetBytes(text), underlying);
        }
        catch (Exception e) when (e is SettingsException or ArgumentException)
        {
            from.Fail(e is SettingsException ? e.Message : "settings that cannot be");
            return default;
        }
    }

    private static DeskEvent ReadMargin(Instant at, ref ByteReader from)
    {
        string currency = from.Text();
        MarginReport report = new(from.Double(), from.Double(), from.Double());
        string venue = ReadName(ref from);
        if (from.Failure is null && (!report.IsValid || currency.Length == 0))
            from.Fail("margin that cannot be");
        return from.Failure is null ? DeskEvent.MarginReported(at, currency, report, venue) : default;
    }

    private static DeskEvent ReadDeskLimits(Instant at, ref ByteReader from)
    {
        string text = from.Text();
        if (from.Failure is not null)
            return default;
        try
        {
            return DeskEvent.DeskLimitsSet(at, DeskLimitsText.Parse(Encoding.UTF8.GetBytes(text)));
        }
        catch (Exception e) when (e is SettingsException or ArgumentException)
        {
            from.Fail(e is SettingsException ? e.Message : "limits that cannot be");
            return default;
        }
    }
}
