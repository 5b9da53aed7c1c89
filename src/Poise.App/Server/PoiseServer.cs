using System.Net;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.FileProviders;

namespace Poise.App;

/// <summary>The dashboard's server: loopback only, commands behind the token, pages under a strict content policy.</summary>
internal static class PoiseServer
{
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <param name="pages">Folder of the built dashboard, or null to serve the API alone.</param>
    public static WebApplication Create(int port, Dashboard dashboard, AccessToken token, string? pages, TimeProvider time)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(o => o.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // a start that fails is told in one line by whoever started it
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 << 10;
        });
        builder.Services.Configure<HostFilteringOptions>(o =>
        {
            o.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"];
            o.AllowEmptyHosts = false;
        });
        builder.Services.AddProblemDetails();
        builder.Services.AddOpenApi(o => o.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Poise";
            document.Info.Version = "v1";
            document.Servers?.Clear();
            return Task.CompletedTask;
        }));
        builder.Services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.TypeInfoResolverChain.Insert(0, PoiseJson.Default);
            o.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        builder.Services.AddSignalR(o => o.MaximumReceiveMessageSize = 4096)
            .AddJsonProtocol(o => o.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, PoiseJson.Default));
        builder.Services.AddSingleton(dashboard).AddSingleton(dashboard.Watchers).AddSingleton(time).AddHostedService<StreamPump>();

        WebApplication app = builder.Build();
        app.UseHostFiltering();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use((context, next) => Guard(context, next, token));
        if (pages is not null)
        {
            var files = new PhysicalFileProvider(pages);
            app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
            app.UseStaticFiles(new StaticFileOptions
            {
                FileProvider = files,
                // Built assets carry their hash in the name; the page that names them must always be fresh.
                OnPrepareResponse = c => c.Context.Response.Headers.CacheControl =
                    c.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache",
            });
        }
        Api.Map(app, dashboard, time);
        app.MapHub<StreamHub>("/api/v1/stream");
        app.MapOpenApi();
        app.MapGet("/health", () => Results.Json(new HealthView("ok", Api.Version), PoiseJson.Default.HealthView)).ExcludeFromDescription();
        return app;
    }

    // Browsers send Origin with every command and every socket: a page from elsewhere stays outside. Commands need the token.
    private static Task Guard(HttpContext context, RequestDelegate next, AccessToken token)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        string? origin = context.Request.Headers.Origin;
        if (!string.IsNullOrEmpty(origin) && !string.Equals(origin, $"{context.Request.Scheme}://{context.Request.Host}", StringComparison.OrdinalIgnoreCase))
            return Results.Problem("requests from other origins are refused", statusCode: 403, title: "other origin").ExecuteAsync(context);
        bool isHub = context.Request.Path.StartsWithSegments("/api/v1/stream", StringComparison.OrdinalIgnoreCase);
        bool isCommand = !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method) && !isHub;
        if (isCommand && !token.Opens(context.Request.Headers.Authorization))
        {
            headers.WWWAuthenticate = "Bearer";
            return Results.Problem("commands need the token that poise desk printed at its start", statusCode: 401, title: "no token").ExecuteAsync(context);
        }
        return next(context);
    }
}

public sealed record HealthView(string Status, string Version);
