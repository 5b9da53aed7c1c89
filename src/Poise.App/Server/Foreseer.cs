using Poise.Domain;
using Poise.Engine;
using Poise.Flow;

namespace Poise.App;

/// <summary>
/// Tells a desk what is expected, every few seconds: the vol by what spot has done, and the move of the price by what the dealers' hedging of an hour asks for while
/// nothing else changes, where the day's volume is known.
/// </summary>
internal sealed class Foreseer : IAsyncDisposable
{
    private const string Horizon = "+1 hour";

    private readonly Func<FlowFrame?> _flow;
    private readonly Func<Foresight, bool> _tell;
    private readonly EwmaVol _vol = new(Duration.FromHours(4), Duration.FromSeconds(60));
    private readonly ITimer _timer;
    private readonly Lock _looking = new();
    private string _seen = "";

    /// <param name="flow">The flow as it now is; null while there is none.</param>
    /// <param name="tell">The desk.</param>
    public Foreseer(Func<FlowFrame?> flow, Func<Foresight, bool> tell, TimeSpan every, TimeProvider time)
    {
        (_flow, _tell) = (flow, tell);
        _timer = time.CreateTimer(_ => LookSafely(), null, every, every);
    }

    /// <summary>Why the last look failed; null where it did not. The desk is told nothing then, and what it was told grows old.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Looks now. The same picture again is no news, and what was told of it grows old.</summary>
    public void Look()
    {
        lock (_looking)
        {
            if (_flow() is not { Stale: null, View: { } view } || view.AsOf == _seen || view.Spot is not double spot || !Instants.TryParse(view.AsOf, out Instant at))
                return;
            _seen = view.AsOf;
            _vol.Add(at, spot);
            double move = view.Flow.FirstOrDefault(static f => f.Scenario == Horizon)?.Impact ?? double.NaN;
            if (double.IsFinite(move) || double.IsFinite(_vol.Vol))
                _tell(new Foresight(at, _vol.Vol, move));
        }
    }

    // Nobody would catch what a timer throws.
    private void LookSafely()
    {
        try
        {
            Look();
            Failure = null;
        }
        catch (Exception e)
        {
            Failure = e;
        }
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();
}
