namespace Poise.Hedging;

/// <summary>
/// Powers of two by which rows and columns are multiplied so that coefficients come near to one: the geometric mean of the least and the largest of each, a few times over. Multiplying by them rounds nothing.
/// </summary>
internal sealed class ProgramScale
{
    private const int Passes = 4;

    public ProgramScale(DenseProgram program)
    {
        (Rows, Columns) = (new double[program.Rows], new double[program.Columns]);
        Array.Fill(Rows, 1);
        Array.Fill(Columns, 1);
        for (int pass = 0; pass < Passes; pass++)
        {
            for (int r = 0; r < program.Rows; r++)
                Rows[r] = Middle(program.Columns, c => program.Matrix[c * program.Rows + r] * Columns[c], Rows[r]);
            for (int c = 0; c < program.Columns; c++)
                Columns[c] = Middle(program.Rows, r => program.Matrix[c * program.Rows + r] * Rows[r], Columns[c]);
        }
        for (int r = 0; r < program.Rows; r++)
            Rows[r] = PowerOfTwo(Rows[r]);
        for (int c = 0; c < program.Columns; c++)
            Columns[c] = PowerOfTwo(Columns[c]);
        double logs = 0;
        int costs = 0;
        for (int piece = 0; piece < program.Pieces; piece++)
        {
            double cost = Math.Abs(program.PieceCost[piece]) * Columns[program.ColumnOf[piece]];
            if (cost > 0)
                (logs, costs) = (logs + Math.Log2(cost), costs + 1);
        }
        Cost = costs == 0 ? 1 : Math.Pow(2, Math.Round(logs / costs));
    }

    public double[] Rows { get; }

    /// <summary>A scaled column is the column divided by this.</summary>
    public double[] Columns { get; }

    /// <summary>A usual cost of a scaled column: costs are divided by it.</summary>
    public double Cost { get; }

    private static double Middle(int count, Func<int, double> of, double otherwise)
    {
        double least = double.PositiveInfinity, most = 0;
        for (int i = 0; i < count; i++)
        {
            double size = Math.Abs(of(i));
            if (size > 0)
                (least, most) = (Math.Min(least, size), Math.Max(most, size));
        }
        return most == 0 ? otherwise : 1 / Math.Sqrt(least) / Math.Sqrt(most);
    }

    private static double PowerOfTwo(double scale) => Math.Pow(2, Math.Clamp(Math.Round(Math.Log2(scale)), -300, 300));
}
