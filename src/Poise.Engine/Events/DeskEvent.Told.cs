using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <summary>Settings that a desk is told: kept as text, and as that text says them.</summary>
public readonly partial struct DeskEvent
{
    /// <summary>From now on it has other limits of options, costs and rules; a start goes back to the settings' limits of options where those are tighter.</summary>
    /// <param name="underlying">What; empty for the desk's only one.</param>
    /// <exception cref="ArgumentException">One of them cannot be.</exception>
    public static DeskEvent SettingsSet(Instant at, LiveSettings settings, string underlying = "") =>
        new(DeskEventKind.SettingsSet, at, new Told<LiveSettings>(underlying, AsKept("settings", LiveSettingsText.Of(settings), LiveSettingsText.Parse)));

    public LiveSettings Settings => Kind == DeskEventKind.SettingsSet ? ((Told<LiveSettings>)_reference!).What : throw Not(DeskEventKind.SettingsSet);

    private abstract record Told(string Underlying);

    private sealed record Told<T>(string Underlying, T What) : Told(Underlying);

    /// <summary>As a journal would give it back.</summary>
    private static T AsKept<T>(string name, byte[]? text, Func<ReadOnlyMemory<byte>, T> parse)
    {
        if (text is null)
            throw new ArgumentException($"the {name} is somebody's own: it has no text that a journal can keep");
        try
        {
            return parse(text);
        }
        catch (SettingsException e)
        {
            throw new ArgumentException(e.Message, e);
        }
    }
}
