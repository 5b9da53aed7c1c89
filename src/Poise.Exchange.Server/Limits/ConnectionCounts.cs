using System.Runtime.InteropServices;

namespace Poise.Exchange.Server;

/// <summary>Sockets that are open, by address.</summary>
public sealed class ConnectionCounts
{
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);
    private readonly int _most;

    /// <param name="most">Of one address; zero for no limit.</param>
    public ConnectionCounts(int most) => _most = most;

    /// <summary>Counts one more, unless there are as many as there may be.</summary>
    public bool TryOpen(string address)
    {
        ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(_open, address, out _);
        if (_most > 0 && count >= _most)
            return false;
        count++;
        return true;
    }

    public void Closed(string address)
    {
        if (--CollectionsMarshal.GetValueRefOrNullRef(_open, address) == 0)
            _open.Remove(address);
    }
}
