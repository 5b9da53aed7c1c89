namespace Poise.Venues.Deribit;

/// <summary>
/// Which of our executions in an instrument were told. Sequences ascend with time but may be heard out of order, so the
/// latest are kept one by one; everything below them counts as told. The floor moves by our own trades alone.
/// </summary>
internal sealed class TradeMemory
{
    /// <summary>Executions that are kept one by one: far more than can be under way at once.</summary>
    public const int Kept = 4096;

    private readonly SortedSet<long> _told = [];
    private long _floor = -1;

    /// <summary>Whether an execution was not told before; from now on it was.</summary>
    public bool IsNew(long sequence)
    {
        if (sequence <= _floor || !_told.Add(sequence))
            return false;
        if (_told.Count > Kept)
        {
            _floor = _told.Min;
            _told.Remove(_floor);
        }
        return true;
    }
}
