using Poise.Exchange;
using Poise.Storage;

namespace Poise.Runtime;

/// <summary>A paper market on a disk, written whole each time.</summary>
internal sealed class PaperState(IDisk disk)
{
    private const string Name = "paper.state";

    /// <summary>Of the exchange's bytes.</summary>
    private const byte Form = 1;

    private readonly StateWriter _writer = new();

    /// <exception cref="IOException">It cannot be written: the order is not answered.</exception>
    public void Save(SimulatedExchange exchange)
    {
        _writer.Clear();
        exchange.Save(_writer);
        StateFile.Replace(disk, Name, Form, number: 0, _writer.Bytes);
    }

    /// <returns>Null where there is none yet.</returns>
    /// <exception cref="JournalException">It is damaged, or of another form.</exception>
    /// <exception cref="InvalidDataException">It is another market's.</exception>
    public SimulatedExchange? TryLoad(ExchangeSettings settings)
    {
        if (!disk.List().Contains(Name, StringComparer.Ordinal))
            return null;
        try
        {
            var from = new StateReader(StateFile.Read(disk, Name, Form, number: 0));
            return SimulatedExchange.Load(settings, ref from);
        }
        catch (StateDamagedException damaged)
        {
            throw new InvalidDataException($"{disk.Place}: {Name}: {damaged.Message}", damaged);
        }
    }
}
