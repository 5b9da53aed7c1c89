using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Poise.Domain;

namespace Poise.Hedging;

/// <summary>A setting that cannot be: the message names the key with its path, the value, and what is allowed.</summary>
public sealed class SettingsException(string message, Exception? cause = null) : FormatException(message, cause)
{
    internal static SettingsException Of(string path, string found, string allowed) => new($"{path}: {found}; allowed: {allowed}");
}

/// <summary>
/// One JSON object of settings, with its path for messages. Each key that is asked for counts as known; <see cref="Close"/> refuses the rest, so
/// that a misspelt setting is never passed over.
/// </summary>
public sealed class SettingsNode
{
    private readonly JsonElement _object;
    private readonly string _path;
    private readonly List<string> _known = [];

    internal SettingsNode(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw SettingsException.Of(path, Told(element), "an object, { ... }");
        (_object, _path) = (element, path);
    }

    /// <summary>The settings of a text that is one JSON object. Comments and a comma after the last are allowed.</summary>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="SettingsException">It is not, or a key is there twice.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> json, string name, Func<SettingsNode, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false });
            return Read(document.RootElement, name, read);
        }
        catch (InvalidOperationException e)
        {
            throw new SettingsException($"{name} is no JSON: a text in it is no Unicode", e);
        }
        catch (JsonException e)
        {
            throw new SettingsException($"{name} is no JSON, line {(e.LineNumber ?? 0) + 1}, column {(e.BytePositionInLine ?? 0) + 1}: {e.Message.Split(". ")[0].TrimEnd('.')}", e);
        }
    }

    public bool Has(string key) => TryGet(key, out _);

    /// <summary>Keys that are there, for objects whose keys are names.</summary>
    public IReadOnlyList<string> Keys => [.. _object.EnumerateObject().Select(static p => p.Name)];

    /// <summary>It is there, and says that nothing is.</summary>
    public bool IsNull(string key) => !TryGet(key, out JsonElement value) && value.ValueKind == JsonValueKind.Null;

    /// <exception cref="SettingsException">It is absent, or no number from <paramref name="least"/> to <paramref name="most"/>.</exception>
    public double Number(string key, double least = double.MinValue, double most = double.MaxValue, bool isLeastOut = false)
    {
        string low = least == double.MinValue ? "" : isLeastOut ? $" above {Told(least)}" : $" from {Told(least)}", high = most == double.MaxValue ? "" : $" to {Told(most)}";
        JsonElement value = Get(key, $"a number{low}{high}");
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number) && number <= most && (isLeastOut ? number > least : number >= least)
            ? number
            : throw SettingsException.Of(PathOf(key), Told(value), $"a number{low}{high}");
    }

    /// <summary>A number, or what stands for it where the key is absent.</summary>
    public double Number(string key, double otherwise, double least, double most) => Has(key) ? Number(key, least, most) : otherwise;

    /// <summary>A whole number, or what stands for it where the key is absent.</summary>
    /// <exception cref="SettingsException">It is no whole number from <paramref name="least"/> to <paramref name="most"/>.</exception>
    public int Count(string key, int otherwise, int least, int most)
    {
        if (!TryGet(key, out JsonElement value))
            return otherwise;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int count) && count >= least && count <= most
            ? count
            : throw SettingsException.Of(PathOf(key), Told(value), $"a whole number from {Told(least)} to {Told(most)}");
    }

    /// <exception cref="SettingsException">It is absent, or no whole number from <paramref name="least"/> to <paramref name="most"/>.</exception>
    public long Whole(string key, long least, long most)
    {
        string allowed = $"a whole number from {least} to {most}";
        JsonElement value = Get(key, allowed);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= least && number <= most ? number : throw SettingsException.Of(PathOf(key), Told(value), allowed);
    }

    /// <exception cref="SettingsException">It is absent, or no list of so many numbers.</exception>
    public ImmutableArray<double> Numbers(string key, int count)
    {
        string allowed = $"a list of {count} numbers";
        JsonElement value = Get(key, allowed);
        if (value.ValueKind != JsonValueKind.Array)
            throw SettingsException.Of(PathOf(key), Told(value), allowed);
        if (value.GetArrayLength() != count)
            throw SettingsException.Of(PathOf(key), $"a list of {value.GetArrayLength()}", allowed);
        return [.. value.EnumerateArray().Select((item, i) => item.ValueKind == JsonValueKind.Number && item.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw SettingsException.Of($"{PathOf(key)}[{i}]", Told(item), "a number"))];
    }

    /// <exception cref="SettingsException">It is neither true nor false.</exception>
    public bool Flag(string key, bool otherwise) => !TryGet(key, out JsonElement value) ? otherwise : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw SettingsException.Of(PathOf(key), Told(value), "true or false"),
    };

    /// <summary>One of some words.</summary>
    /// <exception cref="SettingsException">It is absent or another.</exception>
    public T Choice<T>(string key, params ReadOnlySpan<(string Word, T Meaning)> words)
    {
        string allowed = "";
        foreach ((string word, _) in words)
            allowed += (allowed.Length > 0 ? ", " : "") + word;
        JsonElement value = Get(key, allowed);
        if (value.ValueKind == JsonValueKind.String)
            foreach ((string word, T meaning) in words)
                if (value.ValueEquals(word))
                    return meaning;
        throw SettingsException.Of(PathOf(key), Told(value), allowed);
    }

    /// <summary>A length of time: a number and its unit.</summary>
    /// <exception cref="SettingsException">It is absent, not written so, or not above zero.</exception>
    public Duration Time(string key, bool mayBeZero = false)
    {
        JsonElement value = Get(key, DurationText.Allowed);
        return value.ValueKind == JsonValueKind.String && DurationText.TryParse(value.GetString()!, out Duration time) && (time > Duration.Zero || (mayBeZero && time == Duration.Zero))
            ? time
            : throw SettingsException.Of(PathOf(key), Told(value), DurationText.Allowed);
    }

    /// <summary>Text of another sort, read by <paramref name="parse"/>, which gives null for what it cannot.</summary>
    public T Parsed<T>(string key, string allowed, Func<string, T?> parse)
        where T : struct
    {
        JsonElement value = Get(key, allowed);
        return (value.ValueKind == JsonValueKind.String ? parse(value.GetString()!) : null) ?? throw SettingsException.Of(PathOf(key), Told(value), allowed);
    }

    /// <summary>Text as it stands.</summary>
    /// <exception cref="SettingsException">It is absent, no text, or not such as <paramref name="isAllowed"/> takes.</exception>
    public string Text(string key, string allowed, Func<string, bool> isAllowed)
    {
        JsonElement value = Get(key, allowed);
        return value.ValueKind == JsonValueKind.String && value.GetString() is string text && isAllowed(text) ? text : throw SettingsException.Of(PathOf(key), Told(value), allowed);
    }

    /// <exception cref="SettingsException">It is absent or no object, or has a key that was not asked for.</exception>
    public T Object<T>(string key, string allowed, Func<SettingsNode, T> read) => Read(Get(key, allowed), PathOf(key), read);

    /// <summary>One after the other; at least one.</summary>
    /// <exception cref="SettingsException">It is absent, no list or an empty one, or one of it is no such object.</exception>
    public ImmutableArray<T> List<T>(string key, string allowed, Func<SettingsNode, T> read)
    {
        JsonElement value = Get(key, allowed);
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
            throw SettingsException.Of(PathOf(key), Told(value), $"a list of {allowed}, one at least");
        return [.. value.EnumerateArray().Select((item, i) => Read(item, $"{PathOf(key)}[{i}]", read))];
    }

    /// <summary>A key that is not one of this place, told otherwise than one that is nowhere.</summary>
    /// <exception cref="SettingsException">It is there.</exception>
    public void Refuse(string key, string found, string allowed)
    {
        if (_object.TryGetProperty(key, out _))
            throw Refused(key, found, allowed);
    }

    /// <summary>A rule over several keys does not hold.</summary>
    public SettingsException Refused(string key, string found, string allowed) => SettingsException.Of(PathOf(key), found, allowed);

    private static T Read<T>(JsonElement element, string path, Func<SettingsNode, T> read)
    {
        var node = new SettingsNode(element, path);
        T settings = read(node);
        node.Close();
        return settings;
    }

    private void Close()
    {
        foreach (JsonProperty property in _object.EnumerateObject())
            if (!_known.Contains(property.Name))
                throw SettingsException.Of(PathOf(property.Name), "no such setting", string.Join(", ", _known.Distinct(StringComparer.Ordinal)));
    }

    private JsonElement Get(string key, string allowed) => TryGet(key, out JsonElement value) ? value : throw SettingsException.Of(PathOf(key), "absent", allowed);

    private bool TryGet(string key, out JsonElement value)
    {
        _known.Add(key);
        return _object.TryGetProperty(key, out value) && value.ValueKind != JsonValueKind.Null;
    }

    private string PathOf(string key) => $"{_path}.{key}";

    private static string Told(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string Told(JsonElement value)
    {
        string text = value.GetRawText();
        return text.Length <= 60 ? text : $"{text.AsSpan(0, 57)}...";
    }
}
