using System.Globalization;
using AgentBridge.Market;
using AgentBridge.Tests.Support;
using Microsoft.Playwright;

namespace AgentBridge.Tests.Cli;

/// <summary>The page of backtest --html in Chromium: what is drawn, in both themes, on a desktop and on a phone.</summary>
[Trait(Cost.Key, Cost.Long)]
public sealed class HtmlReportBrowserTests : IDisposable
{
    // Texts and what lies behind them, by WCAG 2: (lighter + 0.05) / (darker + 0.05). A background may be transparent: those above it show through.
    private const string LeastContrast = """
        () => {
          const parse = text => { const n = text.match(/[\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
          const channel = v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
          const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
          const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
          const behind = e => {
            const layers = [];
            for (let at = e; at; at = at.parentElement) {
              const layer = parse(getComputedStyle(at).backgroundColor);
              layers.push(layer);
              if (layer[3] === 1) break;
            }
            return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
          };
          const found = [];
          for (const e of document.body.querySelectorAll('*')) {
            const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
            if (!own || !e.getClientRects().length || e.closest('script, style, option')) continue;
            const style = getComputedStyle(e);
            const back = behind(e);
            const text = over(parse(e.closest('svg') ? style.fill : style.color), back);
            const [a, b] = [light(text), light(back)].sort((x, y) => y - x);
            found.push({ ratio: (a + 0.05) / (b + 0.05), text: e.textContent.trim().slice(0, 40) });
          }
          found.sort((x, y) => x.ratio - y.ratio);
          return `${found[0].ratio} ${found[0].text}`;
        }
        """;

    // How many pixels of the chart of candles have a colour of the page, within the rounding of the drawing.
    private const string PixelsOf = """
        name => {
          const canvas = window.report.chart.takeScreenshot();
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          const probe = document.createElement('i');
          probe.style.color = `var(--${name})`;
          document.body.append(probe);
          const wanted = getComputedStyle(probe).color.match(/\d+/g).map(Number);
          probe.remove();
          let count = 0;
          for (let i = 0; i < data.length; i += 4) if (wanted.every((v, k) => Math.abs(v - data[i + k]) <= 2)) count++;
          return count;
        }
        """;

    // Of a canvas of uPlot: how many pixels are drawn at all.
    private const string DrawnPixels = """
        id => {
          const canvas = document.querySelector(`#${id} canvas`);
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          let count = 0;
          for (let i = 3; i < data.length; i += 4) if (data[i] > 0) count++;
          return count;
        }
        """;

