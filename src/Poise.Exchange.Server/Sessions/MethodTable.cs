using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Poise.Exchange.Server;

/// <summary>A method: it reads the call's parameters and writes its result, or refuses.</summary>
public delegate void ServerMethod(ServerCall call);

/// <summary>A method by what it needs.</summary>
/// <param name="Rates">By which limit it is counted.</param>
/// <param name="Need">Login and scope.</param>
/// <param name="IsSocketOnly">It needs a WebSocket.</param>
public sealed record MethodEntry(string Name, RateClass Rates, AccessNeed Need, bool IsSocketOnly, ServerMethod Call);

/// <summary>Methods that are added to the server's own.</summary>
public interface IServerMethods
{
    /// <summary>A line a method.</summary>
    void AddTo(MethodTable table);
}

/// <summary>All methods by name.</summary>
public sealed class MethodTable
{
    private sealed class NameBytes : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        // FNV-1a: the names are few and the server's own, so that nobody can choose colliding ones.
        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            uint hash = 2_166_136_261;
            foreach (byte b in alternate)
                hash = (hash ^ b) * 16_777_619;
            return (int)hash;
        }
    }

    private readonly Dictionary<byte[], MethodEntry> _methods = new(new NameBytes());
    private readonly Dictionary<byte[], MethodEntry>.AlternateLookup<ReadOnlySpan<byte>> _byBytes;

    public MethodTable() => _byBytes = _methods.GetAlternateLookup<ReadOnlySpan<byte>>();

    public IEnumerable<MethodEntry> All => _methods.Values;

    /// <exception cref="ArgumentException">The method is there, or its name and its need do not agree: private methods need a login, public ones do not.</exception>
    public void Add(string name, RateClass rates, AccessNeed need, ServerMethod call, bool isSocketOnly = false)
    {
        if (!name.StartsWith(need.NeedsLogin ? "private/" : "public/", StringComparison.Ordinal))
            throw new ArgumentException($"{name} has the wrong access", nameof(name));
        _methods.Add(Encoding.UTF8.GetBytes(name), new MethodEntry(name, rates, need, isSocketOnly, call));
    }

    public bool TryFind(ReadOnlySpan<byte> name, [NotNullWhen(true)] out MethodEntry? method) => _byBytes.TryGetValue(name, out method);
}
