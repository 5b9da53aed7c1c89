using System.Data.Common;
using System.Globalization;
using Poise.Domain;
using Poise.Flow;

namespace Poise.Storage;

/// <summary>A history in a database, in the SQL that SQLite and PostgreSQL share. Each call has a connection of its own.</summary>
internal sealed class SqlHistory(HistoryDatabase database) : IHistory
{
    public string Place => database.Place;

    public void Add(MarketSnapshot snapshot, IReadOnlyList<LevelsRow> levels, InventoryState? inventory = null)
    {
        Check(snapshot, levels);
        byte[] packed = SnapshotCodec.Encode(snapshot, inventory);
        string underlying = snapshot.Underlying;
        long asOf = snapshot.AsOf.UnixNanoseconds;
        double? spot = double.IsNaN(snapshot.Spot) ? null : snapshot.Spot;
        database.Write(connection =>
        {
            // First: two writers of the same instant wait for each other here.
            connection.Execute(
                """
                INSERT INTO instants (underlying, as_of, spot, bytes, checksum) VALUES (@underlying, @as_of, @spot, @bytes, @checksum)
                ON CONFLICT (underlying, as_of) DO UPDATE SET spot = excluded.spot, bytes = excluded.bytes, checksum = excluded.checksum
                """,
                ("@underlying", underlying), ("@as_of", asOf), ("@spot", spot), ("@bytes", packed.LongLength), ("@checksum", RowChecksum.Of(underlying, asOf, spot)));
            connection.Execute(
                "INSERT INTO snapshots (underlying, as_of, packed) VALUES (@underlying, @as_of, @packed) ON CONFLICT (underlying, as_of) DO UPDATE SET packed = excluded.packed",
                ("@underlying", underlying), ("@as_of", asOf), ("@packed", packed));
            connection.Execute("DELETE FROM levels WHERE underlying = @underlying AND as_of = @as_of", ("@underlying", underlying), ("@as_of", asOf));
            foreach (LevelsRow row in levels)
            {
                connection.Execute(
                    """
                    INSERT INTO levels (underlying, as_of, bucket, day, market_days, spot, split, signs, walls, gex, zero_gamma, call_wall, put_wall, regime, open_interest_used, checksum)
                    VALUES (@underlying, @as_of, @bucket, @day, @market_days, @spot, @split, @signs, @walls, @gex, @zero_gamma, @call_wall, @put_wall, @regime, @open_interest_used, @checksum)
                    """,
                    ("@underlying", underlying), ("@as_of", asOf), ("@bucket", row.Bucket), ("@day", Written(row.Day)), ("@market_days", row.MarketDays), ("@spot", row.Spot), ("@split", row.Split),
                    ("@signs", row.Signs), ("@walls", row.Walls), ("@gex", row.Gex), ("@zero_gamma", row.ZeroGamma), ("@call_wall", row.CallWall), ("@put_wall", row.PutWall),
                    ("@regime", row.Regime), ("@open_interest_used", row.OpenInterestUsed), ("@checksum", RowChecksum.Of(row)));
            }
            return 0;
        });
    }

    public IReadOnlyList<HistoryContents> Contents() => database.Run(connection =>
    {
        using DbCommand command = connection.Command(
            "SELECT underlying, MIN(as_of), MAX(as_of), COUNT(*), SUM(CASE WHEN bytes > 0 THEN 1 ELSE 0 END), CAST(SUM(bytes) AS BIGINT) FROM instants GROUP BY underlying");
        List<HistoryContents> contents = command.Rows(static row => new HistoryContents(
            row.GetString(0), new Instant(row.GetInt64(1)), new Instant(row.GetInt64(2)), row.GetInt32(3), row.GetInt32(4), row.GetInt64(5)));
        contents.Sort(static (a, b) => string.CompareOrdinal(a.Underlying, b.Underlying)); // databases sort by their own collations
        return contents;
    });

    public IReadOnlyList<HistoryPoint> Points(string underlying, Instant from, Instant to) => database.Run(connection =>
    {
        using DbCommand command = connection.Command(
            "SELECT as_of, spot, bytes, checksum FROM instants WHERE underlying = @underlying AND as_of BETWEEN @from AND @to ORDER BY as_of",
            ("@underlying", underlying), ("@from", from.UnixNanoseconds), ("@to", to.UnixNanoseconds));
        return command.Rows(row =>
        {
            long asOf = row.GetInt64(0);
            double? spot = row.Real(1);
            Confirm(RowChecksum.Of(underlying, asOf, spot), row.GetInt64(3), underlying, asOf);
            return new HistoryPoint(new Instant(asOf), spot, row.GetInt64(2) > 0);
        });
    });

