using System.CommandLine;
using AgentBridge.Engine;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>The arguments shared by a check and its child processes.</summary>
internal sealed class CheckArguments
{
    private readonly Argument<string> _name = new("NAME") { Description = "The strategy; `bridge strategies` lists them" };
    private readonly Option<string[]> _parameters = new("--param") { Description = "A parameter of the strategy, repeatable (default: its own defaults)", HelpName = "NAME=VALUE", AllowMultipleArgumentsPerToken = false };
    private readonly CandleOptions _candles = new("The candle file; for a strategy that uses another pair, one --candles a pair");
    private readonly Option<string?> _symbol = GlobalOptions.Symbol();
    private readonly Option<string?> _timeframe = GlobalOptions.Timeframe();
    private readonly Option<bool> _quarantine = GlobalOptions.Quarantine();

    public void AddTo(Command command)
    {
        command.Arguments.Add(_name);
        foreach (var option in new Option[] { _parameters, GlobalOptions.StrategyAssembly, _candles.Candles, _candles.Pairs, _candles.TimeUnit, _symbol, _timeframe, _quarantine })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The strategy and its files.</summary>
    /// <exception cref="CliException">An argument is invalid.</exception>
    public (Strategy Strategy, StrategyFiles Files, bool Quarantine) Settle(ParseResult parsed, BridgeConfig config, CliHost host)
    {
        var strategy = StrategyOptions.Bind(parsed.GetRequiredValue(_name), parsed.GetValue(_parameters) ?? [], config with { StrategyParams = string.Empty }, host, "strategies check ");
        var files = StrategyFiles.Settle(_candles.Read(parsed, parsed.GetValue(_symbol), parsed.GetValue(_timeframe), host), parsed.GetValue(_symbol), parsed.GetValue(_timeframe), strategy, config, host);
        return (strategy, files, parsed.GetValue(_quarantine));
    }

    /// <summary>The same as command-line arguments, for another process: nothing depends on its settings.</summary>
    public static IEnumerable<string> Words(Strategy strategy, StrategyFiles files, bool quarantine)
    {
        IEnumerable<string> words = [strategy.Descriptor.Name.Name, "--timeframe", files.Own.Timeframe.ToString()];
        words = words.Concat(strategy.Values.SelectMany(v => new[] { "--param", $"{v.Key}={v.Value}" }));
        words = words.Concat(files.Others.Prepend(files.Own).SelectMany(f => new[] { "--candles", $"{f.Symbol}={f.Path}" }));
        words = CandleOptions.WordOf(files.Own.TimeUnit) is { } unit ? words.Concat(["--time-unit", unit]) : words;
        words = strategy.Descriptor.Origin is { } origin ? words.Concat([GlobalOptions.StrategyAssembly.Name, origin.Path]) : words;
        return quarantine ? words.Append("--quarantine") : words;
    }
}
