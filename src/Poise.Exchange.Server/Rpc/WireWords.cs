using System.Text;

namespace Poise.Exchange.Server;

/// <summary>The words of the wire for the values of one sort.</summary>
public sealed class WireWords<T>
{
    private readonly (byte[] Word, T Value)[] _words;

    public WireWords(params ReadOnlySpan<(string Word, T Value)> words)
    {
        _words = new (byte[], T)[words.Length];
        for (int i = 0; i < words.Length; i++)
            _words[i] = (Encoding.UTF8.GetBytes(words[i].Word), words[i].Value);
    }

    public bool TryFind(ReadOnlySpan<byte> word, out T value)
    {
        foreach ((byte[] known, T its) in _words)
        {
            if (word.SequenceEqual(known))
            {
                value = its;
                return true;
            }
        }
        value = default!;
        return false;
    }

    /// <summary>The first word of a value.</summary>
    public ReadOnlySpan<byte> Of(T value)
    {
        foreach ((byte[] word, T its) in _words)
        {
            if (EqualityComparer<T>.Default.Equals(its, value))
                return word;
        }
        throw new ArgumentException($"{value} has no word on the wire", nameof(value));
    }
}
