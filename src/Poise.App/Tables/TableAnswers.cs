using Poise.Pricing;

namespace Poise.App;

/// <summary>
/// A question that is asked of each row of a table: it takes rows into columns, answers a batch of them at once, and keeps the numbers and the
/// status of each until they are written. One thread's own.
/// </summary>
internal abstract class TableAnswers
{
    /// <summary>Rows of a batch, a multiple of <see cref="Black76.PadTo"/>.</summary>
    public const int Batch = 1024;

    private readonly double[][] _numbers;
    private readonly string[] _statuses = new string[Batch];

    protected TableAnswers(TableHeader header, OptionTerms terms, string[] names)
    {
        Columns = header.Names.Count;
        Terms = terms;
        Names = names;
        _numbers = [.. names.Select(_ => new double[Batch])];
    }

    /// <summary>Names of the numbers that are answered; the status comes after them.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>What a user should know of the table's columns.</summary>
    public string? Note => Terms.IsUndiscounted ? "no DF is given: values are not discounted (DF = 1)" : null;

    /// <summary>Why a row that is not bad has no answer, for people; null where its status says all.</summary>
    public virtual string? Why(int row) =>
        _statuses[row] == AmericanRows.DoubleBoundary ? "the option has two exercise boundaries, and its vol is too small beside its drift for the grid that prices these" : null;

    protected OptionTerms Terms { get; }

    private int Columns { get; }

    public double Number(int answer, int row) => _numbers[answer][row];

    public string Status(int row) => _statuses[row];

    /// <summary>Which inputs of the row look like a slip of units; none in a row that cannot be read.</summary>
    public virtual UnitSlips Slips(int row) => Terms.Slips(row);

    /// <summary>What the row's greeks are by: S or F; empty in a row without an answer.</summary>
    public string By(int row) => !IsTaken(row) ? "" : Terms.IsByForward[row] ? "F" : "S";

    /// <summary>Takes a row of the table; one that cannot be read keeps its place.</summary>
    /// <param name="fault">Why the line did not split, or null.</param>
    public void Take(int row, scoped in TableFields fields, string? fault)
    {
        if (fault is null && fields.Count != Columns)
            fault = $"{fields.Count} fields, the header has {Columns}";
        if (fault is not null)
        {
            Blank(row);
            _statuses[row] = $"{RowStatus.Malformed}: {fault}";
            return;
        }
        var cells = new RowCells(fields);
        Terms.Take(row, ref cells);
        Take(row, ref cells);
        _statuses[row] = cells.Fault ?? RowStatus.Ok;
        if (cells.Fault is not null)
            Blank(row);
    }

    /// <summary>Answers the rows that were taken. Where some numbers of a row are not finite the others stay, and its status names the first.</summary>
    public void Answer(int count)
    {
        int padded = (count + Black76.PadTo - 1) / Black76.PadTo * Black76.PadTo;
        for (int i = count; i < padded; i++)
            Blank(i);
        Answer(count, padded);
        for (int row = 0; row < count; row++)
        {
            bool isAnswered = ReferenceEquals(_statuses[row], RowStatus.Ok);
            for (int a = 0; a < _numbers.Length; a++)
            {
                if (!isAnswered)
                    _numbers[a][row] = double.NaN;
                else if (!double.IsFinite(_numbers[a][row]) && IsDue(a, row) && ReferenceEquals(_statuses[row], RowStatus.Ok))
                    _statuses[row] = $"{RowStatus.NotANumber}: no finite {Names[a]}";
            }
        }
    }

    /// <summary>The whole column of an answer.</summary>
    protected Span<double> Column(int answer) => _numbers[answer];

    protected bool IsTaken(int row) => ReferenceEquals(_statuses[row], RowStatus.Ok);

    protected void Refuse(int row, string status) => _statuses[row] = status;

    /// <summary>Reads the cells beside the option's terms.</summary>
    protected abstract void Take(int row, ref RowCells cells);

    /// <summary>Puts harmless cells beside harmless terms.</summary>
    protected virtual void Blank(int row) => Terms.Blank(row);

    protected abstract void Answer(int count, int padded);

    /// <summary>Whether a row that is ok must have this number.</summary>
    protected virtual bool IsDue(int answer, int row) => true;
}
