"""What speaks to telephone networks."""
