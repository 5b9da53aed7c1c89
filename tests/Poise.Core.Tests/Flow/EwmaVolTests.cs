using Poise.Domain;
using Poise.Flow;

namespace Poise.Core.Tests.Flow;

public class EwmaVolTests
{
    private static readonly Instant _start = Instant.FromUtc(2026, 1, 5);

    /// <summary>Prices of a walk at an annual vol, at random times; the mean of what was estimated over the second half.</summary>
    private static double Mean(EwmaVol ewma, double vol, ref double price, ref Instant at, int count, SeededRandom random)
    {
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            Duration passed = Duration.FromSeconds(20 + random.NextInt32(200));
            at += passed;
            price *= Math.Exp(vol * Math.Sqrt(passed.Years) * random.NextNormal());
            ewma.Add(at, price);
            if (i >= count / 2)
                sum += ewma.Vol * ewma.Vol;
        }
        return Math.Sqrt(sum / (count - count / 2));
    }

    [Fact]
    public void A_walks_vol_is_found_whatever_the_times_of_its_prices_and_a_new_one_is_followed()
    {
        var ewma = new EwmaVol(Duration.FromHours(4), Duration.FromSeconds(60));
        var random = new SeededRandom(9);
        double price = 100;
        Instant at = _start;
        Assert.Equal(0.5, Mean(ewma, 0.5, ref price, ref at, 20_000, random), 0.01);
        Assert.Equal(1.2, Mean(ewma, 1.2, ref price, ref at, 20_000, random), 0.03);
    }

    [Fact]
    public void Weights_halve_with_each_half_life()
    {
        var ewma = new EwmaVol(Duration.FromSeconds(3600), Duration.FromSeconds(60));
        Instant at = _start;
        double price = 100, minute = Duration.FromSeconds(60).Years;
        void Walk(int minutes, double vol)
        {
            for (int i = 0; i < minutes; i++)
                ewma.Add(at += Duration.FromSeconds(60), price *= Math.Exp((i % 2 == 0 ? 1 : -1) * vol * Math.Sqrt(minute)));
        }
        ewma.Add(at, price);
        Walk(29, 0.4);
        Assert.True(double.IsNaN(ewma.Vol));
        Walk(600, 0.4);
        Assert.Equal(0.4, ewma.Vol, 1e-9);
        Walk(60, 0.8);
        Assert.Equal(Math.Sqrt((0.16 + 0.64) / 2), ewma.Vol, 1e-3);
    }

    [Fact]
    public void A_gap_is_no_return()
    {
        var ewma = new EwmaVol(Duration.FromHours(4), Duration.FromSeconds(60));
        double minute = Duration.FromSeconds(60).Years, price = 100;
        Instant at = _start;
        for (int i = 0; i < 100; i++)
            ewma.Add(at += Duration.FromSeconds(i == 50 ? 60_000 : 60), price *= i == 50 ? 1.05 : Math.Exp((i % 2 == 0 ? 1 : -1) * 0.5 * Math.Sqrt(minute)));
        Assert.Equal(0.5, ewma.Vol, 1e-9);
    }

    [Fact]
    public void Prices_that_come_too_soon_or_are_none_are_passed_over()
    {
        var ewma = new EwmaVol(Duration.FromSeconds(600), Duration.FromSeconds(60));
        double minute = Duration.FromSeconds(60).Years, price = 100;
        for (int i = 0; i < 1200; i++)
        {
            Instant at = _start + Duration.FromSeconds(6 * i);
            if (i % 10 == 0)
                price *= Math.Exp((i % 20 == 0 ? 1 : -1) * 0.3 * Math.Sqrt(minute));
            ewma.Add(at, i % 10 == 0 ? price : price * 1.01); // a bounce within the spread
            ewma.Add(at, double.NaN);
            ewma.Add(at + Duration.FromHours(1), 0);
            ewma.Add(at - Duration.FromHours(1), 55);
        }
        Assert.Equal(0.3, ewma.Vol, 1e-9);
    }
}
