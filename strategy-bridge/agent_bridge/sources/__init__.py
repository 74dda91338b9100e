"""Where signals come from: one small interface, several sources."""
