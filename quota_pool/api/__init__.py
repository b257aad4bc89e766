"""REST over the same services, filters and scoping as the pages; it knows neither pages nor templates."""
