"""What runs inside a process apart. It imports nothing of ours but what it is told to serve."""
