"""The playground's page in a real Chromium, at the width of a phone."""
