using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Poise.Domain;
using Poise.Flow;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.App;

/// <summary>The REST routes. Everything that the dashboard does goes through these.</summary>
internal static class Api
{
    public static readonly string Version = typeof(Api).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static void Map(IEndpointRouteBuilder routes, Dashboard dashboard, Access access, TimeProvider time)
    {
        RouteGroupBuilder api = routes.MapGroup("/api/v1");
        api.MapGet("/status", (HttpContext context) => Status(dashboard, access, context.Features.GetRequiredFeature<Caller>(), time))
            .Needs(Role.Viewer, passesLockout: true).WithName("getStatus").WithSummary("What this server is, and who asks it.");

        api.MapGet("/flow", (string? signs, string? walls, string? expiries) => Flow(dashboard, null, signs, walls, expiries))
            .Needs(Role.Viewer).WithName("getFlow").WithSummary("The latest flow view; the hub's message \"flow\" has the same shape.");
        api.MapGet("/flow/{index:int}", (int index, string? signs, string? walls, string? expiries) => Flow(dashboard, index, signs, walls, expiries))
            .Needs(Role.Viewer).WithName("getFlowAt").WithSummary("One flow view of the series, 0 the oldest.");
        api.MapGet("/flow/levels", (string? signs, string? walls, string? expiries) => FlowChoices.Parse(signs, walls, expiries, out string? wrong) is FlowChoice choice
                ? TypedResults.Ok(dashboard.Flow.LevelsNow(choice))
                : (Results<Ok<LevelsFrame>, ProblemHttpResult>)TypedResults.Problem(wrong, statusCode: 400, title: "unknown choice"))
            .Needs(Role.Viewer).WithName("getLevels").WithSummary("The levels as the quotes now are; the hub's message \"levels\" has the same shape.");
        api.MapGet("/flow/surface", (int? index, string? expiries) => Surface(dashboard, index, expiries))
            .Needs(Role.Viewer).WithName("getSurface").WithSummary("The vol surface fitted to a chain, the view that poise flow --surface prints; without an index the latest: of a live market the last background fit.");
        api.MapGet("/flow/series", (string? expiries) => FlowChoices.Parse(null, null, expiries, out string? wrong) is FlowChoice choice
                ? TypedResults.Ok(dashboard.Flow.Series(choice.Expiries))
                : (Results<Ok<SeriesFrame>, ProblemHttpResult>)TypedResults.Problem(wrong, statusCode: 400, title: "unknown choice"))
            .Needs(Role.Viewer).WithName("getSeries").WithSummary("The instants, spots and levels of all chains that can be asked for; the levels of all expiries, or of some.");
        api.MapGet("/flow/export", (int? index, string? signs, string? walls, string? expiries, string? format, string? levels) => Export(dashboard, index, signs, walls, expiries, format, levels))
            .Needs(Role.Viewer).WithName("exportFlow").WithSummary("A flow view as a file, the text that poise flow prints: format=json|csv, or levels=csv|pine|thinkscript. Without an index the latest.");
        api.MapGet("/desk", (string? underlying) => Unknown(dashboard, underlying) is string unknown
                ? (Results<Ok<DeskFrame>, ProblemHttpResult>)TypedResults.Problem(unknown, statusCode: 400, title: "unknown underlying")
                : TypedResults.Ok(dashboard.Desk?.Frame(underlying) ?? new DeskFrame(0, null, [])))
            .Needs(Role.Viewer).WithName("getDesk").WithSummary("The desk, as one of its underlyings is seen, the first where none is named; the hub's message \"desk\" has the same shape. A null view: no desk runs here.");

        api.MapGet("/desk/risk", (string? underlying) => Unknown(dashboard, underlying) is string unknown
                ? (Results<Ok<RiskFrame>, ProblemHttpResult>)TypedResults.Problem(unknown, statusCode: 400, title: "unknown underlying")
                : TypedResults.Ok(dashboard.Desk?.Risk(underlying) ?? new RiskFrame(0, null)))
            .Needs(Role.Viewer).WithName("getRisk").WithSummary("What would become of the book of one underlying: profit by spot, vol and time, and what the policy would trade if the price went there.");

        StressApi.Map(api, dashboard);

        api.MapGet("/desk/protection", (string? underlying, double mostLoss, double? mostPremium, double? lasts, HttpContext context) => ProtectionAsync(dashboard, underlying, mostLoss, mostPremium, lasts, context))
            .Needs(Role.Trader).WithName("getProtection").WithSummary("The listed options that cost least and leave no scenario of spot and vol with more than mostLoss; premium at most mostPremium where it is named, of options that end after so many days (lasts, 2 where it is not named). Nothing is traded.");

        api.MapGet("/desk/plan", (string? underlying, double? mostGamma, double? mostVega, double? horizon, double? fundingPerDay, double? capitalRate, double? impactFactor, double? dailyVolume, double? optionVolume, double? transfers, HttpContext context) =>
                PlanAsync(dashboard, underlying, new(mostGamma, mostVega, horizon, fundingPerDay, capitalRate, impactFactor, dailyVolume, optionVolume, transfers), context))
            .Needs(Role.Trader).WithName("getPlan").WithSummary("The cheapest trades in options and hedge instruments that bring net gamma (of a 1 % move) and net vega (a vol point) within what is named, either way, and net delta into the policy's band. Expected impact counts (impactFactor, 1) by what is traded a day as venues tell it, else as named: dailyVolume in a hedge instrument, optionVolume in each option, units of the underlying. Initial margin is limited to what a venue tells is free, and what can be brought there from the others (transfers, currency of the plan). With a horizon (days) the basis of futures until then is a cost, funding of perpetuals too (fundingPerDay, what longs pay, a fraction; as told where it is not named), and what margin costs (capitalRate, a year). Nothing is traded.");

        api.MapGet("/desk/audit", Results<Ok<AuditAnswer>, ProblemHttpResult> (int? count) => count is < 1 or > 1000
                ? TypedResults.Problem($"count: {count}; allowed: 1 to 1000", statusCode: 400, title: "not a count")
                : Audit(dashboard, count ?? 100))
            .Needs(Role.Risk).WithName("getAudit").WithSummary("The last commands, the newest first: who gave which, and what became of it; 100 where no count is given.");

        LabApi.Map(api, dashboard.Lab);

        RouteGroupBuilder commands = api.MapGroup("/desk/commands");
        commands.MapPost("/kill", () => Command(dashboard, d => d.Kill())).Needs(Role.Trader, isCommand: true, isUrgent: true).WithName("kill").WithSummary("Kill switch: cancel all orders, send no more.");
        commands.MapPost("/resume", () => Command(dashboard, d => d.Resume())).Needs(Role.Risk, isCommand: true).WithName("resume").WithSummary("Trade again after a halt.");
        commands.MapPost("/cancel-all", () => Command(dashboard, d => d.CancelAll())).Needs(Role.Trader, isCommand: true).WithName("cancelAll").WithSummary("Cancel every working order.");
        commands.MapPost("/set-aside", (string venue, HttpContext context) =>
            {
                Guard.Note(context, venue);
                return CommandAsync(dashboard, d => d.SetAsideAsync(venue));
            })
            .Needs(Role.Risk, isCommand: true).WithName("setAside").WithSummary("Trade without a venue that has not confirmed since the start: what is held there is taken to be what the journal has, until it confirms.");
        var raises = new LimitRaises(time);
        api.MapGet("/desk/limits", (string? underlying) => Limits(dashboard, underlying)).Needs(Role.Viewer).WithName("getLimits").WithSummary("The limits in force of one underlying, the first where none is named.");
        api.MapGet("/desk/raises", () => raises.Waiting()).Needs(Role.Viewer).WithName("getRaises").WithSummary("Raises of limits that wait for a second person.");
        commands.MapPost("/limits", (HttpRequest request, string? underlying) => SetAsync(request, "not limits", LimitsCommands.Parse, asked => SetLimitsAsync(dashboard, access, raises, asked, underlying, request.HttpContext)))
            .Accepts<LimitsCommand>("application/json")
            .Needs(Role.Trader, isCommand: true).WithName("setLimits").WithSummary("Other limits of an underlying. Lowered at once; a raise needs the role risk and waits ten minutes for a second person of it.");
        api.MapGet("/desk/desk-limits", () => DeskLimitsOf(dashboard)).Needs(Role.Viewer).WithName("getDeskLimits").WithSummary("The limits in force over all underlyings and of the books of the house.");
        commands.MapPost("/desk-limits", (HttpRequest request) => SetDeskLimitsAsync(dashboard, access, raises, request))
            .Accepts<JsonElement>("application/json")
            .Needs(Role.Trader, isCommand: true).WithName("setDeskLimits").WithSummary("Other limits over all underlyings and of the books of the house, by their keys of the file of settings; what is not named stays. Lowered at once; a raise needs the role risk and waits ten minutes for a second person of it.");
        api.MapGet("/desk/settings", (string? underlying) => Settings(dashboard, underlying)).Needs(Role.Viewer).WithName("getSettings").WithSummary("Limits of options, costs and rules in force of one underlying, the first where none is named.");
        commands.MapPost("/settings", (HttpRequest request, string? underlying) => SetSettingsAsync(dashboard, access, raises, request, underlying))
            .Accepts<JsonElement>("application/json")
            .Needs(Role.Risk, isCommand: true).WithName("setSettings").WithSummary("Other limits of options, costs or rules of an underlying, by their keys of the file of settings; what is not named stays, null takes a rule or the limits of options away. At once; where options may be traded further all of it waits ten minutes for a second person.");
        commands.MapPost("/approve", (int raise, HttpContext context) =>
            {
                return CommandAsync(dashboard, d =>
                {
                    Task<CommandResult> answer = raises.ApproveAsync(context.Features.GetRequiredFeature<Caller>(), raise, d, out string? detail);
                    Guard.Note(context, detail ?? raise.ToString(CultureInfo.InvariantCulture));
                    return answer;
                });
            })
            .Needs(Role.Risk, isCommand: true).WithName("approve").WithSummary("The second person's yes to a raise of limits, by its number.");
        commands.MapPost("/hold", async (HoldCommand hold, HttpContext context) =>
            {
                Guard.Note(context, string.Create(CultureInfo.InvariantCulture, $"{hold.Symbol} {hold.Quantity} at {hold.Price}"));
                return hold.TryLine(HeldElsewhere.ByHand, out HeldLine? line) is string wrong
                    ? TypedResults.Problem(wrong, statusCode: 400, title: "not a position")
                    : await CommandAsync(dashboard, d => d.HoldAsync(line!));
            })
            .Needs(Role.Trader, isCommand: true).WithName("hold").WithSummary("A position that another account holds, by hand: so many contracts from now on, 0 for none any more. It is hedged with the book.");
        commands.MapPost("/package", (PackageCommand package, string? underlying, HttpContext context) => TradePackageAsync(dashboard, package, underlying, context))
            .Needs(Role.Trader, isCommand: true).WithName("tradePackage").WithSummary("Options traded together, each at its limit or better, at once or not at all: all orders leave or none. Within the settings' limits of options.");
        commands.MapPost("/band", (BandCommand band, string? underlying, HttpContext context) => IsBand(band)
                ? SetPolicy(dashboard, new FixedBandPolicy(new DeltaBand(band.Lower, band.Target, band.Upper, BandRebalance.ToTarget)), underlying, context)
                : TypedResults.Problem("lower <= target <= upper, all finite, is what a band needs", statusCode: 400, title: "not a band"))
            .Needs(Role.Trader, isCommand: true).WithName("setBand").WithSummary("New policy: a fixed delta band, in units of the underlying, hedged to its target. Of the underlying that is named, where there are several.");
        commands.MapPost("/policy", (HttpRequest request, string? underlying) => SetAsync(request, "not a policy", PolicyText.Parse, policy => Task.FromResult(SetPolicy(dashboard, policy, underlying, request.HttpContext))))
            .Accepts<JsonElement>("application/json")
            .Needs(Role.Trader, isCommand: true).WithName("setPolicy").WithSummary("New policy: when the desk hedges, and how far, as docs/policies.md has it.");
        commands.MapPost("/working", (HttpRequest request, string? underlying) => SetAsync(request, "not a way of working", WorkingText.Parse, algorithm =>
            {
                Note(request.HttpContext, underlying, WorkingText.Of(algorithm));
                return Task.FromResult(Command(dashboard, d => d.SetWorking(algorithm, underlying)));
            }))
            .Accepts<JsonElement>("application/json")
            .Needs(Role.Trader, isCommand: true).WithName("setWorking").WithSummary("Hedges are worked otherwise until the next start: how what the policy wants becomes orders, as docs/working.md has it.");
    }