    private readonly BridgeCli _cli = new() { Clock = new FixedClock(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)) };

    public void Dispose() => _cli.Dispose();

    [SkippableTheory]
    [InlineData(1_280, ColorScheme.Light)]
    [InlineData(1_280, ColorScheme.Dark)]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task Report_OfABacktest_IsDrawnReadableAndAlone(int width, ColorScheme scheme)
    {
        await using var browser = await Chromium.StartAsync();
        var page = await browser.OpenAsync(width, 900, scheme);
        var (requests, complaints) = Watch(page);

        await OpenReportAsync(page, 5_000);

        complaints.Should().BeEmpty();
        requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal)).Should().Equal(new Uri(_cli.PathOf("report.html")).AbsoluteUri);
        (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(width);
        var contrast = await page.EvaluateAsync<string>(LeastContrast);
        double.Parse(contrast.Split(' ')[0], CultureInfo.InvariantCulture).Should().BeGreaterThanOrEqualTo(4.5, contrast);
        (await page.EvaluateAsync<int>(PixelsOf, "up")).Should().BeGreaterThan(200, "candles that rose");
        (await page.EvaluateAsync<int>(PixelsOf, "down")).Should().BeGreaterThan(200, "candles that fell");
        foreach (var chart in new[] { "equity", "drawdown" })
        {
            (await page.EvaluateAsync<int>(DrawnPixels, chart)).Should().BeGreaterThan(1_000, chart);
        }
    }

    [SkippableFact]
    public async Task Report_Tables_ShowTheFiguresOfTheCommand()
    {
        await using var browser = await Chromium.StartAsync();
        var page = await browser.OpenAsync(1_280, 900, ColorScheme.Light);

        var trades = await OpenReportAsync(page, 5_000);

        var pages = (int)Math.Ceiling(trades / 25.0);
        (await page.InnerTextAsync("#page")).Should().Be($"1–{Math.Min(25, trades)} of {trades}");
        for (var turned = 1; turned < pages; turned++)
        {
            await page.ClickAsync("#older");
        }

        (await page.Locator("#trades tbody tr").Last.Locator("td").First.InnerTextAsync()).Should().Be($"{trades}");
        (await page.Locator("#tables h2").AllInnerTextsAsync()).Should().Contain(["Figures of Freqtrade", "Figures of the bridge", "Trades by exit", "Signals"]);
        (await page.Locator("#months .month").CountAsync()).Should().Be(12);
        (await page.Locator("#distribution rect").CountAsync()).Should().BeGreaterThan(1);
    }

    [SkippableFact]
    public async Task Report_NextTrade_ShowsItsEntryStopAndTarget()
    {
        await using var browser = await Chromium.StartAsync();
        var page = await browser.OpenAsync(1_280, 900, ColorScheme.Light);
        _ = await OpenReportAsync(page, 5_000);
        (await page.EvaluateAsync<int>(PixelsOf, "accent")).Should().BeLessThan(2_000);

        await page.ClickAsync("#next");

        (await page.InnerTextAsync("#legend")).Should().Contain("Trade 1 ").And.Contain(", stop ").And.Contain(", target ");
        (await page.EvaluateAsync<int>(PixelsOf, "accent")).Should().BeGreaterThan(10, "the mark of the entry");
        await page.ClickAsync("#trades tbody tr:nth-child(3)");
        (await page.InnerTextAsync("#legend")).Should().Contain("Trade 3 ");
    }

    [SkippableFact]
    public async Task Report_ThemeChangesMeanwhile_IsRedrawn()
    {
        await using var browser = await Chromium.StartAsync();
        var page = await browser.OpenAsync(1_280, 900, ColorScheme.Light);
        _ = await OpenReportAsync(page, 2_000);

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });

        await page.Locator("body[data-theme=dark]").WaitForAsync();
        (await page.EvaluateAsync<int>(PixelsOf, "panel")).Should().BeGreaterThan(50_000);
    }

    [SkippableFact]
    public async Task Report_NoTrades_SaysSo()
    {
        await using var browser = await Chromium.StartAsync();
        var page = await browser.OpenAsync(360, 740, ColorScheme.Light);
        var (_, complaints) = Watch(page);

        _ = await OpenReportAsync(page, 56);

        complaints.Should().BeEmpty();
        (await page.InnerTextAsync("#page")).Should().Be("no trades");
        (await page.InnerTextAsync("#distribution")).Should().Be("There are no trades.");
    }

    private static (List<string> Requests, List<string> Complaints) Watch(IPage page)
    {
        var (requests, complaints) = (new List<string>(), new List<string>());
        page.Request += (_, request) => requests.Add(request.Url);
        page.Console += (_, message) => complaints.Add(message.Text);
        page.PageError += (_, error) => complaints.Add(error);
        return (requests, complaints);
    }

    /// <summary>Runs a backtest and opens its report; returns how many trades it has.</summary>
    private async Task<int> OpenReportAsync(IPage page, int candles)
    {
        var run = await _cli.RunAsync("backtest", "--candles", _cli.WriteCandles(GeneratedCandles.Create(new() { Count = candles })), "--html", "report.html", "--json");
        run.ExitCode.Should().Be(0, run.Error);
        await page.GotoAsync(new Uri(_cli.PathOf("report.html")).AbsoluteUri);
        await page.WaitForFunctionAsync("() => document.body.dataset.drawn === 'true'");
        return run.Json().GetProperty("trades").GetInt32();
    }
}
