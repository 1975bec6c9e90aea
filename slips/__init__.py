"""The domain: what a slip is, what proves it, what is wrong with it, what will be typed. Pure: no I/O, no framework."""
