using System.Globalization;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Market.Layouts;

/// <summary>The recorded files beside the checkout, each read whole and compared with the manifest that was made when they were collected.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class CandleManifestTests
{
    private const long Day = 86_400_000;

    private static readonly string[] Names =
    [
        "spot-2024/BTC_USDT-5m.csv", "spot-2024/ETH_USDT-5m.csv", "spot-2024/SOL_USDT-5m.csv", "spot-2024/DOGE_USDT-5m.csv", "spot-2024/SHIB_USDT-5m.csv",
        "spot-2024/1000SATS_USDT-5m.csv", "spot-2024/BTC_USDT-1m.csv", "spot-2021/SHIB_USDT-5m.csv", "spot-2021/SHIB_USDT-1m.csv", "spot-2025/ADA_USDT-5m.csv",
        "spot-2025/WBTC_USDT-5m.csv", "futures-2025/BTC_USDT_USDT-5m-futures.csv", "futures-2025/BTC_USDT_USDT-8h-mark.csv", "futures-2025/BTC_USDT_USDT-8h-funding_rate.csv",
        "futures-2025/ETH_USDT_USDT-5m-futures.csv", "futures-2025/ETH_USDT_USDT-8h-mark.csv", "futures-2025/ETH_USDT_USDT-8h-funding_rate.csv",
        "futures-2025/XRP_USDT_USDT-5m-futures.csv", "futures-2025/XRP_USDT_USDT-8h-mark.csv", "futures-2025/XRP_USDT_USDT-8h-funding_rate.csv",
        "futures-1h/ETH_USDT_USDT-1h-futures.csv", "futures-1h/ETH_USDT_USDT-1h-mark.csv", "futures-1h/ETH_USDT_USDT-1h-funding_rate.csv",
        "futures-2026/DOGE_USDT_USDT-5m-futures.2025-10.csv", "futures-2026/DOGE_USDT_USDT-5m-futures.2026-01.csv", "futures-2026/DOGE_USDT_USDT-1m-futures.csv",
        "futures-2026/DOGE_USDT_USDT-8h-mark.csv", "futures-2026/DOGE_USDT_USDT-8h-funding_rate.csv", "hyperliquid/HYPE_USDC_USDC-1h-futures.csv",
        "hyperliquid/HYPE_USDC_USDC-1h-funding_rate.csv", "kraken/BTC_USDC-1m.csv", "kraken/ETH_USD-1h.csv", "kraken/BTC_USDT-1m.csv", "kraken/BTC_USDT-5m.csv",
        "kraken/BTC_USDT-trades.csv.gz", "equity-fx/AAPL-1d.raw.csv", "ticks/BAC-20131010-trades.csv.gz", "coinbase/BTC_USD-1s.csv", "coinbase/ADA_USD-1h.csv",
        "equity-fx/GBP_USD-1m.bid.csv", "ticks/spot_btcusdt_20240808.raw.gz", "ticks/spot_btcusdt_20240808-trades.csv.gz", "ticks/cryptofeed.KRAKEN.ws.50.0.gz",
        "ticks/cryptofeed.BINANCE.0.gz", "ticks/cryptofeed.BINANCE_FUTURES.0.gz",
    ];

    /// <summary>The files, as the manifest names them.</summary>
    public static TheoryData<string> Files => [.. Names];

    [SkippableFact]
    public void Files_OfTheManifest_AreAllTested() =>
        ReadManifest().Select(entry => entry.File).Should().BeEquivalentTo(Names);

    [SkippableTheory]
    [MemberData(nameof(Files))]
    public void Inspect_RecordedFile_ReportsWhatTheManifestSays(string file)
    {
        var entry = ReadManifest().Single(one => string.Equals(one.File, file, StringComparison.Ordinal));
        var path = SharedData.Require(["candles", "more", .. file.Split('/')]);
        if (!Timeframe.TryParse(entry.Step, out var step))
        {
            var read = () => CandleFile.ReadTable(path);

            read.Should().Throw<CandleSourceException>().WithMessage(file.EndsWith("-trades.csv.gz", StringComparison.Ordinal) ? $"{path} holds trades, not candles*" : $"{path}*header*");
            return;
        }

        var table = CandleFile.ReadTable(path);
        table.Rows.Count.Should().Be(entry.Rows);
        if (entry.Gaps.StartsWith("jitter", StringComparison.Ordinal))
        {
            table.Info.PriceType.Should().Be(CandlePriceType.FundingRate);
            Minute(table.Rows.At(0).OpenTimeMs).Should().Be(entry.First);
            Minute(table.Rows.At(table.Rows.Count - 1).OpenTimeMs).Should().Be(entry.Last);
            return;
        }

        var report = CandleFile.Inspect(path, step);
        report.Candles.Should().Be(entry.Rows);
        Minute(report.FirstOpenMs!.Value).Should().Be(entry.First);
        Minute(report.LastOpenMs!.Value).Should().Be(entry.Last);
        (report.FindingCount - report.Gaps).Should().Be(0);
        if (long.TryParse(entry.Gaps.Split(' ')[0], CultureInfo.InvariantCulture, out var gaps))
        {
            report.Gaps.Should().Be(gaps);
        }

        if (entry.Missing is { } missing)
        {
            // Of the sparse file the manifest counts the whole days, a report what is missing between its first row and its last.
            var outside = entry.Gaps is "sparse" ? (report.FirstOpenMs.Value % Day / step.Milliseconds) + ((Day - 1 - (report.LastOpenMs.Value % Day)) / step.Milliseconds) : 0;
            report.Missing.Should().Be(missing - outside);
        }

        table.Info.PriceType.Should().Be(file.Contains("-mark", StringComparison.Ordinal) ? CandlePriceType.Mark : CandlePriceType.Trades);
        table.Info.HasVolume.Should().Be(table.Info.PriceType == CandlePriceType.Trades && !file.Contains(".bid.", StringComparison.Ordinal));
    }

    private static string Minute(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static List<Entry> ReadManifest() =>
        [.. File.ReadLines(SharedData.Require("candles", "more", "manifest.csv")).Skip(1).Select(Entry.Parse)];

    private sealed record Entry(string File, string Step, int Rows, string First, string Last, string Gaps, long? Missing)
    {
        public static Entry Parse(string line)
        {
            // Quoted fields have commas in them.
            var fields = string.Concat(line.Split('"').Select((part, i) => i % 2 == 1 ? part.Replace(',', ';') : part)).Split(',');
            var span = fields[6].Split(" .. ");
            return new Entry(
                fields[1],
                fields[4],
                int.Parse(fields[5], CultureInfo.InvariantCulture),
                span[0],
                span.Length > 1 ? span[1] : string.Empty,
                fields[7],
                long.TryParse(fields[8], CultureInfo.InvariantCulture, out var missing) ? missing : null);
        }
    }
}
