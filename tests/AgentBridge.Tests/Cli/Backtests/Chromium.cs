using AgentBridge.Cli;
using Microsoft.Playwright;

namespace AgentBridge.Tests.Cli;

/// <summary>The Chromium of the system, without a window.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    // Only a hang takes this long, in milliseconds: on a busy machine a page takes more than the usual half minute.
    private const float Patience = 300_000;

    private readonly IPlaywright _driver;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright driver, IBrowser browser) => (_driver, _browser) = (driver, browser);

    public static async Task<Chromium> StartAsync()
    {
        var program = Names.Select(Executables.Find).FirstOrDefault(path => path is not null);
        Skip.If(program is null, "needs chromium (Debian: apt-get install chromium)");
        var driver = await Playwright.CreateAsync();
        return new(driver, await driver.Chromium.LaunchAsync(new() { ExecutablePath = program, Headless = true, Args = Flags, Timeout = Patience }));
    }

    /// <summary>A page in a window of a size, with a theme.</summary>
    public async Task<IPage> OpenAsync(int width, int height, ColorScheme scheme)
    {
        var context = await _browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme });
        context.SetDefaultTimeout(Patience);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _driver.Dispose();
    }
}
