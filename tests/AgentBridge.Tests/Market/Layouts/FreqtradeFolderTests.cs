using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Market.Layouts;

/// <summary>Data folders written by both releases' own data handlers, and the files of Golden/layouts made anew by their pandas and pyarrow.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class FreqtradeFolderTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly TempFolder _folder = new();

    [SkippableTheory]
    [InlineData("BRIDGE_FREQTRADE_2024_2")]
    [InlineData("BRIDGE_FREQTRADE_2026_9")]
    public async Task Folder_WrittenByFreqtrade_HasTheCandlesToTheBit(string variable)
    {
        await PythonAsync(variable, Repository.PathOf("tests", "AgentBridge.Tests", "Market", "Layouts", "freqtrade_folder.py"), LayoutFiles.Csv, _folder.Root);
        var expected = LayoutFiles.Candles(LayoutFiles.Csv);

        foreach (var format in new[] { "feather", "parquet", "json", "jsongz" })
        {
            var folder = _folder.PathOf(format);
            CandleFolder.Pairs(folder).Should().Equal("BTC/USDT", "BTC/USDT:USDT");
            foreach (var pair in CandleFolder.Pairs(folder))
            {
                var path = CandleFolder.Find(folder, pair).Path;
                LayoutFiles.Candles(path).Should().Equal(format.StartsWith("json", StringComparison.Ordinal) ? OfJson(path) : expected, $"{pair} in {format}");
            }

            var others = CandleFolder.List(folder).Where(file => file.Name.PriceType != CandlePriceType.Trades).ToList();
            others.Select(file => file.Name.PriceType).Should().BeEquivalentTo([CandlePriceType.Mark, CandlePriceType.FundingRate]);
            others.Should().AllSatisfy(file =>
            {
                var read = () => CandleFile.Read(file.Path, "BTC/USDT:USDT", default);
                read.Should().Throw<CandleSourceException>().Which.Code.Should().Be(CandleCodes.NotTrades);
                CandleFile.ReadTable(file.Path).Info.PriceType.Should().Be(file.Name.PriceType);
            });
        }
    }

    [SkippableTheory]
    [InlineData("BRIDGE_FREQTRADE_2024_2")]
    [InlineData("BRIDGE_FREQTRADE_2026_9")]
    public async Task GoldenLayouts_MadeAnew_HaveTheCommittedCandles(string variable)
    {
        await PythonAsync(variable, Repository.PathOf("tests", "AgentBridge.Tests", "Market", "Golden", "make_layouts.py"), _folder.Root);

        var expected = LayoutFiles.Candles(LayoutFiles.Csv);
        foreach (var name in new[] { "candles.csv", "ns-lz4.feather", "ms-lz4.feather", "us-zstd.feather", "s-plain-chunks.feather", "integers.feather", "ns-snappy.parquet", "ms-snappy.parquet", "us-zstd-groups.parquet", "required-gzip.parquet" })
        {
            LayoutFiles.Candles(_folder.PathOf(name)).Should().Equal(expected, name);
        }
    }

    /// <summary>What another reader finds in the JSON: pandas writes ten decimals, so these are not the CSV's doubles.</summary>
    private static List<Candle> OfJson(string path)
    {
        using var file = File.OpenRead(path);
        using var unpacked = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        using var document = JsonDocument.Parse(unpacked);
        return [.. document.RootElement.EnumerateArray().Select(row => new Candle(row[0].GetInt64(), row[1].GetDouble(), row[2].GetDouble(), row[3].GetDouble(), row[4].GetDouble(), row[5].GetDouble()))];
    }

    private static async Task PythonAsync(string variable, params string[] arguments)
    {
        var python = Environment.GetEnvironmentVariable(variable);
        Skip.If(string.IsNullOrEmpty(python), $"needs {variable}: the path of a Freqtrade environment's python");
        var start = new ProcessStartInfo(python!, ["-B", .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            process.ExitCode.Should().Be(0, await error + await output);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    public void Dispose() => _folder.Dispose();
}
