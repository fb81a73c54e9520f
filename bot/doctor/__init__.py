"""What `local-views doctor` looks at, each with a remedy."""
