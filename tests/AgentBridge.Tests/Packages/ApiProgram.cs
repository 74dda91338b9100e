namespace AgentBridge.Tests.Packages;

/// <summary>A program of somebody's own that publishes a signal and fetches it back, with the packages AgentBridge.Redis and AgentBridge.Risk alone.</summary>
internal static class ApiProgram
{
    public const string Text = """
        using System.Globalization;
        using AgentBridge.Market;
        using AgentBridge.Redis;
        using AgentBridge.Risk;
        using AgentBridge.Schema;

        var clock = TimeProvider.System;
        var timeframe = Timeframe.Parse("5m");
        var start = timeframe.FloorToOpen(clock.GetUtcNow().ToUnixTimeMilliseconds()) - (300 * timeframe.Milliseconds);
        var candles = GeneratedCandles.Create(new() { Count = 300, Start = DateTimeOffset.FromUnixTimeMilliseconds(start), Timeframe = timeframe });
        var last = candles[^1];
        var (entry, risk) = (last.Close, 2 * Atr.ComputeAtr(candles)[^1]);
        var signal = new TradingSignal(
            DecisionId.Create("by-hand/1", string.Empty, candles.Symbol, "5m", last.OpenTimeMs),
            DateTimeOffset.FromUnixTimeMilliseconds(candles.CloseTimeMs(candles.Count - 1)),
            candles.Symbol,
            SignalSide.Long,
            0.5,
            new SignalEntry(EntryType.Market, entry),
            new RiskPlan(entry - risk, new TakeProfits(new(entry + risk, 0.5), new(entry + (2 * risk), 0.5)), 0.05),
            "made by hand");
        var verdict = new RiskGate(clock).ApplyRisk(signal, candles, new RiskOptions { MaxCapitalPct = 0.05 });
        if (verdict.Approved is not { } approved)
        {
            Console.Error.WriteLine(verdict);
            return 1;
        }

        await using var channel = new RedisSignalChannel(new RedisOptions { Port = int.Parse(args[0], CultureInfo.InvariantCulture), Password = args[1] }, clock);
        Console.WriteLine($"{await channel.PublishSignalAsync(approved)} {signal.DecisionId}");
        Console.WriteLine($"fetched {(await channel.FetchLatestSignalAsync("BTC/USDT", maxAgeSec: 600)).Signal?.DecisionId}");
        return 0;
        """;
}
