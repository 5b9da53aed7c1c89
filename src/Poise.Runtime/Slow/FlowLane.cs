using System.Threading.Channels;
using Poise.Chains;
using Poise.Domain;
using Poise.Flow;
using Poise.Venues;

namespace Poise.Runtime;

/// <summary>The levels of a live chain under one choice.</summary>
/// <param name="Seq">Grows with each that is published, over all choices.</param>
/// <param name="AsOf">The market's instant that they stand for.</param>
/// <param name="FittedAt">The market's instant of the last whole fit: which contracts there are, rates, stale quotes.</param>
public sealed record LevelsTick(long Seq, string Underlying, Instant AsOf, double Spot, LevelsNow Levels, Instant FittedAt);

/// <summary>
/// The slow lane of a live chain: quotes in, levels out within milliseconds, by a worker of its own. The whole chain is made anew in the background, once a second or as
/// often as takes a quarter of one core, whichever is seldomer; meanwhile the worker goes on with the last one. Inputs that come faster than it works are conflated, the latest of each contract.
/// </summary>
public sealed class FlowLane : IChainSink, IAsyncDisposable
{
    private static readonly Duration Second = Duration.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<ContractId, Quote> _quotes = [];
    private readonly Dictionary<ContractId, int> _rowOf = [];
    private readonly ChainSettings _chain;
    private readonly Func<MarketSnapshot, FlowChoice, FlowSettings> _settings;
    private readonly Func<IReadOnlyCollection<FlowChoice>> _watched;
    private readonly Action<MarketSnapshot> _remade;
    private readonly TimeProvider _time;
    private readonly Task _worker;
    private MarketSnapshot? _picture;
    private (Instant At, double Spot)? _spot;
    private volatile IReadOnlyDictionary<FlowChoice, LevelsTick> _ticks = new Dictionary<FlowChoice, LevelsTick>();
    private LiveFlow? _live;
    private Instant _fittedAt;
    private Task<QuotedChain>? _remaking;
    private volatile bool _isResting;
    private string? _unsaid, _unmade;
    private Instant _taken, _heard;
    private bool _isChanged;
    private long _remadeAt, _remadeIn, _seq;

    /// <param name="settings">How levels of a market are made under a choice.</param>
    /// <param name="watched">The choices whose levels somebody wants; asked before each computation.</param>
    /// <param name="remade">Told each picture that the whole chain was made anew from, on a thread of the pool; its time counts as the making's.</param>
    public FlowLane(
        ChainSettings chain, Func<MarketSnapshot, FlowChoice, FlowSettings> settings, Func<IReadOnlyCollection<FlowChoice>> watched, Action<MarketSnapshot> remade, TimeProvider time)
    {
        (_chain, _settings, _watched, _remade, _time) = (chain, settings, watched, remade, time);
        _worker = Task.Run(WorkAsync);
    }

    /// <summary>Why the worker stopped, or null while it works.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Why the levels are not to be trusted: what the source last could not say, or what broke here; null where nothing is wrong.</summary>
    public string? WhyNot
    {
        get
        {
            lock (_lock)
                return Failure is Exception dead ? $"levels are no longer computed: {dead.Message}" : _unmade ?? _unsaid;
        }
    }

    /// <summary>The fault is here, not the source's: what it showed last is not followed any more.</summary>
    public bool IsBroken
    {
        get
        {
            lock (_lock)
                return Failure is not null || _unmade is not null;
        }
    }

