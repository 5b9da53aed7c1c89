namespace Poise.Runtime;

/// <summary>What was looked for, or why nobody can say now.</summary>
/// <param name="What">Null where there is none.</param>
/// <param name="Cause">Where it should have been there: what went wrong.</param>
/// <param name="IsBusy">Nobody has looked: another is being looked for.</param>
public readonly record struct Looked<T>(T? What, string? Why, Exception? Cause = null, bool IsBusy = false)
    where T : class;
