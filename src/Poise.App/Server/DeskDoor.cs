using Poise.Hedging;
using Poise.Runtime;

namespace Poise.App;

/// <summary>The desk's view as the API sends it; seq grows with each new picture.</summary>
public sealed record DeskFrame(long Seq, DeskView? View);

/// <summary>New band, in units of the underlying.</summary>
public sealed record BandCommand(double Lower, double Target, double Upper);

/// <summary>What became of a command.</summary>
public sealed record CommandResult(bool Accepted, string Message);

/// <summary>A running desk as the API sees it: its picture, and the commands that become events in its queue.</summary>
public interface IDeskDoor
{
    DeskFrame Frame();

    CommandResult Kill();

    CommandResult Resume();

    CommandResult SetPolicy(IHedgePolicy policy);

    CommandResult CancelAll();
}