    /// <summary>From the end of one making of the whole chain to the beginning of the next, at least.</summary>
    public TimeSpan LeastRest { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Raised after each computation, on the worker.</summary>
    public Action? Ticked { get; set; }

    /// <summary>The latest levels; null for a choice that is not watched, or before the first chain.</summary>
    public LevelsTick? Levels(FlowChoice choice) => _ticks.GetValueOrDefault(choice);

    public void Pictured(MarketSnapshot market)
    {
        lock (_lock)
        {
            if (!(market.Spot > 0))
            {
                _unsaid = $"the picture of {market.AsOf} has no spot";
                return;
            }
            if (market.AsOf < (_picture?.AsOf ?? _taken))
                return;
            _unsaid = null;
            _picture = market;
            if (_spot is (Instant at, _) && at <= market.AsOf)
                _spot = null;
            foreach (ContractId old in _quotes.Where(q => q.Value.At <= market.AsOf).Select(static q => q.Key).ToArray())
                _quotes.Remove(old);
        }
        Wake();
    }

    public void Quoted(ContractId contract, in Quote quote)
    {
        lock (_lock)
            _quotes[contract] = quote;
        Wake();
    }

    public void SpotMoved(Instant at, double spot)
    {
        if (!(spot > 0))
            return;
        lock (_lock)
            _spot = (at, spot);
        Wake();
    }

    public void Failed(string? why)
    {
        lock (_lock)
            _unsaid = why;
    }

    public async ValueTask DisposeAsync()
    {
        _wake.Writer.TryComplete();
        await _worker;
    }

    private void Wake() => _wake.Writer.TryWrite(true);

    private async Task WorkAsync()
    {
        try
        {
            await foreach (bool _ in _wake.Reader.ReadAllAsync())
            {
                if (_remaking is { IsCompleted: true })
                    Adopt(await _remaking);
                if (await TakeAsync())
                    Tick();
                if (_isChanged && _live is not null && _remaking is null)
                    Remake();
            }
            if (_remaking is not null)
                await _remaking;
        }
        catch (Exception failure)
        {
            lock (_lock)
                Failure = failure;
        }
    }

    /// <summary>Takes what came since the last time; whether anything did.</summary>
    private async Task<bool> TakeAsync()
    {
        MarketSnapshot? picture;
        (Instant At, double Spot)? spot;
        KeyValuePair<ContractId, Quote>[] quotes;
        lock (_lock)
        {
            (picture, _picture) = (_picture, null);
            (spot, _spot) = (_spot, null);
            quotes = [.. _quotes];
            _quotes.Clear();
            if (picture is not null)
                _taken = picture.AsOf;
            if (spot is (Instant moved, _) && moved > _taken)
                _taken = moved;
        }
        if (picture is not null && _live?.TryTake(picture) != true)
        {
            // Other contracts: what is being made of the old ones is of no use.
            if (_remaking is not null)
                await _remaking;
            _remaking = null;
            Begin(new QuotedChain(picture, _chain));
        }
        if (_live is null)
            return false;
        if (spot is (Instant at, double price) && at >= _live.Chain.Chain.AsOf && !_live.TryMove(at, price))
            Begin(new QuotedChain(At(at, price), _chain));
        foreach ((ContractId contract, Quote quote) in quotes)
        {
            if (!_rowOf.TryGetValue(contract, out int row))
                continue;
            _live.Chain.Take(row, quote);
            if (quote.At > _heard)
                _heard = quote.At;
        }
        // Quotes tell the time too; a second of it is worth repricing everything.
        OptionChain now = _live.Chain.Chain;
        if (_heard - now.AsOf >= Second && !_live.TryMove(_heard, now.Spot))
            Begin(new QuotedChain(At(_heard, now.Spot), _chain));
        bool isNew = picture is not null || spot is not null || quotes.Length > 0;
        _isChanged |= isNew;
        return isNew;
    }

    private MarketSnapshot At(Instant at, double spot)
    {
        MarketSnapshot now = _live!.Chain.Now();
        return now.With(spot: spot, spotSource: now.SpotSource, asOf: at);
    }

    private void Begin(QuotedChain chain)
    {
        MarketSnapshot market = chain.Chain.Snapshot;
        _live = new LiveFlow(chain, choice => _settings(market, choice));
        _fittedAt = chain.Chain.AsOf;
        _rowOf.Clear();
        for (int i = 0; i < chain.Rows.Length; i++)
            _rowOf[chain.Rows[i].Contract.Id] = i;
    }

    private void Tick()
    {
        var ticks = new Dictionary<FlowChoice, LevelsTick>();
        OptionChain chain = _live!.Chain.Chain;
        Instant asOf = _heard > chain.AsOf ? _heard : chain.AsOf;
        foreach ((FlowChoice choice, LevelsNow levels) in _live.Levels(_watched()))
            ticks.Add(choice, new LevelsTick(++_seq, chain.Underlying, asOf, chain.Spot, levels, _fittedAt));
        _ticks = ticks;
        Ticked?.Invoke();
    }

    private void Remake()
    {
        long rest = _remadeAt == 0 ? 0 : _remadeAt + Math.Max(3 * _remadeIn, (long)(LeastRest.TotalSeconds * _time.TimestampFrequency)) - _time.GetTimestamp();
        if (rest > 0)
        {
            if (!_isResting)
                _ = RestAsync(TimeSpan.FromSeconds((double)rest / _time.TimestampFrequency));
            return;
        }
        _isChanged = false;
        MarketSnapshot now = _live!.Chain.Now();
        _remaking = Task.Run(() =>
        {
            long start = _time.GetTimestamp();
            try
            {
                var chain = new QuotedChain(now, _chain);
                string? unmade = null;
                try
                {
                    _remade(now);
                }
                catch (Exception e)
                {
                    // It is told, and tried again with the next chain; the levels go on.
                    unmade = $"the whole view of {now.AsOf} could not be made: {e.Message}";
                }
                lock (_lock)
                    _unmade = unmade;
                return chain;
            }
            finally
            {
                (_remadeAt, _remadeIn) = (_time.GetTimestamp(), _time.GetTimestamp() - start);
                Wake();
            }
        });
    }

    private async Task RestAsync(TimeSpan rest)
    {
        _isResting = true;
        await Task.Delay(rest, _time);
        _isResting = false;
        Wake();
    }

    /// <summary>The chain made anew goes on with what came while it was made.</summary>
    private void Adopt(QuotedChain chain)
    {
        _remaking = null;
        LiveFlow before = _live!;
        MarketSnapshot now = before.Chain.Now();
        Begin(chain);
        if (!_live!.TryTake(now))
            Begin(new QuotedChain(now, _chain));
        Tick();
    }
}
