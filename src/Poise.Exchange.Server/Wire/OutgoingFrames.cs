using System.Buffers;

namespace Poise.Exchange.Server;

/// <summary>
/// Frames on their way to one client: the owner's thread adds, one writer takes all there is and sends it while more is added. What waits, the taken part included, never
/// exceeds the limit. What is held back can be taken only when it is released.
/// </summary>
internal sealed class OutgoingFrames(int limit)
{
    private const int Smallest = 4096, Kept = 64 << 10;

    private readonly Lock _lock = new();
    private byte[] _filling = [], _taken = [], _held = [];
    private List<int> _lengths = [], _takenLengths = [];
    private readonly List<int> _heldLengths = [];
    private int _used, _takenLeft, _heldUsed;

    /// <summary>Something waits to be released.</summary>
    public bool IsHeld
    {
        get
        {
            lock (_lock)
                return _heldUsed > 0;
        }
    }

    /// <summary>False where the limit would be exceeded; nothing is added then.</summary>
    /// <param name="isHeld">It cannot be taken until it is released; what was added before can.</param>
    public bool TryAdd(ReadOnlySpan<byte> frame, bool isHeld)
    {
        lock (_lock)
        {
            if (frame.Length > limit - _used - _heldUsed - _takenLeft)
                return false;
            if (isHeld)
                Append(frame, ref _held, ref _heldUsed);
            else
                Append(frame, ref _filling, ref _used);
            (isHeld ? _heldLengths : _lengths).Add(frame.Length);
            return true;
        }
    }

    /// <summary>What was held back may go.</summary>
    public void Release()
    {
        lock (_lock)
        {
            Append(_held.AsSpan(0, _heldUsed), ref _filling, ref _used);
            _lengths.AddRange(_heldLengths);
            ClearHeld();
        }
    }

    /// <summary>What is held back will never go.</summary>
    public void DropHeld()
    {
        lock (_lock)
            ClearHeld();
    }

    /// <summary>Takes all that has been added, frame after frame in one array; they last until the next call.</summary>
    public bool TryTake(out byte[] bytes, out List<int> lengths)
    {
        lock (_lock)
        {
            byte[] free = _taken.Length > Kept ? [] : _taken;
            (_taken, _filling) = (_filling, free);
            (_takenLengths, _lengths) = (_lengths, _takenLengths);
            _lengths.Clear();
            (_takenLeft, _used) = (_used, 0);
            (bytes, lengths) = (_taken, _takenLengths);
            return lengths.Count > 0;
        }
    }

    /// <summary>One of the taken frames is on the wire.</summary>
    public void Sent(int length)
    {
        lock (_lock)
            _takenLeft -= length;
    }

    private void Append(ReadOnlySpan<byte> bytes, ref byte[] into, ref int used)
    {
        if (into.Length - used < bytes.Length)
            Array.Resize(ref into, Math.Min(limit, Math.Max(Math.Max(Smallest, 2 * into.Length), used + bytes.Length)));
        bytes.CopyTo(into.AsSpan(used));
        used += bytes.Length;
    }

    private void ClearHeld()
    {
        _heldLengths.Clear();
        _heldUsed = 0;
        if (_held.Length > Kept)
            _held = [];
    }
}
