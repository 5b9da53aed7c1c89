using System.Text;
using Poise.App;
using Poise.Domain;
using Poise.Pricing;

namespace Poise.Edge.Tests;

/// <summary>Tables as users have them: odd but right ones are answered, bad rows keep their place, tables that are none give one line and code 2.</summary>
public sealed class BadTableTests : IDisposable
{
    private const string Names = "type,S,K,T,r,q,vol\n";
    private const string Good = "call,100,100,1,0,0,0.2\n";

    private readonly TableFolder _tables = new();

    public void Dispose() => _tables.Dispose();

    [Fact]
    public void Bad_rows_keep_their_place_and_say_which_column_and_value()
    {
        (string Row, string Status)[] rows =
        [
            ("call,100,100,1,0,0,0.2", "ok"),
            ("call,abc,100,1,0,0,0.2", "not-a-number: S is 'abc'"),
            ("call,,100,1,0,0,0.2", "not-a-number: S is empty"),
            ("call,NaN,100,1,0,0,0.2", "not-a-number: S is 'NaN'"),
            ("call,Infinity,100,1,0,0,0.2", "not-a-number: S is 'Infinity'"),
            ("call,1e400,100,1,0,0,0.2", "not-a-number: S is '1e400'"),
            ("call,0,100,1,0,0,0.2", "not-a-number: S is '0', not a positive number"),
            ("call,100,-5,1,0,0,0.2", "not-a-number: K is '-5', not a positive number"),
            ("call,100,100,-1,0,0,0.2", "not-a-number: T is '-1', a negative number"),
            ("call,100,100,1,0,0,-0.2", "not-a-number: vol is '-0.2', a negative number"),
            ("call,\"1,000\",100,1,0,0,0.2", "not-a-number: S is '1,000'"),
            ("straddle,100,100,1,0,0,0.2", "malformed: type is 'straddle', not call or put"),
            (",100,100,1,0,0,0.2", "malformed: type is empty"),
            ("call,100,100", "malformed: 3 fields, the header has 7"),
            ("call,100,100,1,0,0,0.2,9", "malformed: 8 fields, the header has 7"),
            ("call,100,100,1,0,0,\"0.2", "malformed: a quote is open"),
            ("call,\"100\"5,100,1,0,0,0.2", "malformed: '5,100,1,0,0,...' stands after a closed quote"),
            ("call,1.7e308,100,1,0,-0.9,0.2", "not-a-number: no finite price"),
            ("CALL , 100,\t100,1,0,0,\"0.2\"", "ok"),
            ("p,100,100,1,0,0,.2", "ok"),
        ];
        Answered answer = _tables.Ask("price", Names + string.Concat(rows.Select(r => r.Row + "\n")));
        Assert.Equal(rows.Select(r => r.Status), answer.Statuses);
        for (int i = 0; i < rows.Length; i++)
            Assert.True(rows[i].Status == "ok" ? answer.Row(i)[..^1].All(f => f.Length > 0) : answer[i, "price"].Length == 0, rows[i].Row);
        string[] told = answer.Told.TrimEnd().Split('\n');
        Assert.Contains("17 of 20 rows without an answer: 6 malformed, 11 not-a-number", told[0], StringComparison.Ordinal);
        Assert.Contains("line 3: not-a-number: S is 'abc'", told[1], StringComparison.Ordinal);
        Assert.Contains("and 12 more", told[^1], StringComparison.Ordinal);
        Assert.Equal(7, told.Length);
    }

    [Fact]
    public void Bytes_that_are_no_text_spoil_their_row_alone()
    {
        byte[] table = [.. Encoding.UTF8.GetBytes(Names + "call,"), 0xFF, 0xFE, 0x00, 0x1B, .. Encoding.UTF8.GetBytes(",100,1,0,0,0.2\n" + Good)];
        (int code, string output, string error) = TableFolder.Run("price", _tables.Write("bytes.csv", table), "--format", "csv");
        var answer = new Answered(output, error);
        Assert.Equal((0, 2, "ok"), (code, answer.Rows, answer[1, "status"]));
        Assert.StartsWith("not-a-number: S is '??", answer[0, "status"], StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output + error);
    }

