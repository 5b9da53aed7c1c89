using System.Security.Cryptography;

namespace Poise.App;

/// <summary>Who may come in: one user of this machine with a token made at the start, or the users of a file, which is looked at again once a second.</summary>
public sealed class Access
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly string? _file;
    private readonly TimeProvider _time;
    private (byte[] Hash, Caller Caller)[] _known;
    private DateTime _written;
    private long _looked;

    private Access(string? file, TimeProvider time, (byte[] Hash, Caller Caller)[] known)
    {
        _file = file;
        _time = time;
        _known = known;
        _looked = time.GetTimestamp();
    }

    /// <summary>Whether users are named: then looking needs a token too.</summary>
    public bool HasUsers => _file is not null;

    /// <summary>One user, who may do everything; the token is kept nowhere.</summary>
    public static Access Local(TimeProvider time, out string token)
    {
        token = AccessToken.New();
        byte[] hash = AccessToken.HashOf(token);
        return new Access(null, time, [(hash, new Caller("local", Role.Risk, Convert.ToHexStringLower(hash)))]);
    }

    /// <exception cref="BadInputException">The file cannot be used, or names nobody.</exception>
    public static Access OfUsers(string file, TimeProvider time)
    {
        DateTime written = File.GetLastWriteTimeUtc(file);
        (byte[], Caller)[] known = Read(file);
        return known.Length > 0
            ? new Access(file, time, known) { _written = written }
            : throw new BadInputException($"{file}: names nobody: poise token add NAME --role trader --users {file}");
    }

    /// <summary>Whose token it is; null for nobody's. It takes the same time whoever's it is.</summary>
    public Caller? Of(ReadOnlySpan<byte> hash)
    {
        Caller? found = null;
        foreach ((byte[] known, Caller caller) in Volatile.Read(ref _known))
            if (CryptographicOperations.FixedTimeEquals(known, hash))
                found = caller;
        return found;
    }

    /// <summary>Whether somebody who came in by a token may still be in, in the same role.</summary>
    public bool Knows(Caller caller) => caller.Hash is null ? !HasUsers : Volatile.Read(ref _known).Any(k => k.Caller == caller);

    /// <summary>Looks at the file again, once a second; one thread calls it.</summary>
    /// <returns>Whether there may be others now.</returns>
    /// <exception cref="BadInputException">The file cannot be used: those who were known stay so.</exception>
    public bool Refresh()
    {
        if (_file is null || _time.GetElapsedTime(_looked) < LookEvery)
            return false;
        _looked = _time.GetTimestamp();
        DateTime written = File.GetLastWriteTimeUtc(_file);
        if (written == _written)
            return false;
        Volatile.Write(ref _known, Read(_file));
        _written = written;
        return true;
    }

    private static (byte[], Caller)[] Read(string file) =>
        [.. UsersFile.Read(file).Select(static u => (Convert.FromHexString(u.TokenSha256), new Caller(u.Name, Roles.Of(u.Role)!.Value, u.TokenSha256.ToLowerInvariant())))];
}
