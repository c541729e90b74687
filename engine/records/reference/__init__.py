"""The reference: the paper profile as it was once computed, kept in the repository."""
