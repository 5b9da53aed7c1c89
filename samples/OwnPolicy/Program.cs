using System.Globalization;
using OwnPolicy;
using Poise.Runtime;

// A desk on the simulated market, hedged by a policy of one's own: five minutes of it in three seconds.
string folder = Directory.CreateTempSubdirectory("own-policy").FullName;
try
{
    var settings = new SimulatedDeskSettings { DataFolder = folder, Seed = 7, Speed = 100, Policy = new GammaBandPolicy(Move: 0.001) };
    await using SimulatedDesk desk = SimulatedDesk.Start(settings, TimeProvider.System);
    await Task.Delay(TimeSpan.FromSeconds(3));
    await desk.StopAsync();
    DeskView view = desk.View();
    foreach (DecisionView d in view.Decisions.Reverse())
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{d.At} {d.Action} {d.Quantity,8:0.###} delta {d.NetDelta,8:0.0000} in [{d.Lower:0.0000}, {d.Upper:0.0000}]: {d.Reason}"));
}
finally
{
    Directory.Delete(folder, recursive: true);
}
