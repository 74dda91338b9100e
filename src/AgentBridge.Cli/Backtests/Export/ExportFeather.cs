using AgentBridge.Backtesting;
using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace AgentBridge.Cli;

/// <summary>The tables in an archive of results of 2026.9: Arrow IPC files, compressed by LZ4.</summary>
internal static class ExportFeather
{
    private static readonly TimestampType Date = new(TimeUnit.Millisecond, "UTC");

    /// <summary>What the wallet held at the open of each candle, by currency, before anything was traded in it.</summary>
    public static byte[] Wallet(ExportRun run)
    {
        var (dates, currencies, rates, balances) = (new List<long>(), new List<string>(), new List<double>(), new List<double>());
        void Add(long timeMs, string currency, double rate, double balance)
        {
            dates.Add(timeMs);
            currencies.Add(currency);
            rates.Add(rate);
            balances.Add(balance);
        }

        var trades = run.Result.Trades.Select(trade => (Trade: trade, Candles: run.Input.Pairs[trade.Pair].Candles)).OrderBy(item => item.Trade.OpenTimeMs).ToList();
        var open = new List<(BacktestTrade Trade, Market.CandleSeries Candles)>();
        var (next, balance) = (0, run.Input.Options.Wallet);
        for (var i = 0; i < run.Result.Equity.Length; i++)
        {
            var timeMs = run.Result.FirstMs + (i * run.StepMs);
            for (; next < trades.Count && trades[next].Trade.OpenTimeMs < timeMs; next++)
            {
                open.Add(trades[next]);
            }

            balance += open.Where(item => item.Trade.CloseTimeMs < timeMs).Sum(item => item.Trade.ProfitAbs);
            open.RemoveAll(item => item.Trade.CloseTimeMs < timeMs);
            if (run.AreFutures)
            {
                // The wallet holds the margin of positions, not their coins.
                Add(timeMs, run.Currency, 1, balance);
                continue;
            }

            var coins = open.Select(item => (Currency: BaseOf(item.Candles.Symbol), Rate: RateAt(item.Candles, timeMs), item.Trade.Amount)).ToList();
            Add(timeMs, run.Currency, 1, run.Result.Equity[i] - coins.Sum(coin => coin.Rate * coin.Amount));
            foreach (var coin in coins)
            {
                Add(timeMs, coin.Currency, coin.Rate, coin.Amount);
            }
        }

        return Write(
            dates.Count,
            ("index", Int64Type.Default, Whole(Enumerable.Range(0, dates.Count).Select(i => (long)i))),
            ("date", Date, Dates(dates)),
            ("currency", StringType.Default, new StringArray.Builder().AppendRange(currencies).Build()),
            ("rate", DoubleType.Default, Doubles(rates)),
            ("balance", DoubleType.Default, Doubles(balances)),
            ("total_quote", DoubleType.Default, Doubles([.. rates.Zip(balances, (rate, balance) => rate * balance)])));
    }

    /// <summary>The mean close of the pairs, the sum of the mean changes until then, and how many pairs there are, candle by candle.</summary>
    public static byte[] MarketChange(ExportRun run)
    {
        var (dates, means, changes, counts) = (new List<long>(), new List<double>(), new List<double>(), new List<long>());
        var sum = 0.0;
        for (var timeMs = run.FirstMs; timeMs < run.Result.LastMs; timeMs += run.StepMs)
        {
            var (closes, moves) = (new List<double>(), new List<double>());
            foreach (var candles in run.Input.Pairs.Select(pair => pair.Candles))
            {
                var row = (timeMs - candles.OpenTimes[0]) / run.StepMs;
                if (row >= 0 && row < candles.Count)
                {
                    closes.Add(candles.Closes[(int)row]);
                    if (row > 0 && dates.Count > 0)
                    {
                        moves.Add((candles.Closes[(int)row] / candles.Closes[(int)row - 1]) - 1);
                    }
                }
            }

            sum += moves.Count > 0 ? moves.Average() : 0;
            dates.Add(timeMs);
            means.Add(closes.Count > 0 ? closes.Average() : double.NaN);
            changes.Add(sum);
            counts.Add(closes.Count);
        }

        return Write(
            dates.Count,
            ("date", Date, Dates(dates)),
            ("mean", DoubleType.Default, Doubles(means)),
            ("rel_mean", DoubleType.Default, Doubles(changes)),
            ("count", Int64Type.Default, Whole(counts)));
    }

    private static string BaseOf(string symbol) => symbol[..symbol.IndexOf('/', StringComparison.Ordinal)];

    private static double RateAt(Market.CandleSeries candles, long timeMs) =>
        candles.Opens[Math.Min(candles.Count - 1, (int)((timeMs - candles.OpenTimes[0]) / candles.Timeframe.Milliseconds))];

    private static byte[] Write(int rows, params ReadOnlySpan<(string Name, IArrowType Type, IArrowArray Values)> columns)
    {
        var fields = new List<Field>();
        var arrays = new List<IArrowArray>();
        foreach (var (name, type, values) in columns)
        {
            fields.Add(new Field(name, type, nullable: true));
            arrays.Add(values);
        }

        var schema = new Apache.Arrow.Schema(fields, metadata: null);
        var options = new IpcOptions { CompressionCodec = CompressionCodecType.Lz4Frame, CompressionCodecFactory = new CompressionCodecFactory() };
        using var stream = new MemoryStream();
        using (var writer = new ArrowFileWriter(stream, schema, leaveOpen: true, options))
        using (var batch = new RecordBatch(schema, arrays, rows))
        {
            writer.WriteStart();
            writer.WriteRecordBatch(batch);
            writer.WriteEnd();
        }

        return stream.ToArray();
    }

    private static TimestampArray Dates(List<long> values) => new(Date, Buffer(values), ArrowBuffer.Empty, values.Count, nullCount: 0, offset: 0);

    private static DoubleArray Doubles(List<double> values) => new(Buffer(values), ArrowBuffer.Empty, values.Count, nullCount: 0, offset: 0);

    private static Int64Array Whole(IEnumerable<long> values)
    {
        List<long> all = [.. values];
        return new(Buffer(all), ArrowBuffer.Empty, all.Count, nullCount: 0, offset: 0);
    }

    private static ArrowBuffer Buffer<T>(List<T> values)
        where T : struct => new ArrowBuffer.Builder<T>(values.Count).AppendRange(values).Build();
}
