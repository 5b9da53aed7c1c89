using Poise.Domain;

namespace Poise.Storage;

/// <summary>The fields of a snapshot in their order. A field that is added here is a new <see cref="SnapshotCodec.Version"/>.</summary>
internal static class SnapshotColumns
{
    public static void Write(MarketSnapshot snapshot, ColumnWriter to)
    {
        to.Text(snapshot.Underlying);
        to.Text(snapshot.Source);
        to.Number(snapshot.AsOf.UnixNanoseconds);
        to.Number(snapshot.QuoteDate.DayNumber);
        to.Real(snapshot.Spot);
        to.Text(snapshot.SpotSource);
        to.Number(snapshot.Rows);
        to.Number(snapshot.RefusedCount);
        to.Real(snapshot.Split?.Ratio ?? double.NaN);
        to.Number(snapshot.Split?.Since.UnixNanoseconds ?? 0);

        to.Number(snapshot.Notes.Count);
        to.Texts(snapshot.Notes, static n => n);

        to.Number(snapshot.Refusals.Count);
        to.Numbers(snapshot.Refusals, static r => r.Line);
        to.Numbers(snapshot.Refusals, static r => r.Column);
        to.Texts(snapshot.Refusals, static r => r.Field);
        to.Texts(snapshot.Refusals, static r => r.Reason);

        IReadOnlyList<OptionRow> options = snapshot.Options;
        to.Number(options.Count);
        Write(options, static o => o.Contract, to);
        Write(options, static o => o.Quote, to);
        to.Reals(options, static o => o.Mark);
        to.Reals(options, static o => o.OpenInterest);
        to.Reals(options, static o => o.Volume);
        to.Reals(options, static o => o.Vendor.Vol);
        to.Reals(options, static o => o.Vendor.Delta);
        to.Reals(options, static o => o.Vendor.Gamma);
        to.Reals(options, static o => o.Vendor.Vega);
        to.Reals(options, static o => o.Vendor.Theta);
        to.Reals(options, static o => o.Vendor.Rho);
        to.Reals(options, static o => o.Forward);
        to.Texts(options, static o => o.ForwardName);
        to.Numbers(options, static o => o.Line);

        IReadOnlyList<FutureRow> futures = snapshot.Futures;
        to.Number(futures.Count);
        Write(futures, static f => f.Contract, to);
        Write(futures, static f => f.Quote, to);
        to.Reals(futures, static f => f.Mark);
        to.Reals(futures, static f => f.OpenInterest);
        to.Numbers(futures, static f => f.Line);
    }

    public static MarketSnapshot Read(ColumnReader from)
    {
        string underlying = from.Text(), source = from.Text();
        Instant asOf = new(from.Number());
        DateOnly quoteDate = from.Date();
        double spot = from.Real();
        string spotSource = from.Text();
        int rows = from.Int32(), refused = from.Int32();
        double splitRatio = from.Real();
        Instant splitSince = new(from.Number());
        string[] notes = from.Texts(from.Count());

        int n = from.Count();
        int[] refusalLines = from.Int32s(n), refusalColumns = from.Int32s(n);
        string[] fields = from.Texts(n), reasons = from.Texts(n);
        Refusal[] refusals = Rows(n, i => new Refusal(refusalLines[i], refusalColumns[i], fields[i], reasons[i]));

        n = from.Count();
        Contract[] contracts = Contracts(from, n);
        Quote[] quotes = Quotes(from, n);
        double[] marks = from.Reals(n), openInterest = from.Reals(n), volumes = from.Reals(n);
        double[] vols = from.Reals(n), deltas = from.Reals(n), gammas = from.Reals(n), vegas = from.Reals(n), thetas = from.Reals(n), rhos = from.Reals(n);
        double[] forwards = from.Reals(n);
        string?[] forwardNames = from.AnyTexts(n);
        int[] lines = from.Int32s(n);
        OptionRow[] options = Rows(n, i => new OptionRow(
            contracts[i], quotes[i], marks[i], openInterest[i], volumes[i],
            new VendorGreeks(vols[i], deltas[i], gammas[i], vegas[i], thetas[i], rhos[i]), forwards[i], forwardNames[i], lines[i]));

        n = from.Count();
        Contract[] futureContracts = Contracts(from, n);
        Quote[] futureQuotes = Quotes(from, n);
        double[] futureMarks = from.Reals(n), futureOpenInterest = from.Reals(n);
        int[] futureLines = from.Int32s(n);
        FutureRow[] futures = Rows(n, i => new FutureRow(futureContracts[i], futureQuotes[i], futureMarks[i], futureOpenInterest[i], futureLines[i]));
        return new MarketSnapshot
        {
            Underlying = underlying,
            Source = source,
            AsOf = asOf,
            QuoteDate = quoteDate,
            Spot = spot,
            SpotSource = spotSource,
            Options = options,
            Futures = futures,
            Rows = rows,
            Refusals = refusals,
            RefusedCount = refused,
            Notes = notes,
            Split = double.IsNaN(splitRatio) ? null : new StockSplit(splitRatio, splitSince),
        };
    }

