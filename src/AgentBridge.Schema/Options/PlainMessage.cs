namespace AgentBridge.Schema;

/// <summary>Messages of exceptions for people.</summary>
public static class PlainMessage
{
    /// <summary>The message in one line, without the name of a parameter in code, which means nothing to a user.</summary>
    public static string Of(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var message = exception is ArgumentException { ParamName: { } name } ? exception.Message.Replace($" (Parameter '{name}')", string.Empty, StringComparison.Ordinal) : exception.Message;
        return message.ReplaceLineEndings(" ");
    }
}
