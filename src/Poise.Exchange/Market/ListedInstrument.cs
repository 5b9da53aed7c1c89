using Poise.Domain;

namespace Poise.Exchange;

/// <summary>An instrument of an exchange as it now stands.</summary>
public sealed class ListedInstrument
{
    internal ListedInstrument(int number, long order, int listing, InstrumentTerms terms, Instant at) => (Number, Order, Listing, Terms, ListedAt) = (number, order, listing, terms, at);

    /// <summary>By which orders name it, from 0 on; it may have been another's who ended long before (<see cref="ExchangeSettings.ForgetAfterDays"/>).</summary>
    public int Number { get; }

    /// <summary>How many were listed before it, ever.</summary>
    public long Order { get; }

    /// <summary>Which of the exchange's listings it is of.</summary>
    public int Listing { get; }

    public InstrumentTerms Terms { get; }

    public Contract Contract => Terms.Contract;

    /// <summary>From this price on, ticks, prices are multiples of <see cref="CoarseStep"/>.</summary>
    public long CoarseFrom { get; internal set; } = long.MaxValue;

    public long CoarseStep { get; internal set; } = 1;

    public Instant ListedAt { get; internal set; }

    /// <summary>Orders are taken; it has not ended.</summary>
    public bool IsOpen { get; internal set; } = true;

    /// <summary>In the contract's price unit; NaN before the first.</summary>
    public double Mark { get; internal set; } = double.NaN;

    /// <summary>Of options the vol of the mark, as a fraction, and the forward it is of; NaN of others.</summary>
    public double Vol { get; internal set; } = double.NaN;

    public double Forward { get; internal set; } = double.NaN;

    /// <summary>By the index, one of the underlying; of futures of their own size. In the settlement window it falls with the time left.</summary>
    public double Delta { get; internal set; }

    /// <summary>Of the mark's USD value by its forward: for a USD more of delta, a vol of 1.00 more, a year less, a rate of 1.00 more.</summary>
    public double Gamma { get; internal set; }

    public double Vega { get; internal set; }

    public double Theta { get; internal set; }

    public double Rho { get; internal set; }

    /// <summary>What it ended at: the index's mean; NaN before.</summary>
    public double Settlement { get; internal set; } = double.NaN;

    /// <summary>Of futures: mark over index, and funding of a perpetual. Null of others.</summary>
    public PremiumMark? Premium { get; internal init; }

    /// <summary>The nearest price that may be asked for, lower for a buyer, higher for a seller.</summary>
    /// <param name="price">Ticks.</param>
    public long OnGrid(long price, Side side)
    {
        long over = price < CoarseFrom ? 0 : price % CoarseStep;
        return over == 0 || side == Side.Buy ? price - over : price - over + CoarseStep;
    }

    /// <summary>Coins that lots stand for, + long; of an inverse future at its mark.</summary>
    public double Coins(long lots) => Terms.IsInverseFuture ? lots * Terms.Lot / Mark : lots * Terms.Lot;
}
