using System.Diagnostics.CodeAnalysis;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>The options of strategies: the allowed types, and their errors.</summary>
internal static class StrategyTypes
{
    private static readonly OptionTypes Types = OptionTypes.Closed(
        "int, long, double, bool, an enumeration, Timeframe or Pair",
        [KeyValuePair.Create<Type, OptionFormAttribute>(typeof(Timeframe), new TimeframeForm()), KeyValuePair.Create<Type, OptionFormAttribute>(typeof(Pair), new PairFormAttribute())]);

    /// <summary>The model of the options of a strategy.</summary>
    /// <exception cref="StrategyException">An option lacks its meaning or range, has an unsupported type, or a default out of range.</exception>
    public static OptionsModel<TOptions> ModelOf<[DynamicallyAccessedMembers(OptionMembers.Needed)] TOptions>(StrategyName name, Func<TOptions> defaults)
        where TOptions : class
    {
        try
        {
            return OptionsModel.Build($"strategy {name.Name}", defaults, Types);
        }
        catch (OptionsException exception)
        {
            throw new StrategyException(exception.Message.Split('\n'));
        }
    }

    /// <summary>Options from text, over the defaults.</summary>
    /// <exception cref="StrategyException">An unknown name, a value out of range, a broken rule.</exception>
    public static TOptions Read<[DynamicallyAccessedMembers(OptionMembers.Needed)] TOptions>(OptionsModel<TOptions> model, IEnumerable<KeyValuePair<string, string>> values)
        where TOptions : class
    {
        try
        {
            return model.Read(values);
        }
        catch (OptionsException exception)
        {
            throw new StrategyException(exception.Message.Split('\n'));
        }
    }

    private sealed class TimeframeForm : OptionFormAttribute
    {
        public override string Expected => "a timeframe such as 1h";

        public override ParameterKind Kind => ParameterKind.Timeframe;

        public override bool TryRead(string text, out object? value, out string? problem)
        {
            problem = null;
            var isTimeframe = Timeframe.TryParse(text, out var timeframe);
            value = timeframe;
            return isTimeframe;
        }
    }
}
