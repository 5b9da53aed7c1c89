using System.Globalization;
using System.Text;
using System.Text.Json;
using Poise.Domain;
using Poise.Exchange.Server;

namespace Poise.Edge.Tests;

public sealed class RpcTests
{
    [Theory]
    [InlineData("", -32700)]
    [InlineData("{", -32700)]
    [InlineData("""{"id":1,"method":"public/test"} x""", -32700)]
    [InlineData("""{"id":1,"method":"public/test","params":{"a":"\ud800"}}""", -32700)]
    [InlineData("""[{"id":1,"method":"public/test"}]""", -32600)]
    [InlineData("[]", -32600)]
    [InlineData("1", -32600)]
    [InlineData("null", -32600)]
    [InlineData("{}", -32600)]
    [InlineData("""{"jsonrpc":"2.0","method":"public/test"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","method":"public/test","id":null}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","method":"public/test","id":[1]}""", -32600)]
    [InlineData("""{"jsonrpc":"1.0","method":"public/test","id":1}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","method":5,"id":1}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"public/test","params":[1]}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"public/nothing"}""", -32601)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"public/test","params":{"expected_result":"happiness"}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"public/test","params":{"expected_result":"exception"}}""", 10001)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"public/hello","params":{"client_name":"x"}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"public/hello","params":{"client_name":"x","client_version":1}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"public/hello"}""", -32000)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"private/buy","params":{}}""", 10000)]
    public void What_is_no_request_gets_its_error(string frame, int code) => Assert.Equal(code, RigClient.CodeOf(new ServerRig().Open().SendText(frame)));

    [Fact]
    public void Bytes_that_are_no_text_are_no_json()
    {
        RigClient client = new ServerRig().Open();
        client.SendRaw([(byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}']);
        Assert.Equal(-32700, RigClient.CodeOf(client.Next()));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("-12345678901234567890123")]
    [InlineData("1.50e3")]
    [InlineData("\"a\\\"b\\u00e4\"")]
    [InlineData("\"\"")]
    public void An_id_comes_back_as_it_was_sent(string id)
    {
        RigClient client = new ServerRig().Open();
        foreach (string method in new[] { "public/test", "public/nothing" })
            Assert.Equal(id, client.SendText($$"""{"id":{{id}},"method":"{{method}}"}""").GetProperty("id").GetRawText());
    }

    [Fact]
    public void An_answer_says_when_it_came_and_went()
    {
        var rig = new ServerRig();
        RigClient client = rig.Open();
        client.Session.Received("""{"id":1,"method":"public/get_time"}"""u8, rig.Now, rig.Now + new Duration(2_345_000));
        JsonElement answer = client.Next();
        Assert.Equal("2.0", answer.GetProperty("jsonrpc").GetString());
        Assert.Equal(rig.Now.UnixMilliseconds + 2, answer.GetProperty("result").GetInt64());
        Assert.Equal(rig.Now.UnixNanoseconds / 1000, answer.GetProperty("usIn").GetInt64());
        Assert.Equal(2345, answer.GetProperty("usDiff").GetInt64());
        Assert.Equal(answer.GetProperty("usIn").GetInt64() + 2345, answer.GetProperty("usOut").GetInt64());
        Assert.True(answer.GetProperty("testnet").GetBoolean());
    }

    [Fact]
    public void An_error_says_what_of_what()
    {
        RigClient client = new ServerRig().Open();
        client.LogIn();
        JsonElement error = client.Call("private/buy", """{"instrument_name":"BTC-PERPETUAL","amount":"10"}""").GetProperty("error");
        Assert.Equal("Invalid params", error.GetProperty("message").GetString());
        Assert.Equal("amount", error.GetProperty("data").GetProperty("param").GetString());
        Assert.Equal("must be a number", error.GetProperty("data").GetProperty("reason").GetString());
        Assert.Equal(-32602, client.Error("private/buy", """{"instrument_name":"BTC-PERPETUAL","amount":null}"""));
        Assert.Equal(-32602, client.Error("private/buy", """{"instrument_name":"BTC-PERPETUAL","amount":1,"reduce_only":"true"}"""));
    }

    [Fact]
    public void A_refusal_drops_the_result_that_was_begun()
    {
        var rig = new ServerRig();
        RigClient client = rig.Open();
        client.LogIn();
        JsonElement answer = client.Call("private/buy", """{"instrument_name":"BTC-PERPETUAL","amount":0}""");
        Assert.Equal(10002, RigClient.CodeOf(answer));
        Assert.False(answer.TryGetProperty("result", out _));
        Assert.Empty(rig.Methods.Bought);
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.0", "0")]
    [InlineData("0.1", "0.1")]
    [InlineData("100", "100")]
    [InlineData("1.2300", "1.23")]
    [InlineData("-5e-4", "-0.0005")]
    [InlineData("5.0000000000000001E-4", "0.00050000000000000001")]
    [InlineData("12e3", "12000")]
    [InlineData("1234567890123456789012345678", "1234567890123456789012345678")]
    [InlineData("0.0000000000000000000000000001", "0.0000000000000000000000000001")]
    [InlineData("1e27", "1000000000000000000000000000")]
    public void A_number_is_read_to_its_last_digit(string text, string value)
    {
        Assert.True(WireNumber.TryRead(Encoding.UTF8.GetBytes(text), out decimal read));
        Assert.Equal(decimal.Parse(value, CultureInfo.InvariantCulture), read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("01")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e28")]
    [InlineData("1e-29")]
    [InlineData("1e99999")]
    [InlineData("12345678901234567890123456789")]
    [InlineData("0.00000000000000000000000000001")]
    [InlineData("NaN")]
    [InlineData("1x")]
    [InlineData("+1")]
    public void What_is_not_exact_is_no_number(string text) => Assert.False(WireNumber.TryRead(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Any_decimal_that_is_written_is_read_again()
    {
        var random = new SeededRandom(3);
        for (int i = 0; i < 20_000; i++)
        {
            decimal value = new((int)random.NextUInt64(), (int)random.NextUInt64(), random.NextInt32(200_000_000), random.NextInt32(2) == 0, (byte)random.NextInt32(29));
            Assert.True(WireNumber.TryRead(Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture)), out decimal read), value.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(value, read);
        }
    }

    [Fact]
    public void A_query_is_read_leniently()
    {
        var request = new RpcRequest();
        Assert.True(request.TryReadQuery("private/buy", "instrument_name=BTC-PERPETUAL&amount=0.1&reduce_only=true&count=10&label=a%20b%2Bc+%C3%A4&empty=&channels=%5B%22a%22,%22b%22%5D&channel=x"));
        RequestParams p = request.Params;
        Assert.Equal("private/buy", Encoding.UTF8.GetString(request.Method));
        Assert.Equal("BTC-PERPETUAL", p.Text("instrument_name"u8));
        Assert.Equal(0.1m, p.Decimal("amount"u8));
        Assert.Equal(0.1, p.Double("amount"u8));
        Assert.True(p.Flag("reduce_only"u8));
        Assert.Equal(10, p.Integer("count"u8));
        Assert.Equal("a b+c ä", p.Text("label"u8));
        Assert.Equal("", p.Text("empty"u8));
        Assert.Equal(["a", "b"], p.Texts("channels"u8));
        Assert.Equal(["x"], p.Texts("channel"u8));
        Assert.Null(p.TextOrNull("none"u8));
        Assert.False(p.HasFault);
        Assert.Equal(0, p.Decimal("label"u8));
        Assert.Equal("label", p.Fault.Param);
        Assert.False(request.TryReadQuery("public/test", "a=%zz"));
        Assert.False(request.TryReadQuery("public/test", "a=%ff"));
    }

    [Fact]
    public void Parameters_are_of_their_types()
    {
        var request = new RpcRequest();
        Assert.True(request.TryRead("""{"id":1,"method":"m","params":{"n":1.5,"w":1e3,"s":"x\n","b":false,"a":["p","q"],"m":[1],"o":[{"k":1},{"k":2}],"n":2,"z":null}}"""u8));
        RequestParams p = request.Params;
        Assert.Equal(2m, p.Decimal("n"u8));
        Assert.Equal(1000, p.Integer("w"u8));
        Assert.Equal("x\n", p.Text("s"u8));
        Assert.False(p.Flag("b"u8));
        Assert.Equal(["p", "q"], p.Texts("a"u8));
        Assert.Equal([1L, 2L], p.Objects("o"u8).Select(o => o.Integer("k"u8)));
        Assert.False(p.Has("z"u8));
        Assert.False(p.HasFault);
        Assert.Equal(0, p.Objects("o"u8)[1].Integer("absent"u8));
        Assert.Equal("absent", p.Fault.Param);
        Assert.True(request.TryRead("""{"id":1,"method":"m","params":{"m":[1]}}"""u8));
        Assert.False(p.HasFault);
        Assert.Empty(p.Texts("m"u8));
        Assert.True(p.HasFault);
    }
}
