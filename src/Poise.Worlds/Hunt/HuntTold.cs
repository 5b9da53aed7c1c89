namespace Poise.Worlds;

/// <summary>What somebody tells the desk while it runs, and a start may make tighter.</summary>
/// <param name="tighter">What a start makes of it.</param>
public sealed class HuntTold<T>(Func<T, T> tighter)
    where T : class
{
    // As it was told: the one that is followed, and those asked for since, in order.
    private readonly List<T> _told = [];
    private T? _was;

    /// <summary>What the desk must go by once it has heard it.</summary>
    public T Now { get; private set; } = null!;

    /// <summary>What it may go by at this moment.</summary>
    public T Was => _was ?? Now;

    /// <summary>The settings' own.</summary>
    public void Begin(T settings)
    {
        _told.Add(settings);
        Now = settings;
    }

    /// <summary>It is told something else.</summary>
    public void Tell(T told)
    {
        _was ??= Now;
        Now = told;
        _told.Add(told);
    }

    /// <summary>Whatever was told is followed.</summary>
    public void Heard()
    {
        _told.RemoveRange(0, _told.Count - 1);
        _was = null;
    }

    /// <summary>What was asked and not followed may have survived or not, and may have been made tighter by a start before; from here on it is known.</summary>
    /// <returns>False where it is none of these.</returns>
    public bool CameBack(T folded)
    {
        int at = _told.FindLastIndex(t => t.Equals(folded) || tighter(t).Equals(folded));
        if (at < 0)
            return false;
        T told = _told[at];
        _told.Clear();
        _told.Add(told);
        (_was, Now) = (null, tighter(told));
        return true;
    }
}
