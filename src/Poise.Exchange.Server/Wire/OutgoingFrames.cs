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
    private byte[] _filling = [], _taken = [];
    private List<int> _lengths = [], _takenLengths = [];
    private int _used, _takenLeft;
    private bool _isHeld;

    /// <summary>Something waits to be released.</summary>
    public bool IsHeld
    {
        get
        {
            lock (_lock)
                return _isHeld;
        }
    }

    /// <summary>False where the limit would be exceeded; nothing is added then.</summary>
    /// <param name="isHeld">Until it is released, and with it all that has not been taken yet.</param>
    public bool TryAdd(ReadOnlySpan<byte> frame, bool isHeld)
    {
        lock (_lock)
        {
            if (frame.Length > limit - _used - _takenLeft)
                return false;
            if (_filling.Length - _used < frame.Length)
                Array.Resize(ref _filling, Math.Min(limit, Math.Max(Math.Max(Smallest, 2 * _filling.Length), _used + frame.Length)));
            frame.CopyTo(_filling.AsSpan(_used));
            _used += frame.Length;
            _lengths.Add(frame.Length);
            _isHeld |= isHeld;
            return true;
        }
    }

    /// <summary>What was held back may go.</summary>
    public void Release()
    {
        lock (_lock)
            _isHeld = false;
    }

    /// <summary>What is held back will never go.</summary>
    public void DropHeld()
    {
        lock (_lock)
        {
            if (!_isHeld)
                return;
            _lengths.Clear();
            (_used, _isHeld) = (0, false);
        }
    }

    /// <summary>Takes all that has been added, frame after frame in one array; they last until the next call.</summary>
    public bool TryTake(out byte[] bytes, out List<int> lengths)
    {
        lock (_lock)
        {
            if (_isHeld)
            {
                (bytes, lengths) = (_taken, _takenLengths);
                return false;
            }
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
}
