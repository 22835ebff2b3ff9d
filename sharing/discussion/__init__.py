"""What readers say to each other about a paper: comments, in threads."""
