namespace Poise.App;
internal sealed class LiveDesk : IDeskDoor, IAsyncDisposable
{
    public string Banner => "";
    public static LiveDesk Start(DeskChoices c, string data, FlowFeed feed, TimeProvider time) => new();
    public DeskFrame Frame() => new(0, null);
    public CommandResult Kill() => new(false, "");
    public CommandResult Resume() => new(false, "");
    public CommandResult SetBand(BandCommand band) => new(false, "");
    public CommandResult CancelAll() => new(false, "");
    public Task PrintAsync(TextWriter to, CancellationToken stop) => Task.CompletedTask;
    public Task<bool> StopAsync(TextWriter to) => Task.FromResult(true);
    public ValueTask DisposeAsync() => default;
}
