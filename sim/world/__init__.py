"""What luck brings: addressable random numbers, samplers, waves, weather and delays."""
