using System.Text.Json;
using Poise.Domain;
using Poise.Exchange;
using Poise.Storage;

namespace Poise.Runtime;

/// <summary>
/// The desk's market on its disk, written whole now and then: a restart goes on from there. Without it, or where it cannot be read, the same seed brings the market back from its birth, which takes a millisecond or two
/// a market second.
/// </summary>
internal sealed class MarketKeep
{
    public const string FileName = "market.state";

    /// <summary>Of the market's bytes.</summary>
    private const byte Form = 1;
    private static readonly JsonSerializerOptions _fields = new() { IncludeFields = true };

    private readonly IDisk _disk;
    private readonly MarketSettings _settings;
    private readonly MarketBirth _birth;
    private readonly long _checksum;
    private readonly StateWriter _writer = new();

    public MarketKeep(IDisk disk, MarketSettings settings, MarketBirth birth)
    {
        (_disk, _settings, _birth) = (disk, settings, birth);
        // A market of other settings cannot go on, whatever its bytes say.
        _checksum = Crc32C.Of(JsonSerializer.SerializeToUtf8Bytes((settings, birth), _fields));
    }

    /// <summary>The market as it was written last, or from its birth.</summary>
    /// <param name="why">Why what is there was not taken; null where it was, or nothing is there.</param>
    public SimulatedMarket Bring(out string? why)
    {
        why = null;
        try
        {
            if (_disk.List().Contains(FileName, StringComparer.Ordinal))
            {
                var from = new StateReader(StateFile.Read(_disk, FileName, Form, _checksum));
                return SimulatedMarket.Load(_settings, _birth.Seed, _birth.Start, ref from);
            }
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException or StateDamagedException)
        {
            why = unread.Message;
        }
        return new SimulatedMarket(_settings, _birth.Seed, _birth.Start);
    }

    /// <summary>Why it could not be written last; null where it was.</summary>
    public string? Failure { get; private set; }

    /// <summary>Writes it down. Where the disk fails what was written before stands: the journal is what must not be lost.</summary>
    public void Write(SimulatedMarket market)
    {
        _writer.Clear();
        market.Save(_writer);
        try
        {
            StateFile.Replace(_disk, FileName, Form, _checksum, _writer.Bytes);
            Failure = null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            Failure = refused.Message;
        }
    }
}