    [Theory]
    [InlineData("\uFEFFtype,S,K,T,r,q,vol\r\ncall,100,100,1,0,0,0.2\r\n")]
    [InlineData("VOL,q,R,t,k,s,TYPE\n0.2,0,0,1,100,100,call\n")]
    [InlineData("\"type\",\"S\",\"K\",\"T\",\"r\",\"q\",\"vol\"\n\"call\",\"100\",\"100\",\"1\",\"0\",\"0\",\"0.2\"\n")]
    [InlineData("\n\n type , S ,K,T,r,q,vol\n\n  \ncall,100,100,1,0,0,0.2\n\n")]
    [InlineData("type,S,K,T,r,q,vol\ncall,100,100,1,0,0,0.2")]
    [InlineData("type,note,S,K,T,r,q,vol\ncall,\"a, \"\"b\"\"\",100,100,1,0,0,0.2\n")]
    [InlineData("type,S,K,T,r,q,vol,exercise,style\ncall,100,100,1,0,0,0.2,European,\n")]
    [InlineData("type,S,K,T,r,q,F,DF,vol\ncall,,100,1,,,100,1,0.2\n")]
    public void One_option_in_many_hands(string table)
    {
        Answered answer = _tables.Ask("price", table);
        Assert.Equal((1, "ok"), (answer.Rows, answer[0, "status"]));
        Assert.Equal(7.965567455405804, answer.Number(0, "price"), 1e-13);
    }

    [Fact]
    public void Columns_that_are_not_read_are_told_and_kept_with_echo()
    {
        string table = "id,type,S,K,T,r,q,vol,price,status\n\"a,\"\"1\"\"\",call,100,100,1,0,0,0.2,7,old\nb,call,x,100,1,0,0,0.2,8,\n";
        Answered plain = _tables.Ask("price", table);
        Assert.Contains("columns that are not read: id, price, status", plain.Told, StringComparison.Ordinal);
        Assert.Equal(-1, Array.IndexOf(plain.Names, "id"));
        Answered echoed = _tables.Ask("price", table, "--echo");
        Assert.Equal(["id", "type", "S", "K", "T", "r", "q", "vol", "given.price", "given.status", "price"], echoed.Names[..11]);
        Assert.Equal(("a,\"1\"", "7", "old", plain[0, "price"]), (echoed[0, "id"], echoed[0, "given.price"], echoed[0, "given.status"], echoed[0, "price"]));
        Assert.Equal(("b", "x", "not-a-number: S is 'x'"), (echoed[1, "id"], echoed[1, "S"], echoed[1, "status"]));
    }

    [Fact]
    public void Values_that_look_like_another_unit_are_answered_and_told_once_with_a_count()
    {
        const string names = "type,S,r,q,F,DF,K,T,vol\n", plain = "call,100,1,-1,,,100,50,5\ncall,,,,100,2,100,1,0.2\n";
        Assert.Equal("", _tables.Ask("price", names + plain).Told);
        Answered answer = _tables.Ask("price", names + plain + "call,100,2,-2,,,100,1,20\ncall,,,,100,99,100,90,0.2\ncall,100,0,0,,,100,1,21\n");
        Assert.All(answer.Statuses, status => Assert.Equal("ok", status));
        Assert.EndsWith("3 of 5 rows look like another unit: vol above 5 (2), r beyond 1 (1), q beyond 1 (1), T above 50 (1), DF above 2 (1); 20 % is 0.2, and T is in years\n", answer.Told, StringComparison.Ordinal);
        Assert.Equal("", _tables.Ask("price", names + plain + "call,x,0,0,,,100,90,20\n").Told.Split('\n').FirstOrDefault(l => l.Contains("unit", StringComparison.Ordinal), ""));
        Assert.Contains("1 of 2 rows look like another unit: T above 50 (1);", _tables.Ask("iv", "type,F,DF,K,T,price\ncall,100,1,100,90,8\ncall,100,1,100,1,8\n").Told, StringComparison.Ordinal);
        Assert.Equal("poise price: the option looks like another unit: vol above 5; 20 % is 0.2, and T is in years\n", TableFolder.Run("price", "--type", "call", "--F", "100", "--DF", "1", "--K", "100", "--T", "1", "--vol", "20").Error);
    }

