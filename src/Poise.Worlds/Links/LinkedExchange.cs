using Poise.Domain;
using Poise.Exchange;
using Poise.Exchange.Server;
using Poise.Runtime;

namespace Poise.Worlds;

/// <summary>A whole exchange with its server at the far end of a memory link: the client's account, another one, and perhaps a crowd.</summary>
public class LinkedExchange
{
    public const string Key = "DESK", Secret = "only-the-desk-knows";

    private readonly ApiKey[] _keys;
    private readonly SeededRandom _tokens;

    /// <param name="born">When the market begins.</param>
    /// <param name="start">When somebody may connect.</param>
    /// <param name="funds">Units of each currency, of both accounts.</param>
    public LinkedExchange(
        ExchangeSettings settings, IReadOnlyList<IParticipant> crowd, Instant born, Instant start, IReadOnlyDictionary<string, long> funds, LinkSettings link, ulong seed)
    {
        Market = new ExchangeMarket(settings, crowd, born);
        Desk = new ExchangeDesk(Market);
        (Account, Other) = (Desk.Open("desk", born, funds).Account, Desk.Open("other", born, funds).Account);
        _keys = [new ApiKey(Key, Secret, Account, new(AccessRight.ReadWrite, AccessRight.ReadWrite, AccessRight.None))];
        _tokens = new SeededRandom(seed).Split("tokens");
        DeribitServer server = Serve();
        if (start > born)
            Market.Sleep(start);
        Link = new MemoryLink(server, link, seed, start);
    }

    /// <summary>One of a market alone, with its people; both accounts have as much as they could want.</summary>
    public static LinkedExchange Of(MarketSettings market, ulong seed, Instant start, LinkSettings link)
    {
        ArgumentNullException.ThrowIfNull(market);
        ListingSettings listing = market.Listing;
        var funds = new Dictionary<string, long>(StringComparer.Ordinal) { [listing.Currency] = (long)SimulatedMarket.FundsOf(market) * InstrumentTerms.Unit };
        return new LinkedExchange(market.OwnExchange, Crowd.Of(market, 0, seed, start), start, start, funds, link, seed);
    }

    public ExchangeMarket Market { get; }

    public ExchangeDesk Desk { get; }

    public MemoryLink Link { get; }

    /// <summary>The client's.</summary>
    public int Account { get; }

    public int Other { get; }

    public SimulatedExchange Exchange => Market.Exchange;

    public ListedInstrument Perpetual => Exchange.Perpetual(0);

    /// <summary>Lots of the perpetual that the client holds, + long.</summary>
    public long Held => Exchange.Accounts.Position(Account, Perpetual.Number);

    /// <summary>The exchange's time does not go back.</summary>
    public Instant At => Link.Now > Exchange.Now ? Link.Now : Exchange.Now;

    /// <summary>Another server before the same exchange.</summary>
    public DeribitServer Serve()
    {
        var server = new DeribitServer(new ServerSettings(), _keys, Desk, Desk.Methods, bytes =>
        {
            for (int i = 0; i < bytes.Length; i++)
                bytes[i] = (byte)_tokens.NextUInt64();
        });
        Desk.Serve(server);
        return server;
    }

    /// <summary>The client takes the demo book over from the other account, at the marks.</summary>
    public void TakeDemoBook()
    {
        ListedInstrument[] options = [.. Exchange.Instruments.Where(static i => i.IsOpen && i.Contract.IsOption)];
        foreach (DemoPosition position in DemoBook.Of([.. options.Select(static o => (o.Contract, o.Mark))], Exchange.IndexOf(0)))
        {
            ListedInstrument of = options.Single(o => o.Contract.Id == position.Contract);
            ExchangeAnswer answer = Apply(ExchangeCommand.Move(At, Other, Account, of.Number, position.Quantity.Count, (long)Math.Max(1, Math.Round(of.Mark / (double)of.Contract.PriceTick))));
            if (!answer.IsDone)
                throw new InvalidOperationException($"the demo book cannot be taken over: {answer.Reason}");
        }
    }

    /// <summary>A command past all sessions, as from the venue's own page.</summary>
    public ExchangeAnswer Apply(in ExchangeCommand command)
    {
        ExchangeAnswer answer = Market.Apply(command);
        Desk.EndBatch(At);
        return answer;
    }

    /// <summary>The best price of a side; NaN where nobody stands.</summary>
    public double Best(Side side, ListedInstrument? instrument = null)
    {
        var into = new DepthLevel[1];
        ListedInstrument of = instrument ?? Perpetual;
        return Exchange.Depth(of.Number, side, into) > 0 ? (double)(into[0].Price.Count * of.Contract.PriceTick) : double.NaN;
    }
}
