using Microsoft.AspNetCore.Http.HttpResults;
using Poise.Runtime;

namespace Poise.App;

/// <summary>What was looked for, over HTTP: 409 with the reason where it is not there, and what went wrong in the log.</summary>
internal static partial class LookAnswers
{
    public static Results<Ok<T>, ProblemHttpResult> Of<T>(Looked<T> looked, HttpContext context)
        where T : class
    {
        if (looked.Cause is not null)
            LogFailed(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(LookAnswers)), looked.Cause, context.Request.Path);
        return looked.What is { } view ? TypedResults.Ok(view) : TypedResults.Problem(looked.Why, statusCode: 409, title: "not now");
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} could not be answered")]
    private static partial void LogFailed(ILogger log, Exception cause, string path);
}
