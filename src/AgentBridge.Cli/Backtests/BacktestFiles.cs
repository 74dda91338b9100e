using AgentBridge.Engine;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>What a backtest is decided and played on.</summary>
/// <param name="Settings">Those that decide: of the file, the environment and the options.</param>
/// <param name="Files">The candle files, pair by pair.</param>
/// <param name="Series">Their candles, in the same order.</param>
internal sealed record BacktestFiles(Settings Settings, IReadOnlyList<CandleFiles.CandleFileArgument> Files, IReadOnlyList<CandleSeries> Series);