    [Fact]
    public void Echo_carries_what_can_be_had_of_a_row_that_is_malformed()
    {
        const string table = "id,type,S,K,T,r,q,vol\na,call,100,\"90,1,0,0,0.2\nb,call,\"100\"5,90,1,0,0,0.2\nc,call,100,90,1,0,0,0.2,extra\nd,call,100\n" + "e,call,100,90,1,0,0,0.2\n";
        Answered answer = _tables.Ask("price", table, "--echo");
        Assert.Equal(["a", "call", "100", "\"90,1,0,0,0.2", "", "", "", ""], answer.Row(0)[..8]);
        Assert.Equal(["b", "call", "\"100\"5,90,1,0,0,0.2", "", "", "", "", ""], answer.Row(1)[..8]);
        Assert.Equal(["c", "call", "100", "90", "1", "0", "0", "0.2"], answer.Row(2)[..8]);
        Assert.Equal(["d", "call", "100", "", "", "", "", ""], answer.Row(3)[..8]);
        Assert.Equal(["malformed", "malformed", "malformed", "malformed", "ok"], answer.Statuses.Select(s => s.Split(':')[0]));
        Assert.All(Enumerable.Range(0, 5), row => Assert.Equal(answer.Names.Length, answer.Row(row).Length));

        var json = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(TableFolder.Run("price", _tables["asked.csv"], "--echo", "--format", "json").Output);
        Assert.Equal(("a", "\"90,1,0,0,0.2"), (json[0].GetProperty("id").GetString(), json[0].GetProperty("K").GetString()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, json[0].GetProperty("T").ValueKind);
    }

    [Fact]
    public void Echo_on_a_terminal_is_csv()
    {
        Assert.Equal(("csv", "json"), (OptionQuestionCommand.UsualFormat(isTerminal: true, isOne: false, echoes: true), OptionQuestionCommand.UsualFormat(isTerminal: true, isOne: true, echoes: true)));
        Assert.Equal(("table", "csv", "json"), (OptionQuestionCommand.UsualFormat(true, false, false), OptionQuestionCommand.UsualFormat(false, false, false), OptionQuestionCommand.UsualFormat(false, true, false)));
    }

    [Theory]
    [InlineData("type,S,K,T,r,q,F,DF,vol\ncall,100,100,1,0,0,100,1,0.2\n", "malformed: S is filled beside F")]
    [InlineData("type,S,K,T,r,q,F,DF,vol\ncall,,100,1,0.01,,100,1,0.2\n", "malformed: r is filled beside F")]
    [InlineData("type,S,K,T,r,q,F,DF,vol\ncall,100,100,1,0,0,,1,0.2\n", "malformed: DF is filled beside S")]
    [InlineData("type,F,DF,K,T,vol,exercise\ncall,100,1,100,1,0.2,bermudan\n", "malformed: exercise is 'bermudan', not european or american")]
    [InlineData("type,F,DF,K,T,vol,style\ncall,100,1,100,1,0.2,quanto\n", "malformed: style is 'quanto', not linear or inverse")]
    [InlineData("type,F,DF,K,T,vol\ncall,100,0,100,1,0.2\n", "not-a-number: DF is '0', not a positive number")]
    public void Rows_that_contradict_themselves(string table, string status)
    {
        (int code, string output, string error) = TableFolder.Run("price", _tables.Write("odd.csv", table), "--format", "csv");
        Assert.Equal(2, code); // no row can be read
        Assert.Equal(status, new Answered(output, error)[0, "status"]);
        Assert.Contains($"no row can be read: line 2: {status}", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData(" \n\n \n", "only blanks")]
    [InlineData("S,K,T,r,q,vol\n100,100,1,0,0,0.2\n", "line 1: missing: type;")]
    [InlineData("type,S,K,T,r,q\ncall,100,100,1,0,0\n", "missing: vol;")]
    [InlineData("type,S,K,T,vol\ncall,100,100,1,0.2\n", "missing: r, q;")]
    [InlineData("type,K,T,vol\ncall,100,1,0.2\n", "missing: S, r, q (or F, DF);")]
    [InlineData("type,F,r,K,T,vol\ncall,100,0.01,100,1,0.2\n", "r stands beside F")]
    [InlineData("type,S,K,T,r,q,vol,s\ncall,100,100,1,0,0,0.2,1\n", "column s stands twice")]
    [InlineData("call,100,100,0.5,0.02,0,0.2\nput,100,100,0.5,0.02,0,0.2\n", "line 1: holds an option, not the names of the columns")]
    [InlineData("\n100,C,1\n", "line 2: holds an option, not the names of the columns")]
    [InlineData("T,2024,2024\n1,2,3\n", "column 2024 stands twice")]
    [InlineData("type;S;K;T;r;q;vol\ncall;100;100;1;0;0;0.2\n", "parted by commas")]
    [InlineData("type,S,K,T,r,q,vol\rcall,100,100,1,0,0,0.2\r", "save it with line feeds")]
    [InlineData("\"type,S,K,T,r,q,vol\n", "a quote is open")]
    [InlineData("<!DOCTYPE html><html><title>403</title></html>\n", "web page")]
    [InlineData("{\"type\":\"call\"}\n", "the first line is: {")]
    [InlineData("\0\u0001\u0002binary", "not UTF-8")]
    public void A_file_that_is_no_table_gives_one_line_and_code_2(string content, string says)
    {
        string file = _tables.Write("none.csv", content);
        BadInput(TableFolder.Run("price", file, "--format", "csv"), file, says);
        BadInput(TableFolder.Run("price", file, "--out", _tables["out.csv"]), file, says);
        Assert.Equal(["none.csv"], _tables.Files);
    }

    [Fact]
    public void Text_of_another_encoding_is_named()
    {
        foreach (Encoding encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32])
            BadInput(TableFolder.Run("price", _tables.Write("wide.csv", encoding.GetPreamble().Concat(encoding.GetBytes(Names + Good)).ToArray())), "wide.csv", "not UTF-8");
    }

    [Fact]
    public void A_header_alone_is_an_empty_answer()
    {
        Answered answer = _tables.Ask("price", Names);
        Assert.Equal((0, "price"), (answer.Rows, answer.Names[0]));
        Assert.Contains("no rows", answer.Told, StringComparison.Ordinal);
        Assert.Equal(0, System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(TableFolder.Run("price", _tables["asked.csv"], "--format", "json").Output).GetArrayLength());
        Assert.Equal(0, TableFolder.Run("price", _tables["asked.csv"], "--format", "table").Code);
    }

    [Fact]
    public void A_line_beyond_all_measure_ends_the_run_with_its_place()
    {
        string file = _tables.Write("huge.csv", Names + Good + "call,100," + new string('1', 300_000) + "\n" + Good);
        (int code, _, string error) = TableFolder.Run("price", file, "--out", _tables["out.csv"]);
        Assert.Equal(2, code);
        Assert.Contains("line 3: longer than 64 KB", error, StringComparison.Ordinal);
        Assert.Equal(["huge.csv"], _tables.Files);
        string full = Good[..^1] + new string(' ', 60_000) + "\n";
        Assert.All(_tables.Ask("price", Names + full + full + full + Good).Statuses, s => Assert.Equal("ok", s));
        if (OperatingSystem.IsLinux())
            BadInput(TableFolder.Run("price", "/dev/zero"), "/dev/zero", "line 1: longer than 64 KB");
    }

    [Fact]
    public void American_rows_have_the_library_s_numbers_and_no_European_ones()
    {
        Answered answer = _tables.Ask("price", "type,S,K,T,r,q,F,DF,vol,exercise\nput,100,100,1,0.05,0,,,0.2,american\ncall,100,100,1,0,0,,,0.2,european\nput,,100,1,,,100,0.9,0.2,AMERICAN\nput,100,x,1,0,0,,,0.2,american\nput,90,100,1,-0.01,-0.4,,,0.001,american\n");
        Assert.Equal(["ok", "ok", "ok", "not-a-number: K is 'x'", "double-boundary"], answer.Statuses);
        AmericanGreeks exact = American.Evaluate(OptionType.Put, 100, 100, 1, 0.05, 0, 0.2, AmericanSetting.Accurate, out _);
        Assert.Equal(6.0903, exact.Price, 1e-3);
        Assert.Equal(exact.Price, answer.Number(0, "price"));
        Assert.Equal(exact.Theta, answer.Number(0, "theta"));
        Assert.All(answer.Row(0)[5..^1].Concat(answer.Row(2)[5..^1]), f => Assert.Equal("", f));
        Assert.All(answer.Row(4)[..^1], f => Assert.Equal("", f));
        Assert.Equal(7.965567455405804, answer.Number(1, "price"), 1e-13);
        double carry = -Math.Log(0.9);
        Assert.Equal(American.Evaluate(OptionType.Put, 100, 100, 1, carry, carry, 0.2, AmericanSetting.Accurate, out _).Price, answer.Number(2, "price"));
        Answered vols = _tables.Ask("iv", "type,F,K,T,DF,price,exercise\nput,100,100,1,0.9,7.5,american\nput,100,100,1,0.9,7.5,\nput,100,150,1,0.9,49,american\n");
        Assert.Equal(["ok", "ok", "below-intrinsic"], vols.Statuses);
        Assert.Equal(7.5, American.Evaluate(OptionType.Put, 100, 100, 1, carry, carry, vols.Number(0, "vol"), AmericanSetting.Accurate, out _).Price, 1e-10);
        Assert.True(vols.Number(0, "vol") < vols.Number(1, "vol"));
        (int code, string told, _) = TableFolder.Run("price", "--type", "put", "--S", "100", "--K", "100", "--T", "1", "--r", "0.05", "--q", "0", "--vol", "0.2", "--exercise", "american");
        Assert.Equal(0, code);
        Assert.Contains("6.09", told, StringComparison.Ordinal);
        (code, _, told) = TableFolder.Run("price", "--type", "put", "--S", "90", "--K", "100", "--T", "1", "--r", "-0.01", "--q", "-0.4", "--vol", "0.001", "--exercise", "american");
        Assert.Equal(0, code);
        Assert.StartsWith("poise price: no answer: double-boundary: the option has two exercise boundaries", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--S: stands beside --F", "--F", "100", "--S", "100")]
    [InlineData("--S: stands beside --F", "--F", "100", "--DF", "1", "--S", "100", "--r", "0", "--q", "0")]
    [InlineData("--DF: discounts a forward", "--S", "100", "--r", "0", "--q", "0", "--DF", "0.5")]
    [InlineData("r stands beside F", "--F", "100", "--r", "0.01")]
    public void One_option_refuses_a_switch_that_it_would_pass_over(string says, params string[] carry)
    {
        BadInput(TableFolder.Run(["price", "--type", "call", "--K", "100", "--T", "1", "--vol", "0.2", .. carry]), "poise price: ", says);
        BadInput(TableFolder.Run(["iv", "--type", "call", "--K", "100", "--T", "1", "--price", "8", .. carry]), "poise iv: ", says);
    }

    [Theory]
    [InlineData("price")]
    [InlineData("iv")]
    [InlineData("price", "")]
    [InlineData("price", "x.csv", "--vol", "1")]
    [InlineData("price", "no-such-file.csv")]
    [InlineData("price", "--no-such-switch")]
    [InlineData("price", "--type", "call", "--S", "100")]
    [InlineData("price", "--type", "call", "--S", "100", "--K", "x", "--T", "1", "--r", "0", "--q", "0", "--vol", "0.2")]
    [InlineData("iv", "--type", "call", "--F", "100", "--K", "100", "--T", "0", "--price", "1")]
    [InlineData("price", "samples/options.csv", "--format", "xml")]
    [InlineData("price", "samples/options.csv", "--echo", "--format", "table")]
    [InlineData("price", "samples/options.csv", "--out", "")]
    [InlineData("price", "samples/options.csv", "--out", "no/such/place.csv")]
    public void Bad_usage_gives_one_line_and_code_2(params string[] arguments) =>
        BadInput(TableFolder.Run([.. arguments.Select(a => a.StartsWith("samples/", StringComparison.Ordinal) ? Path.Combine(Repository.Root, a) : a)]), "poise", "");

    [Theory]
    [InlineData("price")]
    [InlineData("iv")]
    public void Help_has_an_example(string command)
    {
        (int code, string output, _) = TableFolder.Run(command, "--help");
        Assert.Equal(0, code);
        Assert.Contains("Example", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Places_that_are_no_files_are_named()
    {
        BadInput(TableFolder.Run("price", Path.GetDirectoryName(_tables["x"])!), "poise-tables", "directory");
        string closed = _tables.Write("closed.csv", Names + Good);
        if (OperatingSystem.IsWindows() || Environment.UserName == "root")
            return;
        File.SetUnixFileMode(closed, UnixFileMode.None);
        BadInput(TableFolder.Run("price", closed), closed, "permission");
    }

    private static void BadInput((int Code, string Output, string Error) result, string names, string says)
    {
        Assert.Equal((2, ""), (result.Code, result.Output));
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.Contains(names, result.Error, StringComparison.Ordinal);
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }
}
