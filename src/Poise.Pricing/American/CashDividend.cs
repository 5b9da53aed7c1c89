namespace Poise.Pricing;

/// <summary>Cash that the underlying pays and falls by: years from now to the moment that it goes ex, amount in the quote currency.</summary>
public readonly record struct CashDividend(double Years, double Amount);
