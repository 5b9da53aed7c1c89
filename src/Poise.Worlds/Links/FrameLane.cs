using Poise.Domain;

namespace Poise.Worlds;

/// <summary>Frames that travel one way of one connection. The last thing that comes out of it is its end.</summary>
internal sealed class FrameLane
{
    /// <param name="Frame">Null: the connection has ended.</param>
    public readonly record struct Flight(Instant Due, byte[]? Frame);

    private readonly List<Flight> _flights = [];
    private Instant _last;

    /// <summary>Nothing is added any more.</summary>
    public bool IsEnded { get; private set; }

    public int Count => _flights.Count;

    public Instant NextAt => _flights.Count > 0 ? _flights[0].Due : Instant.Never;

    /// <summary>A frame that comes after all that were sent before it.</summary>
    public void Add(Instant due, byte[] frame)
    {
        if (IsEnded)
            return;
        _last = due > _last ? due : _last;
        Insert(new Flight(_last, frame));
    }

    /// <summary>A frame that others may pass.</summary>
    public void AddHeld(Instant due, byte[] frame)
    {
        if (!IsEnded)
            Insert(new Flight(due, frame));
    }

    /// <summary>The connection is gone: so many frames still come out, then its end.</summary>
    public void End(Instant due, int kept)
    {
        if (IsEnded)
            return;
        _flights.RemoveRange(kept, _flights.Count - kept);
        Instant at = _flights.Count > 0 && _flights[^1].Due > due ? _flights[^1].Due : due;
        Insert(new Flight(at, Frame: null));
        IsEnded = true;
    }

    public Flight Take()
    {
        Flight first = _flights[0];
        _flights.RemoveAt(0);
        return first;
    }

    private void Insert(in Flight flight)
    {
        int at = _flights.Count;
        while (at > 0 && _flights[at - 1].Due > flight.Due)
            at--;
        _flights.Insert(at, flight);
    }
}