    private static void Write<T>(IReadOnlyList<T> rows, Func<T, Contract> contract, ColumnWriter to)
    {
        Contract[] contracts = new Contract[rows.Count];
        for (int i = 0; i < contracts.Length; i++)
            contracts[i] = contract(rows[i]);
        to.Texts(contracts, static c => c.Id.Venue);
        to.Texts(contracts, static c => c.Id.Symbol);
        to.Numbers(contracts, static c => (long)c.Kind);
        to.Texts(contracts, static c => c.Underlying);
        to.Texts(contracts, static c => c.Root);
        to.Numbers(contracts, static c => (long)c.Style);
        to.Reals(contracts, static c => c.Multiplier);
        to.Texts(contracts, static c => c.SettlementCurrency);
        Decimals(contracts, static c => c.PriceTick, to);
        Decimals(contracts, static c => c.LotSize, to);
        to.Numbers(contracts, static c => (long)c.Type);
        to.Reals(contracts, static c => c.Strike);
        to.Numbers(contracts, static c => c.Expiry.UnixNanoseconds);
        to.Numbers(contracts, static c => c.ListedExpiry.DayNumber);
        to.Numbers(contracts, static c => (long)c.Exercise);
        to.Numbers(contracts, static c => c.SettlementWindow.Nanoseconds);
    }

    private static Contract[] Contracts(ColumnReader from, int n)
    {
        string[] venues = from.Texts(n), symbols = from.Texts(n);
        ContractKind[] kinds = from.Enums<ContractKind>(n);
        string[] underlyings = from.Texts(n), roots = from.Texts(n);
        PayoffStyle[] styles = from.Enums<PayoffStyle>(n);
        double[] multipliers = from.Reals(n);
        string[] currencies = from.Texts(n);
        decimal[] ticks = from.Decimals(n), lots = from.Decimals(n);
        OptionType[] types = from.Enums<OptionType>(n);
        double[] strikes = from.Reals(n);
        long[] expiries = from.Numbers(n);
        DateOnly[] listed = from.Dates(n);
        ExerciseStyle[] exercises = from.Enums<ExerciseStyle>(n);
        long[] windows = from.Numbers(n);
        return Rows(n, i => new Contract
        {
            Id = new ContractId(venues[i], symbols[i]),
            Kind = kinds[i],
            Underlying = underlyings[i],
            Root = roots[i],
            Style = styles[i],
            Multiplier = multipliers[i],
            SettlementCurrency = currencies[i],
            PriceTick = ticks[i],
            LotSize = lots[i],
            Type = types[i],
            Strike = strikes[i],
            Expiry = new Instant(expiries[i]),
            ListedExpiry = listed[i],
            Exercise = exercises[i],
            SettlementWindow = new Duration(windows[i]),
        });
    }

    private static void Write<T>(IReadOnlyList<T> rows, Func<T, Quote> quote, ColumnWriter to)
    {
        to.Reals(rows, r => quote(r).Bid);
        to.Reals(rows, r => quote(r).Ask);
        to.Reals(rows, r => quote(r).BidSize);
        to.Reals(rows, r => quote(r).AskSize);
        to.Numbers(rows, r => quote(r).At.UnixNanoseconds);
    }

    private static Quote[] Quotes(ColumnReader from, int n)
    {
        double[] bids = from.Reals(n), asks = from.Reals(n), bidSizes = from.Reals(n), askSizes = from.Reals(n);
        long[] times = from.Numbers(n);
        return Rows(n, i => new Quote(bids[i], asks[i], bidSizes[i], askSizes[i], new Instant(times[i])));
    }

    private static void Decimals(Contract[] rows, Func<Contract, decimal> field, ColumnWriter to)
    {
        to.Numbers(rows, r => Half(decimal.GetBits(field(r)), 0));
        to.Numbers(rows, r => Half(decimal.GetBits(field(r)), 2));

        static long Half(int[] bits, int at) => (long)(uint)bits[at] | ((long)bits[at + 1] << 32);
    }

    private static T[] Rows<T>(int n, Func<int, T> row)
    {
        var rows = new T[n];
        for (int i = 0; i < n; i++)
            rows[i] = row(i);
        return rows;
    }
}
