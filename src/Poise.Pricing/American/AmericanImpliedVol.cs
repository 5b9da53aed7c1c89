namespace Poise.Pricing;

/// <summary>The vols of American prices: a block of rows searches together, and every round of prices goes through full lanes.</summary>
internal static class AmericanImpliedVol
{
    private const int Block = 64;

    public static void Run(in OptionRows rows, ReadOnlySpan<double> prices, AmericanSetting setting, Span<double> vols, Span<ImpliedVolStatus> statuses, LaneWidth width)
    {
        Span<AmericanSearch> searches = stackalloc AmericanSearch[Block];
        Span<double> columns = stackalloc double[8 * Block];
        Span<AmericanStatus> priced = stackalloc AmericanStatus[Block];
        Span<int> places = stackalloc int[Block];
        for (var at = 0; at < prices.Length; at += Block)
        {
            var count = Math.Min(Block, prices.Length - at);
            for (var i = 0; i < count; i++)
            {
                var row = at + i;
                searches[i] = AmericanSearch.Start(prices[row], rows.Spots[row], rows.Strikes[row], rows.Years[row], rows.Rates[row], rows.Yields[row], rows.Signs[row]);
            }

            while (true)
            {
                var open = 0;
                for (var i = 0; i < count; i++)
                {
                    if (searches[i].Done)
                        continue;
                    var row = at + i;
                    columns[open] = rows.Spots[row];
                    columns[Block + open] = rows.Strikes[row];
                    columns[2 * Block + open] = rows.Years[row];
                    columns[3 * Block + open] = rows.Rates[row];
                    columns[4 * Block + open] = rows.Yields[row];
                    columns[5 * Block + open] = LoneFunctions.Exp(searches[i].Next);
                    columns[6 * Block + open] = rows.Signs[row];
                    places[open++] = i;
                }

                if (open == 0)
                    break;
                var asked = new OptionRows
                {
                    Spots = columns[..open],
                    Strikes = columns.Slice(Block, open),
                    Years = columns.Slice(2 * Block, open),
                    Rates = columns.Slice(3 * Block, open),
                    Yields = columns.Slice(4 * Block, open),
                    Vols = columns.Slice(5 * Block, open),
                    Signs = columns.Slice(6 * Block, open),
                };
                var answers = columns.Slice(7 * Block, open);
                American.Run(asked, setting, new AmericanColumns { Price = answers }, priced[..open], width);
                for (var k = 0; k < open; k++)
                    searches[places[k]].Take(answers[k]);
            }

            for (var i = 0; i < count; i++)
            {
                vols[at + i] = searches[i].Vol;
                statuses[at + i] = searches[i].Status;
            }
        }
    }
}
