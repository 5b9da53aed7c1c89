using System.Globalization;
using Poise.Runtime;

namespace Poise.App;

/// <summary>
/// Follows one rule over one book. Beyond it at two looks in a row the rule is asked for a package that suffices, which is told or traded: at the touch, once, and not again before the rule's pause is over. One that is refused is tried again at
/// the next look; where none suffices that is told and nothing is traded. A rule that was changed begins anew.
/// </summary>
/// <param name="name">First word of its lines.</param>
/// <param name="rule">As it now is; null for none.</param>
internal sealed class RuleWatch(string name, string underlying, Func<IBookRule?> rule, IDeskDoor desk, Action<string> tell, TimeProvider time)
{
    private IBookRule? _followed;
    private int _beyond;
    private DateTimeOffset _notBefore, _toldUntil;
    private readonly StandingAlarms _standing = new();

    /// <summary>What stands of it: that it fails, or what it would do and may not; null where nothing does. Any thread.</summary>
    public DeskAlarm? Standing => _standing.Now is [var alarm] ? alarm : null;

    /// <summary>One look. Not before the pause is over is a package looked for.</summary>
    /// <returns>Whether a package was traded: what the desk says of the book may not count it yet.</returns>
    public async Task<bool> LookAsync()
    {
        IBookRule? now = rule();
        if (!Equals(now, _followed))
        {
            (_followed, _beyond, _notBefore, _toldUntil) = (now, 0, default, default);
            _standing.SetAll([]);
        }
        bool? isBeyond = now is not null && desk.Risk(underlying).View is { } view ? now.IsBeyond(view) : null;
        if (now is null || isBeyond is not true)
        {
            _beyond = 0; // nor where nothing is known of the book: it is not guessed
            if (isBeyond is false)
                _standing.SetAll([]);
            return false;
        }
        if (++_beyond < 2 || time.GetUtcNow() < _notBefore || !now.Trades && time.GetUtcNow() < _toldUntil)
            return false;
        RuleAnswer answer = await now.AskAsync(desk, underlying);
        string package = string.Join(", ", answer.Orders.Select(static o => string.Create(CultureInfo.InvariantCulture, $"{(o.Quantity > 0 ? "buy" : "sell")} {Math.Abs(o.Quantity)} {o.Contract} at {o.Limit} or {(o.Quantity > 0 ? "less" : "more")}")));
        if (answer.IsBusy)
            return false; // it is asked again at the next look, and its pause is not used up
        if (answer.Why is not null)
            Tell($"it could not be looked for: {answer.Why}");
        else if (answer is { Beyond: not null, Obstacle: not null })
            Tell($"{answer.Beyond}: {answer.Obstacle}");
        else if (answer.Beyond is not null && !now.Trades)
            Tell($"{answer.Beyond}: {package} would suffice, {answer.Cost}", DeskAlarm.RuleBeyond);
        else if (answer.Beyond is null)
            _standing.SetAll([]);
        else if (answer.Beyond is not null && Equals(rule(), now)) // it was not changed while it was looked for
            return await TradeAsync(now, answer, package);
        return false;
    }

    private async Task<bool> TradeAsync(IBookRule now, RuleAnswer answer, string package)
    {
        CommandResult result = await desk.TradePackageAsync(answer.Orders, underlying);
        string line = $"{answer.Beyond}: {package}, {answer.Cost}: {result.Message}";
        if (!result.Accepted)
        {
            Tell(line); // and it is tried again at the next look
            return false;
        }
        _notBefore = time.GetUtcNow() + TimeSpan.FromSeconds(now.Every.Seconds);
        _standing.SetAll([]);
        tell($"{name}: {underlying}: {line}");
        return true;
    }

    /// <summary>Once in the rule's pause.</summary>
    private void Tell(string line, string rule = DeskAlarm.RuleFailed)
    {
        _standing.SetAll([new(rule, underlying, name, $"{name}: {underlying}: {line}")]);
        if (time.GetUtcNow() < _toldUntil)
            return;
        _toldUntil = time.GetUtcNow() + TimeSpan.FromSeconds(_followed!.Every.Seconds);
        tell($"{name}: {underlying}: {line}");
    }
}
