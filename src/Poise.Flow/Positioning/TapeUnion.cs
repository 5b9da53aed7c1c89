using System.Globalization;
using Poise.Domain;

namespace Poise.Flow;

/// <summary>
/// The trades of several tapes of one underlying, each once, by time. A venue's id tells what is the same; without one, tapes that agree where their times overlap are the
/// same tape told twice, print by print: two equal prints of one tape are two trades.
/// </summary>
public sealed class TapeUnion
{
    private readonly List<OptionTrade> _trades = [];
    private readonly HashSet<(string Symbol, string Id, Instant At)> _ids = [];

    private TapeUnion(IReadOnlyList<IReadOnlyList<OptionTrade>> tapes)
    {
        Prints? prints = tapes.Count > 1 ? new Prints(tapes) : null;
        for (int tape = 0; tape < tapes.Count; tape++)
        {
            bool[]? again = prints?.Again(tape, this);
            for (int i = 0; i < tapes[tape].Count; i++)
            {
                OptionTrade trade = tapes[tape][i];
                if (trade.Id is string id && !_ids.Add((trade.Contract.Symbol, id, trade.At)))
                    SameId++;
                else if (again?[i] == true)
                    Alike++;
                else
                    _trades.Add(trade);
            }
        }
        // Sorting is stable: what a tape tells of one instant stays together, in its order.
        Trades = [.. _trades.OrderBy(static t => t.At)];
    }

    /// <param name="tapes">Each by time, in the order in which equal instants are to stand.</param>
    public static TapeUnion Of(IReadOnlyList<IReadOnlyList<OptionTrade>> tapes) => new(tapes);

    public IReadOnlyList<OptionTrade> Trades { get; }

    /// <summary>Left out: their venue's id was there already.</summary>
    public int SameId { get; private set; }

    /// <summary>Left out: another tape tells them too.</summary>
    public int Alike { get; private set; }

    /// <summary>Kept although another tape has an equal one: it differs in most others.</summary>
    public int Coincident { get; private set; }

    public IReadOnlyList<string> Notes()
    {
        var notes = new List<string>();
        if (SameId > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"trades: {SameId} bear the id of another and are taken once"));
        if (Alike > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"trades: {Alike} stand in two files that tell of the same time, and are taken once"));
        if (Coincident > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"trades: {Coincident} equal one of another file that else differs at their times: they are taken as other trades"));
        return notes;
    }

    /// <summary>Which tapes have which prints: of equal ones of a tape the first, the second and so on.</summary>
    private sealed class Prints(IReadOnlyList<IReadOnlyList<OptionTrade>> tapes)
    {
        private readonly record struct Print(string Symbol, Instant At, double Price, double Quantity, int Number);

        private readonly record struct Told(int Tape, bool HasId, int Before);

        private readonly Dictionary<Print, int> _last = [];
        private readonly List<Told> _told = [];

        /// <summary>Takes the next tape in.</summary>
        /// <returns>Of each of its trades whether an earlier tape that is the same has it.</returns>
        public bool[] Again(int tape, TapeUnion union)
        {
            IReadOnlyList<OptionTrade> trades = tapes[tape];
            var numbers = new Dictionary<Print, int>();
            var shared = new SortedDictionary<int, int>();
            int[] told = new int[trades.Count];
            for (int i = 0; i < trades.Count; i++)
            {
                OptionTrade trade = trades[i];
                var print = new Print(trade.Contract.Symbol, trade.At, trade.Price, trade.Quantity, 0);
                int number = numbers[print] = numbers.GetValueOrDefault(print) + 1;
                print = print with { Number = number };
                told[i] = _last.TryGetValue(print, out int last) ? last : -1;
                foreach (int other in Others(told[i], trade))
                    shared[other] = shared.GetValueOrDefault(other) + 1;
                _told.Add(new Told(tape, trade.Id is not null, told[i]));
                _last[print] = _told.Count - 1;
            }
            var same = new HashSet<int>();
            foreach ((int other, int count) in shared)
            {
                if (2 * count >= Math.Min(Within(other, tape), Within(tape, other)))
                    same.Add(other);
            }
            bool[] again = new bool[trades.Count];
            for (int i = 0; i < again.Length; i++)
            {
                bool isShared = false;
                foreach (int other in Others(told[i], trades[i]))
                {
                    isShared = true;
                    again[i] |= same.Contains(other);
                }
                union.Coincident += isShared && !again[i] ? 1 : 0;
            }
            return again;
        }

        /// <summary>Earlier tapes with an equal print; two ids are compared as such.</summary>
        private List<int> Others(int told, in OptionTrade trade)
        {
            List<int> others = [];
            for (int at = told; at >= 0; at = _told[at].Before)
            {
                if (trade.Id is null || !_told[at].HasId)
                    others.Add(_told[at].Tape);
            }
            return others;
        }

        /// <summary>Trades of a tape at times that another tells of too.</summary>
        private int Within(int tape, int other)
        {
            IReadOnlyList<OptionTrade> trades = tapes[tape], span = tapes[other];
            return Before(trades, span[^1].At + new Duration(1)) - Before(trades, span[0].At);
        }

        private static int Before(IReadOnlyList<OptionTrade> trades, Instant at)
        {
            int low = 0, high = trades.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (trades[middle].At < at)
                    low = middle + 1;
                else
                    high = middle;
            }
            return low;
        }
    }
}
