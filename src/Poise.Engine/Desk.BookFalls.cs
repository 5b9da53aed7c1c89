using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <summary>How far the profit of each book of the house has fallen, and what is done about it.</summary>
public sealed partial class Desk
{
    private readonly List<BookFall> _bookFalls = [];

    private sealed class BookFall(string book)
    {
        public string Book { get; } = book;

        /// <summary>In force; null where there is none any more.</summary>
        public DrawdownLimits? Limits { get; set; }

        /// <summary>When limits were set where there were none.</summary>
        public Instant Since { get; set; }

        public Drawdown Fall { get; set; }

        /// <summary>In which it is marked.</summary>
        public string MarkedIn { get; set; } = "";
    }

    /// <summary>How far a book's profit has fallen, base currency; marked only where a limit is set.</summary>
    public Drawdown DrawdownOf(string book) => Find(book)?.Fall ?? default;

    /// <summary>Whether a book's wishes hold: its profit has fallen by the hard limit and nobody has resumed, or has not been known for too long.</summary>
    public bool IsHeldBack(string book) => Find(book) is { } fall && IsHeldBack(fall);

    private bool IsHeldBack(BookFall of) =>
        of.Fall.Step == DrawdownStep.Frozen || of.Limits is not null && Now - (of.Fall.At.IsKnown ? of.Fall.At : of.Since > StartedAt ? of.Since : StartedAt) > Settings.MaxVolAge;

    /// <summary>Some book's wishes hold.</summary>
    internal bool AnyHeldBack
    {
        get
        {
            foreach (BookFall of in _bookFalls)
                if (IsHeldBack(of))
                    return true;
            return false;
        }
    }

    /// <summary>An order is for all books that wish: where one of them is soft, all of it is small and rests.</summary>
    internal DrawdownStep BookStepOn(Hedger hedger)
    {
        foreach (BookFall of in _bookFalls)
            if (of.Fall.Step == DrawdownStep.Soft && hedger.Books.HoldsSomething(of.Book))
                return DrawdownStep.Soft;
        return DrawdownStep.None;
    }

    private BookFall? Find(string book)
    {
        foreach (BookFall of in _bookFalls)
            if (of.Book == book)
                return of;
        return null;
    }

    private BookFall FallOf(string book)
    {
        if (Find(book) is { } found)
            return found;
        _bookFalls.Add(new(book));
        return _bookFalls[^1];
    }

    private void KeepBookFalls()
    {
        foreach (BookFall of in _bookFalls)
            of.Limits = Limits.BookDrawdowns.GetValueOrDefault(of.Book);
        foreach ((string book, DrawdownLimits limits) in Limits.BookDrawdowns)
            if (FallOf(book) is { Limits: null } begun)
                (begun.Limits, begun.Since) = (limits, Now);
    }

    /// <summary>A book's profit is marked; in another currency than before it begins anew.</summary>
    private void Mark(Instant at, BookMark mark)
    {
        BookFall of = FallOf(mark.Book);
        if (of.Limits is not { } limits || !double.IsFinite(mark.Profit) || mark.Currency != Limits.Base)
            return;
        Drawdown before = mark.Currency == of.MarkedIn ? of.Fall : default(Drawdown) with { Step = of.Fall.Step };
        (of.Fall, of.MarkedIn) = (before.With(at, mark.Profit, limits), mark.Currency);
    }

    /// <summary>Does what the marks of books call for.</summary>
    /// <returns>False when a step had no room.</returns>
    private bool StepBooks(ref EffectWriter effects)
    {
        foreach (BookFall of in _bookFalls)
        {
            DrawdownStep next = of.Fall.Next(of.Limits);
            if (next == of.Fall.Step)
                continue;
            if (effects.Free == 1) // the last place is the wake-up's
                return false;
            var step = new BookStep(of.Book, next);
            effects.Add(Effect.StepBook(step));
            FoldStep(step);
        }
        return true;
    }

    internal void FoldStep(BookStep step)
    {
        BookFall of = FallOf(step.Book);
        of.Fall = of.Fall with { Step = step.Step };
        foreach (Hedger hedger in _hedgers)
            hedger.BeginAnew();
    }

    /// <summary>A position was stated: nothing is won or lost by that.</summary>
    private void KeepBooksFall()
    {
        foreach (BookFall of in _bookFalls)
            of.Fall = of.Fall with { KeepsFall = of.Fall.At.IsKnown };
    }

    /// <summary>Somebody has looked: a book that was frozen begins anew.</summary>
    private void ResumeBooks()
    {
        foreach (BookFall of in _bookFalls)
            if (of.Fall.Step == DrawdownStep.Frozen)
                of.Fall = default;
    }

    private void AddBookFallsTo(ref StateHasher hasher)
    {
        foreach (BookFall of in _bookFalls)
        {
            if (!of.Fall.At.IsKnown && of.Fall.Step == DrawdownStep.None)
                continue;
            Hedger.Add(ref hasher, of.Fall);
            hasher.Add(Hedger.HashOf(System.Text.Encoding.UTF8.GetBytes($"{of.Book} {of.MarkedIn}")));
        }
    }
}
