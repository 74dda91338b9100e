using System.Net;
using System.Text;

namespace AgentBridge.Cli;

/// <summary>The page of a report: the files of the folder <c>assets</c> put into <c>page.html</c>, where each has a mark such as <c>{{page.css}}</c>.</summary>
internal static class ReportPage
{
    private const string Begin = "{{";
    private const string End = "}}";

    /// <summary>Writes the page.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="title">The page's title, as plain text.</param>
    /// <param name="blocks">What the script reads, by the id of its element: gzip.</param>
    public static void Write(Stream stream, string title, IEnumerable<(string Id, byte[] Content)> blocks)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16, leaveOpen: true);
        var page = Asset("page.html").AsSpan();
        for (var at = page.IndexOf(Begin, StringComparison.Ordinal); at >= 0; at = page.IndexOf(Begin, StringComparison.Ordinal))
        {
            var end = page.IndexOf(End, StringComparison.Ordinal);
            writer.Write(page[..at]);
            switch (page[(at + Begin.Length)..end])
            {
                case "title":
                    writer.Write(WebUtility.HtmlEncode(title));
                    break;
                case "data":
                    Write(writer, blocks);
                    break;
                case var file when file.EndsWith(".txt", StringComparison.Ordinal):
                    writer.Write(WebUtility.HtmlEncode(Asset(file.ToString())));
                    break;
                case var file:
                    writer.Write(Asset(file.ToString()));
                    break;
            }

            page = page[(end + End.Length)..];
        }

        writer.Write(page);
    }

    /// <summary>Base64 has no character that could end the element.</summary>
    private static void Write(StreamWriter writer, IEnumerable<(string Id, byte[] Content)> blocks)
    {
        foreach (var (id, content) in blocks)
        {
            writer.Write($"""<script type="text/plain" id="{id}">""");
            writer.Write(Convert.ToBase64String(content));
            writer.Write("</script>\n");
        }
    }

    private static string Asset(string name)
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream("report/" + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
