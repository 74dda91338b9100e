namespace AgentBridge.Exchanges;

/// <summary>The HTTP policy for every request to an exchange, the same for all commands.</summary>
public static class ExchangeHttp
{
    /// <summary>
    /// A client for <see cref="BinanceClient"/>: it follows no redirect (the target of a redirect is not where prices come
    /// from), keeps no cookies, and reaches this machine's own addresses without a proxy. The time limit of a request is set by
    /// <see cref="BinanceOptions.RequestTimeout"/>.
    /// </summary>
    public static HttpClient CreateClient() => CreateClient(int.MaxValue);

    /// <summary>As <see cref="CreateClient()"/>, for a program that asks for many pairs at once.</summary>
    /// <param name="connections">The most connections to one server, ≥ 1; further requests wait for a free one.</param>
    public static HttpClient CreateClient(int connections) => new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = connections,

        // Longer than from one candle to the next where candles are short: connecting anew costs more than keeping.
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
        AllowAutoRedirect = false,
        UseCookies = false,
        Proxy = new LoopbackDirect(HttpClient.DefaultProxy),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>The proxy of the environment, but none for the loopback address: a proxy can't reach a simulator on this machine.</summary>
    private sealed class LoopbackDirect(System.Net.IWebProxy environment) : System.Net.IWebProxy
    {
        public System.Net.ICredentials? Credentials
        {
            get => environment.Credentials;
            set => environment.Credentials = value;
        }

        public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : environment.GetProxy(destination);

        public bool IsBypassed(Uri host)
        {
            ArgumentNullException.ThrowIfNull(host);
            return host.IsLoopback || environment.IsBypassed(host);
        }
    }
}
