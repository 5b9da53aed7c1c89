using System.Globalization;
using Poise.Bench;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return BenchCommandLine.Run(args);
