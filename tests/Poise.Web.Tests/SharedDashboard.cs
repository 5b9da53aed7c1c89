using Poise.Web.Tests;

[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Poise.Web.Tests;

/// <summary>One desk on the simulated market for the tests that leave it as they found it.</summary>
public sealed class SharedDashboard : IAsyncLifetime
{
    public DashboardServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await DashboardServer.Simulated(speed: 20);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class SharedDashboardTests : ICollectionFixture<SharedDashboard>
{
    public const string Name = "one desk";
}
