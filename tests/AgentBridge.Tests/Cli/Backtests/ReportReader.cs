using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using AgentBridge.Market;

namespace AgentBridge.Tests.Cli;

/// <summary>Reads what a page of <c>backtest --html</c> holds, by the format that its script reads.</summary>
internal static partial class ReportReader
{
    public static JsonElement Document(string page) => JsonDocument.Parse(Block(page, "report")).RootElement;

    /// <summary>The prices of a pair: open, high, low, close.</summary>
    public static double[][] Candles(string page, int pair)
    {
        var facts = Document(page).GetProperty("pairs")[pair];
        var count = facts.GetProperty("count").GetInt32();
        var unit = Math.Pow(10, facts.GetProperty("decimals").GetInt32());
        using var bytes = new MemoryStream(Block(page, $"candles-{pair}"));
        var columns = Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, count).Select(_ => Varint(bytes)).ToArray()).ToArray();
        bytes.Position.Should().Be(bytes.Length);
        var close = 0L;
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                var open = close + Zigzag(columns[0][i]);
                close = open + Zigzag(columns[1][i]);
                return new[] { open / unit, (Math.Max(open, close) + columns[2][i]) / unit, (Math.Min(open, close) - columns[3][i]) / unit, close / unit };
            }),
        ];
    }

    public static double[][] Prices(CandleSeries candles) =>
        [.. Enumerable.Range(0, candles.Count).Select(i => new[] { candles.Opens[i], candles.Highs[i], candles.Lows[i], candles.Closes[i] })];

    private static byte[] Block(string page, string id)
    {
        var text = BlockPattern().Matches(page).Single(match => string.Equals(match.Groups["id"].Value, id, StringComparison.Ordinal)).Groups["text"].Value;
        using var stream = new GZipStream(new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static long Zigzag(long value) => (value >> 1) ^ -(value & 1);

    private static long Varint(MemoryStream bytes)
    {
        for (var (value, shift) = (0L, 0); ; shift += 7)
        {
            var next = bytes.ReadByte();
            value |= (next & 127L) << shift;
            if (next < 128)
            {
                return value;
            }
        }
    }

    [GeneratedRegex("""<script type="text/plain" id="(?<id>[a-z0-9-]+)">(?<text>[A-Za-z0-9+/=]*)</script>""", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex BlockPattern();
}
