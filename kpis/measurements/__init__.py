"""Values of indicators for periods, only ever added; entries by hand and the year's close."""
