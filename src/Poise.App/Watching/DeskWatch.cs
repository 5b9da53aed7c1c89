namespace Poise.App;

/// <summary>What is looked at every few seconds.</summary>
/// <param name="Of">First words of a line that says why it could not be.</param>
internal readonly record struct DeskLook(string Of, Func<Task> LookAsync);

/// <summary>Looks at a desk every few seconds, at one thing after the other. A look that fails ends neither the desk nor the looks after it: it is told once, and again once one has not failed since.</summary>
internal sealed class DeskWatch : IAsyncDisposable
{
    private static readonly TimeSpan _between = TimeSpan.FromSeconds(5);

    private readonly (DeskLook Look, bool HasFailed)[] _looks;
    private readonly Action<string, Exception> _failed;
    private readonly CancellationTokenSource _ending = new();
    private readonly PeriodicTimer _timer;
    private Task _life = Task.CompletedTask;

    /// <param name="failed">Told in a line that a look failed, with why.</param>
    public DeskWatch(IEnumerable<DeskLook> looks, Action<string, Exception> failed, TimeProvider time)
    {
        (_looks, _failed) = ([.. looks.Select(static l => (l, false))], failed);
        _timer = new PeriodicTimer(_between, time);
    }

    /// <summary>Looks from now on.</summary>
    public void Begin() => _life = Task.Run(LiveAsync);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _life;
        _timer.Dispose();
        _ending.Dispose();
    }

    private async Task LiveAsync()
    {
        try
        {
            while (await _timer.WaitForNextTickAsync(_ending.Token))
                await LookAsync();
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // asked to end
        }
    }

    /// <summary>Looks at all of it once.</summary>
    internal async Task LookAsync()
    {
        for (int i = 0; i < _looks.Length && !_ending.IsCancellationRequested; i++)
        {
            try
            {
                await _looks[i].Look.LookAsync();
                _looks[i].HasFailed = false;
            }
            catch (Exception e) when (!_ending.IsCancellationRequested)
            {
                Fail(ref _looks[i].HasFailed, _looks[i].Look.Of, e);
            }
        }
    }

    private void Fail(ref bool hasFailed, string of, Exception why)
    {
        if (hasFailed)
            return;
        hasFailed = true;
        try
        {
            _failed($"{of}: it could not be looked at: {why.Message}", why);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // nobody takes the line
        }
    }
}
