"""What luck brings: addressable random numbers, samplers, waves, weather and alerts; worlds kept in files."""
