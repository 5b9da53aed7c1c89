using System.Globalization;

namespace Poise.App;

/// <summary>How many rows were answered, how many not and why, and the first of these with their lines.</summary>
internal sealed class RowTally
{
    /// <summary>Rows that are told one by one.</summary>
    public const int Told = 5;

    private readonly SortedDictionary<string, long> _words = new(StringComparer.Ordinal);
    private readonly List<(long Line, string Status)> _first = [];

    public long Rows { get; private set; }

    /// <summary>Rows without a whole answer.</summary>
    public long Unanswered { get; private set; }

    /// <summary>Rows that are bad themselves.</summary>
    public long Bad { get; private set; }

    public IReadOnlyList<(long Line, string Status)> First => _first;

    public UnitSlipTally Slips { get; } = new();

    public void Clear()
    {
        Rows = Unanswered = Bad = 0;
        _words.Clear();
        _first.Clear();
        Slips.Clear();
    }

    public void Add(long line, string status)
    {
        Rows++;
        if (ReferenceEquals(status, RowStatus.Ok))
            return;
        Unanswered++;
        if (RowStatus.IsBad(status))
            Bad++;
        string word = RowStatus.Word(status);
        _words[word] = _words.GetValueOrDefault(word) + 1;
        if (_first.Count < Told)
            _first.Add((line, status));
    }

    /// <summary>Adds the rows that come after these.</summary>
    public void Add(RowTally next)
    {
        Rows += next.Rows;
        Unanswered += next.Unanswered;
        Bad += next.Bad;
        foreach ((string word, long count) in next._words)
            _words[word] = _words.GetValueOrDefault(word) + count;
        Slips.Add(next.Slips);
        _first.AddRange(next._first.Take(Told - _first.Count));
    }

    /// <summary>What is to be told of rows without an answer, line by line; nothing when there are none.</summary>
    public IEnumerable<string> Report()
    {
        if (Unanswered == 0)
            yield break;
        string words = string.Join(", ", _words.Select(w => string.Create(CultureInfo.InvariantCulture, $"{w.Value:#,0} {w.Key}")));
        yield return string.Create(CultureInfo.InvariantCulture, $"{Unanswered:#,0} of {Rows:#,0} rows without an answer: {words}; see the column status");
        foreach ((long line, string status) in _first)
            yield return string.Create(CultureInfo.InvariantCulture, $"line {line}: {status}");
        if (Unanswered > _first.Count)
            yield return string.Create(CultureInfo.InvariantCulture, $"and {Unanswered - _first.Count:#,0} more");
    }
}
