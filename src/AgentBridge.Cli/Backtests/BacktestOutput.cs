using AgentBridge.Backtesting;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>Runs backtests for commands.</summary>
internal static class BacktestOutput
{
    /// <summary>Runs a backtest.</summary>
    /// <exception cref="CliException">It can't be run on this input.</exception>
    public static BacktestResult Run(BacktestInput input, BacktestRules rules)
    {
        try
        {
            return new BacktestEngine(rules, input.Options, input.Sizing).Run(input.Pairs);
        }
        catch (BacktestException exception)
        {
            throw new CliException(ExitCodes.Usage, $"{exception.Code}: {exception.Message}", exception);
        }
    }
}
