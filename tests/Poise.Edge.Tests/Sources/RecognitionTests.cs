using System.Text;
using Poise.Venues;
using static Poise.Edge.Tests.SourceFixture;

namespace Poise.Edge.Tests;

/// <summary>Each source is one reader's alone, told by its content.</summary>
public sealed class RecognitionTests
{
    [Fact]
    public void EachMadeSourceHasOneReader()
    {
        foreach ((string reader, string text) in All)
            Assert.Equal([reader], ReadersOf(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(["deribit-json"], ReadersOf(Encoding.UTF8.GetBytes(DeribitSummaries())));
        Assert.Equal(["deribit-json"], ReadersOf(Encoding.UTF8.GetBytes($"[{DeribitTicker()}]")));
    }

    [Fact]
    public void EachRealFileHasOneReader()
    {
        foreach ((string folder, string pattern, string reader) in new[]
        {
            ("cboe", "*.csv", "cboe-csv"), ("cboe", "*.json", "cboe-json"), ("deribit-tickers", "*.csv", "deribit-tickers"),
            ("deribit-6h", "*snapshot*.csv", "deribit-snapshot"), ("deribit-hourly", "*.csv", "deribit-hourly"),
        })
        {
            foreach (string path in SharedFiles.Find(folder, pattern))
                Assert.Equal([reader], ReadersOf(File.ReadAllBytes(path)));
        }
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData(" \n\t\r\n", "holds only blanks")]
    [InlineData("<!DOCTYPE html><html><head><title>403 Forbidden</title>", "is a web page or XML titled '403 Forbidden' in place of data")]
    [InlineData("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code>", "is a web page or XML in place of data")]
    [InlineData("{\"a\":1}", "is JSON, but neither a CBOE delayed-quotes answer nor a Deribit answer")]
    [InlineData("time,price\n1,2\n", "no reader knows this header: time,price")]
    [InlineData("PK\u0003\u0004", "is a compressed archive")]
    [InlineData("ab\0c", "is binary")]
    public void WhatNoReaderKnowsIsExplained(string text, string reason)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Assert.Empty(ReadersOf(bytes));
        Assert.Contains(reason, UnknownSource.Explain(bytes).Failure!.Reason);
    }

    private static string[] ReadersOf(byte[] bytes) =>
        [.. Readers.Where(reader => reader.Recognises(bytes.AsSpan(0, Math.Min(bytes.Length, ReadingOptions.HeadSize)))).Select(reader => reader.Name)];
}
