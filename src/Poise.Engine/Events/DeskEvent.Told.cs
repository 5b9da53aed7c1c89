using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <summary>Profit over all underlyings.</summary>
/// <param name="Currency">The base of the limits when it was marked.</param>
public sealed record DeskMark(double Profit, string Currency);

/// <summary>Settings that a desk is told: kept as text, and as that text says them.</summary>
public readonly partial struct DeskEvent
{
    /// <summary>From now on it has other limits of options, costs and rules; a start goes back to the settings' limits of options where those are tighter.</summary>
    /// <param name="underlying">What; empty for the desk's only one.</param>
    /// <exception cref="ArgumentException">One of them cannot be.</exception>
    public static DeskEvent SettingsSet(Instant at, LiveSettings settings, string underlying = "") =>
        new(DeskEventKind.SettingsSet, at, new Told<LiveSettings>(underlying, AsKept("settings", LiveSettingsText.Of(settings), LiveSettingsText.Parse)));

    /// <summary>From now on the desk has other limits over all that it hedges, and its books; a start goes back to the settings' where those are tighter.</summary>
    /// <exception cref="ArgumentException">A limit is absurd.</exception>
    public static DeskEvent DeskLimitsSet(Instant at, DeskLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return new(DeskEventKind.DeskLimitsSet, at, AsKept("limits", DeskLimitsText.Of(limits.Checked()), DeskLimitsText.Parse));
    }

    /// <summary>What the sum of all profits is at the marks.</summary>
    public static DeskEvent DeskMarked(Instant at, double profit, string currency) => new(DeskEventKind.DeskMarked, at, new DeskMark(profit, currency));

    /// <summary>What a book's profit is at the marks.</summary>
    public static DeskEvent BookMarked(Instant at, string book, double profit, string currency) => new(DeskEventKind.BookMarked, at, new BookMark(book, profit, currency));

    /// <summary>A book is hedged otherwise from here on, since its profit has fallen or is back.</summary>
    public static DeskEvent BookStepped(Instant at, BookStep step) => new(DeskEventKind.BookStepped, at, step ?? throw new ArgumentNullException(nameof(step)));

    public BookMark BookMark => Kind == DeskEventKind.BookMarked ? (BookMark)_reference! : throw Not(DeskEventKind.BookMarked);

    public BookStep BookStep => Kind == DeskEventKind.BookStepped ? (BookStep)_reference! : throw Not(DeskEventKind.BookStepped);

    public DeskLimits DeskLimits => Kind == DeskEventKind.DeskLimitsSet ? (DeskLimits)_reference! : throw Not(DeskEventKind.DeskLimitsSet);

    public DeskMark DeskMark => Kind == DeskEventKind.DeskMarked ? (DeskMark)_reference! : throw Not(DeskEventKind.DeskMarked);

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
