using System.Diagnostics;
using System.Net.Sockets;
using AgentBridge.Market;

namespace AgentBridge.Tests.Market;

public sealed class InputFileTests
{
    [SkippableTheory]
    [InlineData("pipe", "is a pipe")]
    [InlineData("socket", "is a socket")]
    [InlineData("/dev/zero", "is a device")]
    [InlineData("/dev/null", "is a device")]
    [InlineData("link to a pipe", "is a pipe")]
    [InlineData("folder", "is a folder")]
    public void Problem_SpecialFile_NamesItWithoutOpeningIt(string kind, string problem)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "asks the Linux kernel");
        using var folder = new TempFolder();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

        InputFile.Problem(Make(folder, kind, socket)).Should().StartWith(problem);
    }

    [Fact]
    public void Problem_OrdinaryOrMissingFile_IsNone()
    {
        using var folder = new TempFolder();

        InputFile.Problem(folder.Write("a.csv", "x")).Should().BeNull();
        InputFile.Problem(folder.PathOf("none.csv")).Should().BeNull();
    }

    [Fact]
    public void ReadBytes_MoreThanIsAllowed_IsRefused()
    {
        using var folder = new TempFolder();
        var path = folder.Write("a", new string('x', 100_001));

        InputFile.ReadBytes(path, 100_001).Should().HaveCount(100_001);
        FluentActions.Invoking(() => InputFile.ReadBytes(path, 100_000)).Should().Throw<InvalidDataException>().WithMessage("has more than 100000 bytes*");
    }

    [Theory]
    [InlineData("plain é 漢 \U0001F600", "plain é 漢 \U0001F600")]
    [InlineData("a\u001b[31mb", "a\\u001b[31mb")]
    [InlineData("a\nb\rc\td\0", "a\\u000ab\\u000dc\\u0009d\\u0000")]
    [InlineData("\u009b2J", "\\u009b2J")]
    [InlineData("user\u202egpj.exe\u2066\u200f", "user\\u202egpj.exe\\u2066\\u200f")]
    [InlineData("a\u2028b\uFEFF", "a\\u2028b\\ufeff")]
    public void VisibleText_AnyText_HasNoControlCharacters(string text, string shown) => VisibleText.Of(text).Should().Be(shown);

    private static string Make(TempFolder folder, string kind, Socket socket)
    {
        var path = kind.StartsWith('/') ? kind : folder.PathOf(kind.Split(' ')[^1]);
        switch (kind)
        {
            case "socket":
                socket.Bind(new UnixDomainSocketEndPoint(path));
                break;
            case "folder":
                Directory.CreateDirectory(path);
                break;
            case "pipe" or "link to a pipe":
                using (var process = Process.Start("mkfifo", [path]))
                {
                    process.WaitForExit();
                }

                break;
            default:
                break;
        }

        return kind is "link to a pipe" ? File.CreateSymbolicLink(folder.PathOf("link"), path).FullName : path;
    }
}
