// The sample of src/AgentBridge.Native/README.md, compiled: the README has the same paragraphs (DocumentTests).
#pragma warning disable
using System.Runtime.CompilerServices;
using AgentBridge.Native;

namespace AgentBridge.Tests.Docs.Samples;

internal static class Registration
{
    [ModuleInitializer]
    internal static void Add() => NativeStrategies.Add<Rise, RiseOptions>();
}

// Not the one of the runtime: what a native library registers for good, the other tests of this process must not meet.
file sealed class ModuleInitializerAttribute : Attribute;
