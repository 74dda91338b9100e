using AgentBridge.Engine;
using Microsoft.Extensions.Logging;

namespace AgentBridge.Tests.Extensions;

/// <summary>A secret enters no log entry: neither its text nor its values nor its exception.</summary>
public sealed class MaskedLoggerTests
{
    private static readonly SecretMask Mask = new(new SecretText("hunter two"));

    [Theory]
    [InlineData("hunter two")]
    [InlineData("hunter%20two")]
    public void Log_SecretInAValueAndInTheException_IsMasked(string secret)
    {
        var log = new TestLog();

        Mask.Wrap(log.CreateLogger("x")).LogError(new InvalidOperationException($"AUTH {secret}"), "can't reach {Place} of {Pair}", $"redis://:{secret}@host", "BTC/USDT");

        log.Everything.Should().NotContain(secret).And.Contain("redis://:***@host").And.Contain("AUTH ***").And.Contain("BTC/USDT");
        log.Entries.Single().Values["Place"].Should().Be("redis://:***@host");
    }

    [Fact]
    public void Log_NoSecret_IsPassedOnAsItIs()
    {
        var log = new TestLog();
        var failure = new InvalidOperationException("plain");

        Mask.Wrap(log.CreateLogger("x")).LogWarning(new EventId(7, "Seven"), failure, "{Count} candles", 3);

        var entry = log.Entries.Single();
        (entry.Text, entry.Event.Id, entry.Values["Count"]).Should().Be(("3 candles", 7, 3));
        entry.Failure.Should().Be(failure.ToString());
    }

    [Fact]
    public void Wrap_NothingToMask_IsTheLoggerItself()
    {
        var logger = new TestLog().CreateLogger("x");

        SecretMask.None.Wrap(logger).Should().BeSameAs(logger);
    }
}
