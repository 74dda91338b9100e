using System.Collections.Immutable;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Engine;

/// <summary>A Redis server's URL.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RedisUrlFormAttribute : OptionFormAttribute
{
    public override string Expected => RedisUrl.Form;

    public override bool IsSecret => true;

    public override bool TryRead(string text, out object? value, out string? problem)
    {
        var isUrl = RedisUrl.TryParse(text, out var url, out problem);
        value = url;
        return isUrl;
    }

    public override string? Format(object value) => (value as RedisUrl)?.ToString();
}

/// <summary>A timeframe that exchanges offer.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TradedTimeframeAttribute : OptionFormAttribute
{
    public override string Expected => "one of " + string.Join(", ", Timeframe.Traded);

    public override ParameterKind Kind => ParameterKind.Timeframe;

    public override bool TryRead(string text, out object? value, out string? problem)
    {
        problem = null;
        var isTraded = Timeframe.TryParseTraded(text, out var timeframe);
        value = timeframe;
        return isTraded;
    }
}

/// <summary>The name of a strategy: a built-in one, or one that an assembly brings.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class StrategyNameFormAttribute : OptionFormAttribute
{
    public override string Expected => "the name of a built-in strategy, or of one of STRATEGY_ASSEMBLY";

    public static bool IsBuiltIn(string name) => StrategyCatalog.IsBuiltIn(name);

    public override bool TryRead(string text, out object? value, out string? problem)
    {
        (value, problem) = (text, null);
        return StrategyName.IsName(text);
    }
}

/// <summary>The path of an assembly; empty for none.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AssemblyFormAttribute : OptionFormAttribute
{
    public override string Expected => "the path of a .dll";

    public override bool TryRead(string text, out object? value, out string? problem)
    {
        (value, problem) = (text, null);
        return !text.Any(char.IsControl);
    }
}

/// <summary>Pairs joined by commas, each once; empty for none.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PairsFormAttribute : OptionFormAttribute
{
    public override string Expected => "pairs such as BTC/USDT,ETH/USDT, each once";

    public override bool TryRead(string text, out object? value, out string? problem)
    {
        problem = null;
        var pairs = text.Length == 0 ? [] : text.Split(',', StringSplitOptions.TrimEntries);
        value = pairs.Length == 0 ? ImmutableArray<string>.Empty : ImmutableArray.Create(pairs);
        if (!Array.TrueForAll(pairs, pair => SignalSymbol.IsValid(pair)))
        {
            problem = "one of them is not a pair";
        }
        else if (pairs.Distinct(StringComparer.Ordinal).Count() != pairs.Length)
        {
            problem = "one of them is there twice";
        }

        return problem is null;
    }

    public override string? Format(object value) => value is ImmutableArray<string> { IsDefault: false } pairs ? string.Join(',', pairs) : null;
}

/// <summary>Parameters of a strategy, <c>k=v;k=v</c>; empty for none.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ParametersFormAttribute : OptionFormAttribute
{
    public override string Expected => "name=value, several joined by ;";

    public override bool TryRead(string text, out object? value, out string? problem)
    {
        (value, problem) = (text, null);
        try
        {
            _ = ParameterText.Split(text);
        }
        catch (StrategyException exception)
        {
            problem = exception.Message.Split("; expected")[0];
        }

        return problem is null;
    }
}

/// <summary>A price step, or <c>auto</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PriceStepFormAttribute : OptionFormAttribute
{
    public override string Expected => PriceSteps.Form;

    public override bool TryRead(string text, out object? value, out string? problem)
    {
        problem = null;
        var isStep = PriceSteps.TryParse(text, out var step);
        value = step;
        return isStep;
    }

    public override string? Format(object value) => value is PriceStep { IsKnown: true } step ? step.ToString() : PriceSteps.Auto;
}
