"""Running the product on one machine: the supervisor, the LiveKit server binary, `doctor`."""
