using System.Globalization;
using Poise.Domain;
using Poise.Runtime;

namespace Poise.App;

/// <summary>What is done where the worst scenario of a book is beyond a loss.</summary>
/// <param name="MostLoss">Settlement currency of the hedge instrument.</param>
/// <param name="MostPremium">Of one package; infinite for none.</param>
/// <param name="Every">At least between two packages, and between two lines about the same.</param>
/// <param name="Trades">The package is traded; else it is told.</param>
/// <param name="Lasts">Options that end sooner are left out.</param>
internal sealed record ProtectionRule(double MostLoss, double MostPremium, Duration Lasts, Duration Every, bool Trades)
{
    public static readonly Duration UsualPause = Duration.FromSeconds(600);
}

/// <summary>
/// Looks at the worst scenario every few seconds. Beyond the rule's loss at two looks in a row it asks for the cheapest package that suffices, and tells it or trades it: at the touch, once, and not again before the rule's pause is over. Where none
/// suffices it says so and trades nothing.
/// </summary>
internal sealed class ProtectionWatch : IAsyncDisposable
{
    private static readonly TimeSpan _between = TimeSpan.FromSeconds(5);

    private readonly IDeskDoor _desk;
    private readonly (string Underlying, ProtectionRule Rule)[] _rules;
    private readonly int[] _beyond;
    private readonly DateTimeOffset[] _notBefore, _toldUntil;
    private readonly Action<string> _tell;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ending = new();
    private readonly PeriodicTimer _timer;
    private Task _life = Task.CompletedTask;

    public ProtectionWatch(IDeskDoor desk, IEnumerable<(string Underlying, ProtectionRule Rule)> rules, Action<string> tell, TimeProvider time)
    {
        (_desk, _rules, _tell, _time) = (desk, [.. rules], tell, time);
        (_beyond, _notBefore, _toldUntil) = (new int[_rules.Length], new DateTimeOffset[_rules.Length], new DateTimeOffset[_rules.Length]);
        _timer = new PeriodicTimer(_between, time);
    }

    /// <summary>Looks from now on; without rules at nothing.</summary>
    public void Begin()
    {
        if (_rules.Length > 0)
            _life = Task.Run(LiveAsync);
    }

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
                for (int i = 0; i < _rules.Length; i++)
                    await LookSafelyAsync(i);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // asked to end
        }
    }

    // A look that fails ends neither the desk nor the looks after it.
    private async Task LookSafelyAsync(int which)
    {
        try
        {
            await LookAsync(which);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Tell(which, $"protection: {_rules[which].Underlying}: it could not be looked for: {e.Message}");
        }
    }

    /// <summary>One look at one underlying. Not before the pause is over is a package looked for: that costs a part of a second of the machine.</summary>
    internal async Task LookAsync(int which)
    {
        (string underlying, ProtectionRule rule) = _rules[which];
        if (_desk.WorstAtOnce(underlying) is not double worstNow)
            return; // nothing is known of the book: it is not guessed
        if (-worstNow <= rule.MostLoss)
        {
            _beyond[which] = 0;
            return;
        }
        if (++_beyond[which] < 2 || _time.GetUtcNow() < _notBefore[which] || !rule.Trades && _time.GetUtcNow() < _toldUntil[which])
            return;
        (BookProtectionView? found, string? why) = await _desk.ProtectionAsync(underlying, rule.MostLoss, rule.MostPremium, rule.Lasts);
        if (found is not { Before: { } before } view)
        {
            Tell(which, $"protection: {underlying}: it could not be looked for: {why ?? "nothing can be said of the book"}");
            return;
        }
        if (before.Loss <= rule.MostLoss)
            return;
        string worst = string.Create(CultureInfo.InvariantCulture, $"{underlying}: {before.Loss:0.####} {view.Currency} would be lost at spot {before.Move:+0.#%;-0.#%;0%}, vols {before.VolChange:+0.#%;-0.#%;0%}, and {rule.MostLoss:0.####} may be");
        if (!view.Suffices || view.Legs.Count == 0)
        {
            Tell(which, $"protection: {worst}: {(view.Status == "node-limit" ? "no package was found in time" : "no package of the listed options suffices")} ({view.Status})");
            return;
        }
        string package = string.Join(", ", view.Legs.Select(static l => string.Create(CultureInfo.InvariantCulture, $"buy {l.Quantity} {l.Contract} at {l.Limit} or less")));
        string cost = string.Create(CultureInfo.InvariantCulture, $"premium {view.Premium:0.####}, cost {view.Cost:0.####}");
        if (!rule.Trades)
        {
            Tell(which, $"protection: {worst}: {package} would suffice, {cost}");
            return;
        }
        CommandResult result = await _desk.TradePackageAsync([.. view.Legs.Select(static l => new PackageOrder(l.Contract, (decimal)l.Quantity, l.Limit))], underlying);
        string line = $"protection: {worst}: {package}, {cost}: {result.Message}";
        if (!result.Accepted)
        {
            Tell(which, line); // and it is tried again at the next look
            return;
        }
        _notBefore[which] = _time.GetUtcNow() + TimeSpan.FromSeconds(rule.Every.Seconds);
        _tell(line);
    }

    /// <summary>Once in the rule's pause.</summary>
    private void Tell(int which, string line)
    {
        if (_time.GetUtcNow() < _toldUntil[which])
            return;
        _toldUntil[which] = _time.GetUtcNow() + TimeSpan.FromSeconds(_rules[which].Rule.Every.Seconds);
        _tell(line);
    }
}
