"""Find, mask and pseudonymise personal data."""
