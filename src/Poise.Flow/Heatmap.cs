using Poise.Domain;

namespace Poise.Flow;

/// <summary>Net exposures, open interest and volume by expiry and strike, calls and puts together.</summary>
internal static class Heatmap
{
    /// <summary>What a picture needs; more for amounts above a million, which are whole.</summary>
    private const int Figures = 6;

    /// <summary>No decimal is larger than 7.9e28.</summary>
    private const double Most = 1e28;

    /// <summary>A row an expiry that holds or traded anything. Decimals of few figures are half as long as doubles and written in half the time: a chain has tens of thousands of them.</summary>
    /// <param name="contracts">In order of slice, strike, call before put.</param>
    /// <param name="isKnown">Something is known of the dealers' positions.</param>
    public static List<HeatRowView> Of(DealerBook book, List<ContractExposure> contracts, bool isKnown, List<string> notes)
    {
        IReadOnlyList<OptionRow> listed = book.Chain.Snapshot.Options;
        var rows = new List<HeatRowView>();
        int noOpenInterest = 0, noVolume = 0;
        for (int i = 0; i < contracts.Count;)
        {
            int slice = contracts[i].Slice;
            double size = book.Slices[slice].Slice.ContractSize;
            var columns = new Columns();
            while (i < contracts.Count && contracts[i].Slice == slice)
            {
                double strike = contracts[i].Strike, openInterest = 0, volume = 0;
                bool hasVol = false;
                Exposure net = default;
                for (; i < contracts.Count && contracts[i].Slice == slice && contracts[i].Strike == strike; i++)
                {
                    OptionRow row = listed[contracts[i].Row];
                    net += contracts[i].Exposure;
                    hasVol |= contracts[i].HasVol;
                    openInterest += size * row.OpenInterest;
                    volume += size * row.Volume;
                    noOpenInterest += double.IsNaN(row.OpenInterest) ? 1 : 0;
                    noVolume += double.IsNaN(row.Volume) ? 1 : 0;
                }
                if (net.Gex != 0 || openInterest > 0 || volume > 0)
                    columns.Add(strike, isKnown && hasVol ? net : null, openInterest, volume);
            }
            if (columns.Strikes.Count > 0)
                rows.Add(new(slice, columns.Strikes, columns.Gex, columns.Dex, columns.Vex, columns.Cex, columns.OpenInterest, columns.Volume));
        }
        Silent("openInterest", noOpenInterest);
        Silent("volume", noVolume);
        return rows;

        void Silent(string field, int count)
        {
            if (count > 0)
                notes.Add($"{field}: the source tells of none for {(count == contracts.Count ? $"all {count}" : $"{count} of {contracts.Count}")} contracts");
        }
    }

    private readonly struct Columns()
    {
        public List<double> Strikes { get; } = [];
        public List<decimal?> Gex { get; } = [];
        public List<decimal?> Dex { get; } = [];
        public List<decimal?> Vex { get; } = [];
        public List<decimal?> Cex { get; } = [];
        public List<decimal?> OpenInterest { get; } = [];
        public List<decimal?> Volume { get; } = [];

        public void Add(double strike, Exposure? net, double openInterest, double volume)
        {
            Strikes.Add(strike);
            Gex.Add(Short(net?.Gex));
            Dex.Add(Short(net?.Dex));
            Vex.Add(Short(net?.Vex));
            Cex.Add(Short(net?.Cex));
            OpenInterest.Add(Short(openInterest));
            Volume.Add(Short(volume));
        }

        private static decimal? Short(double? number)
        {
            if (number is not double n || !(Math.Abs(n) < Most))
                return null;
            int decimals = n == 0 ? 0 : Math.Clamp(Figures - 1 - (int)Math.Floor(Math.Log10(Math.Abs(n))), 0, 28);
            return Math.Round((decimal)n, decimals);
        }
    }
}
