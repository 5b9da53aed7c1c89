using System.Security.Cryptography;

namespace Poise.App;

/// <summary>The page itself, with a nonce of this answer alone: the tables' styles carry it, others are not let in.</summary>
internal sealed class IndexPage(string file)
{
    // Where the build (vite.config.ts) leaves room for it.
    private const string Room = "poise-nonce";

    private static readonly object Nonce = new();

    /// <summary>The nonce of this answer, or null where it is no page.</summary>
    public static string? NonceOf(HttpContext context) => context.Items[Nonce] as string;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        string? path = context.Request.Path.Value;
        if (path is not ("/" or "/index.html") || !HttpMethods.IsGet(context.Request.Method))
        {
            await next(context);
            return;
        }
        string nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        context.Items[Nonce] = nonce;
        context.Response.ContentType = "text/html; charset=utf-8";
        string page = await File.ReadAllTextAsync(file, context.RequestAborted);
        await context.Response.WriteAsync(page.Replace(Room, nonce, StringComparison.Ordinal), context.RequestAborted);
    }
}
