namespace AgentBridge.Cli;

/// <summary>What <c>doctor</c> found of one thing.</summary>
/// <param name="Name">The thing.</param>
/// <param name="Ok">Whether it is as it should be.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Remedy">What to do where it is not.</param>
/// <param name="IsAdvice">Whether the main job can run without it.</param>
internal sealed record DoctorCheck(string Name, bool Ok, string Detail, string Remedy, bool IsAdvice = false);
