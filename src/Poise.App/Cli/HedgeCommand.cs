using System.CommandLine;

namespace Poise.App;

/// <summary><c>poise hedge</c>: the desk without API and page.</summary>
internal static class HedgeCommand
{
    public static Command Create(TextWriter output, TextWriter error)
    {
        var switches = new HedgeOptions();
        Option[] ofVenue = [switches.Venue.Address, switches.Underlying, switches.Stale];
        var command = new Command("hedge", "The desk without its dashboard: on a simulated market by default, on paper at a venue's live prices, or at the venue itself. Decisions that trade or are refused, fills and alerts go to standard output.\n\nExample:\n  poise hedge --for 10\n  poise hedge --venue deribit --underlying BTC --band 0.1\n  poise hedge --venue deribit --settings samples/hedges.json\n  poise hedge --venue deribit --orders live --venue-key deribit.key --dry-run\n  poise hedge --venue deribit --orders live --venue-key deribit.key --max-order 0.5 --max-position 5");
        foreach (Option option in switches.All.Where(o => o != switches.Flow.Combine))
            command.Options.Add(option);
        command.SetAction((parsed, stop) =>
        {
            switches.Check(parsed);
            if (parsed.GetResult(switches.Venue.Venue) is null && ofVenue.FirstOrDefault(o => parsed.GetResult(o) is not null) is Option lone)
                throw new BadInputException($"{lone.Name} needs --venue NAME");
            MarketChoice market = switches.Of(parsed);
            if (market is StreamChoice { Orders: null })
                throw new BadInputException("--orders none hedges nothing: a venue's levels alone are poise desk --orders none --no-page");
            return DeskHost.RunAsync(switches.Of(parsed, market, page: null) with { Command = "poise hedge" }, output, error, stop);
        });
        return command;
    }
}
