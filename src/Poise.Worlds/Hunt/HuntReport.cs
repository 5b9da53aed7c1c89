namespace Poise.Worlds;

/// <summary>What a world of the hunt went through.</summary>
/// <param name="Kills">Of the desk's process.</param>
/// <param name="Unknowns">Orders of which for a time nobody knew what became of them.</param>
/// <param name="Strays">Working orders of others that were found and cancelled.</param>
/// <param name="Frames">That were delivered, both ways.</param>
/// <param name="Venues">Beyond the first.</param>
/// <param name="Rested">Orders that were to stand in the book.</param>
/// <param name="Inside">Trades of books with each other.</param>
/// <param name="Shares">Parts of fills that were given to books.</param>
/// <param name="Packages">Of options, that left whole.</param>
/// <param name="Calls">For margin, of which the desk was told.</param>
/// <param name="Liquidations">Executions by which a venue took something from an account.</param>
/// <param name="Freezes">Halts for lost profit.</param>
/// <param name="SetAside">Venues that somebody went on without.</param>
public readonly record struct HuntReport(
    int Orders, int Fills, int Kills, int Connections, int Unknowns, int Strays, int TornTails, int Settled, long Frames,
    int Venues, int Rested, int Inside, int Shares, int Packages, int Calls, int Liquidations, int Freezes, int SetAside)
{
    public static HuntReport operator +(HuntReport a, HuntReport b) => new(
        a.Orders + b.Orders, a.Fills + b.Fills, a.Kills + b.Kills, a.Connections + b.Connections, a.Unknowns + b.Unknowns,
        a.Strays + b.Strays, a.TornTails + b.TornTails, a.Settled + b.Settled, a.Frames + b.Frames,
        a.Venues + b.Venues, a.Rested + b.Rested, a.Inside + b.Inside, a.Shares + b.Shares, a.Packages + b.Packages,
        a.Calls + b.Calls, a.Liquidations + b.Liquidations, a.Freezes + b.Freezes, a.SetAside + b.SetAside);
}
