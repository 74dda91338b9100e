using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AgentBridge.ExchangeSimulator;

/// <summary>Handles every request: access, logging, faults, routing.</summary>
internal sealed class RequestPipeline(
    RestEndpoint rest, ControlEndpoint control, StreamHub hub, FaultQueue faults, RequestLog log, TimeProvider timeProvider, ILogger logger, CancellationToken stopping)
{
    private const string ControlPrefix = "/control/";
    private const int LongestControlBody = 16 * 1024;

    public async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        if (!IsLocal(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        if (path.StartsWith(ControlPrefix, StringComparison.Ordinal))
        {
            await ControlAsync(context, path[ControlPrefix.Length..]).ConfigureAwait(false);
            return;
        }

        logger.RequestReceived(path, context.Request.QueryString.Value ?? string.Empty);
        log.Add(new SimulatedRequest(timeProvider.GetUtcNow(), path, context.Request.QueryString.Value ?? string.Empty));
        if (faults.Take(path) is { } fault && await SufferAsync(context, fault).ConfigureAwait(false))
        {
            return;
        }

        await (StreamHub.IsStreamPath(path) ? StreamAsync(context, path) : RestAsync(context, path)).ConfigureAwait(false);
    }

    /// <summary>A web page in a browser on this machine must neither reach the simulator under another host name nor control it.</summary>
    private static bool IsLocal(HttpRequest request) =>
        request.Host.Host is "127.0.0.1" or "localhost"
        && !(request.Headers.ContainsKey("Origin") && request.Path.StartsWithSegments("/control", StringComparison.OrdinalIgnoreCase));

    /// <summary>Applies a fault to a request.</summary>
    /// <returns>Whether the request has been answered.</returns>
    private async Task<bool> SufferAsync(HttpContext context, SimulatedFault fault)
    {
        logger.FaultApplied(fault.Kind, context.Request.Path.Value ?? "/");
        switch (fault.Kind)
        {
            case SimulatedFaultKind.Delay:
                using (var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping))
                {
                    await Task.Delay(fault.Delay, timeProvider, end.Token).ConfigureAwait(false);
                }

                return false;
            case SimulatedFaultKind.Status:
                if (fault.RetryAfterSec is { } seconds)
                {
                    context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
                }

                await FailAsync(context, FaultText.Of(fault, timeProvider.GetUtcNow())).ConfigureAwait(false);
                return true;
            default:
                context.Abort();
                return true;
        }
    }

    private async Task RestAsync(HttpContext context, string path)
    {
        if (rest.Find(path) is not { } call)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        try
        {
            var body = JsonBytes.Write(writer => call(new Parameters(context.Request.QueryString), writer));
            await AnswerAsync(context, StatusCodes.Status200OK, body).ConfigureAwait(false);
        }
        catch (BinanceFailure failure)
        {
            await FailAsync(context, failure).ConfigureAwait(false);
        }
    }

    private async Task StreamAsync(HttpContext context, string path)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var socket = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
        await hub.ServeAsync(socket, path, context.Request.Query["streams"], stopping).ConfigureAwait(false);
    }

    private async Task ControlAsync(HttpContext context, string path)
    {
        if (control.Find(context.Request.Method, path) is not { } call)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        try
        {
            using var body = new ControlBody(await ReadAsync(context).ConfigureAwait(false));
            await AnswerAsync(context, StatusCodes.Status200OK, JsonBytes.Write(writer => call(body, writer))).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ControlException or ArgumentException)
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, JsonBytes.Write(writer =>
                JsonSerializer.Serialize(writer, new ControlErrorDocument(Schema.PlainMessage.Of(e)), ControlJson.Default.ControlErrorDocument))).ConfigureAwait(false);
        }
    }

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        var buffer = new byte[4096];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted).ConfigureAwait(false)) > 0)
        {
            if (body.Length + read > LongestControlBody)
            {
                throw new ControlException("the body is longer than 16 KiB");
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private static Task FailAsync(HttpContext context, BinanceFailure failure) => AnswerAsync(context, failure.Status, JsonBytes.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("code", failure.Code);
        writer.WriteString("msg", failure.Message);
        writer.WriteEndObject();
    }));

    private static async Task AnswerAsync(HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json;charset=UTF-8";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }
}
