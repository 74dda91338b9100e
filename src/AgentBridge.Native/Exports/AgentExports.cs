using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AgentBridge.Native.Exports;

/// <summary>
/// The C functions, for hosts that start the runtime through hostfxr and ask for each by its method's name, and for those that load a
/// library that was compiled ahead of time, where the name is that of <see cref="ExportNames"/>. Each answers a
/// <see cref="NativeStatus"/> as a 32-bit integer; no exception crosses. Texts are UTF-8 with a zero at the end.
/// </summary>
public static unsafe class AgentExports
{
    /// <summary>int32 AbiVersion(): the only function that answers something else than a status.</summary>
    [UnmanagedCallersOnly(EntryPoint = ExportNames.AbiVersion, CallConvs = [typeof(CallConvCdecl)])]
    public static int AbiVersion() => AbiNumber.Value;

    /// <summary>int32 Strategies(AbiResult* result): the strategies that can be named, one a line, as <c>breakout/1</c>.</summary>
    /// <param name="result">As for <see cref="Generate"/>.</param>
    [UnmanagedCallersOnly(EntryPoint = ExportNames.Strategies, CallConvs = [typeof(CallConvCdecl)])]
    public static int Strategies(void* result)
    {
        try
        {
            AgentCalls.Strategies((AbiResult*)result);
            return (int)NativeStatus.Ok;
        }
        catch (Exception failure)
        {
            return (int)LastError.Keep(failure);
        }
    }

    /// <summary>int32 Open(const char* options, int64* handle)</summary>
    /// <param name="options">The options of <see cref="SignalAgent.Open(string)"/>.</param>
    /// <param name="handle">Takes the agent's handle.</param>
    [UnmanagedCallersOnly(EntryPoint = ExportNames.Open, CallConvs = [typeof(CallConvCdecl)])]
    public static int Open(nint options, long* handle)
    {
        try
        {
            AgentCalls.Open(options, handle);
            return (int)NativeStatus.Ok;
        }
        catch (Exception failure)
        {
            return (int)LastError.Keep(failure);
        }
    }

    /// <summary>int32 Close(int64 handle)</summary>
    /// <param name="handle">The agent; closing it twice is not an error.</param>
    [UnmanagedCallersOnly(EntryPoint = ExportNames.Close, CallConvs = [typeof(CallConvCdecl)])]
    public static int Close(long handle)
    {
        try
        {
            AgentCalls.Close(handle);
            return (int)NativeStatus.Ok;
        }
        catch (Exception failure)
        {
            return (int)LastError.Keep(failure);
        }
    }

    /// <summary>int32 Generate(int64 handle, AbiBatch* batch, AbiResult* result): signals of a run of candles.</summary>
    /// <param name="handle">The agent's handle, as returned by Open.</param>
    /// <param name="batch">int32 size, int32 count, then pointers: int64 times, double opens, highs, lows, closes, volumes, the pair, the timeframe, and a double: the market's price step, 0 where it is unknown.</param>
    /// <param name="result">int32 size, candles, raw, approved, left out, then lines (pointer, int64 length) and denied (pointer, int64 length), int32 candles without a feed, int32 1 where the newest is one of them, int32 candles not decided because the strategy threw, int32 1 where the newest is one of them, then what it threw (pointer, int64 length).</param>
    [UnmanagedCallersOnly(EntryPoint = ExportNames.Generate, CallConvs = [typeof(CallConvCdecl)])]
    public static int Generate(long handle, void* batch, void* result)
    {
        try
        {
            AgentCalls.Generate(handle, (AbiBatch*)batch, (AbiResult*)result, asMarks: false);
            return (int)NativeStatus.Ok;
        }
        catch (Exception failure)
        {
            return (int)LastError.Keep(failure);
        }
    }

