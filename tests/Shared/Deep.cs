namespace Poise.TestShared;

/// <summary>How long random tests run: as they stand, or twenty times as long under <c>./test --deep</c>.</summary>
internal static class Deep
{
    private const int Longer = 20;

    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("POISE_DEEP") is { Length: > 0 };

    public static int Times(int usual) => IsOn ? Longer * usual : usual;

    public static ulong Seeds(ulong usual) => IsOn ? Longer * usual : usual;
}
