namespace Poise.Hedging;

/// <summary>
/// How dear risk is: 1/currency, the g of exponential utility, for which a gain of mean m and variance v is worth m - g v / 2.
/// Or it is left to a target: the sd of a day's P&amp;L, currency, that net delta within its band may cause, and g follows
/// from the band at each moment.
/// </summary>
public readonly record struct RiskAversion
{
    /// <summary>A day of the calendar clock.</summary>
    private const double DaysOfYear = 365;

    private RiskAversion(double perCurrency, double dailySd) => (PerCurrency, DailySd) = (perCurrency, dailySd);

    /// <summary>1/currency; zero where a daily sd is the target.</summary>
    public double PerCurrency { get; }

    /// <summary>Currency; zero where the aversion itself is set.</summary>
    public double DailySd { get; }

    /// <exception cref="ArgumentOutOfRangeException">It is not a number above zero.</exception>
    public static RiskAversion Of(double perCurrency) => new(Positive(perCurrency, nameof(perCurrency)), 0);

    /// <exception cref="ArgumentOutOfRangeException">It is not a number above zero.</exception>
    public static RiskAversion ForDailySd(double currency) => new(0, Positive(currency, nameof(currency)));

    /// <summary>
    /// Half-width of the band for which a delta that is anywhere in it with equal chance makes a day's P&amp;L of that sd: its root mean square is
    /// H / sqrt 3. NaN where the aversion itself is set.
    /// </summary>
    internal double HalfWidth(double spot, double vol) => DailySd > 0 ? DailySd * Math.Sqrt(3 * DaysOfYear) / (spot * vol) : double.NaN;

    private static double Positive(double value, string name) =>
        value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "must be a number above zero");
}
