using System.CommandLine;
using AgentBridge.Exchanges;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>The exchange of a command.</summary>
internal static class Exchanges
{
    public static Option<string?> Option() => new("--exchange") { Description = "The base URL of a Binance-compatible exchange (default: Binance's own)", HelpName = "URL" };

    /// <summary>The exchange named by --exchange; <see langword="null"/> for the default one.</summary>
    public static Uri? BaseUrl(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var address = BinanceOptions.Model.Of(nameof(BinanceOptions.BaseUrl));
        return address.TryRead(text, out var url, out var detail) ? (Uri)url! : throw new CliException(ExitCodes.Usage, address.ErrorOf("--exchange", text, detail));
    }

    /// <summary>Whether it has real prices: Binance's own addresses, except its test networks.</summary>
    /// <param name="baseUrl">The address; <see langword="null"/> for the standard one.</param>
    public static bool IsReal(Uri? baseUrl) => baseUrl is null || BinanceOptions.HasRealPrices(baseUrl);

    public static BinanceClient Client(HttpClient http, Uri? baseUrl, CliHost host, int burst = 1)
    {
        var options = new BinanceOptions { RequestBurst = burst };
        return new BinanceClient(http, baseUrl is null ? options : options with { BaseUrl = baseUrl }, host.Clock);
    }
}
