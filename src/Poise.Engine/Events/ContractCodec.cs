using Poise.Domain;

namespace Poise.Engine;

/// <summary>A contract within a journal record, each field in the order of <see cref="Write"/>.</summary>
internal static class ContractCodec
{
    public static void Write(Contract contract, ref ByteWriter to)
    {
        to.Text(contract.Id.Venue);
        to.Text(contract.Id.Symbol);
        to.Byte((byte)contract.Kind);
        to.Text(contract.Underlying);
        to.Text(contract.Root);
        to.Byte((byte)contract.Style);
        to.Double(contract.Multiplier);
        to.Text(contract.SettlementCurrency);
        to.Decimal(contract.PriceTick);
        to.Decimal(contract.LotSize);
        to.Byte((byte)contract.Type);
        to.Double(contract.Strike);
        to.Time(contract.Expiry);
        to.Int(contract.ListedExpiry.DayNumber);
        to.Byte((byte)contract.Exercise);
        to.Long(contract.SettlementWindow.Nanoseconds);
    }

    public static Contract? Read(ref ByteReader from)
    {
        Contract contract = new()
        {
            Id = new(from.Text(), from.Text()),
            Kind = (ContractKind)from.Choice((byte)ContractKind.Spot, "contract kind"),
            Underlying = from.Text(),
            Root = from.Text(),
            Style = (PayoffStyle)from.Choice((byte)PayoffStyle.Inverse, "payoff style"),
            Multiplier = from.Double(),
            SettlementCurrency = from.Text(),
            PriceTick = from.Decimal(),
            LotSize = from.Decimal(),
            Type = (OptionType)from.Choice((byte)OptionType.Put, "option type"),
            Strike = from.Double(),
            Expiry = from.Time(),
            ListedExpiry = ReadDate(ref from),
            Exercise = (ExerciseStyle)from.Choice((byte)ExerciseStyle.American, "exercise style"),
            SettlementWindow = new(from.Long()),
        };
        return from.Failure is null ? contract : null;
    }

    private static DateOnly ReadDate(ref ByteReader from)
    {
        int day = from.Int();
        if (day >= 0 && day <= DateOnly.MaxValue.DayNumber)
            return DateOnly.FromDayNumber(day);
        from.Fail($"day {day} is no date");
        return default;
    }
}

/// <summary>A fitted slice within a journal record: expiry, time, basis, discount, count, then (contract, vol) each; of a slice with slopes the count is below zero, and (contract, vol, slope) follow.</summary>
internal static class SliceCodec
{
    public static void Write(FittedSlice slice, ref ByteWriter to)
    {
        if (slice.Contracts.Length != slice.Vols.Length || slice.Contracts.Length > DeskEventCodec.LargestSlice)
            throw new ArgumentException($"a slice of {slice.Contracts.Length} contracts and {slice.Vols.Length} vols cannot be journalled", nameof(slice));
        bool isSloped = slice.Slopes.Length > 0;
        if (isSloped && slice.Slopes.Length != slice.Contracts.Length)
            throw new ArgumentException($"a slice of {slice.Contracts.Length} contracts and {slice.Slopes.Length} slopes cannot be journalled", nameof(slice));
        to.Time(slice.Expiry);
        to.Time(slice.AsOf);
        to.Double(slice.Basis);
        to.Double(slice.Discount);
        to.Int(isSloped ? -slice.Contracts.Length : slice.Contracts.Length);
        for (int i = 0; i < slice.Contracts.Length; i++)
        {
            to.Index(slice.Contracts[i]);
            to.Double(slice.Vols[i]);
            if (isSloped)
                to.Double(slice.Slopes[i]);
        }
    }

    public static FittedSlice? Read(ref ByteReader from)
    {
        Instant expiry = from.Time(), asOf = from.Time();
        double basis = from.Double(), discount = from.Double();
        int count = from.Int();
        // The count is checked against the bytes that are there before anything is allocated for it.
        bool isSloped = count < 0;
        long all = Math.Abs((long)count);
        if (all > DeskEventCodec.LargestSlice || all * (isSloped ? 20 : 12) != from.Left)
        {
            from.Fail($"a slice of {count} contracts does not fit the record");
            return null;
        }
        count = (int)all;
        var contracts = new ContractIndex[count];
        var vols = new double[count];
        double[] slopes = isSloped ? new double[count] : [];
        for (int i = 0; i < count; i++)
        {
            contracts[i] = from.Index();
            vols[i] = from.Double();
            if (isSloped)
                slopes[i] = from.Double();
        }
        return from.Failure is null
            ? new FittedSlice { Expiry = expiry, AsOf = asOf, Basis = basis, Discount = discount, Contracts = contracts, Vols = vols, Slopes = slopes }
            : null;
    }
}
