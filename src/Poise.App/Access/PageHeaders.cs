namespace Poise.App;

/// <summary>What each answer tells browsers: run what is ours alone, stand in nobody's frame, tell nobody where one came from.</summary>
internal static class PageHeaders
{
    // The tables make styles of their own while they run: they carry the page's nonce.
    private static string Content(string? nonce) =>
        $"default-src 'none'; script-src 'self'; style-src 'self'{(nonce is null ? "" : $" 'nonce-{nonce}'")}; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string Features = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

    public static void Write(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Content(IndexPage.NonceOf(context));
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = Features;
        if (context.Request.IsHttps && context.Request.Host.Host != "localhost") // there it would keep all pages of this machine from plain http
            headers.StrictTransportSecurity = "max-age=31536000";
        if (headers.CacheControl.Count == 0)
            headers.CacheControl = "no-store"; // the pages' files say otherwise of themselves
    }
}
