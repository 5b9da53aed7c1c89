using Microsoft.AspNetCore.Http.HttpResults;
using Poise.Lab;

namespace Poise.App;

/// <summary>The routes of what the lab kept.</summary>
internal static class LabApi
{
    public static void Map(RouteGroupBuilder api, SavedFrontiers saved)
    {
        api.MapGet("/lab/frontiers", () => saved.List()).Needs(Role.Viewer).WithName("getFrontiers").WithSummary("The frontiers of cost against risk that poise lab frontier --save kept, the newest first.");
        api.MapGet("/lab/frontiers/{name}", Results<Ok<FrontierView>, ProblemHttpResult> (string name) => saved.Read(name, out string? wrong) is { } view
                ? TypedResults.Ok(view)
                : wrong is null
                    ? TypedResults.Problem($"no frontier {name} is saved", statusCode: 404, title: "no such frontier")
                    : TypedResults.Problem(wrong, statusCode: 409, title: "not a frontier"))
            .Needs(Role.Viewer).WithName("getFrontier").WithSummary("One of them: what the command printed, as docs/frontier.md has it.");
    }
}
