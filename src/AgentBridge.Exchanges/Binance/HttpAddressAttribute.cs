using AgentBridge.Schema;

namespace AgentBridge.Exchanges;

/// <summary>The base address of an exchange. Messages never repeat the value, because it may contain a password.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HttpAddressAttribute : OptionFormAttribute
{
    /// <inheritdoc/>
    public override string Expected => "an http or https address such as https://api.binance.com, without user, query or fragment";

    /// <inheritdoc/>
    public override bool IsSecret => true;

    /// <inheritdoc/>
    public override bool TryRead(string text, out object? value, out string? problem)
    {
        problem = null;
        var isAddress = Uri.TryCreate(text, UriKind.Absolute, out var url) && IsBase(url);
        value = url;
        return isAddress;
    }

    /// <inheritdoc/>
    public override string? Format(object value) => value is Uri { IsAbsoluteUri: true } url && IsBase(url) ? url.AbsoluteUri : null;

    private static bool IsBase(Uri url) => url.Scheme is "http" or "https" && url.UserInfo.Length + url.Query.Length + url.Fragment.Length == 0;
}
