"""What was done and what came of it: files that C# and Python append to side by side."""
