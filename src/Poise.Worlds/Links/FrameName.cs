using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Poise.Worlds;

/// <summary>What a frame is about: the method of a request, the number of an answer, the channel of news.</summary>
internal readonly record struct FrameName(long Id, string Method, string Channel)
{
    public static FrameName Of(ReadOnlySpan<byte> frame)
    {
        long id = -1;
        string method = "", channel = "";
        var reader = new Utf8JsonReader(frame);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                    continue;
                if (reader.CurrentDepth == 1 && reader.ValueTextEquals("id"u8))
                {
                    reader.Read();
                    if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out id))
                        id = -1;
                }
                else if (reader.CurrentDepth == 1 && reader.ValueTextEquals("method"u8))
                {
                    reader.Read();
                    method = reader.GetString() ?? "";
                }
                else if (reader.CurrentDepth == 2 && reader.ValueTextEquals("channel"u8))
                {
                    reader.Read();
                    channel = reader.TokenType == JsonTokenType.String ? reader.GetString() ?? "" : "";
                }
                else if (reader.CurrentDepth == 1 && (reader.ValueTextEquals("result"u8) || reader.ValueTextEquals("error"u8)))
                    reader.Skip();
            }
        }
        catch (JsonException)
        {
            // damaged on its way: it has the name that was read so far
        }
        return new FrameName(id, method, channel);
    }

    /// <summary>The server's answer that refuses a request.</summary>
    public static byte[] Refusal(long id, int code) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"jsonrpc":"2.0","id":{{id}},"error":{"code":{{code}},"message":"by fault"} }"""));
}
