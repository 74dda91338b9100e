using AgentBridge.Redis;

namespace AgentBridge.Tests.Transport;

public sealed class RedisOptionsTests
{
    public static TheoryData<RedisOptions> OutOfRange =>
    [
        new() { Host = string.Empty },
        new() { Host = "a b" },
        new() { Host = "[::1]" },
        new() { Host = "fe80::1%eth0" },
        new() { Host = "127.0.0.256" },
        new() { Port = 0 },
        new() { Port = 65_536 },
        new() { Database = -1 },
        new() { ListName = string.Empty },
        new() { ListName = "a{b}" },
        new() { ListName = "signals\n" },
        new() { MaxSignals = 9 },
        new() { MaxSignals = 100_001 },
        new() { Timeout = TimeSpan.Zero },
        new() { Timeout = TimeSpan.FromMinutes(2) },
    ];

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void Channel_OptionOutOfRange_IsNotMade(RedisOptions options)
    {
        var make = () => new RedisSignalChannel(options, TimeProvider.System);

        make.Should().Throw<ArgumentException>().WithMessage("Redis: *");
    }

    [Fact]
    public void ToString_WithAPassword_DoesNotShowIt()
    {
        var options = new RedisOptions { Password = "hunter2" };

        options.ToString().Should().Contain("127.0.0.1:6379").And.NotContain("hunter2");
    }
}
