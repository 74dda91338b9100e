using System.Diagnostics;
using AgentBridge.Cli;
using AgentBridge.Engine;
using AgentBridge.Redis;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Benchmarks;

/// <summary>
/// Publishing to a private redis-server, compared with redis-benchmark using the same script on one connection to the
/// same server in the same run.
/// </summary>
internal static class RedisFigures
{
    private const int Sequential = 2_000;

    // Long enough for the compiler to finish before the samples begin, and for a short disturbance to count little.
    private const int Pipelined = 50_000;
    private const int Depth = 500;
    private const string NoHash = "-";

    /// <summary>In percent.</summary>
    private const double LeastShare = 80;

    private static readonly Lazy<ApprovedSignal[]> Signals = new(Approve);

    public static bool CanRun => RedisServerProcess.TryFind(out _);

    public static IEnumerable<Figure> All()
    {
        yield return new("redis-p50", "PublishSignalAsync one after the other, median", FigureUnit.Microseconds, double.NaN, () => Publish(s => Sequentially(s, 0.5)));
        yield return new("redis-p99", "PublishSignalAsync one after the other, 99th percentile", FigureUnit.Microseconds, double.NaN, () => Publish(s => Sequentially(s, 0.99)));
        yield return new("redis-rate", "PublishSignalAsync, 500 in flight", FigureUnit.PerSecond, double.NaN, () => Publish(InFlight));
        if (RedisBenchmark.CanRun)
        {
            yield return new("redis-own-p50", "redis-benchmark of the same script, 1 connection, median", FigureUnit.Microseconds, double.NaN, () => Own(s => s.Own(Sequential * 5, 1).P50Us));
            yield return new("redis-own-p99", "redis-benchmark of the same script, 1 connection, 99th percentile", FigureUnit.Microseconds, double.NaN, () => Own(s => s.Own(Sequential * 5, 1).P99Us));
            yield return new("redis-own-rate", "redis-benchmark of the same script, 1 connection, 500 in flight", FigureUnit.PerSecond, double.NaN, () => Own(s => s.Own(Pipelined, Depth).PerSecond));
            yield return new("redis-share", "PublishSignalAsync's rate beside redis-benchmark's, taken in turn on one server", FigureUnit.Percent, LeastShare, () => Publish(Share)) { MoreIsBetter = true };
        }
    }

    private static FigureRun Publish(Func<Session, double> sample)
    {
        var session = Session.Start();
        return new(1, static () => { }, () => Session.HashOfFirst(Pipelined))
        {
            Sample = runs =>
            {
                // The first publications connect and compile.
                _ = sample(session);
                return [.. Enumerable.Range(0, runs).Select(_ => sample(session))];
            },
            Cleanup = session.Stop,
        };
    }

    /// <summary>Alternating and twice, so that a temporarily busy machine affects both.</summary>
    private static double Share(Session session)
    {
        var own = session.Own(Pipelined, Depth).PerSecond;
        var ours = InFlight(session);
        return 100 * ours / ((own + session.Own(Pipelined, Depth).PerSecond) / 2);
    }

    private static FigureRun Own(Func<Session, double> sample)
    {
        var session = Session.Start();
        return new(1, static () => { }, static () => NoHash)
        {
            Sample = runs => [.. Enumerable.Range(0, Math.Min(runs, 10)).Select(_ => sample(session))],
            Cleanup = session.Stop,
        };
    }

    private static double Sequentially(Session session, double share)
    {
        session.ForgetAll();
        var taken = new double[Sequential];
        for (var i = 0; i < taken.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Require(session.Channel.PublishSignalAsync(session.Next()).GetAwaiter().GetResult());
            taken[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        Array.Sort(taken);
        return taken[(int)(share * (taken.Length - 1))];
    }

    private static double InFlight(Session session)
    {
        session.ForgetAll();
        var start = Stopwatch.GetTimestamp();
        var waiting = new Task<PublishResult>[Depth];
        for (var i = 0; i < Pipelined; i += Depth)
        {
            for (var j = 0; j < Depth; j++)
            {
                waiting[j] = session.Channel.PublishSignalAsync(session.Next());
            }

            foreach (var result in Task.WhenAll(waiting).GetAwaiter().GetResult())
            {
                Require(result);
            }
        }

        return Pipelined / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Require(PublishResult result)
    {
        if (result != PublishResult.Published)
        {
            throw new InvalidOperationException($"A publication ended as {result}.");
        }
    }

    private static ApprovedSignal[] Approve()
    {
        // One history per pair: every publication needs a new decision, or it would be a duplicate.
        var signals = new List<ApprovedSignal>();
        var strategy = StrategyCatalog.BuiltIn.Find("breakout").Bind(string.Empty, 0.05);
        foreach (var symbol in new[] { "BTC/USDT", "ETH/USDT", "SOL/USDT", "XRP/USDT" })
        {
            var candles = Market.GeneratedCandles.Create(new Market.GeneratedCandlesOptions { Count = 500_000, Symbol = symbol });
            _ = SignalHistory.RunGated(new StrategyCandles(candles), strategy, new RiskOptions(), signals.Add);
        }

        foreach (var signal in signals)
        {
            _ = signal.Sha256;
        }

        return [.. signals];
    }

    private sealed class Session(RedisServerProcess server, DirectoryInfo folder)
    {
        private int _next;
        private string? _script;

        public RedisSignalChannel Channel { get; } = new(server.ChannelOptions with { Timeout = TimeSpan.FromSeconds(10) }, TimeProvider.System);

        public static Session Start()
        {
            var folder = Directory.CreateTempSubdirectory("bridge-bench-");
            var options = new RedisServerOptions { RunFolder = folder.FullName, Password = "bench" };
            return new Session(RedisServerProcess.StartAsync(options).GetAwaiter().GetResult(), folder);
        }

        /// <summary>Empties the server, so that every signal can be published again.</summary>
        public void ForgetAll()
        {
            RedisBenchmark.ForgetAll(server);
            _next = 0;
        }

        /// <summary>The result of redis-benchmark.</summary>
        public RedisBenchmark Own(int commands, int inFlight)
        {
            ForgetAll();
            _script ??= RedisBenchmark.LastScript(server, () =>
            {
                // The first call loads the script into the server.
                Require(Channel.PublishSignalAsync(Next()).GetAwaiter().GetResult());
                Require(Channel.PublishSignalAsync(Next()).GetAwaiter().GetResult());
            });
            return RedisBenchmark.Run(server, _script, Signals.Value[0], commands, inFlight);
        }

        public ApprovedSignal Next() => Signals.Value[_next++];

        public static string HashOfFirst(int count)
        {
            using var hash = new OutputHash();
            foreach (var signal in Signals.Value.AsSpan(0, count))
            {
                hash.Add(signal.CanonicalBytes.Span);
            }

            return hash.Finish();
        }

        public void Stop()
        {
            Channel.DisposeAsync().AsTask().GetAwaiter().GetResult();
            server.DisposeAsync().AsTask().GetAwaiter().GetResult();
            folder.Delete(recursive: true);
        }
    }
}
