using AgentBridge.Schema;

namespace AgentBridge.ExchangeSimulator;

/// <summary>Controls the running exchange, for a test or a dry-run. <c>/control</c> does the same over HTTP.</summary>
/// <threadsafety>Any number of threads.</threadsafety>
public sealed class SimulatorControl
{
    private readonly SimulatedExchange _exchange;
    private readonly FaultQueue _faults;
    private readonly RequestLog _log;
    private readonly StreamHub _hub;

    internal SimulatorControl(SimulatedExchange exchange, FaultQueue faults, RequestLog log, StreamHub hub)
    {
        _exchange = exchange;
        _faults = faults;
        _log = log;
        _hub = hub;
    }

    /// <summary>How many times faster than recorded the price clock runs; see <see cref="ExchangeSimulatorOptions.Speed"/>.</summary>
    /// <exception cref="OptionsException">It lies outside 0.001 to 1,000,000.</exception>
    public double Speed
    {
        get => _exchange.Speed;
        set
        {
            ExchangeSimulatorOptions.Model.Check(nameof(ExchangeSimulatorOptions.Speed), value);
            _exchange.SetSpeed(value);
        }
    }

    /// <summary>When, by the simulator's clock, the last recorded candle closed or will close.</summary>
    public DateTimeOffset Origin => DateTimeOffset.FromUnixTimeMilliseconds(_exchange.Tapes[0].Shift.OriginMs);

    /// <summary>The offset from a recorded time to the time at which the candle is served, in milliseconds.</summary>
    public TimeSpan Shift => TimeSpan.FromMilliseconds(_exchange.Tapes[0].Shift.ShiftMs);

    /// <summary>How many requests there were, by path; control requests are not counted.</summary>
    public IReadOnlyDictionary<string, int> RequestCounts => _log.Counts;

    /// <summary>The newest requests, at most 1,000, oldest first.</summary>
    public IReadOnlyList<SimulatedRequest> Requests => _log.Newest;

    /// <summary>The faults that wait for requests.</summary>
    public IReadOnlyList<SimulatedFault> Faults => _faults.Waiting;

    /// <summary>How many WebSocket connections are open.</summary>
    public int OpenSockets => _hub.Count;

    /// <summary>Every market as it is now.</summary>
    public IReadOnlyList<MarketStatus> GetMarkets() => _exchange.Read(now => _exchange.Tapes.Select(tape =>
    {
        var book = BookView.Of(tape, now);
        return new MarketStatus(
            tape.Names.Pair, tape.Names.Symbol, book.Price, book.Ask, tape.Prices.IsPlayingAt(now), tape.Prices.PositionAt(now) / 4, tape.Path.End / 4);
    }).ToList());

    /// <summary>Starts the price clock, or resumes it from where it was stopped or where a price was set.</summary>
    /// <param name="pair">Only this market; all by default.</param>
    /// <exception cref="ArgumentException">There is no such market.</exception>
    public void StartPriceClock(string? pair = null) => _exchange.StartPriceClock(Only(pair), _exchange.NowMs);

    /// <summary>Stops the price clock; the price no longer moves.</summary>
    /// <param name="pair">Only this market; all by default.</param>
    /// <exception cref="ArgumentException">There is no such market.</exception>
    public void StopPriceClock(string? pair = null) => _exchange.StopPriceClock(Only(pair));

    /// <summary>Sets a price, rounded to the tick, and stops the market's price clock at it.</summary>
    /// <param name="pair">The market, as <c>BTC/USDT</c> or <c>BTCUSDT</c>.</param>
    /// <param name="price">Finite and &gt; 0.</param>
    /// <exception cref="ArgumentException">There is no such market, or the value is not a price.</exception>
    public void SetPrice(string pair, double price)
    {
        ArgumentException.ThrowIfNullOrEmpty(pair);
        if (!double.IsFinite(price) || price <= 0)
        {
            throw new ArgumentException(FormattableString.Invariant($"price={price}: expected a number that is finite and above 0 (the price to stay at)"));
        }

        _exchange.SetPrice(Only(pair)![0], price);
    }

    /// <summary>Adds a fault for future requests.</summary>
    /// <param name="fault">Its kind, and which requests it meets.</param>
    /// <exception cref="OptionsException">Something of it is out of range.</exception>
    public void AddFault(SimulatedFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        _faults.Add(SimulatedFault.Model.Check(fault));
    }

    /// <summary>Forgets all faults that wait.</summary>
    public void ClearFaults() => _faults.Clear();

    /// <summary>Forgets the requests counted so far.</summary>
    public void ClearRequests() => _log.Clear();

    /// <summary>Breaks all WebSocket connections without a goodbye.</summary>
    /// <returns>How many there were.</returns>
    public int CutSockets() => _hub.Cut();

    private MarketTape[]? Only(string? pair) => pair is null
        ? null
        : [_exchange.Find(pair.Replace("/", string.Empty, StringComparison.Ordinal)) ?? throw new ArgumentException($"symbol={pair}: There is no market {pair}; there are {string.Join(", ", _exchange.Tapes.Select(t => t.Names.Pair))}")];
}