    public IReadOnlyList<LevelsRow> Levels(string underlying, string bucket, Instant from, Instant to) => database.Run(connection =>
    {
        using DbCommand command = connection.Command(
            """
            SELECT as_of, day, market_days, spot, split, signs, walls, gex, zero_gamma, call_wall, put_wall, regime, open_interest_used, checksum FROM levels
            WHERE underlying = @underlying AND bucket = @bucket AND as_of BETWEEN @from AND @to ORDER BY as_of
            """,
            ("@underlying", underlying), ("@bucket", bucket), ("@from", from.UnixNanoseconds), ("@to", to.UnixNanoseconds));
        return command.Rows(row =>
        {
            var levels = new LevelsRow
            {
                Underlying = underlying,
                AsOf = new Instant(row.GetInt64(0)),
                Day = DateOnly.ParseExact(row.GetString(1), DayFormat, CultureInfo.InvariantCulture),
                MarketDays = row.GetInt32(2),
                Spot = row.Real(3),
                Split = row.Real(4),
                Signs = row.GetString(5),
                Walls = row.GetString(6),
                Bucket = bucket,
                Gex = row.Real(7),
                ZeroGamma = row.Real(8),
                CallWall = row.Real(9),
                PutWall = row.Real(10),
                Regime = row.Text(11),
                OpenInterestUsed = row.Real(12),
            };
            Confirm(RowChecksum.Of(levels), row.GetInt64(13), underlying, levels.AsOf.UnixNanoseconds);
            return levels;
        });
    });

    public StoredChain? Read(string underlying, Instant asOf)
    {
        List<(long Bytes, byte[]? Packed)> found = database.Run(connection =>
        {
            using DbCommand command = connection.Command(
                """
                SELECT i.bytes, s.packed FROM instants i LEFT JOIN snapshots s ON s.underlying = i.underlying AND s.as_of = i.as_of
                WHERE i.underlying = @underlying AND i.as_of = @as_of
                """,
                ("@underlying", underlying), ("@as_of", asOf.UnixNanoseconds));
            return command.Rows(static row => (row.GetInt64(0), row.IsDBNull(1) ? null : row.GetFieldValue<byte[]>(1)));
        });
        if (found.Count == 0 || found[0].Bytes == 0)
            return null;
        if (found[0].Packed is not byte[] packed)
            throw new HistoryException(Place, $"is damaged: the snapshot of {underlying} at {asOf} is gone");
        StoredChain stored;
        try
        {
            stored = SnapshotCodec.Decode(packed);
        }
        catch (InvalidDataException e)
        {
            throw new HistoryException(Place, $"the snapshot of {underlying} at {asOf} is damaged: {e.Message}", e);
        }
        MarketSnapshot snapshot = stored.Snapshot;
        return snapshot.Underlying == underlying && snapshot.AsOf == asOf
            ? stored
            : throw new HistoryException(Place, $"is damaged: where the snapshot of {underlying} at {asOf} belongs lies that of {snapshot.Underlying} at {snapshot.AsOf}");
    }

    public int Prune(Instant before)
    {
        int dropped = database.Write(connection =>
        {
            connection.Execute("UPDATE instants SET bytes = 0 WHERE as_of < @before AND bytes > 0", ("@before", before.UnixNanoseconds));
            return connection.Execute("DELETE FROM snapshots WHERE as_of < @before", ("@before", before.UnixNanoseconds));
        });
        if (dropped > 0)
            database.Shrink();
        return dropped;
    }

    public void Dispose() => database.Dispose();

    private const string DayFormat = "yyyy-MM-dd";

    private static string Written(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);

    private void Confirm(long computed, long stored, string underlying, long asOf)
    {
        if (computed != stored)
            throw new HistoryException(Place, $"is damaged: the numbers of {underlying} at {new Instant(asOf)} are not those that were stored");
    }

    private static void Check(MarketSnapshot snapshot, IReadOnlyList<LevelsRow> levels)
    {
        if (!snapshot.AsOf.IsKnown)
            throw new ArgumentException("the snapshot's instant is not known", nameof(snapshot));
        if (double.IsInfinity(snapshot.Spot))
            throw new ArgumentException("spot is infinite", nameof(snapshot));
        foreach (LevelsRow row in levels)
        {
            if (row.Underlying != snapshot.Underlying || row.AsOf != snapshot.AsOf)
                throw new ArgumentException($"levels of {row.Underlying} at {row.AsOf} do not belong to a snapshot of {snapshot.Underlying} at {snapshot.AsOf}", nameof(levels));
            if (!double.IsFinite((row.Spot ?? 0) + (row.Split ?? 0) + (row.Gex ?? 0) + (row.ZeroGamma ?? 0) + (row.CallWall ?? 0) + (row.PutWall ?? 0) + (row.OpenInterestUsed ?? 0)))
                throw new ArgumentException($"levels {row.Bucket} hold a number that is none: what is not known is null", nameof(levels));
        }
        if (levels.Select(static row => row.Bucket).Distinct(StringComparer.Ordinal).Count() != levels.Count)
            throw new ArgumentException("a bucket stands twice", nameof(levels));
    }
}
