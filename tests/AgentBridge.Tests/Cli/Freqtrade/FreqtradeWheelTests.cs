using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>bridge freqtrade wheel if something is missing; the wheels themselves are tested in the Python package's test_wheels.py.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class FreqtradeWheelTests : IDisposable
{
    private readonly BridgeCli _cli = new();

    public FreqtradeWheelTests()
    {
        _cli.Environment["BRIDGE_ROOT"] = Repository.PathOf();
        _cli.Environment["PATH"] = _cli.PathOf("programs");
        _cli.Environment["BRIDGE_DOTNET"] = Program("dotnet", "echo 'x.cs(1,1): error CS1002: ; expected'; exit 1");
    }

    [Fact]
    public async Task Wheel_NoCompiler_IsOneLineThatNamesItAndTheWheelThatNeedsNone()
    {
        _ = Program("python3", "exit 0");

        (await _cli.RunAsync("freqtrade", "wheel", "--out", "made", "--only", "linux", "--json")).SingleComplaint(exitCode: 3)
            .Should().StartWith("bridge: there is no C compiler on the PATH (on Debian: apt-get install gcc zlib1g-dev); --only any ");
    }

    [Fact]
    public async Task Wheel_NoPython_IsOneLine() =>
        (await _cli.RunAsync("freqtrade", "wheel", "--out", "made")).SingleComplaint(exitCode: 3).Should().Be("bridge: python3 is not on the PATH: install it to make a wheel");

    [Theory]
    [InlineData("any")]
    [InlineData("linux")]
    public async Task Wheel_PublishFails_SaysTheFirstError(string kind)
    {
        _ = Program("python3", "exit 0");
        _ = Program("gcc", "exit 0");

        (await _cli.RunAsync("freqtrade", "wheel", "--out", "made", "--only", kind)).SingleComplaint(exitCode: 3)
            .Should().Be("bridge: AgentBridge.Native can't be published: x.cs(1,1): error CS1002: ; expected");
    }

    [Fact]
    public async Task Wheel_FolderIsAFile_IsOneLine()
    {
        _ = _cli.Write("taken", "x");

        (await _cli.RunAsync("freqtrade", "wheel", "--out", "taken")).SingleComplaint(exitCode: 2).Should().StartWith("bridge: --out taken: ");
    }

    [Fact]
    public async Task Wheel_WithoutACheckout_SaysWhereItIsRun()
    {
        _ = _cli.Environment.Remove("BRIDGE_ROOT");

        (await _cli.RunAsync("freqtrade", "wheel")).SingleComplaint(exitCode: 2).Should().Contain("./bridge freqtrade wheel");
    }

    public void Dispose() => _cli.Dispose();

    private string Program(string name, string script)
    {
        _ = _cli.Write(Path.Combine("programs", name), $"#!/bin/sh\n{script}\n");
        var path = _cli.PathOf("programs", name);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
