using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace AgentBridge.Tests.Cli;

/// <summary>Answers that an exchange, or a proxy in front of it, may give.</summary>
internal static class OddAnswers
{
    private const long Open = 1_748_779_200_000;

    public static IReadOnlyDictionary<string, byte[]> All { get; } = Texts()
        .Select(pair => (pair.Name, Answer: Encoding.UTF8.GetBytes(pair.Answer)))
        .Concat(Raw())
        .ToDictionary(pair => pair.Name, pair => pair.Answer, StringComparer.Ordinal);

    public static string Http(int status, string body, params string[] headers) => string.Create(
        CultureInfo.InvariantCulture,
        $"HTTP/1.1 {status} Word\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n{body}");

    private static string Kline(string open = "1748779200000", string o = "\"1\"", string h = "\"1\"", string l = "\"1\"", string c = "\"1\"", string v = "\"1\"", string close = "1748779499999") =>
        $"[{open},{o},{h},{l},{c},{v},{close},\"0\",1,\"0\",\"0\",\"0\"]";

    private static IEnumerable<(string Name, string Answer)> Texts()
    {
        // Bodies of a 200.
        foreach (var (name, body) in new (string, string)[]
        {
            ("nothing", ""), ("white space", " \r\n\t "), ("null", "null"), ("true", "true"), ("a number", "1748779200000"), ("a string", "\"klines\""),
            ("an object", "{}"), ("an empty list", "[]"), ("a list of nulls", "[null,null]"), ("a list of numbers", "[1,2,3]"), ("a list of objects", "[{},{}]"),
            ("html", "<!DOCTYPE html><html><body>Please log in</body></html>"), ("a text", "OK"), ("a byte order mark", "\uFEFF[]"),
            ("a comment", "/* hi */[]"), ("two documents", "[][]"), ("a trailing comma", "[[1,],]"), ("cut", "[[1748779200000,\"1\",\"1\""),
            ("deep", new string('[', 5_000)), ("deep and closed", new string('[', 5_000) + new string(']', 5_000)),
            ("an error with status 200", "{\"code\":-1003,\"msg\":\"Too much\"}"), ("a code that is a text", "{\"code\":\"x\",\"msg\":5}"),
            ("a server time that is a text", "{\"serverTime\":\"now\"}"), ("a negative server time", "{\"serverTime\":-1}"), ("a server time beyond long", "{\"serverTime\":99999999999999999999}"),
            ("a server time with a fraction", "{\"serverTime\":1.5}"), ("an early server time", "{\"serverTime\":1}"), ("a late server time", "{\"serverTime\":253402300799999}"),
            ("a server time twice", "{\"serverTime\":1,\"serverTime\":2}"), ("an escape in a key", "{\"server\\u0054ime\":1}"), ("half a surrogate", "{\"msg\":\"\\ud800\",\"code\":-1}"),
            ("controls", "{\"code\":-1,\"msg\":\"\\u001b[31mred\\u0000\\u202e\"}"), ("a raw escape", "\u001b[2J\u001b]0;title\u0007"),
            ("a short kline", "[[1748779200000]]"), ("a negative open time", "[" + Kline(open: "-300000", close: "-1") + "]"), ("an open time with a fraction", "[" + Kline(open: "1748779200000.5") + "]"),
            ("an open time beyond long", "[" + Kline(open: "9999999999999999999") + "]"), ("open times as texts", "[" + Kline(open: "\"1748779200000\"") + "]"),
            ("a negative price", "[" + Kline(l: "\"-1\"") + "]"), ("a price of zero", "[" + Kline(l: "\"0\"") + "]"), ("NaN", "[" + Kline(o: "\"NaN\"") + "]"), ("a bare NaN", "[" + Kline(o: "NaN") + "]"),
            ("infinity", "[" + Kline(h: "\"Infinity\"") + "]"), ("a price beyond double", "[" + Kline(h: "\"1e999\"") + "]"), ("a price with a comma", "[" + Kline(o: "\"1,5\"") + "]"), ("an empty price", "[" + Kline(o: "\"\"") + "]"),
            ("a price that is null", "[" + Kline(o: "null") + "]"), ("a price that is a list", "[" + Kline(o: "[1]") + "]"), ("a price that is true", "[" + Kline(o: "true") + "]"), ("high below low", "[" + Kline(h: "\"1\"", l: "\"2\"") + "]"),
            ("a negative volume", "[" + Kline(v: "\"-1\"") + "]"), ("another length", "[" + Kline(close: "1748782799999") + "]"), ("a close before the open", "[" + Kline(close: "0") + "]"), ("off the grid", "[" + Kline(open: "1748779200001", close: "1748779500000") + "]"),
            ("disorder", "[" + Kline(open: "1748779500000", close: "1748779799999") + "," + Kline() + "]"), ("a duplicate", "[" + Kline() + "," + Kline() + "]"), ("a conflict", "[" + Kline() + "," + Kline(c: "\"1.0\"", h: "\"2\"") + "]"),
            ("an enormous gap", "[" + Kline(open: "0", close: "299999") + "," + Kline() + "]"), ("the year 9999", "[" + Kline(open: "253402300500000", close: "253402300799999") + "]"),
            ("too many", "[" + string.Join(',', Enumerable.Range(0, 3_000).Select(i => Kline(open: Text(Open + (i * 300_000L)), close: Text(Open + (i * 300_000L) + 299_999)))) + "]"),
            ("five megabytes", new string('x', 5_000_000)),
        })
        {
            yield return (name, Http(200, body));
        }

        foreach (var status in new[] { 201, 204, 206, 300, 301, 304, 399, 400, 401, 403, 404, 405, 407, 408, 410, 418, 429, 451, 499, 500, 501, 502, 503, 504, 520, 599, 600, 999 })
        {
            yield return ($"status {status}", Http(status, status is 204 or 304 ? string.Empty : "word"));
        }

        foreach (var target in new[] { "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "//elsewhere/", "http://[::1", "", "\u0001", "mailto:a@b", "http://127.0.0.1:1/", "https://127.0.0.1:1/" })
        {
            yield return ($"a redirect to '{target}'", Http(302, string.Empty, $"Location: {target}"));
        }

        foreach (var (status, wait) in new[] { (418, "7200"), (418, "99999999"), (429, "3"), (429, "99999999999999999999"), (418, "-5"), (418, "soon"), (503, "45"), (503, "99999999"), (500, "Fri, 31 Dec 9999 23:59:59 GMT"), (429, "1e400"), (418, "\u0000") })
        {
            yield return ($"{status} with Retry-After {wait}", Http(status, "{\"code\":-1003,\"msg\":\"Way too many requests.\"}", $"Retry-After: {wait}"));
        }
    }

    private static IEnumerable<(string Name, byte[] Answer)> Raw()
    {
        yield return ("a closed connection", []);
        yield return ("half a status line", "HTTP/1."u8.ToArray());
        yield return ("no HTTP", "SSH-2.0-OpenSSH_9.6\r\n"u8.ToArray());
        yield return ("HTTP/0.9", "[]"u8.ToArray());
        yield return ("status 000", "HTTP/1.1 000 x\r\n\r\n"u8.ToArray());
        yield return ("status of letters", "HTTP/1.1 abc x\r\n\r\n"u8.ToArray());
        yield return ("HTTP/9.9", "HTTP/9.9 200 OK\r\nContent-Length: 2\r\n\r\n[]"u8.ToArray());
        yield return ("an invalid length", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n[]"u8.ToArray());
        yield return ("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\nConnection: close\r\n\r\n[]"u8.ToArray());
        yield return ("a body cut", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[["u8.ToArray());
        yield return ("invalid chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n[]\r\n0\r\n\r\n"u8.ToArray());
        yield return ("a chunk cut", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFF\r\n[]"u8.ToArray());
        yield return ("a header without a name", "HTTP/1.1 200 OK\r\n: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]"u8.ToArray());
        yield return ("a header of 200,000 bytes", Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nX: " + new string('x', 200_000) + "\r\n\r\n[]"));
        yield return ("an unknown encoding", "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=nonsense\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]"u8.ToArray());
        yield return ("invalid gzip", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]"u8.ToArray());
        yield return ("gzip", [.. "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n"u8, .. Zipped("[]"u8)]);
        yield return ("bytes that are no text", [.. "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8, 0xFF, 0xFE, 0x00, 0x80, 0xC0]);
        yield return ("noughts", [.. "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8, .. new byte[100_000]]);
        yield return ("an upgrade", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"u8.ToArray());
        yield return ("only a 100 Continue", "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray());
    }

    private static byte[] Zipped(ReadOnlySpan<byte> bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return target.ToArray();
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
