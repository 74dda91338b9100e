using System.Text.Json.Serialization;

namespace AgentBridge.Cli;

/// <summary>The generated writer of a report's document.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ReportDocument))]
internal sealed partial class ReportJson : JsonSerializerContext;
