using System.Globalization;
using System.Text;
using Poise.Domain;
using Poise.Venues;
using Poise.Venues.Cboe;
using Poise.Venues.Csv;
using Poise.Venues.Deribit;

namespace Poise.Edge.Tests;

/// <summary>Small chains of the project's own making, written in each format that is read.</summary>
internal static class SourceFixture
{
    public const string CboeColumns =
        "Expiration Date,Calls,Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,Open Interest,Strike,Puts,Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,Open Interest";

    public const string TickerColumns =
        "state_x,kind,instrument_name,expiration_timestamp,tick_size,contract_size,strike,min_trade_amount,option_type,timestamp,state_y,index_price,open_interest,mark_price,best_ask_price,best_bid_price,mark_iv,underlying_price,underlying_index,best_ask_amount,best_bid_amount,stats_volume,greeks_delta,greeks_gamma,greeks_vega,greeks_theta,greeks_rho";

    public const string FutureColumns =
        "state_x,kind,instrument_name,expiration_timestamp,tick_size,contract_size,min_trade_amount,settlement_period,timestamp,state_y,index_price,open_interest,mark_price,best_ask_price,best_bid_price,best_ask_amount,best_bid_amount";

    public const string SnapshotColumns =
        "timestamp,instrument_name,underlying,underlying_name,option_type,strike,expiry_datetime,time_to_maturity,bid_price,ask_price,mark_price,mid_price,futures_price,futures_instrument_name,implied_volatility,delta,vega,open_interest,volume,bid_ask_spread,currency,index_price,volume_usd";

    public const string HourlyColumns =
        "date,instrument_name,expiry_name,expiry_date,strike,type,volume,open_interest,rho,theta,vega,gamma,delta,bid_iv,ask_iv,mark_iv";

    public const string PoiseColumns = "underlying,asOf,spot,root,expiry,settlement,strike,type,multiplier,bid,ask,openInterest,vol";

    public static readonly ISourceReader[] Readers =
    [
        new CboeCsvReader(), new CboeJsonReader(), new DeribitTickersReader(), new DeribitSnapshotReader(), new DeribitHourlyReader(),
        new DeribitJsonReader(), new PoiseCsvReader(),
    ];

    /// <summary>One source of each format, by the reader's name.</summary>
    public static IEnumerable<(string Reader, string Text)> All =>
    [
        ("cboe-csv", CboeCsv()), ("cboe-json", CboeJson()), ("deribit-tickers", Tickers()), ("deribit-tickers", Futures()),
        ("deribit-snapshot", Snapshot()), ("deribit-hourly", Hourly()), ("deribit-json", DeribitJson()), ("poise-csv", PoiseTable()),
    ];

    public static Reading Read(string reader, string text, ReadingOptions? options = null) =>
        Read(reader, Encoding.UTF8.GetBytes(text), options);

    public static Reading Read(string reader, byte[] bytes, ReadingOptions? options = null) =>
        Array.Find(Readers, r => r.Name == reader)!.Read(bytes, options ?? ReadingOptions.None);

    /// <summary>A reading that must stand and hold one snapshot.</summary>
    public static MarketSnapshot One(string reader, string text, ReadingOptions? options = null)
    {
        Reading reading = Read(reader, text, options);
        Assert.Null(reading.Failure);
        return Assert.Single(reading.Snapshots);
    }

    /// <summary>SPX and SPXW share the strikes of the third Friday, 17 October 2025; SPXW has the day before too.</summary>
    public static string CboeCsv(
        string title = "S&P 500 INDEX,Last: 6415.54,Change:  -44.72", string date = "Date: 2 de setembro de 2025 às 19:37 GMT-4,Bid: 6386.1899,Ask: 6477.52,Size: 1*1,Volume: 0")
    {
        var text = new StringBuilder($"\n{title}\n{date}\n{CboeColumns}\n");
        foreach ((string root, string day, string written) in new[] { ("SPXW", "251016", "Thu Oct 16 2025"), ("SPX", "251017", "Fri Oct 17 2025"), ("SPXW", "251017", "Fri Oct 17 2025") })
        {
            for (int strike = 6300; strike <= 6500; strike += 50)
                text.Append(CboeRow(root, day, written, strike)).Append('\n');
        }
        return text.ToString();
    }

