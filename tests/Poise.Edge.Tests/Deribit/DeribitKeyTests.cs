using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Edge.Tests;

/// <summary>Where a key comes from, and that its secret goes nowhere; settings that make no sense.</summary>
public sealed class DeribitKeyTests : IDisposable
{
    private const string Secret = "tops3cret";
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Func<string, string?> Environment(params (string Name, string Value)[] set) =>
        name => Array.Find(set, s => s.Name == name).Value;

    private string WriteFile(string text, UnixFileMode mode)
    {
        string file = Path.Combine(_folder, "key");
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, mode);
        return file;
    }

    [Fact]
    public void TheEnvironmentHasAKey()
    {
        Assert.True(DeribitKey.TryFind(Environment((DeribitKey.KeyVariable, "id"), (DeribitKey.SecretVariable, Secret)), out DeribitKey? key, out _));
        Assert.Equal("id", key!.Id);
        Assert.DoesNotContain(Secret, key.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutOneNothingIsSaid()
    {
        Assert.False(DeribitKey.TryFind(static _ => null, out DeribitKey? key, out string? why));
        Assert.Null(key);
        Assert.Null(why);
    }

    [Theory]
    [InlineData("id", "")]
    [InlineData("", Secret)]
    [InlineData("an id", Secret)]
    [InlineData("id", "tops3cret\n")]
    public void HalfAKeyIsRefused(string id, string secret)
    {
        Assert.False(DeribitKey.TryFind(Environment((DeribitKey.KeyVariable, id), (DeribitKey.SecretVariable, secret)), out _, out string? why));
        Assert.DoesNotContain(Secret, why!, StringComparison.Ordinal);
        ArgumentException thrown = Assert.Throws<ArgumentException>(() => new DeribitKey(id, secret));
        Assert.DoesNotContain(Secret, thrown.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite, true)]
    [InlineData(UnixFileMode.UserRead, true)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupRead, false)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.OtherRead, false)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupWrite, false)]
    public void AFileMustBeItsOwnersAlone(UnixFileMode mode, bool isTaken)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "files have no such modes there");
        string file = WriteFile($"id\n{Secret}\n", mode);
        Assert.Equal(isTaken, DeribitKey.TryFind(Environment((DeribitKey.FileVariable, file)), out DeribitKey? key, out string? why));
        Assert.Equal(isTaken, key is not null);
        Assert.Equal(isTaken, why is null);
        Assert.DoesNotContain(Secret, why ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatHoldsNoKeyIsRefused()
    {
        string file = WriteFile(Secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.False(DeribitKey.TryRead(file, out _, out string? why));
        Assert.DoesNotContain(Secret, why!, StringComparison.Ordinal);
        Assert.False(DeribitKey.TryRead(Path.Combine(_folder, "none"), out _, out why));
        Assert.NotNull(why);
    }

    [Fact]
    public void SettingsThatMakeNoSenseAreRefused()
    {
        var good = new DeribitSettings { Underlyings = ["BTC", "BTC_USDC"], Books = ["BTC_USDC-PERPETUAL"] };
        Assert.Same(good, good.Checked());
        Assert.Equal(DeribitSettings.TestNetwork, good.Address);
        foreach (DeribitSettings bad in (DeribitSettings[])[
            good with { Underlyings = [] },
            good with { Underlyings = ["btc"] },
            good with { Books = ["ETH-PERPETUAL"] },
            good with { Address = new Uri("ws://example.com/ws/api/v2") },
            good with { Address = new Uri("https://example.com/ws/api/v2") },
            good with { HeartbeatSeconds = 5 },
            good with { OrderPatience = Duration.Zero },
            good with { CancelReserve = 20 },
            good with { LongestBackOff = Duration.FromMilliseconds(1) }])
            Assert.Throws<ArgumentException>(() => bad.Checked());
    }
}
