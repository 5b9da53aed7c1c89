using System.Text.Json;

namespace Poise.Venues.Deribit;

public enum DeribitFrameKind : byte
{
    /// <summary>The result of a request.</summary>
    Reply,

    /// <summary>A request was refused with a code.</summary>
    Failure,

    /// <summary>News of a channel.</summary>
    Update,

    /// <summary>The server lives.</summary>
    Heartbeat,

    /// <summary>The server wants public/test, or it closes the link.</summary>
    TestRequest,

    /// <summary>A notification that this side does not know.</summary>
    Other,
}

/// <summary>What a frame from the venue is. <see cref="Body"/> lives as long as the document that it was read from.</summary>
/// <param name="Id">Of the request that is answered; -1 where the venue could not tell.</param>
/// <param name="Code">The error's code; 0 for none.</param>
/// <param name="Text">The channel of an update, or the error's own words.</param>
/// <param name="Body">Result, or data of the channel.</param>
public readonly record struct DeribitFrame(DeribitFrameKind Kind, long Id, int Code, string Text, JsonElement Body)
{
    /// <summary>Sorts a frame; false with the reason when it is none that the venue's protocol has.</summary>
    public static bool TryRead(JsonElement root, out DeribitFrame frame, out string why)
    {
        frame = default;
        var fields = new DeribitFields(root, "frame");
        if (fields.Fault is null && fields.TryGet("method", out _))
            return TryReadNews(ref fields, out frame, out why);
        long id = fields.WholeOrNull("id") ?? -1;
        if (fields.Fault is null && fields.TryGet("error", out JsonElement error))
            return TryReadError(error, id, out frame, out why);
        if (fields.Fault is null && id < 0)
            fields.Refuse("id", "is missing");
        // A result may be null: logout answers so.
        if (fields.Fault is null && !root.TryGetProperty("result", out _))
            fields.Refuse("result", "is missing");
        why = fields.Fault ?? "";
        if (fields.Fault is not null)
            return false;
        frame = new DeribitFrame(DeribitFrameKind.Reply, id, 0, "", root.GetProperty("result"));
        return true;
    }

    private static bool TryReadError(JsonElement error, long id, out DeribitFrame frame, out string why)
    {
        frame = default;
        var fields = new DeribitFields(error, "error");
        int code = 0;
        if (fields.Fault is null && (!fields.TryGet("code", out JsonElement said) || said.ValueKind != JsonValueKind.Number || !said.TryGetInt32(out code) || code == 0))
            fields.Refuse("code", "is no code");
        string message = DeribitFields.Printable(fields.TextOrEmpty("message", 400));
        why = fields.Fault ?? "";
        frame = new DeribitFrame(DeribitFrameKind.Failure, id, code, message, default);
        return fields.Fault is null;
    }

    private static bool TryReadNews(ref DeribitFields fields, out DeribitFrame frame, out string why)
    {
        frame = default;
        string method = fields.Text("method");
        if (fields.Fault is null && method is not ("heartbeat" or "subscription"))
        {
            frame = new DeribitFrame(DeribitFrameKind.Other, -1, 0, DeribitFields.Printable(method), default);
            why = "";
            return true;
        }
        fields.TryGet("params", out JsonElement parameters);
        var inner = new DeribitFields(parameters, "params");
        if (method == "heartbeat")
        {
            bool isAsked = inner.Either("type", "test_request", "heartbeat");
            frame = new DeribitFrame(isAsked ? DeribitFrameKind.TestRequest : DeribitFrameKind.Heartbeat, -1, 0, "", default);
        }
        else
        {
            string channel = inner.Text("channel");
            if (!inner.TryGet("data", out JsonElement data))
                inner.Refuse("data", "is missing");
            frame = new DeribitFrame(DeribitFrameKind.Update, -1, 0, channel, data);
        }
        why = fields.Fault ?? inner.Fault ?? "";
        return why.Length == 0;
    }
}
