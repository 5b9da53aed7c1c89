using Poise.Pricing;

namespace Poise.Chains;

/// <summary>
/// The highest of an expiry's smile and all earlier ones. Where a smile is proven to be above the earlier ones over a whole cell, only it is looked at:
/// on a stretch the smile is above its tangents at both ends, the highest of the earlier ones is convex and so below its chord, and chord and tangents are
/// compared, over halves of the stretch where need be. Beyond the outer strikes the earlier ones are always looked at.
/// </summary>
internal sealed class BandEnvelope(int capacity)
{
    private const int Halvings = 6;

    private readonly BandSmile[] _smiles = new BandSmile[capacity];
    private readonly bool[][] _isOpen = new bool[capacity][];

    public int Count { get; private set; }

    public bool Reaches(int at, double x) => x >= _smiles[at].Low && x <= _smiles[at].High;

    /// <summary>Adds the next expiry; gives how many of its cells are not proven to be above the earlier ones.</summary>
    /// <param name="smile">Its smile.</param>
    /// <param name="x">Its strikes.</param>
    /// <param name="floors">The earlier ones' price at those.</param>
    public int Add(BandSmile smile, ReadOnlySpan<double> x, ReadOnlySpan<double> floors)
    {
        var isOpen = new bool[x.Length];
        _smiles[Count] = smile;
        _isOpen[Count] = isOpen;
        int lifted = 0;
        if (Count > 0)
        {
            for (int j = 0; j + 1 < x.Length; j++)
            {
                // A stretch from strike to strike lies in two cells.
                if (!IsAbove(smile, new End(smile, x[j], floors[j]), new End(smile, x[j + 1], floors[j + 1]), Halvings))
                    isOpen[j] = isOpen[j + 1] = true;
            }
            foreach (bool open in isOpen)
                lifted += open ? 1 : 0;
        }
        Count++;
        return lifted;
    }

    public double Price(int at, double x, out double slope)
    {
        double best = _smiles[at].Price(x, out slope);
        while (at > 0 && (!Reaches(at, x) || _isOpen[at][_smiles[at].CellOf(x)]))
        {
            double price = _smiles[--at].Price(x, out double other);
            if (price > best)
                (best, slope) = (price, other);
        }
        return best;
    }

    private bool IsAbove(BandSmile smile, in End low, in End high, int halvings)
    {
        // Puts and calls differ by a straight line, which both sides of the comparison share.
        bool isSplit = low.X < 1 && high.X >= 1;
        double shift = isSplit ? 1 - low.X : 0, tilt = isSplit ? -1 : 0;
        double a = low.Price + shift, b = high.Price, sa = low.Slope + tilt, sb = high.Slope;
        double floorA = low.Floor + shift, floorB = high.Floor;
        if (!(low.Price >= low.Floor) || !(high.Price >= high.Floor))
            return false;
        double width = high.X - low.X, chord = (floorB - floorA) / width;
        // The tangents meet where a + sa u = b - sb (width - u).
        double bend = sb - sa;
        double u = bend > 0 ? Math.Clamp((a - b + sb * width) / bend, 0, width) : 0;
        if (Math.Max(a + sa * u, b - sb * (width - u)) >= floorA + chord * u)
            return true;
        if (halvings == 0)
            return false;
        double middle = 0.5 * (low.X + high.X);
        if (!(middle > low.X) || !(middle < high.X))
            return false;
        var centre = new End(smile, middle, Price(Count - 1, middle, out _));
        return IsAbove(smile, low, centre, halvings - 1) && IsAbove(smile, centre, high, halvings - 1);
    }

    private readonly struct End
    {
        public readonly double X, Price, Slope, Floor;

        public End(BandSmile smile, double x, double floor)
        {
            (X, Floor) = (x, floor);
            Price = smile.Price(x, out Slope);
        }
    }
}
