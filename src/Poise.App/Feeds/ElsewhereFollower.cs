using Poise.Hedging;
using Poise.Runtime;

namespace Poise.App;

/// <summary>Follows the file of what is held elsewhere: a change is in the desk's book within seconds. One that cannot be used halts the desk: its net delta is not known any more.</summary>
internal sealed class ElsewhereFollower : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _ending = new();
    private readonly Task _following;

    /// <param name="tell">Told in a line what became of a change.</param>
    public ElsewhereFollower(string path, RunningDesk desk, Action<string> tell, TimeProvider time) => _following = FollowAsync(path, desk, tell, time);

    private async Task FollowAsync(string path, RunningDesk desk, Action<string> tell, TimeProvider time)
    {
        DateTime taken = File.GetLastWriteTimeUtc(path), seen = taken;
        string? told = null;
        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_ending.Token))
            {
                DateTime written = File.GetLastWriteTimeUtc(path);
                bool hasSettled = written == seen; // what is half written is not read
                seen = written;
                if (written == taken || !hasSettled)
                    continue;
                string? why = await TakeAsync(path, desk);
                if (why is null)
                    (taken, told) = (written, null);
                else
                    desk.Halt(TradingStateReason.HeldElsewhere);
                if (why is null)
                    tell($"{path}: taken");
                else if (why != told)
                    tell($"{told = why}: the desk is halted until the file can be used and it is told to resume");
            }
        }
        catch (OperationCanceledException)
        {
            // it ends
        }
    }

    private static async Task<string?> TakeAsync(string path, RunningDesk desk)
    {
        try
        {
            return await desk.StateElsewhere(ElsewhereFile.Read(path)) is string refusal ? $"{path}: {refusal}" : null;
        }
        catch (BadInputException e)
        {
            return e.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _following;
        _ending.Dispose();
    }
}
