using FsCheck;
using FsCheck.Fluent;
using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>What holds for any quote: log-moneyness to 16 either way, deviations 0.001 to 12, either type.</summary>
public class ImpliedVolProperties
{
    // The same cases each time: a failure is a change of ours, not of luck.
    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithMaxTest(Deep.Times(3000)).WithReplay(7740280913331120417UL, 1400963893725575427UL, 40);

    private static readonly Arbitrary<Asked> Any = Gen.Choose(0, 1_000_000).Select(n => n / 1e6).ArrayOf(6).Select(u =>
    {
        var s = 1e-3 * Math.Exp(u[0] * Math.Log(12_000));
        var x = Math.Min(16, 36 * s) * (2 * u[1] - 1) * (u[5] < 0.3 ? 1e-3 : 1);
        var years = 1e-3 * Math.Exp(u[2] * Math.Log(2e4));
        return new Asked(u[3] < 0.5 ? OptionType.Call : OptionType.Put, 100, 100 * Math.Exp(x), years, 0.9 + 0.12 * u[4], s / Math.Sqrt(years));
    }).ToArbitrary();

    /// <summary>The price that Black76 gives has the vol that went in, to the digits that it holds, where it holds any.</summary>
    [Fact]
    public void Round_trip() => Prop.ForAll(Any, o =>
    {
        var g = Black76.EvaluateForward(o.Type, o.Forward, o.Strike, o.Years, o.Discount, o.Vol);
        var outside = Black76.EvaluateForward(o.Strike > o.Forward ? OptionType.Call : OptionType.Put, o.Forward, o.Strike, o.Years, o.Discount, o.Vol).Price;
        var most = o.Discount * Math.Min(o.Forward, o.Strike);
        var vol = ImpliedVol.Solve(o.Type, g.Price, o.Forward, o.Strike, o.Years, o.Discount, out var status);
        // A few last digits of the price, of a tail's ln price, and of the two terms of Black's formula, carried to the vol.
        var s = o.Vol * Math.Sqrt(o.Years);
        var h = Math.Abs(Math.Log(o.Strike / o.Forward)) / s;
        var lost = g.Price + outside * (1 + 0.5 * h * h) + most * Normal.Cumulative(s / 2 - h);
        var digits = 4 * 2.2e-16 * (1 + lost / (o.Vol * g.Vega));
        if (!(digits < 1e-3) || outside < 1e-300)
            return true;
        return status == ImpliedVolStatus.Ok ? Math.Abs(vol / o.Vol - 1) <= digits : status == ImpliedVolStatus.AboveMaximum && outside >= most * (1 - 1e-15);
    }).Check(Seeded);

    /// <summary>An option out of the money is one on the exchanged pair: the vol of (F, K) is the vol of (K, F) at the same time value.</summary>
    [Fact]
    public void Forward_and_strike_change_places() => Both((o, price, vol) =>
    {
        var type = o.Type == OptionType.Call ? OptionType.Put : OptionType.Call;
        return Math.Abs(ImpliedVol.Solve(type, price, o.Strike, o.Forward, o.Years, o.Discount, out _) / vol - 1) <= Attainable(o, price, vol);
    });

    /// <summary>Money has no unit: powers of two change no digit.</summary>
    [Fact]
    public void Another_currency() => Both((o, price, vol) =>
        Bits(ImpliedVol.Solve(o.Type, price * 1024, o.Forward * 1024, o.Strike * 1024, o.Years, o.Discount, out _)) == Bits(vol)
        && Bits(ImpliedVol.Solve(o.Type, price / 4096, o.Forward / 4096, o.Strike / 4096, o.Years, o.Discount, out _)) == Bits(vol)
        && Bits(ImpliedVol.Solve(o.Type, price, o.Forward, o.Strike, o.Years * 4, o.Discount, out _) * 2) == Bits(vol));

    /// <summary>A dearer option has the higher vol, across all borders between the paths.</summary>
    [Fact]
    public void A_higher_price_has_no_lower_vol() => Both((o, price, vol) =>
    {
        var more = ImpliedVol.Solve(o.Type, price * (1 + 1e-13), o.Forward, o.Strike, o.Years, o.Discount, out var status);
        return status == ImpliedVolStatus.AboveMaximum || more >= vol * (1 - Attainable(o, price, vol));
    });

    /// <summary>Out of the money, with its price in doubles and the vol found for it.</summary>
    private static void Both(Func<Asked, double, double, bool> holds) => Prop.ForAll(Any, any =>
    {
        var o = any with { Type = any.Strike > any.Forward ? OptionType.Call : OptionType.Put };
        var price = Black76.EvaluateForward(o.Type, o.Forward, o.Strike, o.Years, o.Discount, o.Vol).Price;
        if (!(price > 1e-280) || price >= o.Discount * Math.Min(o.Forward, o.Strike) * (1 - 1e-12))
            return true;
        var vol = ImpliedVol.Solve(o.Type, price, o.Forward, o.Strike, o.Years, o.Discount, out var status);
        return status == ImpliedVolStatus.Ok && holds(o, price, vol);
    }).Check(Seeded);

    private static double Attainable(Asked o, double price, double vol) =>
        6 * 2.2e-16 * (1 + price / (vol * Black76.EvaluateForward(o.Type, o.Forward, o.Strike, o.Years, o.Discount, vol).Vega));

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);

    private sealed record Asked(OptionType Type, double Forward, double Strike, double Years, double Discount, double Vol);
}
