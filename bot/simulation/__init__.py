"""Made-up neighbours and days that pass in a second: what fills the playground."""
