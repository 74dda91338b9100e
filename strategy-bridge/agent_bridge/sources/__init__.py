"""Sources of signals: one small interface, several implementations."""
