"""Public records of weather, attacks and repair, read as they are published and written as a scenario reads them."""