    private static Results<Ok<AuditAnswer>, ProblemHttpResult> Audit(Dashboard dashboard, int count)
    {
        try
        {
            return TypedResults.Ok(dashboard.Audit?.Last(count) ?? new AuditAnswer([]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return TypedResults.Problem($"{AuditLog.FileName} in the desk's folder cannot be read: {e.Message}", statusCode: 500, title: "not readable");
        }
    }

    private static StatusView Status(Dashboard dashboard, Access access, Caller caller, TimeProvider time) => new(
        Version, dashboard.Market, Iso(dashboard.StartedAt), dashboard.Desk is not null, dashboard.HasFlow, Iso(time.GetUtcNow()), dashboard.StaleAfter?.TotalSeconds, caller.Name, Roles.Name(caller.Role), access.HasUsers);

    private static Results<Ok<CommandResult>, ProblemHttpResult> SetPolicy(Dashboard dashboard, IHedgePolicy policy, string? underlying, HttpContext context)
    {
        Note(context, underlying, PolicyText.Of(policy));
        return Command(dashboard, d => d.SetPolicy(policy, underlying));
    }

    private static void Note(HttpContext context, string? underlying, byte[]? settings) =>
        Guard.Note(context, $"{underlying}{(underlying is null ? "" : " ")}{(settings is null ? "" : Encoding.UTF8.GetString(settings))}");

    private static Results<Ok<LimitsAnswer>, ProblemHttpResult> Limits(Dashboard dashboard, string? underlying)
    {
        if (dashboard.Desk is not { } desk)
            return NoDesk();
        if (Unknown(dashboard, underlying) is string unknown)
            return TypedResults.Problem(unknown, statusCode: 400, title: "unknown underlying");
        string of = underlying ?? desk.Underlyings[0];
        (RiskLimits now, decimal lotSize) = desk.LimitsOf(of);
        return TypedResults.Ok(LimitsAnswer.Of(of, now, lotSize));
    }

    private static async Task<Results<Ok<CommandResult>, ProblemHttpResult>> SetLimitsAsync(Dashboard dashboard, Access access, LimitRaises raises, LimitsCommand asked, string? underlying, HttpContext context)
    {
        if (dashboard.Desk is not { } desk)
            return NoDesk();
        if (NotNamed(dashboard, underlying) is string unknown)
            return TypedResults.Problem(unknown, statusCode: 400, title: "unknown underlying");
        string of = underlying ?? desk.Underlyings[0];
        (RiskLimits now, decimal lotSize) = desk.LimitsOf(of);
        if (LimitRaises.TryApply(asked, now, lotSize, out RiskLimits wanted) is string wrong)
            return TypedResults.Problem(wrong, statusCode: 400, title: "not limits");
        Guard.Note(context, $"{of} {LimitRaises.Difference(now, wanted, lotSize)}");
        return await CommandAsync(dashboard, d => raises.AskAsync(context.Features.GetRequiredFeature<Caller>(), access.HasUsers, of, now, wanted, lotSize, d));
    }

    private static Results<Ok<DeskLimitsAnswer>, ProblemHttpResult> DeskLimitsOf(Dashboard dashboard) => dashboard.Desk is { } desk ? TypedResults.Ok(DeskLimitsAnswer.Of(desk.DeskLimits)) : NoDesk();

    private static async Task<Results<Ok<CommandResult>, ProblemHttpResult>> SetDeskLimitsAsync(Dashboard dashboard, Access access, LimitRaises raises, HttpRequest request)
    {
        if (dashboard.Desk is not { } desk)
            return NoDesk();
        DeskLimits now = desk.DeskLimits;
        return await SetAsync(request, "not limits", json => DeskLimitsCommands.Parse(json, now), wanted =>
        {
            Guard.Note(request.HttpContext, DeskLimitsCommands.Difference(now, wanted));
            return CommandAsync(dashboard, d => raises.AskAsync(request.HttpContext.Features.GetRequiredFeature<Caller>(), access.HasUsers, now, wanted, d));
        });
    }

    private static Results<Ok<SettingsAnswer>, ProblemHttpResult> Settings(Dashboard dashboard, string? underlying)
    {
        if (dashboard.Desk is not { } desk)
            return NoDesk();
        if (Unknown(dashboard, underlying) is string unknown)
            return TypedResults.Problem(unknown, statusCode: 400, title: "unknown underlying");
        string of = underlying ?? desk.Underlyings[0];
        return TypedResults.Ok(SettingsAnswer.Of(of, desk.SettingsOf(of)));
    }

    private static async Task<Results<Ok<CommandResult>, ProblemHttpResult>> SetSettingsAsync(Dashboard dashboard, Access access, LimitRaises raises, HttpRequest request, string? underlying)
    {
        if (dashboard.Desk is not { } desk)
            return NoDesk();
        if (NotNamed(dashboard, underlying) is string unknown)
            return TypedResults.Problem(unknown, statusCode: 400, title: "unknown underlying");
        string of = underlying ?? desk.Underlyings[0];
        LiveSettings now = desk.SettingsOf(of);
        return await SetAsync(request, "not settings", json => SettingsCommands.Parse(json, now), wanted =>
        {
            Guard.Note(request.HttpContext, $"{of} {SettingsCommands.Difference(now, wanted)}");
            return CommandAsync(dashboard, d => raises.AskAsync(request.HttpContext.Features.GetRequiredFeature<Caller>(), access.HasUsers, of, now, wanted, d));
        });
    }

    private static async Task<Results<Ok<BookProtectionView>, ProblemHttpResult>> ProtectionAsync(Dashboard dashboard, string? underlying, double mostLoss, double? mostPremium, double? lasts, HttpContext context)
    {
        if (dashboard.Desk is not { } desk)
            return NoDesk();
        if (Unknown(dashboard, underlying) is string unknown)
            return TypedResults.Problem(unknown, statusCode: 400, title: "unknown underlying");
        if (!(mostLoss >= 0) || !double.IsFinite(mostLoss) || mostPremium is double premium && !(premium >= 0) || lasts is double days && !(days is >= 0 and <= 10_000))
            return TypedResults.Problem($"mostLoss: {mostLoss}, mostPremium: {mostPremium}, lasts: {lasts}; allowed: numbers from 0", statusCode: 400, title: "not a limit");
        return LookAnswers.Of(await desk.ProtectionAsync(underlying ?? desk.Underlyings[0], mostLoss, mostPremium ?? double.PositiveInfinity, lasts is double wanted ? new Duration((long)(wanted * 86_400_000_000_000)) : BookRules.UsualLast), context);
    }

    private static async Task<Results<Ok<BookPlanView>, ProblemHttpResult>> PlanAsync(Dashboard dashboard, string? underlying, PlanAsked asked, HttpContext context)
    {
        if (dashboard.Desk is not { } desk)
            return NoDesk();
        if (Unknown(dashboard, underlying) is string unknown)
            return TypedResults.Problem(unknown, statusCode: 400, title: "unknown underlying");
        return asked.TryWish(out PlanWish wish) is string wrong
            ? TypedResults.Problem(wrong, statusCode: 400, title: "not a plan")
            : LookAnswers.Of(await desk.PlanAsync(underlying ?? desk.Underlyings[0], wish), context);
    }

    private static async Task<Results<Ok<CommandResult>, ProblemHttpResult>> TradePackageAsync(Dashboard dashboard, PackageCommand package, string? underlying, HttpContext context)
    {
        if (dashboard.Desk is not { } desk)
            return NoDesk();
        if (NotNamed(dashboard, underlying) is string unknown)
            return TypedResults.Problem(unknown, statusCode: 400, title: "unknown underlying");
        if (package.Legs is null || package.Legs.Any(static l => l?.Contract is null))
            return TypedResults.Problem("legs: a list of { \"contract\", \"quantity\", \"limit\" }", statusCode: 400, title: "not a package");
        string of = underlying ?? desk.Underlyings[0];
        Guard.Note(context, $"{of} {string.Join(", ", package.Legs.Select(static l => string.Create(CultureInfo.InvariantCulture, $"{l.Quantity:+0.########;-0.########} {l.Contract} at {l.Limit}")))}");
        return await CommandAsync(dashboard, d => d.TradePackageAsync(package.Legs, of));
    }

    /// <returns>Why the desk has no such underlying; null where it has, and where none is named.</returns>
    internal static string? Unknown(Dashboard dashboard, string? underlying) => underlying is null || dashboard.Desk is not { } desk || desk.Underlyings.Contains(underlying, StringComparer.Ordinal)
        ? null
        : $"the desk hedges {string.Join(", ", desk.Underlyings)}, not {underlying}";

    /// <returns>As <see cref="Unknown"/>, and where none is named of several.</returns>
    private static string? NotNamed(Dashboard dashboard, string? underlying) =>
        Unknown(dashboard, underlying) ?? (underlying is null && dashboard.Desk is { Underlyings: { Count: > 1 } all } ? $"say of which underlying, {string.Join(", ", all)}" : null);

    /// <summary>Sets what the request's JSON says.</summary>
    /// <param name="wrong">Title of the problem where it says none.</param>
    private static async Task<Results<Ok<CommandResult>, ProblemHttpResult>> SetAsync<T>(
        HttpRequest request, string wrong, Func<ReadOnlyMemory<byte>, T> parse, Func<T, Task<Results<Ok<CommandResult>, ProblemHttpResult>>> set)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        T read;
        try
        {
            read = parse(body.ToArray());
        }
        catch (SettingsException e)
        {
            return TypedResults.Problem(e.Message, statusCode: 400, title: wrong);
        }
        return await set(read);
    }

    private static bool IsBand(BandCommand band) =>
        double.IsFinite(band.Lower) && double.IsFinite(band.Upper) && band.Lower <= band.Target && band.Target <= band.Upper && band.Lower < band.Upper;

    private static Results<Ok<FlowFrame>, ProblemHttpResult> Flow(Dashboard dashboard, int? index, string? signs, string? walls, string? expiries)
    {
        if (FlowChoices.Parse(signs, walls, expiries, out string? wrong) is not FlowChoice choice)
            return TypedResults.Problem(wrong, statusCode: 400, title: "unknown choice");
        FlowFrame? frame = dashboard.Flow.Frame(index, choice);
        return frame is null ? NoFrame(index) : TypedResults.Ok(frame);
    }

    private static Results<Ok<SurfaceFrame>, ProblemHttpResult> Surface(Dashboard dashboard, int? index, string? expiries)
    {
        if (FlowChoices.Parse(null, null, expiries, out string? wrong) is not FlowChoice choice)
            return TypedResults.Problem(wrong, statusCode: 400, title: "unknown choice");
        SurfaceFrame? frame = dashboard.Flow.Surface(index, choice.Expiries);
        return frame is null ? NoFrame(index) : TypedResults.Ok(frame);
    }

    private static ProblemHttpResult NoFrame(int? index) => TypedResults.Problem($"the series has no frame {index}", statusCode: 404, title: "no such frame");

    private static Results<FileContentHttpResult, ProblemHttpResult> Export(Dashboard dashboard, int? index, string? signs, string? walls, string? expiries, string? format, string? levels) =>
        FlowChoices.Parse(signs, walls, expiries, out string? wrong) is FlowChoice choice
            ? FlowExport.Of(dashboard.Flow, index, choice, format, levels)
            : TypedResults.Problem(wrong, statusCode: 400, title: "unknown choice");

    private static Results<Ok<CommandResult>, ProblemHttpResult> Command(Dashboard dashboard, Func<IDeskDoor, CommandResult> command) => dashboard.Desk is { } desk ? Answer(command(desk)) : NoDesk();

    private static async Task<Results<Ok<CommandResult>, ProblemHttpResult>> CommandAsync(Dashboard dashboard, Func<IDeskDoor, Task<CommandResult>> command) => dashboard.Desk is { } desk ? Answer(await command(desk)) : NoDesk();

    private static Results<Ok<CommandResult>, ProblemHttpResult> Answer(CommandResult result) =>
        result.Accepted ? TypedResults.Ok(result) : TypedResults.Problem(result.Message, statusCode: 409, title: "refused");

    private static ProblemHttpResult NoDesk() => TypedResults.Problem("no desk runs here: this dashboard shows data only, and nothing is traded", statusCode: 409, title: "no desk");

    /// <summary>ISO 8601 in UTC, to the millisecond.</summary>
    internal static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
