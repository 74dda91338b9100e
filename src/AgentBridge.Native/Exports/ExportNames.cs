namespace AgentBridge.Native.Exports;

/// <summary>The C names of the exports in a library compiled ahead of time: the prefix and the method's name in snake case.</summary>
internal static class ExportNames
{
    public const string AbiVersion = AbiNumber.Prefix + "abi_version";
    public const string Strategies = AbiNumber.Prefix + "strategies";
    public const string Open = AbiNumber.Prefix + "open";
    public const string Close = AbiNumber.Prefix + "close";
    public const string Generate = AbiNumber.Prefix + "generate";
    public const string Marks = AbiNumber.Prefix + "marks";
    public const string Feed = AbiNumber.Prefix + "feed";
    public const string Describe = AbiNumber.Prefix + "describe";
    public const string FetchLatest = AbiNumber.Prefix + "fetch_latest";
    public const string Free = AbiNumber.Prefix + "free";
    public const string LastErrorText = AbiNumber.Prefix + "last_error_text";
}
