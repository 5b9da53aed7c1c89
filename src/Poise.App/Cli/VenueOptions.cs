using System.CommandLine;
using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.App;

/// <summary>The switches by which <c>poise flow</c> and <c>poise desk</c> take a venue's public data.</summary>
internal sealed class VenueOptions
{
    private const string UsualUnderlying = "BTC", SocketPath = "/ws/api/v2";

    public Option<string?> Venue { get; } = new("--venue") { Description = "Take the chain of a venue's public data, over the internet and without a key: deribit. --underlying says which (BTC, ETH, SOL_USDC ...; default: BTC).", HelpName = "name" };

    public Option<string?> Address { get; } = new("--venue-address") { Description = $"With --venue: another address that speaks its protocol (wss, or ws on this machine), or test for its test network. Default: {DeribitSettings.Live}.", HelpName = "URI" };

    public VenueOptions() => Venue.MustBeOneOf(StringComparer.OrdinalIgnoreCase, "deribit");

    /// <exception cref="BadInputException">With a venue something is given that it does not go with, or without one something that needs it.</exception>
    public void Check(ParseResult parsed, Symbol[] others, Option[] own)
    {
        if (parsed.GetValue(Venue) is not string name)
        {
            if (own.Prepend(Address).FirstOrDefault(o => parsed.GetResult(o) is not null) is Option lone)
                throw new BadInputException($"{lone.Name} needs --venue NAME");
            return;
        }
        foreach (Symbol other in others)
        {
            if (parsed.GetResult(other) is { Tokens.Count: > 0 })
                throw new BadInputException($"--venue {name} is asked for what is there now: leave out {(other is Argument ? "the files" : other.Name)}");
        }
    }

    /// <exception cref="BadInputException">It is no length of time from one second to ten minutes.</exception>
    public static TimeSpan Wait(Option<string?> option, ParseResult parsed)
    {
        double seconds = (Instants.ParseLength(option.Name, parsed.GetValue(option)) ?? Duration.FromSeconds(30)).Seconds;
        return seconds is >= 1 and <= 600 ? TimeSpan.FromSeconds(seconds) : throw new BadInputException($"{option.Name}: from 1s to 10m");
    }

    /// <exception cref="BadInputException">The address or the underlying is none.</exception>
    public VenueChoice Of(ParseResult parsed, string? underlying)
    {
        string name = (underlying ?? UsualUnderlying).ToUpperInvariant();
        if (!IsUnderlying(name))
            throw new BadInputException($"--underlying: \"{underlying}\" is not an underlying of the venue; write BTC, ETH or SOL_USDC");
        return new VenueChoice(Asked(parsed.GetValue(Address)), name);
    }

    public static bool IsUnderlying(string name) => name.Length is >= 2 and <= 20 && name.All(static c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_');

    /// <summary>Null for what is no address that orders or data may go to.</summary>
    public static Uri? AddressOf(string text)
    {
        if (text == "test")
            return DeribitSettings.TestNetwork;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || address.Scheme is not ("ws" or "wss") || address.Fragment.Length > 0 || address.UserInfo.Length > 0 || (address.Scheme == "ws" && !address.IsLoopback))
            return null;
        return address.AbsolutePath == "/" ? new Uri(address, SocketPath) : address;
    }

    private static Uri Asked(string? text)
    {
        if (text is null)
            return DeribitSettings.Live;
        string why = Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme == "ws" && !address.IsLoopback
            ? "ws is for this machine alone; write wss://"
            : $"is not an address; write wss://host{SocketPath}, or test";
        return AddressOf(text) ?? throw new BadInputException($"--venue-address: \"{text}\"{(why[0] == 'w' ? ":" : "")} {why}");
    }
}

/// <summary>Which public data of Deribit, or of who speaks its protocol.</summary>
internal sealed record VenueChoice(Uri Address, string Underlying)
{
    /// <summary>Without a key: no account is seen and no order can leave.</summary>
    /// <param name="hasQuotes">Every quote, not only whole pictures.</param>
    public DeribitSettings Settings(bool hasQuotes) => new() { Address = Address, Underlyings = [Underlying], QuotesOfAll = hasQuotes };
}
