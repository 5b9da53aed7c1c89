using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Poise.Domain;
using Poise.Flow;
using Poise.Storage;

namespace Poise.Edge.Tests;

/// <summary>Snapshots of anything that their types can hold, sensible or not, and every field of one as text.</summary>
internal static class RandomSnapshots
{
    private static readonly string[] Texts = ["", "SPX", "SPXW250903C05000000", "naïve ☃ 𝛿", "two\nlines", "\0", "v"];
    private static readonly double[] Odd =
    [
        double.NaN, BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0001), BitConverter.Int64BitsToDouble(-1), 0.0, -0.0, double.PositiveInfinity, double.NegativeInfinity,
        double.Epsilon, double.MaxValue, 1e15, 9007199254740993.0, 0.1 + 0.2, 1.0 / 3,
    ];

    public static MarketSnapshot Next(SeededRandom random, string? underlying = null, Instant? asOf = null)
    {
        // Whole columns of market data, or of anything.
        bool isTame = random.NextInt32(2) == 0;
        return new MarketSnapshot
        {
            Underlying = underlying ?? Text(),
            Source = Text(),
            AsOf = asOf ?? At(),
            QuoteDate = Date(),
            Spot = asOf is null ? Real() : random.NextInt32(4) == 0 ? double.NaN : 100 * random.NextDouble(),
            SpotSource = Text(),
            Options = Rows(random.NextInt32(40), i => new OptionRow(
                Contract(i), Quote(), Real(), Real(), Real(), new VendorGreeks(Real(), Real(), Real(), Real(), Real(), Real()), Real(), random.NextInt32(3) == 0 ? null : Text(), Number())),
            Futures = Rows(random.NextInt32(4), i => new FutureRow(Contract(i), Quote(), Real(), Real(), Number())),
            Rows = Number(),
            Refusals = Rows(random.NextInt32(5), _ => new Refusal(Number(), Number(), Text(), Text())),
            RefusedCount = Number(),
            Notes = Rows(random.NextInt32(5), _ => Text()),
            Split = random.NextInt32(3) == 0 ? null : new StockSplit(1 + random.NextInt32(9), At()),
        };

        string Text() => random.NextInt32(3) == 0 ? $"text {random.NextInt32(1000)}" : Texts[random.NextInt32(Texts.Length)];
        int Number() => random.NextInt32(3) == 0 ? (int)random.NextUInt64() : random.NextInt32(30_000);
        Instant At() => new((long)random.NextUInt64());
        DateOnly Date() => DateOnly.FromDayNumber(random.NextInt32(DateOnly.MaxValue.DayNumber + 1));
        Quote Quote() => new(Real(), Real(), Real(), Real(), At());

        double Real() => isTame
            ? random.NextInt32(5) == 0 ? double.NaN : random.NextInt32(1_000_000) / 10_000.0
            : random.NextInt32(3) switch { 0 => Odd[random.NextInt32(Odd.Length)], 1 => BitConverter.Int64BitsToDouble((long)random.NextUInt64()), _ => random.NextNormal() };

        Contract Contract(int i) => new()
        {
            Id = new ContractId(Text(), $"{Text()} {i}"),
            Kind = (ContractKind)random.NextInt32(4),
            Underlying = Text(),
            Root = Text(),
            Style = (PayoffStyle)random.NextInt32(2),
            Multiplier = Real(),
            SettlementCurrency = Text(),
            PriceTick = Decimal(),
            LotSize = Decimal(),
            Type = (OptionType)random.NextInt32(2),
            Strike = Real(),
            Expiry = At(),
            ListedExpiry = Date(),
            Exercise = (ExerciseStyle)random.NextInt32(2),
            SettlementWindow = new Duration((long)random.NextUInt64()),
        };

        decimal Decimal() => new((int)random.NextUInt64(), (int)random.NextUInt64(), (int)random.NextUInt64(), random.NextInt32(2) == 0, (byte)random.NextInt32(29));
    }

    /// <summary>An inventory that may be anything, or none.</summary>
    public static InventoryState? Inventory(SeededRandom random)
    {
        if (random.NextInt32(3) == 0)
            return null;
        var contracts = new Dictionary<string, InventoryEstimate>(StringComparer.Ordinal);
        for (int i = random.NextInt32(40); i > 0; i--)
            contracts[$"contract {random.NextInt32(1000)}"] = new(Real(), Real(), Real(), Real(), Real(), random.NextInt32(2) == 0);
        var tally = new InventoryTally([.. Enum.GetValues<SignSource>().Select(_ => Real())])
        {
            Trades = random.NextInt32(1_000_000),
            Volume = Real(),
            Spreads = Real(),
            Blocks = Real(),
            AmbiguousPackages = random.NextInt32(9),
            UnknownPackages = random.NextInt32(9),
            Corrections = random.NextInt32(9),
            Corrected = Real(),
        };
        return new(contracts, tally, random.NextInt32(2) == 0 ? null : (SignModel)random.NextInt32(3), Rows(random.NextInt32(4), _ => Texts[random.NextInt32(Texts.Length)]));

        double Real() => random.NextInt32(4) switch { 0 => Odd[random.NextInt32(Odd.Length)], 1 => random.NextInt32(1000), _ => 100 * random.NextNormal() };
    }

    /// <summary>Both by their bits.</summary>
    public static string Bits(MarketSnapshot? snapshot, InventoryState? inventory) => Bits(snapshot) + (inventory is null ? " alone" : string.Concat(
        (object?)inventory.Prior, Bits(inventory.Notes), Bits(inventory.Tally), string.Concat(inventory.Contracts.OrderBy(static c => c.Key, StringComparer.Ordinal).Select(static c => c.Key + Bits(c.Value)))));

    public static string Bits(StoredChain? chain) => Bits(chain?.Snapshot, chain?.Inventory);

    /// <summary>Every public property of everything in it, numbers by their bits.</summary>
    public static string Bits(object? value)
    {
        var text = new StringBuilder();
        Write(value, text);
        return text.ToString();
    }

    /// <summary>The properties that can be given, as Type.Name, with their values.</summary>
    public static IEnumerable<(string Name, string Value)> Fields(object value)
    {
        foreach (PropertyInfo property in Given(value))
        {
            object? inner = property.GetValue(value);
            yield return ($"{value.GetType().Name}.{property.Name}", Bits(inner));
            foreach (object item in inner is IEnumerable list and not string ? list.Cast<object>() : inner is null || IsPlain(inner) ? [] : [inner])
            {
                foreach ((string Name, string Value) field in IsPlain(item) ? [] : Fields(item))
                    yield return field;
            }
        }
    }

    private static bool IsPlain(object value) => value is string or double or decimal or int or long or Enum or DateOnly or Instant or Duration;

    private static IEnumerable<PropertyInfo> Given(object value) => value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static p => p.CanWrite && p.GetIndexParameters().Length == 0);

    private static void Write(object? value, StringBuilder to)
    {
        switch (value)
        {
            case null:
                to.Append("null");
                break;
            case double real:
                to.Append(CultureInfo.InvariantCulture, $"{BitConverter.DoubleToInt64Bits(real):x16}");
                break;
            case decimal money:
                to.AppendJoin(',', decimal.GetBits(money));
                break;
            case Instant at:
                to.Append(at.UnixNanoseconds);
                break;
            case Duration length:
                to.Append(length.Nanoseconds);
                break;
            case string or int or long or Enum or DateOnly:
                to.Append(CultureInfo.InvariantCulture, $"'{value}'");
                break;
            case IEnumerable list:
                foreach (object item in list)
                    Write(item, to.Append("[ "));
                to.Append(']');
                break;
            default:
                foreach (PropertyInfo property in Given(value))
                    Write(property.GetValue(value), to.Append(' ').Append(property.Name).Append('='));
                break;
        }
    }

    private static List<T> Rows<T>(int n, Func<int, T> row) => [.. Enumerable.Range(0, n).Select(row)];
}
