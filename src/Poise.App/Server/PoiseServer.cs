using System.Text.Json.Serialization;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.FileProviders;

namespace Poise.App;

/// <summary>The dashboard's server: the guard before each endpoint, pages under a strict content policy.</summary>
internal static class PoiseServer
{
    /// <param name="pages">Folder of the built dashboard, or null to serve the API alone.</param>
    public static WebApplication Create(PageSettings settings, Dashboard dashboard, Access access, string? pages, TimeProvider time)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(o => o.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(static o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // a start that fails is told in one line by whoever started it
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(settings.Address, settings.Port, listen => settings.Tls?.Use(listen));
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 << 10;
        });
        builder.Services.Configure<HostFilteringOptions>(o =>
        {
            o.AllowedHosts = [.. settings.Hosts];
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
        builder.Services.AddSignalR(o =>
            {
                o.MaximumReceiveMessageSize = 4096;
                o.AddFilter<StreamGuard>();
            })
            .AddJsonProtocol(o => o.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, PoiseJson.Default));
        builder.Services.AddSingleton(dashboard).AddSingleton(dashboard.Watchers).AddSingleton(time).AddSingleton(access).AddSingleton<StreamGuard>()
            .AddSingleton(_ => new RateLimits(settings.ReadsAMinute, settings.CommandsAMinute)).AddHostedService<StreamPump>();

        WebApplication app = builder.Build();
        app.Use((context, next) =>
        {
            context.Response.OnStarting(() =>
            {
                PageHeaders.Write(context);
                return Task.CompletedTask;
            });
            return next(context);
        });
        app.UseHostFiltering();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        var guard = new Guard(
            access, new Lockout(time), app.Services.GetRequiredService<RateLimits>(), dashboard, readsNeedToken: access.HasUsers || settings.IsBeyondLoopback, app.Services.GetRequiredService<ILogger<Guard>>());
        app.Use(guard.InvokeAsync);
        if (pages is not null)
        {
            var files = new PhysicalFileProvider(pages);
            app.Use(new IndexPage(Path.Combine(pages, "index.html")).InvokeAsync);
            app.UseStaticFiles(new StaticFileOptions
            {
                FileProvider = files,
                // Built assets carry their hash in the name.
                OnPrepareResponse = c => c.Context.Response.Headers.CacheControl =
                    c.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache",
            });
        }
        Api.Map(app, dashboard, access, time);
        app.MapHub<StreamHub>("/api/v1/stream").Needs(Role.Viewer);
        app.MapOpenApi().Needs(Role.Viewer);
        app.MapGet("/health", () => Results.Json(new HealthView("ok", Api.Version), PoiseJson.Default.HealthView)).ExcludeFromDescription().Needs(Role.Viewer);
        app.MapGet("/ready", () => Readiness.Of(dashboard) is var ready && ready.IsReady
            ? Results.Json(ready, PoiseJson.Default.ReadyView)
            : Results.Json(ready, PoiseJson.Default.ReadyView, statusCode: 503)).ExcludeFromDescription().Needs(Role.Viewer);
        return app;
    }
}

public sealed record HealthView(string Status, string Version);
