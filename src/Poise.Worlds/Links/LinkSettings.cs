using Poise.Domain;

namespace Poise.Worlds;

/// <summary>How a memory link carries frames.</summary>
public sealed record LinkSettings
{
    /// <summary>The shortest that a frame travels.</summary>
    public Duration Least { get; init; } = Duration.FromMilliseconds(2);

    /// <summary>The most that is added to it, drawn evenly for each frame; frames of one way stay in order all the same.</summary>
    public Duration Jitter { get; init; } = Duration.FromMilliseconds(3);

    /// <summary>Between two ticks of the desk behind the server.</summary>
    public Duration TickEvery { get; init; } = Duration.FromMilliseconds(20);

    /// <summary>The most that a frame is held back.</summary>
    public Duration LongestHold { get; init; } = Duration.FromSeconds(2);
}

/// <summary>What befalls frames by chance: of a thousand frames so many, either way.</summary>
public sealed record LinkFaults
{
    public static readonly LinkFaults None = new();

    /// <summary>A single frame is lost and the link goes on, which a stream of bytes does not do by itself.</summary>
    public int Lose { get; init; }

    /// <summary>A frame comes twice.</summary>
    public int Duplicate { get; init; }

    /// <summary>A frame is passed by later ones.</summary>
    public int HoldBack { get; init; }

    /// <summary>Only the beginning of a frame comes.</summary>
    public int Cut { get; init; }

    /// <summary>The connection breaks when the frame has been given to it.</summary>
    public int Drop { get; init; }
}

/// <summary>Which way a frame travels.</summary>
public enum LinkWay
{
    ToServer,
    ToClient,
}

/// <summary>What befalls one frame.</summary>
public enum FrameFault
{
    None,
    Lose,
    Duplicate,
    HoldBack,
    Cut,
    Drop,
}
