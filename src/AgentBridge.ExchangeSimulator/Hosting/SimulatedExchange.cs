namespace AgentBridge.ExchangeSimulator;

/// <summary>All markets, the clock and the speed, behind one lock.</summary>
internal sealed class SimulatedExchange
{
    private const int DefaultHistory = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, MarketTape> _bySymbol;
    private readonly ExchangeSimulatorOptions _options;
    private readonly TimeProvider _timeProvider;
    private double _speed;

    public SimulatedExchange(ExchangeSimulatorOptions options, TimeProvider timeProvider)
    {
        _options = options;
        _timeProvider = timeProvider;
        _speed = options.Speed;
        var first = options.Markets[0].Candles;
        var lastClosed = LastClosedOf(options);
        var shift = CandleShift.At(lastClosed, first.Timeframe, NowMs, options.CloseAtBoundaryWithin);
        var holdShare = options.PointHold / (options.PointHold + options.PointMove);
        Tapes = [.. options.Markets.Select(m => new MarketTape(m, lastClosed, shift, holdShare, options.MoveSteps))];
        Spot = [.. Tapes.Where(t => !t.Names.IsFuture)];
        _bySymbol = Spot.ToDictionary(t => t.Names.Symbol, StringComparer.Ordinal);
        if (options.PriceClock != PriceClockStart.None)
        {
            StartPriceClock(null, options.PriceClock == PriceClockStart.AtBoundary ? shift.OriginMs : NowMs);
        }
    }

    public IReadOnlyList<MarketTape> Tapes { get; }

    /// <summary>The markets that are served with prices.</summary>
    public IReadOnlyList<MarketTape> Spot { get; }

    public TimeProvider TimeProvider => _timeProvider;

    public long NowMs => _timeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    public double Speed => _speed;

    /// <summary>How long a point lasts.</summary>
    private double PointMs
    {
        get
        {
            var recorded = Tapes[0].StepMs / 4.0 / _speed;
            return Math.Max(recorded, (_options.PointHold + _options.PointMove).TotalMilliseconds);
        }
    }

    /// <summary>The open of the candle that is the last closed one at the start.</summary>
    public static long LastClosedOf(ExchangeSimulatorOptions options)
    {
        var first = options.Markets[0].Candles;
        return options.LastClosedOpenMs ?? first.OpenTimes[Math.Max(1, Math.Min(DefaultHistory, first.Count / 2)) - 1];
    }

    /// <summary>Reads a consistent state; the result must not be lazy.</summary>
    public T Read<T>(Func<long, T> read)
    {
        lock (_gate)
        {
            return read(NowMs);
        }
    }

    public MarketTape? Find(string symbol) => _bySymbol.GetValueOrDefault(symbol);

    public void StartPriceClock(IReadOnlyList<MarketTape>? tapes, long atMs)
    {
        lock (_gate)
        {
            foreach (var tape in tapes ?? Tapes)
            {
                tape.Prices.Play(atMs, PointMs);
            }
        }
    }

    public void StopPriceClock(IReadOnlyList<MarketTape>? tapes)
    {
        lock (_gate)
        {
            foreach (var tape in tapes ?? Tapes)
            {
                tape.Prices.Stop(NowMs);
            }
        }
    }

    public void SetPrice(MarketTape tape, double price)
    {
        lock (_gate)
        {
            tape.Prices.Set(NowMs, tape.Grid.Round(price));
        }
    }

    /// <summary>Playing markets continue at the new speed from their current position.</summary>
    public void SetSpeed(double speed)
    {
        lock (_gate)
        {
            _speed = speed;
            var now = NowMs;
            foreach (var tape in Tapes.Where(t => t.Prices.IsPlayingAt(now)))
            {
                tape.Prices.Play(now, PointMs);
            }
        }
    }
}
