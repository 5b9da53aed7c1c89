using System.Buffers.Binary;
using Poise.Exchange;
using Poise.Storage;

namespace Poise.Runtime;

/// <summary>A paper market on a disk: written whole to a new file, which then takes the place of the old one.</summary>
internal sealed class PaperState(IDisk disk)
{
    private const string Name = "paper.state", Fresh = "paper.new";

    private readonly StateWriter _writer = new();

    /// <exception cref="IOException">It cannot be written: the order is not answered.</exception>
    public void Save(SimulatedExchange exchange)
    {
        _writer.Clear();
        exchange.Save(_writer);
        Span<byte> sum = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(sum, Crc32C.Of(_writer.Bytes));
        using (IDiskFile file = disk.Open(Fresh))
        {
            file.Truncate(0);
            file.Append(_writer.Bytes);
            file.Append(sum);
            file.Flush();
        }
        disk.Rename(Fresh, Name);
        disk.FlushNames();
    }

    /// <returns>Null where there is none yet.</returns>
    /// <exception cref="InvalidDataException">It is damaged, or another market's.</exception>
    public SimulatedExchange? TryLoad(ExchangeSettings settings)
    {
        if (!disk.List().Contains(Name, StringComparer.Ordinal))
            return null;
        using IDiskFile file = disk.Open(Name);
        byte[] bytes = new byte[file.Length];
        int read = file.Read(0, bytes);
        if (read < 4 || read != bytes.Length || BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(read - 4)) != Crc32C.Of(bytes.AsSpan(0, read - 4)))
            throw new InvalidDataException($"{disk.Place}: {Name} is damaged");
        try
        {
            var from = new StateReader(bytes.AsSpan(0, read - 4));
            return SimulatedExchange.Load(settings, ref from);
        }
        catch (StateDamagedException damaged)
        {
            throw new InvalidDataException($"{disk.Place}: {Name}: {damaged.Message}", damaged);
        }
    }
}
