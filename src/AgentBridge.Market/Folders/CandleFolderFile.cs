namespace AgentBridge.Market;

/// <summary>A candle file in a data folder.</summary>
/// <param name="Path">The file's path, beginning with the folder's as it was given.</param>
/// <param name="Name">What its name says.</param>
public sealed record CandleFolderFile(string Path, FreqtradeFileName Name);
