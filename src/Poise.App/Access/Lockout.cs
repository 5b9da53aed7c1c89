using System.Net;
using System.Net.Sockets;

namespace Poise.App;

/// <summary>
/// Counts wrong tokens by address and keeps who shows too many outside: a minute first, twice as long each time, an hour at most. The same wrong token again is no new guess: a page that
/// is left open with an old one locks nobody out.
/// </summary>
internal sealed class Lockout(TimeProvider time)
{
    public const int Most = 10;

    private const int MostAddresses = 10_000;
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(1), First = TimeSpan.FromMinutes(1), Longest = TimeSpan.FromHours(1);

    private readonly Dictionary<IPAddress, Guesses> _guesses = [];
    private readonly Lock _lock = new();

    /// <summary>Addresses that are remembered.</summary>
    public int Addresses => _guesses.Count;

    /// <summary>How long an address has still to wait; zero where it is let in.</summary>
    public TimeSpan Left(IPAddress address)
    {
        lock (_lock)
            return _guesses.TryGetValue(Network(address), out Guesses? guesses) ? Left(guesses) : TimeSpan.Zero;
    }

    /// <summary>A wrong token from an address.</summary>
    /// <returns>How long the address is locked out by it; zero where it is not.</returns>
    public TimeSpan Failed(IPAddress address, ReadOnlySpan<byte> hash)
    {
        long now = time.GetTimestamp();
        var guess = new UInt128(BitConverter.ToUInt64(hash), BitConverter.ToUInt64(hash[8..]));
        lock (_lock)
        {
            if (!_guesses.TryGetValue(Network(address), out Guesses? guesses))
            {
                MakeRoom();
                _guesses[Network(address)] = guesses = new Guesses { LockedAt = now };
            }
            if (Left(guesses) > TimeSpan.Zero)
                return TimeSpan.Zero;
            // Good conduct for as long as the longest lockout wipes the past out.
            if (time.GetElapsedTime(guesses.LockedAt) > guesses.Length + Longest)
                guesses.Length = TimeSpan.Zero;
            guesses.Last = now;
            guesses.Wrong.RemoveAll(w => time.GetElapsedTime(w.At) > Within);
            if (guesses.Wrong.Exists(w => w.Guess == guess))
                return TimeSpan.Zero;
            guesses.Wrong.Add((now, guess));
            if (guesses.Wrong.Count < Most)
                return TimeSpan.Zero;
            guesses.Wrong.Clear();
            guesses.LockedAt = now;
            guesses.Length = guesses.Length == TimeSpan.Zero ? First : guesses.Length * 2 < Longest ? guesses.Length * 2 : Longest;
            return guesses.Length;
        }
    }

    private TimeSpan Left(Guesses guesses)
    {
        TimeSpan left = guesses.Length - time.GetElapsedTime(guesses.LockedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    // Whoever comes from everywhere at once fills no memory: the address that was silent longest is forgotten.
    private void MakeRoom()
    {
        if (_guesses.Count >= MostAddresses)
            _guesses.Remove(_guesses.MinBy(static g => g.Value.Last).Key);
    }

    // A machine with IPv6 has a whole /64 to come from.
    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address))
            return address;
        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private sealed class Guesses
    {
        public List<(long At, UInt128 Guess)> Wrong { get; } = [];

        public long Last { get; set; }

        public long LockedAt { get; set; }

        public TimeSpan Length { get; set; }
    }
}