    public static string CboeRow(string root, string day, string written, int strike) => string.Create(CultureInfo.InvariantCulture,
        $"{written},{root}{day}C{strike * 1000:00000000},100,-1.5,{Math.Max(0, 6450 - strike)}.5,{Math.Max(0, 6450 - strike) + 1}.7,12,0.1{strike % 97},0.5,0.0012,{strike / 10},{strike}.00,{root}{day}P{strike * 1000:00000000},50,2,{strike - 6250}.1,{strike - 6249}.3,7,0.15,-0.5,0.0012,{strike / 5}");

    public static string CboeJson(string timestamp = "2025-09-02 19:37:42")
    {
        var options = new List<string>();
        foreach (string symbol in new[] { "RUTW251017C02300000", "RUT251017P02300000", "RUT251017C02300000", "RUTW251017P02300000", "RUTW251031P02000000" })
            options.Add($$"""{"option":"{{symbol}}","bid":12.5,"bid_size":7.0,"ask":12.9,"ask_size":3.0,"iv":0.21,"open_interest":41.0,"volume":5.0,"delta":0.44,"gamma":0.0021,"theta":-0.3,"rho":0.1,"vega":2.2,"theo":12.7,"last_trade_time":null}""");
        return $$"""{"timestamp":"{{timestamp}}","data":{"options":[{{string.Join(',', options)}}],"symbol":"^RUT","security_type":"index","current_price":2340.25,"close":2340.0,"last_trade_time":"2025-09-02T15:22:00"},"symbol":"_RUT"}""";
    }

    public static string Tickers()
    {
        var text = new StringBuilder(TickerColumns).Append('\n');
        int i = 0;
        foreach (int strike in new[] { 80_000, 90_000, 100_000 })
        {
            foreach (string type in new[] { "call", "put" })
            {
                char letter = type == "call" ? 'C' : 'P';
                long stamp = 1768998606273 + 1000 * i++;
                text.Append(CultureInfo.InvariantCulture, $"open,option,BTC-30JAN26-{strike}-{letter},1769760000000,1E-4,1,{strike},0.1,{type},{stamp},open,{88250 + i},11.800000000000001,2.9999999999999997E-4,5.0000000000000001E-4,0,51.66,88377.5,BTC-30JAN26,5,0,9.1,0.5,2.0000000000000002E-5,20.1,-30.5,4.5\n");
            }
        }
        return text.ToString();
    }

    public static string Futures() =>
        $"""
        {FutureColumns}
        open,future,BTC-30JAN26,1769760000000,2.5,10,10,week,1768998604757,open,88257.69,14848930,88291.01,88295,88290,4990,5460
        open,future,BTC-PERPETUAL,32503708800000,0.5,10,10,perpetual,1768998605675,open,88256.85,1105184800,88286.09,88294,88293.5,475960,6040

        """;

    public static string Snapshot()
    {
        var text = new StringBuilder(SnapshotColumns).Append('\n');
        foreach ((string coin, int strike, double index) in new[] { ("BTC", 90_000, 88530.2), ("ETH", 3_000, 2978.8), ("BTC", 85_000, 88530.4), ("ETH", 2_500, 2978.8), ("BTC", 80_000, 88530.6) })
        {
            text.Append(CultureInfo.InvariantCulture, $"2025-12-30T17:31:15.944181+00:00,{coin}-16JAN26-{strike}-C,{index + 200},SYN.{coin}-16JAN26,call,{strike}.0,2026-01-16T08:00:00+00:00,0.04545,0.084,,0.0855,,{index + 200},SYN.{coin}-16JAN26,0.43229999999999996,0.81644,50.27111,0.3,0.0,,{coin},{index},0.0\n");
        }
        return text.ToString();
    }

    public static string Hourly()
    {
        var text = new StringBuilder(HourlyColumns).Append('\n');
        for (int hour = 1; hour <= 3; hour++)
        {
            foreach (char letter in "CP")
                text.Append($"2026-01-23T0{hour}:00:00.000000,BTC-6FEB26-100000-{letter},6FEB26,2026-02-06,100000.0,{(letter == 'C' ? "call" : "put")},185.2,167.{hour},6.08259,-37.26312,43.7124,0.00003,0.12116,35.75,36.17,36.24\n");
        }
        return text.ToString();
    }

