namespace Poise.App;

/// <summary>What somebody may do; each role may do what those before it may.</summary>
public enum Role
{
    /// <summary>Looks.</summary>
    Viewer,

    /// <summary>Trades within what is set: kill switch, cancel all, policies.</summary>
    Trader,

    /// <summary>Loosens what stops trading, and reads who did what.</summary>
    Risk,
}

/// <summary>The least role that an endpoint or a method of the hub asks for. One that says nothing asks for the most.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsAttribute(Role least) : Attribute
{
    /// <summary>What is asked for where nothing is said.</summary>
    public static NeedsAttribute Most { get; } = new(Role.Risk);

    public Role Least => least;

    /// <summary>It changes something: it has limits of its own, and, of an endpoint, is written to the audit log.</summary>
    public bool IsCommand { get; init; }

    /// <summary>Neither limits of rate nor a lockout stand before it, for whoever has the role: the kill switch.</summary>
    public bool IsUrgent { get; init; }

    /// <summary>A lockout does not stand before it, for whoever has a right token: what the page asks to know whether it may show the kill switch.</summary>
    public bool PassesLockout { get; init; }
}

/// <summary>Who asks.</summary>
/// <param name="Name">Null for somebody who showed no token.</param>
/// <param name="Hash">Of the token, in hex: when it changes, this is somebody else.</param>
public sealed record Caller(string? Name, Role Role, string? Hash)
{
    /// <summary>Without a token, where looking needs none.</summary>
    public static Caller Anyone { get; } = new(null, Role.Viewer, null);

    public override string ToString() => $"{Name ?? "somebody"} ({Roles.Name(Role)})";
}

/// <summary>Roles by the words of file, switch and API.</summary>
internal static class Roles
{
    public static IReadOnlyList<string> Names { get; } = ["viewer", "trader", "risk"];

    public static string Name(Role role) => Names[(int)role];

    public static Role? Of(string name)
    {
        for (int i = 0; i < Names.Count; i++)
            if (Names[i] == name)
                return (Role)i;
        return null;
    }

    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, Role least, bool isCommand = false, bool isUrgent = false, bool passesLockout = false) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new NeedsAttribute(least) { IsCommand = isCommand, IsUrgent = isUrgent, PassesLockout = isUrgent || passesLockout });
}
