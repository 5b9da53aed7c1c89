using Poise.Venues.Deribit;

namespace Poise.Edge.Tests;

/// <summary>
/// Signatures against another implementation, by which each was made so:
/// printf '1588888888888\n42abc\nGET\n/api/v2/private/get_account_summary?currency=BTC\n\n' | openssl dgst -sha256 -hmac AMANDASECRECT
/// </summary>
public sealed class SignatureTests
{
    private const string Secret = "AMANDASECRECT";
    private const long At = 1_588_888_888_888;

    [Fact]
    public void A_get_is_signed_with_an_empty_body() => Assert.Equal(
        "fea8b19d5d5defa4fc2d664f108b4e721ee78dacd4bec8c7b8fec2aabcbc156d", DeribitSignature.OfRequest(Secret, At, "42abc", "GET", "/api/v2/private/get_account_summary?currency=BTC", []));

    [Fact]
    public void A_post_is_signed_with_its_body() =>
        Assert.Equal("64f593618fc9b7a4e065fd5d1c39b78a692cc219b91b615bc66ed63a66ab0724", DeribitSignature.OfRequest(Secret, At, "42abc", "POST", "/api/v2", "{\"a\":1}"u8));

    [Fact]
    public void A_login_is_signed_without_an_end_of_line() =>
        Assert.Equal("d97ec5adfc49c50969511881229a09d908ae902b78657a96b72dbe0309394f29", DeribitSignature.OfLogin(Secret, At, "1588888888888", ""));

    [Fact]
    public void Only_the_same_signature_matches()
    {
        string right = DeribitSignature.OfLogin(Secret, At, "n", "");
        Assert.True(DeribitSignature.Matches(right, right));
        Assert.True(DeribitSignature.Matches(right, right.ToUpperInvariant()));
        for (int i = 0; i < right.Length; i++)
            Assert.False(DeribitSignature.Matches(right, right[..i] + (right[i] == '0' ? '1' : '0') + right[(i + 1)..]));
        Assert.False(DeribitSignature.Matches(right, ""));
        Assert.False(DeribitSignature.Matches(right, right + "0"));
        Assert.False(DeribitSignature.Matches(right, "é" + right[1..]));
    }
}
