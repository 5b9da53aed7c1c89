using Poise.App;

namespace Poise.Edge.Tests;

/// <summary>A command line in this process: exit code, and what it printed.</summary>
internal static class CliRun
{
    public static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int code = PoiseCommandLine.Run(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