    public static string DeribitInstruments() =>
        """
        {"jsonrpc":"2.0","result":[
        {"kind":"option","instrument_name":"BTC-30JAN26-90000-C","is_active":true,"state":"open","creation_timestamp":1767340810000,"tick_size":0.0001,"tick_size_steps":[{"above_price":0.005,"tick_size":0.0005}],"expiration_timestamp":1769760000000,"strike":90000.0,"option_type":"call","contract_size":1.0,"min_trade_amount":0.1,"settlement_currency":"BTC"},
        {"kind":"option","instrument_name":"BTC-30JAN26-90000-P","is_active":true,"state":"open","creation_timestamp":1767340810000,"tick_size":0.0001,"expiration_timestamp":1769760000000,"strike":90000.0,"option_type":"put","contract_size":1.0,"min_trade_amount":0.1,"settlement_currency":"BTC"},
        {"kind":"future","instrument_name":"BTC-PERPETUAL","is_active":true,"creation_timestamp":1534242287000,"tick_size":0.5,"expiration_timestamp":32503708800000,"settlement_period":"perpetual","contract_size":10,"min_trade_amount":10},
        {"kind":"option","instrument_name":"BTC-30JAN26-95000-C","is_active":true,"state":"open","creation_timestamp":1767340810000,"tick_size":0.0001,"expiration_timestamp":1769760000000,"strike":95000.0,"option_type":"call","contract_size":1.0,"min_trade_amount":0.1}
        ],"usIn":1768998600000000,"usOut":1768998600000100,"testnet":false}
        """;

    public static string DeribitSummaries() =>
        """
        {"jsonrpc":"2.0","result":[
        {"instrument_name":"BTC-30JAN26-90000-C","base_currency":"BTC","quote_currency":"BTC","volume":12.5,"bid_price":0.021,"ask_price":0.0215,"mid_price":0.02125,"mark_price":0.0212,"mark_iv":42.5,"open_interest":130.4,"creation_timestamp":1768998606000,"estimated_delivery_price":88257.69,"underlying_index":"BTC-30JAN26","underlying_price":88377.5,"interest_rate":0.0},
        {"instrument_name":"BTC-30JAN26-90000-P","volume":0.0,"bid_price":null,"ask_price":0.04,"mark_price":0.0395,"mark_iv":42.5,"open_interest":88.0,"creation_timestamp":1768998606000,"estimated_delivery_price":88257.69,"underlying_index":"BTC-30JAN26","underlying_price":88377.5},
        {"instrument_name":"BTC-PERPETUAL","volume":7.0,"bid_price":88293.5,"ask_price":88294.0,"mark_price":88286.09,"open_interest":1105184800,"creation_timestamp":1768998605000,"estimated_delivery_price":88256.85}
        ],"usIn":1768998606000000,"usOut":1768998606000100,"testnet":false}
        """;

    public static string DeribitTicker() =>
        """
        {"jsonrpc":"2.0","result":{"instrument_name":"BTC-30JAN26-90000-C","timestamp":1768998607000,"state":"open","index_price":88260.0,"open_interest":130.4,"mark_price":0.0213,"mark_iv":42.7,"bid_iv":42.0,"ask_iv":43.0,"best_bid_price":0.0211,"best_bid_amount":4.2,"best_ask_price":0.0216,"best_ask_amount":9.9,"underlying_price":88380.0,"underlying_index":"BTC-30JAN26","greeks":{"delta":0.43,"gamma":0.00004,"vega":48.1,"theta":-60.2,"rho":8.1},"stats":{"volume":12.5,"high":0.03,"low":0.02}},"usOut":1768998607000000}
        """;

    public static string DeribitJson() => DeribitInstruments() + "\n" + DeribitSummaries();

    public static string PoiseTable()
    {
        var text = new StringBuilder(PoiseColumns).Append('\n');
        foreach (int strike in new[] { 95, 100, 105 })
            text.Append($"ACME,2026-03-02T15:00:00Z,100.5,ACME,2026-03-20,pm,{strike},call,100,1.5,1.6,250,0.31\nACME,2026-03-02T15:00:00Z,100.5,ACME,2026-03-20,pm,{strike},put,100,1.2,1.3,310,0.33\n");
        return text.ToString();
    }
}

/// <summary>The market data beside the checkout, which is not part of it.</summary>
internal static class SharedFiles
{
    /// <summary>The paths that match, or the test is skipped.</summary>
    public static string[] Find(string folder, string pattern)
    {
        string? at = AppContext.BaseDirectory;
        while (at is not null && !File.Exists(Path.Combine(at, "Poise.slnx")))
            at = Path.GetDirectoryName(at);
        string directory = Path.Combine(at ?? "", "..", "shared", "data", folder);
        if (at is null || !Directory.Exists(directory))
            Assert.Skip($"../shared/data/{folder} is not here: the twin on generated data has run");
        string[] files = Directory.GetFiles(directory, pattern);
        Array.Sort(files, StringComparer.Ordinal);
        Assert.NotEmpty(files);
        return files;
    }
}
