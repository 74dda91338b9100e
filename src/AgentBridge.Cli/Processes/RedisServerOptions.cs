using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>Settings of a private redis-server.</summary>
public sealed record RedisServerOptions
{
    /// <summary>How these options are read and checked.</summary>
    public static OptionsModel<RedisServerOptions> Model { get; } = OptionsModel.Build(
        "redis-server", static () => new RedisServerOptions { RunFolder = ".", Password = "x" }, OptionTypes.Settings);

    /// <summary>Its working folder, created if missing; only <c>redis.log</c> is written to it.</summary>
    [Required, PathForm("a folder"), Description("its working folder")]
    public required string RunFolder { get; init; }

    /// <summary>The password that clients must give. It reaches the server through its standard input, so neither a file nor the process list shows it.</summary>
    [Required, PasswordForm, Description("the password that clients must give")]
    public required string Password { get; init; }

    /// <summary>The port on 127.0.0.1.</summary>
    /// <value>From 0 to 65,535; 0, the default, is any free one.</value>
    [Range(0, 65_535), Description("the port on 127.0.0.1; 0 for a free one")]
    public int Port { get; init; }

    /// <summary>How long it may take to answer after the start.</summary>
    /// <value>10 s by default.</value>
    [Range(0.0, 3600.0, MinimumIsExclusive = true), Description("how long it may take until it answers")]
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it may take to end before it is killed.</summary>
    /// <value>3 s by default.</value>
    [Range(0.0, 3600.0), Description("how long it may take to end by itself before it is killed")]
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Returns the address without the password.</summary>
    public override string ToString() => $"redis-server in {RunFolder}";

    /// <summary>A secret that is set.</summary>
    [AttributeUsage(AttributeTargets.Property)]
    private sealed class PasswordFormAttribute : OptionFormAttribute
    {
        public override string Expected => "a text";

        public override bool IsSecret => true;

        public override bool TryRead(string text, out object? value, out string? problem)
        {
            (value, problem) = (text, null);
            return text.Length > 0;
        }

        public override string? Format(object value) => value is string { Length: > 0 } ? "***" : null;
    }
}
