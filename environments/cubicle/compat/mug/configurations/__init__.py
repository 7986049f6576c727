"""Names that environments written for MUG import."""
