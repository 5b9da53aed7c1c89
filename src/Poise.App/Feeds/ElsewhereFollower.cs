using Poise.Runtime;

namespace Poise.App;

/// <summary>Follows the file of what is held elsewhere: a change is in the desk's book once it stands still from one look to the next. While it cannot be used the desk is halted: its net delta is not known.</summary>
internal sealed class ElsewhereFollower : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _ending = new();
    private readonly Task _following;

    private IReadOnlyList<HeldLine> _stated;

    /// <param name="stated">What the file said when the desk began with it.</param>
    /// <param name="tell">Told in a line what became of a change.</param>
    public ElsewhereFollower(string path, IReadOnlyList<HeldLine> stated, RunningDesk desk, Action<string> tell, TimeProvider time)
    {
        _stated = stated;
        _following = FollowAsync(path, desk, tell, time);
    }

    private async Task FollowAsync(string path, RunningDesk desk, Action<string> tell, TimeProvider time)
    {
        var watch = new FolderWatch([path]); // the first look finds the file new: it may have changed since the desk began with it
        (long Length, DateTime Written) before = default, now;
        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_ending.Token))
            {
                IReadOnlyList<HeldLine> stated = _stated;
                bool isRead = watch.Changed(out string? why).Count > 0, wasFault = desk.ElsewhereFault is not null;
                now = new FileInfo(path) is { Exists: true } file ? (file.Length, file.LastWriteTimeUtc) : default;
                // What was wrong may be mended without a write: rights given, the same file moved back.
                isRead |= wasFault && why is null && now == before;
                before = now;
                if (isRead)
                    why = await TakeAsync(path, desk);
                else
                    why ??= desk.ElsewhereFault;
                if (why != desk.ElsewhereFault)
                {
                    desk.ElsewhereFault = why;
                    if (why is not null)
                        tell($"{why}: the desk is halted until the file can be used and it is told to resume");
                }
                if (isRead && why is null && (wasFault || !_stated.SequenceEqual(stated)))
                    tell($"{path}: taken");
            }
        }
        catch (OperationCanceledException)
        {
            // it ends
        }
        catch (Exception e)
        {
            desk.ElsewhereFault = $"{path}: is not followed any more: {e.Message}";
            tell(desk.ElsewhereFault);
        }
    }

    private async Task<string?> TakeAsync(string path, RunningDesk desk)
    {
        try
        {
            IReadOnlyList<HeldLine> lines = ElsewhereFile.Read(path);
            if (await desk.StateElsewhere(lines) is string refusal)
                return $"{path}: {refusal}";
            _stated = lines;
            return null;
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
