using Poise.Web.Tests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Poise.Web.Tests;

/// <summary>What waits for silence longest begins first, beside all others; the others stay as they are.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderByDescending(static c => c.TestCollectionDisplayName.Contains(nameof(LinkTests), StringComparison.Ordinal))];
}
