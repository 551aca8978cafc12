"""Hours given, confirmed by whom they were given to, and the certificate over them."""
