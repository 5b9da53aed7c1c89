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
    private readonly Action<Exception> _failed;
    private readonly EwmaVol _vol = new(Duration.FromHours(4), Duration.FromSeconds(60));
    private readonly ITimer _timer;
    private readonly Lock _looking = new();
    private string _seen = "";
    private volatile bool _hasFailed;

    /// <param name="flow">The flow as it now is; null while there is none.</param>
    /// <param name="tell">The desk.</param>
    /// <param name="failed">Told why a look failed, once until one does not.</param>
    public Foreseer(Func<FlowFrame?> flow, Func<Foresight, bool> tell, Action<Exception> failed, TimeSpan every, TimeProvider time)
    {
        (_flow, _tell, _failed) = (flow, tell, failed);
        _timer = time.CreateTimer(_ => LookSafely(), null, every, every);
    }


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

    // Nobody would catch what a timer throws. The desk is told nothing then, and what it was told grows old.
    private void LookSafely()
    {
        try
        {
            Look();
            _hasFailed = false;
        }
        catch (Exception e)
        {
            if (!_hasFailed)
                _failed(e);
            _hasFailed = true;
        }
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();
}
