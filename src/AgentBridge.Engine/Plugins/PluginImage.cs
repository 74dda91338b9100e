using System.Globalization;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using AgentBridge.Signals;

namespace AgentBridge.Engine;

/// <summary>The metadata of an assembly, read from its bytes before any of its code can run.</summary>
internal static class PluginImage
{
    private const string Attributes = "AgentBridge.Signals";
    private const string BuildIt = "build a class library that references the package AgentBridge.Signals, and name the .dll in its output folder";

    /// <summary>Why an assembly can't be loaded as one with strategies, and the remedy; <see langword="null"/> if it can.</summary>
    public static string? Problem(byte[] image)
    {
        if (image.AsSpan().StartsWith("\u007FELF"u8) || (image.Length > 4 && image[0] is 0xCF or 0xCA && image[1] is 0xFA or 0xFE))
        {
            return $"it is a native library, no .NET assembly; {BuildIt}";
        }

        if (!image.AsSpan().StartsWith("MZ"u8))
        {
            // The reader below would interpret any other file as an object file.
            return $"it is not a .NET assembly, or it is damaged; {BuildIt}";
        }

        try
        {
            using var stream = new MemoryStream(image, writable: false);
            using var file = new PEReader(stream);
            if (!file.HasMetadata)
            {
                return $"it is a native library, no .NET assembly; {BuildIt}";
            }

            var reader = file.GetMetadataReader();
            return reader.IsAssembly ? Problem(reader) : $"it is a module, no assembly; {BuildIt}";
        }
        catch (Exception exception) when (exception is BadImageFormatException or InvalidOperationException or IOException or ArgumentOutOfRangeException or OverflowException)
        {
            return $"it is not a .NET assembly, or it is damaged; {BuildIt}";
        }
    }

    private static string? Problem(MetadataReader reader)
    {
        if (Find(reader, "System.Runtime.CompilerServices", "ReferenceAssemblyAttribute") is not null)
        {
            return "it is a reference assembly, without any code; name the .dll in the project's output folder (bin), not the one of obj/ref";
        }

        if (Find(reader, "System.Runtime.Versioning", "TargetFrameworkAttribute") is { } framework && Framework(reader.GetBlobReader(reader.GetCustomAttribute(framework).Value)) is { } other)
        {
            return other;
        }

        var current = StrategyContractAttribute.Current.ToString(CultureInfo.InvariantCulture);
        if (Find(reader, Attributes, nameof(StrategyContractAttribute)) is not { } stamp)
        {
            return $"it does not state the strategy contract it was built for; reference the package AgentBridge.Signals, which stamps it, or add [assembly: StrategyContract({current})]";
        }

        var value = reader.GetBlobReader(reader.GetCustomAttribute(stamp).Value);
        var version = value.Length >= 6 && value.ReadUInt16() == 1 ? value.ReadInt32() : 0;
        return version == StrategyContractAttribute.Current
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"it was built for the strategy contract {version}, and this program has {current}; build it with the package AgentBridge.Signals of this program's release");
    }

    /// <summary>The name of a framework with assemblies that this runtime can't run.</summary>
    private static string? Framework(BlobReader value)
    {
        if (value.Length < 4 || value.ReadUInt16() != 1 || value.ReadSerializedString() is not { } name)
        {
            return null;
        }

        var parts = name.Split(',');
        var version = parts.Select(p => p.Trim()).FirstOrDefault(p => p.StartsWith("Version=v", StringComparison.Ordinal))?["Version=v".Length..];
        var isTooNew = Version.TryParse(version, out var wanted) && wanted.Major > Environment.Version.Major;
        var remedy = string.Create(CultureInfo.InvariantCulture, $"build it for net{Environment.Version.Major}.0");
        return parts[0] switch
        {
            ".NETCoreApp" when !isTooNew => null,
            ".NETStandard" => null,
            _ => $"it was built for {parts[0]} {version}, which .NET {Environment.Version.ToString(2)} can't run; {remedy}",
        };
    }

    private static CustomAttributeHandle? Find(MetadataReader reader, string space, string name)
    {
        foreach (var handle in reader.GetAssemblyDefinition().GetCustomAttributes())
        {
            var (typeSpace, typeName) = TypeOf(reader, reader.GetCustomAttribute(handle).Constructor);
            if (reader.StringComparer.Equals(typeName, name) && reader.StringComparer.Equals(typeSpace, space))
            {
                return handle;
            }
        }

        return null;
    }

    private static (StringHandle Space, StringHandle Name) TypeOf(MetadataReader reader, EntityHandle constructor)
    {
        var type = constructor.Kind switch
        {
            HandleKind.MemberReference => reader.GetMemberReference((MemberReferenceHandle)constructor).Parent,
            HandleKind.MethodDefinition => reader.GetMethodDefinition((MethodDefinitionHandle)constructor).GetDeclaringType(),
            _ => default,
        };
        return type.Kind switch
        {
            HandleKind.TypeReference => (reader.GetTypeReference((TypeReferenceHandle)type).Namespace, reader.GetTypeReference((TypeReferenceHandle)type).Name),
            HandleKind.TypeDefinition => (reader.GetTypeDefinition((TypeDefinitionHandle)type).Namespace, reader.GetTypeDefinition((TypeDefinitionHandle)type).Name),
            _ => default,
        };
    }
}