    /// <summary>int32 Marks(int64 handle, AbiBatch* batch, AbiResult* result): the same signals as <see cref="SignalAgent.GenerateMarks"/> writes them.</summary>
    /// <param name="handle">The agent's handle, as returned by Open.</param>
    /// <param name="batch">As for <see cref="Generate"/>.</param>
    /// <param name="result">As for <see cref="Generate"/>.</param>
    [UnmanagedCallersOnly(EntryPoint = ExportNames.Marks, CallConvs = [typeof(CallConvCdecl)])]
    public static int Marks(long handle, void* batch, void* result)
    {
        try
        {
            AgentCalls.Generate(handle, (AbiBatch*)batch, (AbiResult*)result, asMarks: true);
            return (int)NativeStatus.Ok;
        }
        catch (Exception failure)
        {
            return (int)LastError.Keep(failure);
        }
    }

    /// <summary>int32 Feed(int64 handle, AbiBatch* batch): the candles of another pair, for every batch from now on.</summary>
    /// <param name="handle">The agent's handle, as returned by Open.</param>
    /// <param name="batch">As for <see cref="Generate"/>; the pair is the other one.</param>
    [UnmanagedCallersOnly(EntryPoint = ExportNames.Feed, CallConvs = [typeof(CallConvCdecl)])]
    public static int Feed(long handle, void* batch)
    {
        try
        {
            AgentCalls.Feed(handle, (AbiBatch*)batch);
            return (int)NativeStatus.Ok;
        }
        catch (Exception failure)
        {
            return (int)LastError.Keep(failure);
        }
    }

    /// <summary>int32 Describe(int64 handle, const char* timeframe, AbiResult* result): the strategy and its requirements, as returned by <see cref="SignalAgent.Describe"/>.</summary>
    /// <param name="handle">The agent's handle, as returned by Open.</param>
    /// <param name="timeframe">The timeframe, that is the length of a candle.</param>
    /// <param name="result">As for <see cref="Generate"/>.</param>
    [UnmanagedCallersOnly(EntryPoint = ExportNames.Describe, CallConvs = [typeof(CallConvCdecl)])]
    public static int Describe(long handle, nint timeframe, void* result)
    {
        try
        {
            AgentCalls.Describe(handle, timeframe, (AbiResult*)result);
            return (int)NativeStatus.Ok;
        }
        catch (Exception failure)
        {
            return (int)LastError.Keep(failure);
        }
    }

    /// <summary>int32 FetchLatest(int64 handle, const char* symbol, int32 max_age_sec, AbiResult* result): one line, or none.</summary>
    /// <param name="handle">The agent's handle, as returned by Open.</param>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="maxAgeSec">The maximum age in seconds, included.</param>
    /// <param name="result">As for <see cref="Generate"/>.</param>
    [UnmanagedCallersOnly(EntryPoint = ExportNames.FetchLatest, CallConvs = [typeof(CallConvCdecl)])]
    public static int FetchLatest(long handle, nint symbol, int maxAgeSec, void* result)
    {
        try
        {
            AgentCalls.FetchLatest(handle, symbol, maxAgeSec, (AbiResult*)result);
            return (int)NativeStatus.Ok;
        }
        catch (Exception failure)
        {
            return (int)LastError.Keep(failure);
        }
    }

    /// <summary>int32 Free(AbiResult* result): frees a result's texts and empties it.</summary>
    /// <param name="result">The result filled by a call.</param>
    [UnmanagedCallersOnly(EntryPoint = ExportNames.Free, CallConvs = [typeof(CallConvCdecl)])]
    public static int Free(void* result)
    {
        try
        {
            AgentCalls.Free((AbiResult*)result);
            return (int)NativeStatus.Ok;
        }
        catch (Exception failure)
        {
            return (int)LastError.Keep(failure);
        }
    }

    /// <summary>int32 LastErrorText(char* buffer, int32 capacity): the message of this thread's last failure, without a zero at the end.</summary>
    /// <param name="buffer">Takes the message where it fits; may be null.</param>
    /// <param name="capacity">Bytes in the buffer.</param>
    /// <returns>The message's length in bytes.</returns>
    [UnmanagedCallersOnly(EntryPoint = ExportNames.LastErrorText, CallConvs = [typeof(CallConvCdecl)])]
    public static int LastErrorText(byte* buffer, int capacity)
    {
        var text = LastError.Text;
        if (buffer != null && capacity >= text.Length)
        {
            text.CopyTo(new Span<byte>(buffer, capacity));
        }

        return text.Length;
    }
}
