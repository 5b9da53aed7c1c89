namespace Poise.App;

/// <summary>What a running dashboard shows: a series of chains, and a desk where one runs.</summary>
public sealed record Dashboard(FlowFeed Flow, IDeskDoor? Desk, string Market, DateTimeOffset StartedAt, bool HasFlow);

/// <summary>What the server is.</summary>
public sealed record StatusView(string Version, string Market, string StartedAt, bool HasDesk, bool HasFlow, string ServerTime);
