namespace Poise.Engine;

/// <summary>Which queue an event enters by (house rule 13).</summary>
public enum Lane : byte
{
    Facts,
    Prints,
    Quotes,
}
