using Poise.App;

return PoiseCommandLine.Run(args, Console.Out, Console.Error);
