using AgentBridge.Market;

namespace AgentBridge.Native;

/// <summary>
/// Compiles the way of a batch in the background while the host still loads its own parts: a backtest calls it once a pair, and
/// would pay with that call. Nothing depends on it, and a process that ends meanwhile just ends.
/// </summary>
internal static class WarmUp
{
    // The compiler makes its best code of what is called thirty times after 100 ms in which nothing new was called.
    private const int Rounds = 6;
    private const int BatchesPerRound = 12;
    private const int Candles = 1_500;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(60);
    private static int _started;

    /// <summary>Starts it, once a process.</summary>
    public static void Start()
    {
        if (Interlocked.Exchange(ref _started, 1) == 0)
        {
            // Nobody waits for it: what is wrong shows in the call that somebody waits for.
            _ = Task.Run(RunAsync);
        }
    }

    private static async Task RunAsync()
    {
        var candles = GeneratedCandles.Create(new GeneratedCandlesOptions { Count = Candles });
        var agent = SignalAgent.ForBacktest();
        for (var round = 0; round < Rounds; round++)
        {
            for (var batch = 0; batch < BatchesPerRound; batch++)
            {
                Generate(agent, candles);
            }

            await Task.Delay(Pause, TimeProvider.System).ConfigureAwait(false);
        }
    }

    private static unsafe void Generate(SignalAgent agent, CandleSeries candles)
    {
        fixed (long* times = candles.OpenTimes)
        fixed (double* opens = candles.Opens, highs = candles.Highs, lows = candles.Lows, closes = candles.Closes, volumes = candles.Volumes)
        {
            var pointers = new CandlePointers((nint)times, (nint)opens, (nint)highs, (nint)lows, (nint)closes, (nint)volumes, candles.Count);
            _ = agent.GenerateMarks(pointers, candles.Symbol, candles.Timeframe.ToString());
        }
    }
}
