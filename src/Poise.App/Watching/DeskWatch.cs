namespace Poise.App;

/// <summary>What is looked at every few seconds.</summary>
/// <param name="Of">First words of a line that says why it could not be.</param>
internal readonly record struct DeskLook(string Of, Func<Task> LookAsync);

/// <summary>Looks at a desk every few seconds, at one thing after the other. A look that fails ends neither the desk nor the looks after it: why is told once, and again where it is another reason or once one has not failed since.</summary>
internal sealed class DeskWatch : IAsyncDisposable
{
    private static readonly TimeSpan _usualPause = TimeSpan.FromSeconds(5);

    private readonly (DeskLook Look, string? Failure)[] _looks;
    private readonly Action<string, Exception> _failed;
    private readonly CancellationTokenSource _ending = new();
    private readonly PeriodicTimer _timer;
    private Task _life = Task.CompletedTask;

    /// <param name="failed">Told in a line that a look failed, with why.</param>
    /// <param name="pause">Between two looks; five seconds where nothing is said.</param>
    public DeskWatch(IEnumerable<DeskLook> looks, Action<string, Exception> failed, TimeProvider time, TimeSpan? pause = null)
    {
        (_looks, _failed) = ([.. looks.Select(static l => (l, (string?)null))], failed);
        _timer = new PeriodicTimer(pause ?? _usualPause, time);
    }

    /// <summary>The looks that fail. Any thread.</summary>
    public IEnumerable<DeskAlarm> Standing
    {
        get
        {
            foreach ((DeskLook look, string? failure) in _looks)
                if (failure is not null)
                    yield return new(DeskAlarm.LookFailed, "", look.Of, $"{look.Of}: it could not be looked at: {failure}");
        }
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
                _looks[i].Failure = null;
            }
            catch (Exception e) when (!_ending.IsCancellationRequested)
            {
                string? before = _looks[i].Failure;
                _looks[i].Failure = e.Message;
                if (!string.Equals(before, e.Message, StringComparison.Ordinal))
                    Fail(_looks[i].Look.Of, e);
            }
        }
    }

    private void Fail(string of, Exception why)
    {
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
